/** How a piece of text stands out; never the only sign of what it says. */
export type Tone = 'good' | 'bad' | 'dim' | 'strong';

/**
 * A piece of a line: plain, with a tone, on the ground of a heat map (a share of the maximum in 0..1), or in the colour of
 * a chart's line by number. Made safe for the terminal where it is written.
 */
export type Span =
  | string
  | { readonly text: string; readonly tone: Tone }
  | { readonly text: string; readonly heat: number }
  | { readonly text: string; readonly line: number }
  | typeof HANG;

/** A place in a line: on a narrow terminal what follows continues on the next lines below it. Nothing is shown there. */
export const HANG = { text: '', hangs: true } as const;

export type Line = readonly Span[];

export function tone(tone: Tone, text: string): Span {
  return { text, tone };
}

export function textOf(span: Span): string {
  return typeof span === 'string' ? span : span.text;
}

import type { Region } from '../terminal/cell-buffer.js';
import { cut, wrap } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';

/** A paragraph and its style; an indent holds for all of its lines, and one that is `fixed` is a line of columns. */
export type Paragraph = readonly [text: string, style: string, indent?: number | 'fixed'];

/** Paragraphs as lines of at most `width` columns; an empty text is an empty line. */
export function wrapped(paragraphs: readonly Paragraph[], width: number): readonly (readonly [string, string])[] {
  return paragraphs.flatMap(([text, style, indent = 0]) => {
    if (text === '') return [['', ''] as const];
    if (indent === 'fixed') return [[cut(text, width), style] as const];
    return wrap(text, Math.max(1, width - indent)).map((line) => [' '.repeat(indent) + line, style] as const);
  });
}

/** Writes paragraphs from line `first` on, with a sign where more follow. */
export function paintTexts(region: Region, paragraphs: readonly Paragraph[], theme: Theme, first = 0): void {
  const lines = wrapped(paragraphs, region.width);
  const from = Math.max(0, Math.min(first, lines.length - region.height));
  for (const [y, [line, style]] of lines.slice(from, from + region.height).entries()) region.write(0, y, line, style);
  if (from + region.height < lines.length) region.put(region.width - 1, region.height - 1, GLYPHS.lower, theme.accent);
}

import { printableLine } from '../../core/printable.js';
import { displayWidth, eachGrapheme } from '../../core/text-width.js';

export { displayWidth, eachGrapheme } from '../../core/text-width.js';

/** The text cut to at most `width` columns; what was cut is marked by `…`. */
export function cut(text: string, width: number): string {
  if (width <= 0) return '';
  if (displayWidth(text) <= width) return printableLine(text);
  let kept = '';
  let used = 0;
  let full = false;
  eachGrapheme(text, (grapheme, columns) => {
    if (full || used + columns > width - 1) {
      full = true;
      return;
    }
    kept += grapheme;
    used += columns;
  });
  return `${kept}…`;
}

/** In fewer columns two halves of a name tell less than its beginning. */
const SHORT = 16;

/** The text cut to at most `width` columns in its middle, from `least` columns on: names that begin alike are told apart by how they end. */
export function cutMiddle(text: string, width: number, least = SHORT): string {
  if (displayWidth(text) <= width || width < least) return cut(text, width);
  const graphemes: { readonly grapheme: string; readonly columns: number }[] = [];
  eachGrapheme(text, (grapheme, columns) => graphemes.push({ grapheme, columns }));
  const head = cut(text, (width >> 1) + 1);
  let room = width - displayWidth(head);
  let from = graphemes.length;
  while (from > 0 && graphemes[from - 1]!.columns <= room) room -= graphemes[--from]!.columns;
  const tail = graphemes.slice(from).map(({ grapheme }) => grapheme);
  return head + printableLine(tail.join(''));
}

/** Cut or padded with spaces to exactly `width` columns. */
export function fit(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const shown = cut(text, width);
  const space = ' '.repeat(Math.max(0, width - displayWidth(shown)));
  return align === 'left' ? shown + space : space + shown;
}

/** The text broken at spaces into lines of at most `width` columns; a longer word is cut. */
export function wrap(text: string, width: number): string[] {
  if (width <= 0) return [];
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    if (word === '') continue;
    const longer = line === '' ? word : `${line} ${word}`;
    if (displayWidth(longer) <= width) {
      line = longer;
      continue;
    }
    if (line !== '') lines.push(line);
    line = cut(word, width);
  }
  if (line !== '') lines.push(line);
  return lines;
}

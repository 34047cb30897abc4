import stringWidth from 'string-width';
import { printableLine } from './printable.js';

/** Display widths: how many terminal columns a text takes, by the same tables that Ink lays out with. */

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** True when every UTF-16 unit is one column wide by itself: ASCII, Latin-1 letters, dashes and dots, arrows, signs, boxes, braille. */
function simple(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const one =
      (unit >= 0x20 && unit < 0x7f) ||
      (unit > 0xad && unit < 0x300) ||
      (unit >= 0x2010 && unit < 0x2028) ||
      (unit >= 0x2190 && unit < 0x2300) ||
      (unit >= 0x2500 && unit < 0x25fd) ||
      (unit >= 0x2713 && unit < 0x2719) ||
      (unit >= 0x2800 && unit < 0x2900);
    if (!one) return false;
  }
  return true;
}

/** Columns of one grapheme. */
const graphemeWidth = (grapheme: string): 0 | 1 | 2 => Math.min(2, stringWidth(grapheme)) as 0 | 1 | 2;

/** Calls `each` for every grapheme of the text, made printable first, with its width in columns. */
export function eachGrapheme(text: string, each: (grapheme: string, width: 0 | 1 | 2) => void): void {
  if (simple(text)) {
    for (let i = 0; i < text.length; i++) each(text[i]!, 1);
    return;
  }
  for (const { segment } of segmenter.segment(printableLine(text))) each(segment, graphemeWidth(segment));
}

/** Columns that the text takes on one line. */
export function displayWidth(text: string): number {
  if (simple(text)) return text.length;
  let total = 0;
  eachGrapheme(text, (_, width) => {
    total += width;
  });
  return total;
}

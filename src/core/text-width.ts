import { printableLine } from './printable.js';

/**
 * Display widths: how many terminal columns a text takes.
 * East Asian wide and emoji graphemes take two columns, combining marks none (Unicode 16, UAX 11 and 29).
 */

/** Wide and fullwidth ranges, first and last code point by turns. Emoji presentation is tested by property instead. */
const WIDE = [
  0x1100, 0x115f, 0x2329, 0x232a, 0x2e80, 0x303e, 0x3041, 0x33ff, 0x3400, 0x4dbf, 0x4e00, 0x9fff, 0xa000, 0xa4cf,
  0xa960, 0xa97c, 0xac00, 0xd7a3, 0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6f, 0xff01, 0xff60, 0xffe0, 0xffe6,
  0x16fe0, 0x16ff1, 0x17000, 0x18cff, 0x1aff0, 0x1b2ff, 0x1d300, 0x1d376, 0x1f200, 0x1f265, 0x20000, 0x3fffd,
];

const EMOJI = /^\p{Emoji_Presentation}/u;
const NO_WIDTH = /^[\p{Mark}\p{Default_Ignorable_Code_Point}\p{Format}]+$/u;
const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** True when every UTF-16 unit is one column wide by itself: ASCII, Latin-1 letters, arrows, boxes, braille. */
function simple(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const one =
      (unit >= 0x20 && unit < 0x7f) ||
      (unit > 0xad && unit < 0x300) ||
      (unit >= 0x2190 && unit < 0x21ff) ||
      (unit >= 0x2500 && unit < 0x25fd) ||
      (unit >= 0x2800 && unit < 0x2900);
    if (!one) return false;
  }
  return true;
}

function isWide(point: number): boolean {
  if (point < 0x1100) return false;
  for (let i = 0; i < WIDE.length; i += 2) {
    if (point < WIDE[i]!) return false;
    if (point <= WIDE[i + 1]!) return true;
  }
  return false;
}

/** Columns of one grapheme. */
function graphemeWidth(grapheme: string): 0 | 1 | 2 {
  if (NO_WIDTH.test(grapheme)) return 0;
  if (isWide(grapheme.codePointAt(0)!)) return 2;
  return EMOJI.test(grapheme) || grapheme.includes('\ufe0f') ? 2 : 1;
}

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

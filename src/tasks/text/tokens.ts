import { ASSIGNED_RANGES, WORD_RANGES } from './word-table.js';

/**
 * Runs of letters, digits and marks, in lower case and Unicode's compatibility form (NFKC), by the project's own tables: what
 * Unicode 14.0 does not know separates words, so that every version of Node gives the same ones. (Unicode never changes how
 * a character that is assigned decomposes.)
 */
export function words(text: string): string[] {
  return lowered(text.replace(UNKNOWN, ' ').normalize('NFKC')).match(WORD) ?? [];
}

const UNKNOWN = new RegExp(`[^${classOf(ASSIGNED_RANGES)}]+`, 'gu');
const WORD = new RegExp(`[${classOf(WORD_RANGES)}]+`, 'gu');

/** In lower case as far as the tables know it: a later Unicode may give an old letter a lower one that is new. */
function lowered(text: string): string {
  const all = text.toLowerCase();
  if (all.search(UNKNOWN) === -1) return all;
  return Array.from(text, (letter) =>
    letter.toLowerCase().search(UNKNOWN) === -1 ? letter.toLowerCase() : letter,
  ).join('');
}

/** Ranges of a table as the inside of a class of a regular expression. */
function classOf(table: string): string {
  const numbers = table.split(' ').map((text) => Number.parseInt(text, 36));
  let at = 0;
  let text = '';
  for (let i = 0; i < numbers.length; i += 2) {
    const start = at + numbers[i]!;
    at = start + numbers[i + 1]!;
    text += `\\u{${start.toString(16)}}-\\u{${(at - 1).toString(16)}}`;
  }
  return text;
}

/** The n-grams of a word between boundary marks, by code point, so that no surrogate pair is cut. */
export function characterGrams(word: string, shortest: number, longest: number): string[] {
  const points = [...`<${word}>`];
  const grams: string[] = [];
  for (let n = shortest; n <= longest; n++)
    for (let i = 0; i + n <= points.length; i++) grams.push(points.slice(i, i + n).join(''));
  return grams;
}

/** FNV-1a over the UTF-16 units' bytes (Fowler, Noll, Vo 1991), then murmur3's finaliser, since its low bits mix poorly. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    h = Math.imul(h ^ (unit & 0xff), 0x01000193);
    h = Math.imul(h ^ (unit >> 8), 0x01000193);
  }
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

export interface HashingOptions {
  readonly buckets: number;
  /** Longest run of words that counts as one feature. */
  readonly wordGrams: number;
  /** Lengths of character n-grams; none when `longest` is 0. */
  readonly charShortest: number;
  readonly charLongest: number;
}

/**
 * A text as bucket numbers: words and runs of words, and the character n-grams of each word (as in fastText, Bojanowski
 * 2017), each hashed into one of `buckets`. Empty for a text without letters and digits.
 */
export function hashFeatures(text: string, options: HashingOptions): Int32Array {
  const tokens = words(text);
  const buckets: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    let run = 'w';
    for (let n = 0; n < options.wordGrams && i + n < tokens.length; n++) {
      run = `${run} ${tokens[i + n]}`;
      buckets.push(hash32(run) % options.buckets);
    }
    if (options.charLongest > 0)
      for (const gram of characterGrams(tokens[i]!, options.charShortest, options.charLongest))
        buckets.push(hash32(`c ${gram}`) % options.buckets);
  }
  return Int32Array.from(buckets);
}

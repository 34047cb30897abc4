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
const LETTERS = classOf(WORD_RANGES);
const WORD = new RegExp(`[${LETTERS}]+`, 'gu');
const FINAL_SIGMA = new RegExp(`(?<=[${LETTERS}])Σ(?![${LETTERS}])`, 'gu');

/**
 * In lower case as far as the tables know it: a later Unicode may give an old letter a lower one that is new. Sigma, the only letter
 * whose lower case depends on its neighbours, goes by the tables too: which neighbours count has changed (U+0295 in Unicode 17).
 */
function lowered(text: string): string {
  const plain = text.includes('Σ') ? text.replace(FINAL_SIGMA, 'ς').replaceAll('Σ', 'σ') : text;
  const all = plain.toLowerCase();
  if (all.search(UNKNOWN) === -1) return all;
  return Array.from(plain, (letter) =>
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

/** FNV-1a over the UTF-16 units' bytes (Fowler, Noll, Vo 1991), from `state` on. */
function absorb(text: string, state: number): number {
  let h = state;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    h = Math.imul(h ^ (unit & 0xff), 0x01000193);
    h = Math.imul(h ^ (unit >> 8), 0x01000193);
  }
  return h;
}

/** murmur3's finaliser, since the low bits of FNV-1a mix poorly. */
function finish(state: number): number {
  let h = state;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

const START = 0x811c9dc5;

export function hash32(text: string): number {
  return finish(absorb(text, START));
}

export interface HashingOptions {
  readonly buckets: number;
  /** Longest run of words that counts as one feature. */
  readonly wordGrams: number;
  /** Lengths of character n-grams; none when `longest` is 0. */
  readonly charShortest: number;
  readonly charLongest: number;
}

const RUN = absorb('w', START);
/** Words whose n-grams are remembered. */
const REMEMBERED = 100_000;
let grams = { shortest: 0, longest: 0, ofWord: new Map<string, Uint32Array>() };
let scratch = new Int32Array(1024);

/** Hashes of the n-grams of a word, which texts have again and again. */
function gramHashes(word: string, shortest: number, longest: number): Uint32Array {
  if (grams.shortest !== shortest || grams.longest !== longest || grams.ofWord.size > REMEMBERED)
    grams = { shortest, longest, ofWord: new Map() };
  let hashes = grams.ofWord.get(word);
  if (hashes === undefined) {
    hashes = Uint32Array.from(characterGrams(word, shortest, longest), (gram) => hash32(`c ${gram}`));
    grams.ofWord.set(word, hashes);
  }
  return hashes;
}

/**
 * A text as bucket numbers: words and runs of words, and the character n-grams of each word (as in fastText, Bojanowski
 * 2017), each hashed into one of `buckets`. Empty for a text without letters and digits.
 */
export function hashFeatures(text: string, options: HashingOptions): Int32Array {
  const { buckets, wordGrams, charShortest, charLongest } = options;
  const tokens = words(text);
  let size = 0;
  const room = (more: number) => {
    if (size + more <= scratch.length) return;
    const larger = new Int32Array(2 * (size + more));
    larger.set(scratch);
    scratch = larger;
  };
  for (let i = 0; i < tokens.length; i++) {
    room(wordGrams);
    // The hash of `w one two` goes on from that of `w one`.
    let run = RUN;
    for (let n = 0; n < wordGrams && i + n < tokens.length; n++) {
      run = absorb(tokens[i + n]!, absorb(' ', run));
      scratch[size++] = finish(run) % buckets;
    }
    if (charLongest === 0) continue;
    const hashes = gramHashes(tokens[i]!, charShortest, charLongest);
    room(hashes.length);
    for (let k = 0; k < hashes.length; k++) scratch[size++] = hashes[k]! % buckets;
  }
  return scratch.slice(0, size);
}

import { numberIn } from './numbers.js';

/** Deeper than this nests nothing that a training program writes. */
const DEEPEST = 64;
const NAMED: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['null', null],
  ['None', null],
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
]);

/**
 * Reads a value as JSON or Python writes it, bare NaN and infinities, `None`, tuples, `tensor(0.5)` and `np.float32(0.5)`
 * too; undefined for a text that is none.
 */
export function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return new Reader(text).whole();
  }
}

/** Where the map or list that begins at `from` ends, one past its bracket; -1 when it does not. */
export function endOfBracket(text: string, from: number): number {
  let depth = 0;
  let quote = '';
  for (let i = from; i < text.length; i++) {
    const char = text[i]!;
    if (quote !== '') {
      if (char === '\\') i++;
      else if (char === quote) quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '{' || char === '[' || char === '(') depth++;
    else if ((char === '}' || char === ']' || char === ')') && --depth === 0) return i + 1;
  }
  return -1;
}

class Broken extends Error {}

class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    try {
      const value = this.#value(0);
      this.#blanks();
      return this.#at === this.#text.length ? value : undefined;
    } catch (error) {
      if (error instanceof Broken) return undefined;
      throw error;
    }
  }

  #value(depth: number): unknown {
    if (depth > DEEPEST) throw new Broken();
    this.#blanks();
    const char = this.#text[this.#at];
    if (char === '{') return this.#map(depth);
    if (char === '[' || char === '(') return this.#list(char === '[' ? ']' : ')', depth);
    if (char === '"' || char === "'") return this.#string(char);
    const word = /[^\s,:[\](){}'"]+/y;
    word.lastIndex = this.#at;
    const found = word.exec(this.#text)?.[0];
    if (found === undefined) throw new Broken();
    this.#at += found.length;
    if (this.#text[this.#at] === '(') return this.#call(depth);
    if (NAMED.has(found)) return NAMED.get(found);
    const number = numberIn(found);
    if (number === null) throw new Broken();
    return number;
  }

  /** The first argument of a call, such as `tensor(0.5, device='cuda:0')`. */
  #call(depth: number): unknown {
    const end = endOfBracket(this.#text, this.#at);
    if (end < 0) throw new Broken();
    this.#at++;
    this.#blanks();
    const value = this.#text[this.#at] === ')' ? null : this.#value(depth + 1);
    this.#at = end;
    return Array.isArray(value) && value.length === 1 ? (value as unknown[])[0] : value;
  }

  #map(depth: number): Record<string, unknown> {
    const entries: [string, unknown][] = [];
    this.#at++;
    for (;;) {
      this.#blanks();
      if (this.#take('}')) return Object.fromEntries(entries);
      const key = this.#value(depth + 1);
      if (typeof key !== 'string' && typeof key !== 'number') throw new Broken();
      this.#blanks();
      if (!this.#take(':')) throw new Broken();
      entries.push([String(key), this.#value(depth + 1)]);
      this.#blanks();
      if (!this.#take(',') && this.#text[this.#at] !== '}') throw new Broken();
    }
  }

  #list(close: string, depth: number): unknown[] {
    const items: unknown[] = [];
    this.#at++;
    for (;;) {
      this.#blanks();
      if (this.#take(close)) return items;
      items.push(this.#value(depth + 1));
      this.#blanks();
      if (!this.#take(',') && this.#text[this.#at] !== close) throw new Broken();
    }
  }

  #string(quote: string): string {
    const begun = ++this.#at;
    let text = '';
    let from = begun;
    for (; ; this.#at++) {
      const char = this.#text[this.#at];
      if (char === undefined) throw new Broken();
      if (char === '\\') {
        text += this.#text.slice(from, this.#at) + (this.#text[this.#at + 1] ?? '');
        this.#at++;
        from = this.#at + 1;
      } else if (char === quote) break;
    }
    text += this.#text.slice(from, this.#at++);
    return text;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at++;
    return true;
  }

  #blanks(): void {
    while (this.#at < this.#text.length && this.#text.charCodeAt(this.#at) <= 32) this.#at++;
  }
}

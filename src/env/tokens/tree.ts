/** No token leads there: the grammar does not allow it after this prefix. */
export const ILLEGAL = -0x80000000;

/**
 * All answers to one prompt as a tree: an inner node (row) for each prefix that goes on, a leaf for each whole answer. Rows
 * are numbered parents first, answers in the order of their tokens.
 */
export interface TokenTree {
  readonly vocabulary: number;
  /** Most tokens of an answer. */
  readonly length: number;
  /** The token that ends an answer early; -1 where all have the full length. */
  readonly end: number;
  readonly rows: number;
  /** By row and token: the row that it leads to, `~answer` where the answer is whole, or {@link ILLEGAL}. */
  readonly child: Int32Array;
  /** Tokens before, by row. */
  readonly place: Int32Array;
  /** The token before, by row; the vocabulary's size at the start. */
  readonly before: Int32Array;
  readonly answers: number;
  /** Tokens of each answer, the end among them, -1 behind the last: `length` numbers an answer. */
  readonly tokens: Int32Array;
  /** The row that each of these tokens is chosen in; -1 behind the last. */
  readonly path: Int32Array;
  /** Number of tokens of each answer, the end among them: what a policy has chosen. */
  readonly counts: Int32Array;
}

/** The tokens that may stand at a place. */
export type Grammar = (place: number) => readonly number[];

/** The token that is taken for `token` in a row: itself, or the first legal one where the grammar forbids it. */
export function legalToken({ child, vocabulary: v }: TokenTree, row: number, token: number): number {
  if (child[row * v + token] !== ILLEGAL) return token;
  let first = 0;
  while (child[row * v + first] === ILLEGAL) first++;
  return first;
}

/** The answer that a token makes whole, numbered over all prompts, or -1 where it goes on. */
export function answerAfter(tree: TokenTree, state: number, token: number): number {
  const { rows, vocabulary: v, answers, child } = tree;
  const row = state % rows;
  const next = child[row * v + legalToken(tree, row, token)]!;
  return next < 0 ? Math.floor(state / rows) * answers + ~next : -1;
}

/** Number of answers that a grammar has, without making them. */
export function countAnswers(length: number, end: number, grammar: Grammar): number {
  let open = 1;
  let whole = 0;
  for (let place = 0; place < length; place++) {
    const tokens = grammar(place);
    const stops = tokens.includes(end) ? 1 : 0;
    if (place < length - 1) whole += open * stops;
    open *= place < length - 1 ? tokens.length - stops : tokens.length;
  }
  return whole + open;
}

export function buildTree(vocabulary: number, length: number, end: number, grammar: Grammar): TokenTree {
  const children: number[][] = [];
  const place: number[] = [];
  const before: number[] = [];
  const tokens: number[] = [];
  const path: number[] = [];
  const counts: number[] = [];
  const words: number[] = [];
  const way: number[] = [];
  const leaf = (): number => {
    for (let i = 0; i < length; i++) {
      tokens.push(words[i] ?? -1);
      path.push(way[i] ?? -1);
    }
    counts.push(words.length);
    return ~(counts.length - 1);
  };
  const grow = (): number => {
    const row = children.length;
    const own = new Array<number>(vocabulary).fill(ILLEGAL);
    children.push(own);
    place.push(words.length);
    before.push(words.at(-1) ?? vocabulary);
    way.push(row);
    for (const token of grammar(words.length)) {
      words.push(token);
      own[token] = token === end || words.length === length ? leaf() : grow();
      words.pop();
    }
    way.pop();
    return row;
  };
  grow();
  return {
    vocabulary,
    length,
    end,
    rows: children.length,
    child: Int32Array.from(children.flat()),
    place: Int32Array.from(place),
    before: Int32Array.from(before),
    answers: counts.length,
    tokens: Int32Array.from(tokens),
    path: Int32Array.from(path),
    counts: Int32Array.from(counts),
  };
}

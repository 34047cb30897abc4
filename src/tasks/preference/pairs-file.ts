import { show } from '../../core/errors.js';
import { jsonlRows } from '../readers/formats/jsonl.js';
import { Problems, rowPath } from '../readers/problems.js';

/** Two answers to one prompt, the first of which was preferred. */
export interface AnswerPair {
  readonly prompt: string;
  readonly chosen: string;
  readonly rejected: string;
  /** By how much the chosen answer is better; null where the row does not say. */
  readonly margin: number | null;
}

export interface PairsFile {
  readonly pairs: readonly AnswerPair[];
  readonly rowsRead: number;
  /** Rows that are there more than once, that contradict another row, and whose answers are the same; with the first of each. */
  readonly duplicates: { readonly count: number; readonly first: number };
  readonly contradictions: { readonly count: number; readonly first: number };
  readonly ties: { readonly count: number; readonly first: number };
  /** Whether answers came as lists of messages. */
  readonly messages: boolean;
  /** Pairs without a margin in a file that has margins, and the row of the first of them; null where no row has one. */
  readonly margins: { readonly missing: number; readonly first: number } | null;
  /** Keys that are not read, with the number of rows that have them. */
  readonly others: ReadonlyMap<string, number>;
}

const KEYS = ['prompt', 'chosen', 'rejected', 'margin'];

export const PAIR_SHAPES =
  '{"prompt", "chosen", "rejected"} as texts, or chosen and rejected as lists of messages {"role", "content"}; with "margin", by how much the chosen answer is better';

type Text = { readonly prompt: string | null; readonly answer: string; readonly messages: boolean };

/** A text, or a list of messages of which the last is the answer; null for anything else. */
function textOf(value: unknown): Text | null {
  if (typeof value === 'string') return value.trim() === '' ? null : { prompt: null, answer: value, messages: false };
  if (!Array.isArray(value) || value.length === 0) return null;
  const contents = value.map((message: unknown) => {
    const content = typeof message === 'object' && message !== null ? (message as { content?: unknown }).content : null;
    return typeof content === 'string' ? content : null;
  });
  if (contents.some((content) => content === null) || contents.at(-1)!.trim() === '') return null;
  return { prompt: contents.slice(0, -1).join('\n'), answer: contents.at(-1)!, messages: true };
}

/** What two whole dialogues begin with, where no prompt is given apart: up to the last line that they share. */
function sharedStart(a: string, b: string): number {
  let same = 0;
  while (same < Math.min(a.length, b.length) && a[same] === b[same]) same++;
  const cut = a.lastIndexOf('\n', same - 1);
  return cut < 0 ? 0 : cut + 1;
}

/** Reads pairs of answers from JSON Lines. Throws a UserError that names file and row, for up to 20 problems at once. */
export function readPairs(file: string): PairsFile {
  const problems = new Problems(file);
  const pairs: AnswerPair[] = [];
  const seen = new Set<string>();
  const found = {
    duplicates: { count: 0, first: 0 },
    contradictions: { count: 0, first: 0 },
    ties: { count: 0, first: 0 },
  };
  const note = (kind: keyof typeof found, row: number) => {
    if (found[kind].count++ === 0) found[kind].first = row;
  };
  let rowsRead = 0;
  let messages = false;
  const margins = { missing: 0, first: 0 };
  const others = new Map<string, number>();
  for (const { row, line, value } of jsonlRows(problems)) {
    rowsRead++;
    for (const key of Object.keys(value)) if (!KEYS.includes(key)) others.set(key, (others.get(key) ?? 0) + 1);
    const margin = value.margin ?? null;
    if (margin !== null && (typeof margin !== 'number' || !Number.isFinite(margin))) {
      problems.add({
        path: rowPath(row, 'margin'),
        line,
        message: 'is no margin',
        given: show(margin),
        allowed: 'a finite number: by how much the chosen answer is better',
      });
      continue;
    }
    const [chosen, rejected] = [textOf(value.chosen), textOf(value.rejected)];
    for (const [name, text] of [
      ['chosen', chosen],
      ['rejected', rejected],
    ] as const) {
      if (text !== null) continue;
      const allowed = 'a text, or a list of messages {"role", "content"}, that is not blank';
      problems.add({ path: rowPath(row, name), line, message: 'is no answer', given: show(value[name]), allowed });
    }
    if (chosen === null || rejected === null) continue;
    messages ||= chosen.messages;
    const own = textOf(value.prompt);
    const cut = own === null && chosen.prompt === null ? sharedStart(chosen.answer, rejected.answer) : 0;
    const prompt = own === null ? (chosen.prompt ?? chosen.answer.slice(0, cut)) : [own.prompt, own.answer].join('\n');
    const pair: AnswerPair = {
      prompt: prompt.trim(),
      chosen: chosen.answer.slice(cut),
      rejected: rejected.answer.slice(cut),
      margin,
    };
    const key = (a: string, b: string) => JSON.stringify([pair.prompt, a, b]);
    if (pair.chosen === pair.rejected) {
      note('ties', row);
      continue;
    }
    if (seen.has(key(pair.chosen, pair.rejected))) {
      note('duplicates', row);
      continue;
    }
    if (seen.has(key(pair.rejected, pair.chosen))) note('contradictions', row);
    seen.add(key(pair.chosen, pair.rejected));
    if (margin === null && margins.missing++ === 0) margins.first = row;
    pairs.push(pair);
  }
  problems.check();
  if (pairs.length < 4) {
    problems.add({
      path: '',
      message: 'needs 4 different pairs or more',
      given: String(pairs.length),
      allowed: PAIR_SHAPES,
    });
  }
  problems.check();
  return { pairs, rowsRead, ...found, messages, margins: margins.missing === pairs.length ? null : margins, others };
}

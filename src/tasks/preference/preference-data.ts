import type { Stream } from '../../core/random.js';
import { type MadeWorld, makeWorld } from '../../env/tokens/made-world.js';
import { answerFeatures, drawComparisons } from '../../env/tokens/proxy.js';
import type { WorldParams } from '../../env/tokens/settings.js';
import { visibleLength } from '../../env/tokens/world.js';
import type { DataReport } from '../readers/data-report.js';
import { hash32, words } from '../text/tokens.js';
import { type PairsFile, readPairs } from './pairs-file.js';

/** An answer as features: numbers of those that add to the score, and of those that take from it. */
export interface Bag {
  readonly plus: Int32Array;
  readonly minus: Int32Array;
  /** Words or tokens. */
  readonly length: number;
}

export interface PreferenceData {
  readonly features: number;
  readonly bags: readonly Bag[];
  /** Numbers of bags. */
  readonly chosen: Int32Array;
  readonly rejected: Int32Array;
  /** By how much each chosen answer is better, 0 where a row does not say; null where none does. */
  readonly margins: Float64Array | null;
  /** Pairs that are trained on and that are held out. */
  readonly train: Int32Array;
  readonly test: Int32Array;
  /** The made world, whose answers are the bags in order; null for a user's file. */
  readonly world: MadeWorld | null;
  readonly file: PairsFile | null;
}

interface Settings extends WorldParams {
  readonly data: string;
  readonly pairs: number;
  readonly order: number;
  readonly buckets: number;
  readonly wordGrams: number;
  readonly testPart: number;
}

/** Held-out pairs of a made world. */
const FRESH = 2000;

export function loadPreferences(p: Settings, draw: Stream, fresh: Stream): PreferenceData {
  return p.data === '' ? madeData(p, draw, fresh) : ownData(p, draw);
}

function madeData(p: Settings, draw: Stream, fresh: Stream): PreferenceData {
  const world = makeWorld(p, 'task');
  const { answers } = world.tree;
  const { width, rows } = p.order === 0 ? { width: answers, rows: null } : answerFeatures(world, p.order);
  const bags = Array.from({ length: world.prompts * answers }, (_, i): Bag => {
    const [prompt, answer] = [Math.floor(i / answers), i % answers];
    const plus: number[] = rows === null ? [i] : [];
    for (let k = 0; rows !== null && k < width; k++) {
      for (let n = 0; n < rows[answer * width + k]!; n++) plus.push(prompt * width + k);
    }
    return { plus: Int32Array.from(plus), minus: new Int32Array(0), length: visibleLength(world.tree, answer) };
  });
  const learned = drawComparisons(world, p.pairs, draw);
  const judged = drawComparisons(world, FRESH, fresh);
  const numbers = (from: number, count: number) => Int32Array.from({ length: count }, (_, i) => from + i);
  return {
    features: world.prompts * width,
    bags,
    chosen: Int32Array.from([...learned.chosen, ...judged.chosen]),
    rejected: Int32Array.from([...learned.rejected, ...judged.rejected]),
    margins: null,
    train: numbers(0, p.pairs),
    test: numbers(p.pairs, FRESH),
    world,
    file: null,
  };
}

/** Words and runs of words, hashed with a sign each, so that what falls into one bucket tends to cancel. */
function bagOf(text: string, { buckets, wordGrams }: Settings): Bag {
  const tokens = words(text);
  const plus: number[] = [];
  const minus: number[] = [];
  for (let i = 0; i < tokens.length; i++) {
    for (let n = 1; n <= wordGrams && i + n <= tokens.length; n++) {
      const hash = hash32(tokens.slice(i, i + n).join(' '));
      (hash >>> 31 === 0 ? plus : minus).push(hash % buckets);
    }
  }
  return { plus: Int32Array.from(plus), minus: Int32Array.from(minus), length: tokens.length };
}

function ownData(p: Settings, draw: Stream): PreferenceData {
  const file = readPairs(p.data);
  const { pairs } = file;
  const prompts = [...new Set(pairs.map(({ prompt }) => prompt))];
  // Where every row has the same prompt, or none, pairs are split one by one.
  const keyOf = (i: number) => (prompts.length > 1 ? pairs[i]!.prompt : String(i));
  const names = [...new Set(pairs.map((_, i) => keyOf(i)))];
  const keys = Array.from(draw.shuffle(names.map((_, i) => i)), (i) => names[i]!);
  const held = new Set(keys.slice(0, Math.max(1, Math.min(keys.length - 1, Math.round(keys.length * p.testPart)))));
  const numbers = pairs.map((_, i) => i);
  return {
    features: p.buckets,
    bags: pairs.flatMap(({ chosen, rejected }) => [bagOf(chosen, p), bagOf(rejected, p)]),
    chosen: Int32Array.from(numbers, (i) => 2 * i),
    rejected: Int32Array.from(numbers, (i) => 2 * i + 1),
    margins: file.margins === null ? null : Float64Array.from(pairs, ({ margin }) => margin ?? 0),
    train: Int32Array.from(numbers.filter((i) => !held.has(keyOf(i)))),
    test: Int32Array.from(numbers.filter((i) => held.has(keyOf(i)))),
    world: null,
    file,
  };
}

/** What was understood of a user's pairs; `unmargined` is a loss that takes no margins. */
export function preferenceReport(
  name: string,
  { file, train, test, features }: PreferenceData,
  unmargined: string | null = null,
): DataReport {
  const { pairs, rowsRead, duplicates, contradictions, ties, messages, margins, others } = file!;
  const prompts = new Set(pairs.map(({ prompt }) => prompt)).size;
  const told = (count: number, first: number, what: string) =>
    count === 0 ? [] : [`${count} ${count === 1 ? 'row' : 'rows'} ${what}; the first is row ${first}`];
  return {
    task: 'preference',
    file: name,
    format: messages ? 'JSON Lines, lists of messages' : 'JSON Lines',
    notes: [`${prompts} prompts`],
    rowsRead,
    rows: pairs.length,
    dropped: [
      { reason: 'is there twice', count: duplicates.count, firstRow: duplicates.first },
      { reason: 'two answers that are the same', count: ties.count, firstRow: ties.first },
    ].filter(({ count }) => count > 0),
    columns: [
      ...['prompt', 'chosen', 'rejected'].map((column) => ({
        name: column,
        type: 'text',
        role: column === 'prompt' ? 'group' : 'input',
        how: 'by its name',
        missing: 0,
        firstMissing: null,
      })),
      ...(margins === null
        ? []
        : [
            {
              name: 'margin',
              type: 'number',
              role: 'margin',
              how: `by its name; for losses with an input margins, such as bradley-terry${margins.missing === 0 ? '' : ', 0 where missing'}`,
              missing: margins.missing,
              firstMissing: margins.missing === 0 ? null : margins.first,
            },
          ]),
      ...Array.from(others, ([column, rows]) => ({
        name: column,
        type: 'ignored',
        role: 'dropped',
        how: `not a key of pairs; in ${rows} rows`,
        missing: 0,
        firstMissing: null,
      })),
    ],
    missingWords: [],
    warnings: [
      ...told(
        contradictions.count,
        contradictions.first,
        'contradict another row: the same answers the other way round',
      ),
      ...(margins === null || unmargined === null
        ? []
        : [`margin is not used: ${unmargined} takes no margins; bradley-terry does`]),
    ],
    target: null,
    split: {
      how: prompts > 1 ? 'by prompt: no prompt is on both sides' : 'by pair: there is one prompt only',
      train: train.length,
      test: test.length,
      unit: 'pairs',
    },
    inputs: features,
    scaling: 'none',
  };
}

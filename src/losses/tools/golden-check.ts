import { type Issue, show, UserError } from '../../core/errors.js';
import { Stream } from '../../core/random.js';
import type { Precision } from '../../kernels/kernels.js';
import type { Nested } from '../kit/input-spec.js';
import { flatten } from '../kit/input-validation.js';
import { losses } from '../registry.js';
import type { Evaluation } from './evaluation.js';

/** One case of a golden document: a call and what must come out. */
export interface GoldenCase {
  readonly id: string;
  readonly loss: string;
  /** Without one, it follows from inputs and settings. */
  readonly variant?: string;
  readonly params?: Readonly<Record<string, unknown>>;
  readonly inputs: Readonly<Record<string, Nested>>;
  readonly value: Nested;
  /** Those that are to be compared; of others nothing is asked when none are given. */
  readonly grads?: Readonly<Record<string, Nested>>;
  readonly extra?: Readonly<Record<string, Nested>>;
}

export interface Failure {
  readonly id: string;
  /** `value`, `grads.logits[0][2]`, `extra.pairs`, or `call` when the loss refused or is unknown. */
  readonly where: string;
  readonly expected: string;
  readonly got: string;
}

export interface Skip {
  readonly id: string;
  readonly reason: string;
}

export interface CheckReport {
  /** Cases compared, failed ones included. */
  readonly checked: number;
  readonly skipped: readonly Skip[];
  readonly failed: readonly Failure[];
}

/** |got - expected| <= abs + rel |expected|. */
export interface Tolerance {
  readonly abs: number;
  readonly rel: number;
}

const tolerances: Readonly<Record<Precision, Tolerance>> = {
  f64: { abs: 1e-9, rel: 1e-8 },
  f32: { abs: 1e-5, rel: 1e-4 },
};

/** What a few roundings to f32 amount to, relative: no loss of several operations is computed with fewer. */
const F32_ROUNDINGS = 4 / 8_388_608;

/** Where a result leaves what is expected, in the order of value, grads, extra; undefined when it does not. */
function difference(test: GoldenCase, got: Evaluation, { abs, rel }: Tolerance): Omit<Failure, 'id'> | undefined {
  const parts: [where: string, expected: Nested | undefined, got: Nested | undefined][] = [
    ['value', test.value, got.value],
    ...gradientNames(test, got).map((name): [string, Nested | undefined, Nested | undefined] => [
      `grads.${name}`,
      test.grads?.[name],
      got.grads[name],
    ]),
    ...Object.entries(test.extra ?? {}).map(([name, value]): [string, Nested, Nested | undefined] => [
      `extra.${name}`,
      value,
      got.extra[name],
    ]),
  ];
  const walk = (where: string, want: Nested | undefined, have: Nested | undefined): Omit<Failure, 'id'> | undefined => {
    if (typeof want === 'number' && typeof have === 'number') {
      if (Math.abs(have - want) <= abs + rel * Math.abs(want)) return undefined;
    } else if (Array.isArray(want) && Array.isArray(have) && want.length === have.length) {
      for (const [i, item] of want.entries()) {
        const found = walk(`${where}[${i}]`, item, have[i]);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    return { where, expected: show(want), got: show(have) };
  };
  for (const [where, want, have] of parts) {
    const found = walk(where, want, have);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Every gradient, where some are given; a file that gives none asks for values alone. */
function gradientNames({ grads }: GoldenCase, got: Evaluation): readonly string[] {
  return grads === undefined ? [] : Object.keys({ ...grads, ...got.grads });
}

function evaluateCase({ loss, variant, params = {}, inputs }: GoldenCase, precision: Precision): Evaluation {
  return losses.get(loss).evaluate({ variant, params: params as never, inputs, precision });
}

/** Ways to round every number of an input up or down; in turn, and by chance from a fixed seed. */
const ROUNDINGS = 8;

/**
 * Each number moved by a few roundings of f32, up or down as `up` says. Whole numbers move only in learned inputs: in the
 * others they are classes and labels. They are exact in f32 themselves, but what is computed of them is not.
 */
function nudged(value: Nested, whole: boolean, up: () => boolean): Nested {
  if (typeof value !== 'number') return value.map((item) => nudged(item, whole, up));
  const sign = up() ? 1 : -1;
  return Number.isInteger(value) && !whole ? value : value * (1 + sign * F32_ROUNDINGS);
}

function nudges(test: GoldenCase): GoldenCase['inputs'][] {
  const { inputs: specs } = losses.get(test.loss);
  return Array.from({ length: ROUNDINGS }, (_, way) => {
    const stream = Stream.from(`${way}`, 'data');
    let turn = way === 0;
    const up = () => {
      turn = !turn;
      return way < 2 ? turn : stream.below(2) === 1;
    };
    return map(test.inputs, (value, name) => nudged(value, specs[name]?.learned === true, up));
  });
}

/**
 * Why f32 cannot hold a case, or undefined when it can. Decided in f64, which must meet the case itself: when rounding the
 * inputs to f32, or moving them by as much as a few such roundings do, already changes the result beyond f32's tolerance,
 * no f32 computation can be expected to meet it.
 */
function beyondF32(test: GoldenCase, tolerance: Tolerance): string | undefined {
  const exact = evaluateCase(test, 'f64');
  if (difference(test, exact, wider(tolerances.f64, tolerance)) !== undefined) return undefined;
  for (const inputs of [map(test.inputs, nest32), ...nudges(test)]) {
    let moved: Evaluation;
    try {
      moved = evaluateCase({ ...test, inputs }, 'f64');
    } catch (error) {
      // A neighbour may lie outside of the legal range.
      if (error instanceof UserError) continue;
      throw error;
    }
    const found = difference({ ...test, ...exact }, moved, tolerance);
    if (found !== undefined) {
      return `rounding the inputs to f32 alone moves ${found.where} from ${found.expected} to ${found.got}`;
    }
  }
  return undefined;
}

/** Numbers that were rounded for the file are no exact ones either. */
function wider(a: Tolerance, b: Tolerance): Tolerance {
  const given = b === tolerances.f32 ? a : b;
  return { abs: Math.max(a.abs, given.abs), rel: Math.max(a.rel, given.rel) };
}

function nest32(value: Nested): Nested {
  return typeof value === 'number' ? Math.fround(value) : value.map(nest32);
}

function map(inputs: GoldenCase['inputs'], change: (value: Nested, name: string) => Nested): GoldenCase['inputs'] {
  return Object.fromEntries(Object.entries(inputs).map(([name, value]) => [name, change(value, name)]));
}

/**
 * Evaluates every case of a golden document and compares values, gradients and extras. In f64 nothing is skipped; in f32
 * only what f32 cannot hold, with the reason. A loss that is unknown or refuses its inputs is a failure of that case. A
 * document of another layout throws a {@link UserError}.
 */
export function checkGolden(
  document: unknown,
  { precision = 'f64', tolerance = tolerances[precision] }: { precision?: Precision; tolerance?: Tolerance } = {},
): CheckReport {
  const cases = readGolden(document);
  const skipped: Skip[] = [];
  const failed: Failure[] = [];
  for (const test of cases) {
    try {
      const found = difference(test, evaluateCase(test, precision), tolerance);
      if (found === undefined) continue;
      const reason = precision === 'f32' ? beyondF32(test, tolerance) : undefined;
      if (reason === undefined) failed.push({ id: test.id, ...found });
      else skipped.push({ id: test.id, reason });
    } catch (error) {
      const got = error instanceof Error ? error.message : String(error);
      failed.push({ id: test.id, where: 'call', expected: 'a result', got });
    }
  }
  return { checked: cases.length - skipped.length, skipped, failed };
}

/** The cases of a document, after checking its layout. */
export function readGolden(document: unknown): readonly GoldenCase[] {
  const issues: Issue[] = [];
  const fail = (path: string, message: string, given: unknown, allowed?: string) =>
    issues.push({ path, message, given: show(given), ...(allowed === undefined ? {} : { allowed }) });
  if (!isObject(document)) {
    throw new UserError({ path: '', message: 'a golden document must be an object', given: show(document) });
  }
  if (document.format !== 1) fail('format', 'is not supported', document.format, '1');
  const { cases } = document;
  if (!Array.isArray(cases)) {
    fail('cases', 'must be an array', cases);
    throw new UserError(issues);
  }
  if (document.count !== undefined && document.count !== cases.length) {
    fail('count', 'does not match the number of cases', document.count, `${cases.length}`);
  }
  const ids = new Set<unknown>();
  cases.forEach((entry: unknown, i) => {
    const path = `cases[${i}]`;
    if (!isObject(entry)) {
      fail(path, 'must be an object', entry);
      return;
    }
    for (const key of ['id', 'loss']) {
      if (typeof entry[key] !== 'string') fail(`${path}.${key}`, 'must be a text', entry[key]);
    }
    if (ids.has(entry.id)) fail(`${path}.id`, 'is there twice', entry.id);
    ids.add(entry.id);
    if (entry.variant !== undefined && typeof entry.variant !== 'string') {
      fail(`${path}.variant`, 'must be a text', entry.variant);
    }
    if (!isObject(entry.inputs)) fail(`${path}.inputs`, 'must be an object', entry.inputs);
    for (const key of ['params', 'grads', 'extra']) {
      if (entry[key] !== undefined && !isObject(entry[key])) fail(`${path}.${key}`, 'must be an object', entry[key]);
    }
    const numeric: [string, unknown][] = [['value', entry.value]];
    for (const key of ['grads', 'extra']) {
      if (isObject(entry[key])) {
        for (const [name, value] of Object.entries(entry[key])) numeric.push([`${key}.${name}`, value]);
      }
    }
    for (const [key, value] of numeric) {
      const result = flatten(value, `${path}.${key}`);
      if (!('data' in result)) issues.push(...result);
    }
  });
  if (issues.length > 0) throw new UserError(issues);
  return cases as readonly GoldenCase[];
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

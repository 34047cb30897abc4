import { show, UserError } from '../../core/errors.js';
import { Stream } from '../../core/random.js';
import type { Precision } from '../../kernels/kernels.js';
import type { LossDefinition, LossResult } from '../kit/definition.js';
import { type Held, recordHeld, replaying } from '../kit/held.js';
import type { Nested } from '../kit/input-spec.js';
import { settle } from '../kit/resolved-loss.js';
import { evaluate } from './evaluation.js';
import { alternatives, drawInputs, type Inputs, type Settings, settingsToTry } from './random-calls.js';

/** What is wrong with a loss, and in which call it showed. */
export interface Fault {
  readonly kind: 'gradient' | 'extreme' | 'unsteady' | 'threw' | 'inputs';
  readonly variant: string;
  readonly params: Settings;
  readonly message: string;
  /** What `compute` threw, for its place in the file. */
  readonly error?: unknown;
}

export interface Examination {
  readonly faults: readonly Fault[];
  /** Random calls whose gradients were compared, and the numbers in them. */
  readonly calls: number;
  readonly elements: number;
  /** Largest error of a gradient that was found right. */
  readonly worst: number;
  /** Calls at extremes. */
  readonly extremes: number;
  /** Settings that stayed at their defaults, because no legal inputs were found for other values. */
  readonly untried: readonly string[];
}

const STEP = 1e-6;
/** |analytic - numeric| / max(1, |numeric|). */
const TOLERANCE = 1e-5;
const DRAWS = 3;
const EXTREME = 1e4;

/**
 * Examines a loss as the contract tests examine those of the program: gradients against central differences in f64 on
 * random legal inputs for every variant, with every setting at its ends; finite values and gradients at zeros and at
 * +-1e4 in both precisions; and the same result twice.
 */
export function examineLoss(loss: LossDefinition): Examination {
  const faults: Fault[] = [];
  const counts: Counts = { calls: 0, elements: 0, worst: 0, extremes: 0 };
  const tried = new Set<string>();
  const stream = Stream.from(loss.name, 'data');
  const checked = withCheckedResult(loss);
  for (const variant of Object.keys(loss.variants)) {
    for (const params of settingsToTry(loss.params)) {
      const call = settle(loss, { variant, params });
      // Settings that lead to another variant are tried there.
      if (call.variant !== variant || call.issues.length > 0) continue;
      const drawn = Array.from({ length: DRAWS }, () => drawInputs(loss, variant, call.params, stream));
      const refused = drawn.find((one) => 'refused' in one);
      if (refused === undefined) for (const name of Object.keys(params)) tried.add(name);
      else if (Object.keys(params).length === 0) {
        faults.push({ kind: 'inputs', variant, params, message: `no legal inputs found: ${refused.refused}` });
      }
      for (const [i, one] of drawn.entries()) {
        if ('refused' in one) continue;
        const fault = examineCall(checked, { variant, params, inputs: one.inputs }, counts, i === 0);
        if (fault === undefined) continue;
        // Other inputs would most likely show the same once more.
        faults.push(fault);
        break;
      }
    }
  }
  const untried = Object.keys(loss.params).filter(
    (name) => !tried.has(name) && alternatives(loss.params[name]!).length > 0,
  );
  return { faults, ...counts, untried };
}

/** The loss with a clear word where `compute` gives back what is no result. */
function withCheckedResult(loss: LossDefinition): LossDefinition {
  return {
    ...loss,
    compute(inputs, params) {
      const result: unknown = loss.compute(inputs, params);
      const value: unknown =
        typeof result === 'object' && result !== null && 'value' in result ? result.value : undefined;
      if (typeof value === 'object' && value !== null && 'gradPtr' in value) return result as LossResult;
      throw new Error(`compute must return { value }, a tensor that operations made; given ${show(result)}`);
    },
  };
}

interface Call {
  readonly variant: string;
  readonly params: Settings;
  readonly inputs: Inputs;
}

interface Counts {
  calls: number;
  elements: number;
  worst: number;
  extremes: number;
}

function examineCall(loss: LossDefinition, call: Call, counts: Counts, withExtremes: boolean): Fault | undefined {
  const { variant, params } = call;
  const fault = (kind: Fault['kind'], message: string): Fault => ({ kind, variant, params, message });
  try {
    const { result: first, held } = recordHeld(() => run(loss, call));
    if (JSON.stringify(first) !== JSON.stringify(run(loss, call))) {
      return fault('unsteady', 'two calls with the same inputs give different results');
    }
    counts.calls++;
    const wrong = gradientFault(loss, call, first.grads, held, counts);
    if (wrong !== undefined) return fault('gradient', wrong);
    const extreme = withExtremes ? extremeFault(loss, call, counts) : undefined;
    return extreme === undefined ? undefined : fault('extreme', extreme);
  } catch (error) {
    return { ...fault('threw', error instanceof Error ? `${error.name}: ${error.message}` : String(error)), error };
  }
}

function run(loss: LossDefinition, call: Call, precision: Precision = 'f64') {
  return evaluate(loss, { ...call, precision } as never);
}

/** The first gradient that no central difference supports, in words. */
function gradientFault(
  loss: LossDefinition,
  call: Call,
  grads: Readonly<Record<string, Nested>>,
  held: Held,
  counts: Counts,
): string | undefined {
  for (const [name, gradient] of Object.entries(grads)) {
    const given = flat(gradient);
    const valueAt = (at: number, step: number): number => {
      const moved = change(call.inputs[name]!, (x, i) => (i === at ? x + step : x));
      return sum(replaying(held, () => run(loss, { ...call, inputs: { ...call.inputs, [name]: moved } })).value);
    };
    const here = sum(run(loss, call).value);
    for (const [i, analytic] of given.entries()) {
      const [above, below] = [valueAt(i, STEP), valueAt(i, -STEP)];
      const numeric = (above - below) / (2 * STEP);
      const error = Math.abs(analytic - numeric) / Math.max(1, Math.abs(numeric));
      counts.elements++;
      if (error <= TOLERANCE) counts.worst = Math.max(counts.worst, error);
      else if (!isSubgradient(analytic, (here - below) / STEP, (above - here) / STEP)) {
        const detached = analytic === 0 && Math.abs(numeric) > TOLERANCE;
        return `${placeIn(call.inputs[name]!, name, i)}: gradient ${short(analytic)}, central difference ${short(numeric)}${
          detached ? '; no gradient arrives, as if the value were computed outside of the tensor operations' : ''
        }`;
      }
    }
  }
  return undefined;
}

/** Digits that a central difference can hold. */
const short = (x: number): string => String(Number(x.toPrecision(9)));

/** Whether a corner lies within the step and the gradient is between the slopes of its two sides. */
function isSubgradient(analytic: number, left: number, right: number): boolean {
  const [low, high] = left < right ? [left, right] : [right, left];
  const size = Math.max(1, Math.abs(low), Math.abs(high));
  // Rounding alone makes the two sides differ by less than this.
  if (high - low < 1e-3 * size) return false;
  return analytic >= low - TOLERANCE * size && analytic <= high + TOLERANCE * size;
}

const fills: Readonly<Record<string, (i: number) => number>> = {
  'all zeros': () => 0,
  'all 1e4': () => EXTREME,
  'all -1e4': () => -EXTREME,
  '1e4 and -1e4 by turns': (i) => (i % 2 === 0 ? EXTREME : -EXTREME),
};

/** The first extreme at which the value or a gradient is not finite, in words. */
function extremeFault(loss: LossDefinition, call: Call, counts: Counts): string | undefined {
  for (const [what, fill] of Object.entries(fills)) {
    const inputs = Object.fromEntries(
      Object.entries(call.inputs).map(([name, value]) => {
        const { learned, min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = loss.inputs[name]!;
        return [name, learned ? change(value, (_, i) => Math.min(max, Math.max(min, fill(i)))) : value];
      }),
    );
    for (const precision of ['f64', 'f32'] as const) {
      let result: ReturnType<typeof run>;
      try {
        result = run(loss, { ...call, inputs }, precision);
      } catch (error) {
        // What the loss itself refuses is no extreme that it can meet.
        if (error instanceof UserError) continue;
        throw error;
      }
      counts.extremes++;
      const parts = Object.entries({ 'the value': result.value, ...result.grads });
      const bad = parts.find(([, value]) => !flat(value).every(Number.isFinite));
      if (bad === undefined) continue;
      const [part, value] = bad;
      const number = flat(value).find((x) => !Number.isFinite(x));
      const name = part === 'the value' ? part : `the gradient of ${part}`;
      return `learned inputs ${what}, ${precision}: ${name} is ${number}`;
    }
  }
  return undefined;
}

function flat(value: Nested): readonly number[] {
  return typeof value === 'number' ? [value] : value.flatMap(flat);
}

function sum(value: Nested): number {
  return flat(value).reduce((a, b) => a + b, 0);
}

/** Every number changed, with its position counted flat. */
function change(value: Nested, to: (x: number, i: number) => number): Nested {
  let i = 0;
  const visit = (part: Nested): Nested => (typeof part === 'number' ? to(part, i++) : part.map(visit));
  return visit(value);
}

/** `logits[0][2]` for a position counted flat. */
function placeIn(value: Nested, name: string, at: number): string {
  const positions: string[] = [];
  const visit = (part: Nested, path: string): void => {
    if (typeof part === 'number') positions.push(path);
    else for (const [i, item] of part.entries()) visit(item, `${path}[${i}]`);
  };
  visit(value, name);
  return positions[at]!;
}

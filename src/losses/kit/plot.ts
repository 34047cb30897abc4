import type { ParamSpecs, ParamValues } from '../../core/params.js';
import { maths } from '../../kernels/kernels.js';
import type { InputSpecs, Nested } from './input-spec.js';

/**
 * How a loss is drawn, as data: one number that tells how well an example is done, and the call that this number stands
 * for. The terminal, the explorer, SVG and JSON draw from this alone.
 */
export interface LossPlot<
  I extends InputSpecs = InputSpecs,
  P extends ParamSpecs = ParamSpecs,
  V extends string = string,
> {
  /** The natural variable in words: `probability of the true class`. */
  readonly variable: string;
  /** And as a symbol, in the letters of the formula: `p_t`. */
  readonly symbol: string;
  readonly from: number;
  readonly to: number;
  /** Kinds of example by name, each with the inputs of a call whose example stands at `x`. The first is shown first. */
  readonly examples: Readonly<Record<string, (x: number) => { readonly [K in keyof I]?: Nested }>>;
  /**
   * The gradient that is drawn: of the element `at` (counted flat) of an input, under a name in the letters of the formula;
   * or `variable`, the slope of the curve itself, for losses whose variable is an angle or a cosine between inputs.
   */
  readonly slope: { readonly of: keyof I & string; readonly at: number; readonly name: string } | 'variable';
  /** The variant that is drawn. @default the first */
  readonly variant?: V;
  /** Settings to start from, where the defaults are made for another scale than that of one example. */
  readonly params?: Partial<ParamValues<P>>;
  /** The setting of which several values are drawn; null where no setting bends the curve. */
  readonly family: PlotFamily<P> | null;
}

/** Values of one setting, two to five of them. */
export type PlotFamily<P extends ParamSpecs> = string extends keyof P
  ? { readonly param: string; readonly values: readonly unknown[] }
  : {
      readonly [K in keyof P & string]: { readonly param: K; readonly values: readonly ParamValues<P>[K][] };
    }[keyof P & string];

/** The logit of a probability strictly between 0 and 1. */
export function logit(p: number): number {
  return maths.log(p / (1 - p));
}

/** A direction in the plane whose cosine with [1, 0] is c. */
export function atCosine(c: number): readonly [number, number] {
  return [c, Math.sqrt(Math.max(0, 1 - c * c))];
}

/** One prediction with target 0. */
export const byResidual = {
  variable: 'residual, prediction minus target',
  symbol: 'd',
  from: -3,
  to: 3,
  examples: { 'one prediction': (d: number) => ({ pred: [d], target: [0] }) },
  slope: { of: 'pred', at: 0, name: 'pred' },
} as const;

/** A row of two classes whose true class has the logit of p_t, and the other one 0. */
export const byTrueProbability = {
  variable: 'probability of the true class',
  symbol: 'p_t',
  from: 0.01,
  to: 0.99,
  examples: { 'one row': (p: number) => ({ logits: [[logit(p), 0]], targets: [0] }) },
  slope: { of: 'logits', at: 0, name: 'z_y' },
} as const;

/** One score of the positive side. */
export const byMargin = {
  variable: 'margin, score times true side',
  symbol: 'y s',
  from: -2,
  to: 3,
  examples: { 'one row': (s: number) => ({ scores: [s], targets: [1] }) },
  slope: { of: 'scores', at: 0, name: 's' },
} as const;

/** One logit whose outcome is yes or no. */
export const byLogit = {
  variable: 'logit',
  symbol: 'z',
  from: -6,
  to: 6,
  examples: {
    'target 1': (z: number) => ({ logits: [z], targets: [1] }),
    'target 0': (z: number) => ({ logits: [z], targets: [0] }),
  },
  slope: { of: 'logits', at: 0, name: 'z' },
} as const;

/** A better and a worse document, by how far the better one leads. */
export const byLead = {
  variable: 'lead of the better score',
  symbol: 's_i - s_j',
  from: -4,
  to: 4,
  slope: { of: 'scores', at: 0, name: 's_i' },
} as const;

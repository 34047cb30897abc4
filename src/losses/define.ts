import type { ParamSpecs, ParamValues } from '../core/params.js';
import type { Indices } from '../tensor/engine.js';
import type { Tensor } from '../tensor/tensor.js';

export type Family = 'classification' | 'regression' | 'ranking' | 'contrastive' | 'rl';

/**
 * One input of a loss. `shape` uses single letters that must agree over all inputs of a call (`['N', 'C']`); an empty
 * list is a scalar; null takes any shape (then `like` names the input whose shape it must have).
 */
export interface InputSpec {
  readonly help: string;
  /** Alternatives are tried in order (`[['N'], ['N', 'C']]`). */
  readonly shapes: readonly (readonly string[])[] | null;
  readonly like?: string;
  /** `index`: whole numbers (class numbers, actions); `real`: numbers. */
  readonly type: 'real' | 'index';
  /** Whether a gradient flows to it. */
  readonly learned: boolean;
  /** Present in every call, or only in some variants. */
  readonly optional?: boolean;
  /** A closed set of legal values, such as [-1, 1] or [0, 1]. */
  readonly values?: readonly number[];
  readonly min?: number;
  readonly max?: number;
}

export type InputSpecs = Readonly<Record<string, InputSpec>>;

/** What `compute` gets: a tensor per real input, indices per index input, undefined where an optional one is absent. */
export type InputTensors<I extends InputSpecs> = {
  readonly [K in keyof I]:
    | (I[K] extends { type: 'index' } ? Indices : Tensor)
    | (I[K] extends { optional: true } ? undefined : never);
};

/** Inputs as plain (nested) arrays; a bare number is a scalar. */
export type Nested = number | readonly Nested[];

/** The result of `compute`, on tensors. */
export interface LossResult {
  /** A scalar, or the unreduced rows when `reduction` is `none`. */
  readonly value: Tensor;
  /** Intermediate results for people and tests: targets, pair counts, entropies. */
  readonly extra?: Readonly<Record<string, Tensor | number>>;
}

/**
 * A loss as data and one function. This one object drives types, validation, the command line's help, the explorer,
 * docs/losses.md and the contract tests. The loss owns no model and no randomness.
 */
export interface LossDefinition<I extends InputSpecs = InputSpecs, P extends ParamSpecs = ParamSpecs> {
  readonly name: string;
  readonly family: Family;
  /** One line. */
  readonly summary: string;
  readonly formula: string;
  readonly gradient: string;
  /** Who, when. */
  readonly source: string;
  readonly aliases: readonly string[];
  /** What PyTorch and others call it and where they differ. */
  readonly elsewhere: readonly string[];
  /** Known traps, one sentence each. */
  readonly traps: readonly string[];
  /** Names of related losses. */
  readonly relatives: readonly string[];
  readonly inputs: I;
  readonly params: P;
  /** Named variants and the parameters that each implies; the first is the default. */
  readonly variants: Readonly<Record<string, Partial<ParamValues<P>>>>;
  /** Checks beyond shapes, sets and ranges (rows sum to 1, at least 2 speakers): a clause per problem. */
  validate?(inputs: Readonly<Record<string, FlatInput>>, params: ParamValues<P>): readonly string[];
  compute(inputs: InputTensors<I>, params: ParamValues<P>): LossResult;
}

/** An input as validated: flat values and a shape. */
export interface FlatInput {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Keeps the types of inputs and params while a file writes one object literal. */
export function defineLoss<const I extends InputSpecs, const P extends ParamSpecs>(
  definition: LossDefinition<I, P>,
): LossDefinition<I, P> {
  return definition;
}

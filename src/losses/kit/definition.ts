import type { Issue } from '../../core/errors.js';
import type { ParamSpecs, ParamValues } from '../../core/params.js';
import type { Indices, Tensor } from '../../tensor/engine.js';
import type { InputSpecs } from './input-spec.js';
import type { LossPlot } from './plot.js';
import type { Fit } from './supervision.js';

/** In the order in which they are listed. */
export const families = ['classification', 'regression', 'ranking', 'preference', 'contrastive', 'rl'] as const;

export type Family = (typeof families)[number];

/** What `compute` gets: a tensor per real input, indices per index input, undefined where an optional one is absent. */
export type InputTensors<I extends InputSpecs> = string extends keyof I
  ? Readonly<Record<string, Tensor | Indices | undefined>>
  : {
      readonly [K in keyof I]:
        | (I[K] extends { type: 'index' } ? Indices : Tensor)
        | (I[K] extends { optional: true } ? undefined : never);
    };

/** The result of `compute`, on tensors. */
export interface LossResult {
  /** A scalar, or the unreduced rows when `reduction` is `none`. */
  readonly value: Tensor;
  /**
   * Intermediate results for people and tests: targets, pair counts, entropies. What costs something is a getter, so
   * training pays only for what it reads; read it before the engine's next `reset`.
   */
  readonly extra?: Readonly<Record<string, Tensor | number>>;
}

/** Which inputs a variant takes, and their shapes where the general ones leave a choice. */
export interface InputForm {
  readonly needs: readonly string[];
  readonly takes?: readonly string[];
  readonly shapes?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A loss as data and one function. This one object drives types, validation, the command line's help, the explorer,
 * docs/losses.md and the contract tests. The loss owns no model and no randomness.
 */
export interface LossDefinition<
  I extends InputSpecs = InputSpecs,
  P extends ParamSpecs = ParamSpecs,
  N extends string = string,
  V extends string = string,
> {
  readonly name: N;
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
  /** Which kinds of supervision it can be trained with; see {@link Fit}. */
  readonly fits: readonly Fit[];
  readonly inputs: I;
  readonly params: P;
  /** Named variants and the parameters that each implies; the first is the default. */
  readonly variants: Readonly<Record<V, Partial<ParamValues<P>>>>;
  /** Inputs by variant; without it every variant needs all inputs that are not optional and takes the others. */
  readonly forms?: Readonly<Record<NoInfer<V>, InputForm>>;
  /**
   * Why values of single rows cannot be left out by a mask, nor weighed unless `weights` says so, in these variants (in all
   * of them without `variants`): the rows meet each other. Null or absent: every row stands for itself.
   */
  readonly couples?: {
    readonly why: string;
    readonly variants?: readonly NoInfer<V>[];
    readonly weights?: boolean;
  } | null;
  /** How it is drawn; null where no single number tells how well an example is done. */
  readonly plot: LossPlot<NoInfer<I>, NoInfer<P>, NoInfer<V>> | null;
  /** Checks beyond shapes, sets and ranges (rows sum to 1, at least 2 speakers): a clause or an issue per problem. */
  validate?(inputs: FlatInputs<I>, params: ParamValues<P>): readonly (string | Issue)[];
  /** What is legal but seldom meant (duplicates that act as false negatives, collapsed embeddings): a sentence each. */
  warn?(inputs: FlatInputs<I>, params: ParamValues<P>): readonly string[];
  compute(inputs: InputTensors<I>, params: ParamValues<P>): LossResult;
}

/** An input as validated: flat values and a shape. */
export interface FlatInput {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** The validated inputs of one call; undefined where an optional one is absent. */
export type FlatInputs<I extends InputSpecs> = {
  readonly [K in keyof I]: FlatInput | (I[K] extends { optional: true } ? undefined : never);
};

/** Keeps the types of inputs, params, name and variants while a file writes one object literal. */
export function defineLoss<
  const I extends InputSpecs,
  const P extends ParamSpecs,
  const N extends string,
  const V extends string,
>(definition: LossDefinition<I, P, N, V>): LossDefinition<I, P, N, V> {
  return definition;
}

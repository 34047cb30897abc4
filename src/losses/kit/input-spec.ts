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
  /** For an index: the letter whose size bounds it, so that 0 to size - 1 is legal. An unused letter counts as 2. */
  readonly below?: string;
  /** For an index: the parameter that holds a value legal besides the range (`ignoreIndex`). */
  readonly except?: string;
}

export type InputSpecs = Readonly<Record<string, InputSpec>>;

/** Inputs as plain (nested) arrays; a bare number is a scalar. */
export type Nested = number | readonly Nested[];

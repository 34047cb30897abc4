/** Numbers of a column; NaN where the value is missing. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly name: string;
  readonly values: Float64Array;
}

/** Categories of a column: an index into `texts`, or one of {@link MISSING} and {@link RARE}. */
export interface CategoricalColumn {
  readonly kind: 'categorical';
  readonly name: string;
  readonly texts: readonly string[];
  readonly codes: Int32Array;
}

export type Column = NumericColumn | CategoricalColumn;

export const MISSING = -1;
/** The category of values that first appear after {@link DICTIONARY} others did. */
export const RARE = -2;
/** Different texts that a categorical column tells apart. */
export const DICTIONARY = 1_000;

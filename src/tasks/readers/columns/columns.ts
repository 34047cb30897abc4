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

/** Texts of a column as hashed n-grams: the tokens of row i are `tokens[offsets[i]..offsets[i + 1])`, each below `buckets`. */
export interface TextColumn {
  readonly kind: 'text';
  readonly name: string;
  readonly offsets: Int32Array;
  readonly tokens: Int32Array;
  readonly buckets: number;
}

export type Column = NumericColumn | CategoricalColumn | TextColumn;

export const MISSING = -1;
/** The category of values that first appear after {@link DICTIONARY} others did. */
export const RARE = -2;
/** Different texts that a categorical column tells apart. */
export const DICTIONARY = 1_000;

/** Arrays of this kind can be given to other threads without a copy. */
export function sharedFloats(size: number): Float64Array {
  return new Float64Array(new SharedArrayBuffer(size * Float64Array.BYTES_PER_ELEMENT));
}

export function sharedInts(size: number): Int32Array {
  return new Int32Array(new SharedArrayBuffer(size * Int32Array.BYTES_PER_ELEMENT));
}

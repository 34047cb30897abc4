import type { Nested } from '../../src/losses/kit/input-spec.js';

export function flat(value: Nested): number[] {
  return typeof value === 'number' ? [value] : value.flatMap(flat);
}

export function map(value: Nested, change: (x: number, i: number) => number): Nested {
  let i = 0;
  const visit = (part: Nested): Nested => (typeof part === 'number' ? change(part, i++) : part.map(visit));
  return visit(value);
}

export function sum(value: Nested): number {
  return flat(value).reduce((a, b) => a + b, 0);
}

export function shape(value: Nested): number[] {
  return typeof value === 'number' ? [] : [value.length, ...(value.length === 0 ? [] : shape(value[0]!))];
}

/** Losses that take logits [N,C,d...] with a target for each place. */
export const lossesOfPlaces: readonly string[] = [
  'cross-entropy',
  'focal',
  'poly',
  'generalized-cross-entropy',
  'symmetric-cross-entropy',
  'logit-adjusted',
  'ldam',
  'lovasz-softmax',
];

import { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';
import type { Draw, Range } from './sweep-file.js';

/** Drawn numbers are rounded to so many digits: short to read, and exact in the command that repeats them. */
export const DIGITS = 4;

/**
 * The values of the draw number `index`: a function of (seed, index, setting) alone, so that more samples or one setting
 * more change none of the others. The same bits on every machine.
 */
export function drawValues(
  draws: readonly Draw[],
  seed: number,
  index: number,
  isWhole: (draw: Draw) => boolean,
): readonly unknown[] {
  return draws.map((draw) => {
    const stream = Stream.from(`sweep/${seed}/${draw.name}`, 'explore', index);
    const { from } = draw;
    if (from.kind === 'choices') return from.values[stream.below(from.values.length)];
    return numberIn(from, stream.uniform(), from.integer ?? isWhole(draw));
  });
}

/** The number at `u` in [0, 1) of the way from min to max. */
export function numberIn({ min, max, scale }: Range, u: number, whole: boolean): number {
  const between = (low: number, high: number) =>
    scale === 'linear' ? low + u * (high - low) : maths.exp(maths.log(low) + u * (maths.log(high) - maths.log(low)));
  // Every whole number gets an equal part of the range.
  if (whole)
    return Math.min(
      Math.floor(max),
      Math.max(Math.ceil(min), Math.floor(between(Math.ceil(min), Math.floor(max) + 1))),
    );
  return Math.min(max, Math.max(min, Number(between(min, max).toPrecision(DIGITS))));
}

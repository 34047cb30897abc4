import { Stream } from '../../src/core/random.js';
import { drawValues } from '../../src/experiment/sweep/sampling.js';
import type { Draw } from '../../src/experiment/sweep/sweep-file.js';
import { suggest, type Trial } from '../../src/experiment/sweep/tpe.js';

const STARTUP = 10;

const setting = (name: string, from: Draw['from']): Draw => ({ name, path: [name], at: [], when: null, from });
const range = (name: string, min: number, max: number, scale: 'linear' | 'log' = 'linear', integer = false) =>
  setting(name, { kind: 'range', min, max, scale, integer });

/** Those of test/golden/tpe.py. */
export const functions: Readonly<
  Record<string, { readonly draws: readonly Draw[]; readonly f: (...at: never[]) => number }>
> = {
  sphere: {
    draws: [range('x', -5, 5), range('y', -5, 5)],
    f: (x: number, y: number) => (x - 1) ** 2 + (y + 2) ** 2,
  },
  branin: {
    draws: [range('x', -5, 10), range('y', 0, 15)],
    f: (x: number, y: number) => {
      const a = y - (5.1 / (4 * Math.PI ** 2)) * x * x + (5 / Math.PI) * x - 6;
      return a * a + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10 - 0.39788735772973816;
    },
  },
  rates: {
    draws: [range('x', 1e-5, 1, 'log'), range('y', 1e-6, 1e-1, 'log')],
    f: (x: number, y: number) => (Math.log10(x) + 2.5) ** 2 + 0.3 * (Math.log10(y) + 4) ** 2,
  },
  mixed: {
    draws: [
      setting('kind', { kind: 'choices', values: ['a', 'b', 'c'] }),
      range('width', 1, 64, 'linear', true),
      range('x', 0, 1),
    ],
    f: (kind: 'a' | 'b' | 'c', width: number, x: number) =>
      ({ a: 0.6, b: 0, c: 0.3 })[kind] + (width - 40) ** 2 / 400 + (x - 0.3) ** 2,
  },
};

/** Trials of a search by TPE after ten at random. */
export function search(name: string, seed: number, trials: number): readonly Trial[] {
  const { draws, f } = functions[name]!;
  const found: Trial[] = [];
  for (let i = 0; i < trials; i++) {
    const stream = Stream.from(`tpe/${seed}`, 'explore', i);
    const values = i < STARTUP ? drawValues(draws, seed, i, () => false) : suggest(draws, found, () => false, stream);
    found.push({ values, score: f(...(values as never[])) });
  }
  return found;
}

/** The lowest value of each of so many searches, rising. */
export function regrets(name: string, seeds: number, trials: number): readonly number[] {
  return Array.from({ length: seeds }, (_, seed) =>
    Math.min(...search(name, seed, trials).map(({ score }) => score)),
  ).sort((a, b) => a - b);
}

export function median(sorted: readonly number[]): number {
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

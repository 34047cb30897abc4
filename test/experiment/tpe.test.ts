import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Stream } from '../../src/core/random.js';
import { drawValues } from '../../src/experiment/sweep/sampling.js';
import type { Draw } from '../../src/experiment/sweep/sweep-file.js';
import { suggest, type Trial } from '../../src/experiment/sweep/tpe.js';

interface Golden {
  readonly trials: number;
  readonly seeds: number;
  /** Simple regret of Optuna's TPE and of random search, a value a seed, rising. */
  readonly regret: Readonly<Record<string, readonly number[]>>;
  readonly random: Readonly<Record<string, readonly number[]>>;
}
const golden = JSON.parse(readFileSync(new URL('../golden/tpe.json', import.meta.url), 'utf8')) as Golden;
const STARTUP = 10;

const setting = (name: string, from: Draw['from']): Draw => ({ name, path: [name], at: [], when: null, from });
const range = (name: string, min: number, max: number, scale: 'linear' | 'log' = 'linear', integer = false) =>
  setting(name, { kind: 'range', min, max, scale, integer });

const functions: Readonly<Record<string, { readonly draws: readonly Draw[]; readonly f: (...at: never[]) => number }>> =
  {
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

function search(name: string, seed: number, trials = golden.trials): readonly Trial[] {
  const { draws, f } = functions[name]!;
  const found: Trial[] = [];
  for (let i = 0; i < trials; i++) {
    const stream = Stream.from(`tpe/${seed}`, 'explore', i);
    const values = i < STARTUP ? drawValues(draws, seed, i, () => false) : suggest(draws, found, () => false, stream);
    found.push({ values, score: f(...(values as never[])) });
  }
  return found;
}

const median = (sorted: readonly number[]) => (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;

describe('the TPE sampler', () => {
  it.each(Object.keys(functions))(
    'finds values about as good as those of Optuna, and better than random ones: %s',
    (name) => {
      const best = Array.from({ length: golden.seeds }, (_, seed) => {
        return Math.min(...search(name, seed).map(({ score }) => score));
      }).sort((a, b) => a - b);
      expect(median(best)).toBeLessThanOrEqual(1.25 * median(golden.regret[name]!));
      expect(median(best)).toBeLessThan(0.8 * median(golden.random[name]!));
    },
  );

  it('gives the same values for the same trials, inside of their ranges, and passes over what broke', () => {
    const once = search('mixed', 3, 30);
    expect(search('mixed', 3, 30)).toEqual(once);
    for (const { values } of once) {
      const [kind, width, x] = values as [string, number, number];
      expect(['a', 'b', 'c']).toContain(kind);
      expect(Number.isInteger(width) && width >= 1 && width <= 64 && x >= 0 && x <= 1).toBe(true);
    }
    const { draws } = functions.sphere!;
    const broken = search('sphere', 1, 20).map(({ values }, i) => ({ values, score: i % 2 === 0 ? Infinity : i }));
    const next = suggest(draws, broken, () => false, Stream.from('tpe', 'explore')) as number[];
    expect(next.every((value) => value >= -5 && value <= 5)).toBe(true);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { Stream } from '../../src/core/random.js';
import { suggest } from '../../src/experiment/sweep/tpe.js';
import { functions, median, regrets, search } from './search-simulation.js';

interface Golden {
  readonly trials: number;
  readonly seeds: number;
  /** Simple regret of Optuna's TPE and of random search, a value a seed, rising. */
  readonly regret: Readonly<Record<string, readonly number[]>>;
  readonly random: Readonly<Record<string, readonly number[]>>;
}
const golden = JSON.parse(readFileSync(new URL('../golden/tpe.json', import.meta.url), 'utf8')) as Golden;
describe('the TPE sampler', () => {
  it.each(Object.keys(functions))(
    'finds values about as good as those of Optuna, and better than random ones: %s',
    (name) => {
      const best = regrets(name, golden.seeds, golden.trials);
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

import { describe, expect, it } from 'vitest';
import { dynaQ } from '../../src/agents/tabular/dyna-q.js';
import { ExploringStarts } from '../../src/agents/tabular/exploring-starts.js';
import { monteCarlo } from '../../src/agents/tabular/monte-carlo.js';
import { resolveParams } from '../../src/core/params.js';
import { envs } from '../../src/env/registry.js';
import { train, weightsOf } from './tabular-run.js';

const finite = envs
  .list()
  .filter(({ params, create }) => create(resolveParams(params, {}, 'env')).observationSpace.states !== null)
  .map(({ name }) => name);
/** Their snapshot holds more than the number of the state. */
const REFUSED: readonly string[] = ['memory', 'discounting'];
const still = { epsilonStart: 0, epsilonEnd: 0 };

describe('exploring starts of Monte Carlo', () => {
  it('meet every state that an episode can come to and every action there, and no other', () => {
    const { learner, last } = train(
      monteCarlo,
      ['frozen-lake', { map: '4x4' }],
      { ...still, starts: 'exploring', alphaDecay: 1 },
      { steps: 6000, seed: 1 },
    );
    const visits = weightsOf(learner, 'visits');
    const met = Array.from({ length: 16 }, (_, s) => visits.slice(4 * s, 4 * s + 4).filter((n) => n > 0).length);
    // Holes at 5, 7, 11 and 12, the goal at 15.
    expect(met).toEqual([4, 4, 4, 4, 4, 0, 4, 0, 4, 4, 4, 0, 0, 4, 4, 0]);
    expect(last.greedy_return).toBeGreaterThan(0);
  });

  it('leave an env of one state as it is, and draw the first action alone', () => {
    const { learner } = train(
      monteCarlo,
      ['bandit', { arms: 4, maxSteps: 1 }],
      { ...still, starts: 'exploring' },
      { steps: 400, seed: 1 },
    );
    for (const n of weightsOf(learner, 'visits')) expect(n).toBeGreaterThan(60);
  });

  it.each(finite)('begin in %s, or are refused because its state is more than a number', (name) => {
    const run = () => train(monteCarlo, [name, {}], { starts: 'exploring' }, { steps: 300, seed: 1 });
    if (REFUSED.includes(name)) expect(run).toThrow('needs an env that can be set to any state');
    else run();
  });

  it('are refused where there is no table', () => {
    const env = envs.get('frozen-lake').create(resolveParams(envs.get('frozen-lake').params, {}, 'env'));
    const bare = new Proxy(env, { get: (of, key) => (key === 'transitions' ? undefined : Reflect.get(of, key, of)) });
    expect(() => new ExploringStarts(bare)).toThrow('frozen-lake has no table of them');
  });
});

describe('the model of Dyna-Q', () => {
  it('holds the mean reward of an outcome: the best arm is found through noise in 10 of 10 seeds', () => {
    for (let seed = 0; seed < 10; seed++) {
      expect(train(dynaQ, ['bandit', {}], {}, { steps: 5000, seed }).last.regret).toBeLessThan(40);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { AlertWatch } from '../../../src/train/alerts/alert-watch.js';
import { returnCollapse } from '../../../src/train/alerts/return-collapse.js';
import { agentScenario } from './trouble.js';

const scenario = agentScenario(['cartpole', {}], ['ppo', {}], ['policy-gradient', {}], 2000);

/** What is found in these returns, one an evaluation, the last of them at the end; a random policy has 20. */
function told(returns: readonly number[], metric = 'policy_return', others: Record<string, number> = {}): string[] {
  const watch = new AlertWatch(scenario, [returnCollapse]);
  const names = ['random_return', metric, ...Object.keys(others)];
  names.forEach((name, id) => {
    watch.define(id, name);
  });
  const every = scenario.steps / returns.length;
  returns.forEach((value, i) => {
    watch.point(0, (i + 1) * every, 20);
    watch.point(1, (i + 1) * every, value);
    Object.values(others).forEach((other, k) => {
      watch.point(2 + k, (i + 1) * every, other);
    });
  });
  return watch.take().map(({ text }) => text);
}

const rise = [50, 200, 400, 500, 500, 500];

describe('a collapse of the return', () => {
  it('is a fall from 500 to 134, also at the last evaluation', () => {
    expect(told([...rise, 500, 134])).toEqual([
      'the policy has collapsed: its return is 134, around step 1250 it was 500',
    ]);
    expect(told([...rise, 134, 130, 120, 110])).toHaveLength(1);
  });

  it('is no single bad evaluation that is followed by good ones', () => {
    expect(told([...rise, 134, 500, 490, 500])).toEqual([]);
  });

  it('is nothing within the usual difference between evaluations', () => {
    const noisy = [150, 300, 180, 310, 160, 320, 170, 290, 180, 300, 200, 190];
    expect(told(noisy)).toEqual([]);
  });

  it('is nothing where no more was gained than evaluations differ: 23.8 over a random 20 is noise', () => {
    expect(told([22, 24.5, 23.8, 21, 25, 19.3, 18.9, 22, 20])).toEqual([]);
  });

  it('is not measured from one lucky evaluation', () => {
    expect(told([100, 500, 110, 120, 130, 125, 130, 120])).toEqual([]);
  });

  it('goes by the policy that was learned where its return is recorded, whatever the greedy one does', () => {
    expect(told([...rise, 500, 500], 'policy_return', { greedy_return: 20 })).toEqual([]);
    expect(told([...rise, 130, 130], 'greedy_return')).toHaveLength(1);
  });
});

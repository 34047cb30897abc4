import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { envs } from '../../src/env/registry.js';

describe('envs.make', () => {
  it('gives fresh plain arrays rounded to float32', () => {
    const env = envs.make('cartpole');
    const first = env.reset({ seed: 4 }).observation;
    const kept = [...first];
    const { observation, ...rest } = env.step(1);
    expect(first).toEqual(kept);
    expect(Array.isArray(observation)).toBe(true);
    expect(observation).toEqual(env.state().map(Math.fround));
    expect(observation).not.toEqual(env.state());
    expect(rest).toEqual({ reward: 1, terminated: false, truncated: false, info: {} });
  });

  it('starts the random stream anew with a seed and goes on without one', () => {
    const env = envs.make('cartpole');
    const start = (options?: { seed?: number | string }) => env.reset(options).observation;
    const [a, b] = [start({ seed: 4 }), start()];
    expect(b).not.toEqual(a);
    expect([start({ seed: 4 }), start()]).toEqual([a, b]);
    expect(start({ seed: 'four' })).not.toEqual(a);
    expect(envs.make('cartpole').reset().observation).toEqual(envs.make('cartpole').reset({ seed: 0 }).observation);
  });

  it('starts where it is told', () => {
    const env = envs.make('frozen-lake', { isSlippery: false });
    expect(env.reset({ state: [14] }).info).toEqual({ state: 14, prob: 1 });
    expect(env.step(2)).toMatchObject({ reward: 1, terminated: true, truncated: false, info: { state: 15, prob: 1 } });
    expect(env.render()).toBe('SFFF\nFHFH\nFFFH\nHFF@');
  });

  it('takes the number of a state as it is', () => {
    const env = envs.make('frozen-lake');
    expect(env.reset({ state: 14 })).toEqual(env.reset({ state: [14] }));
    expect(() => env.reset({ state: 5 })).toThrow(/frozen-lake.reset.state: no episode can be in this state/);
    expect(() => envs.make('cartpole').reset({ state: 0.1 })).toThrow(/a list of 4 finite numbers/);
  });

  it('says how many actions there are', () => {
    expect(envs.make('acrobot').actionSpace).toEqual({ n: 3 });
    expect(envs.make('acrobot').mask()).toEqual([1, 1, 1]);
  });

  it('takes the numbers of a box, and says what they are', () => {
    const env = envs.make('pendulum');
    expect(env.actionSpace).toEqual({ shape: [1], low: [-2], high: [2] });
    expect(env.mask()).toBeNull();
    env.reset({ state: [1, 0.5] });
    const beyond = env.step([3]);
    env.reset({ state: [1, 0.5] });
    expect(env.step([2])).toEqual(beyond);
    expect(() => env.step(1)).toThrow(
      /pendulum.step: actions are numbers within bounds: call apply .*torque from -2 to 2/,
    );
    expect(() => env.step([1, 2])).toThrow(/pendulum.apply: must be a list of 1 finite number \(given \[1,2\]/);
    expect(() => envs.make('acrobot').step([1])).toThrow(/acrobot.apply: actions are whole numbers: call step/);
  });

  it('lists the actions of a box where bins are set', () => {
    const env = envs.make('pendulum', { bins: 5 });
    expect(env.actionNames).toEqual(['torque -2', 'torque -1', 'torque 0', 'torque 1', 'torque 2']);
    const box = envs.make('pendulum');
    for (const one of [env, box]) one.reset({ state: [2, -1] });
    expect(env.step(3)).toEqual(box.step([1]));
    expect(() => env.step(5)).toThrow(/unknown action/);
  });

  it('refuses an option of reset that does not exist', () => {
    const env = envs.make('cartpole');
    expect(() => env.reset({ sead: 3 } as object)).toThrow(/cartpole.reset.sead: .*Did you mean seed\?/);
    expect(() => env.reset(3 as unknown as object)).toThrow(/cartpole.reset: must be options \(given 3/);
  });

  it("tells the probability of what happened, as Gymnasium's info does", () => {
    const env = envs.make('frozen-lake', { successRate: 0.5 });
    env.reset({ seed: 1, state: [6] });
    expect([0.25, 0.5]).toContain(env.step(1).info.prob);
  });

  it('hands out the table of a finite env', () => {
    expect(envs.make('cliff-walking').transitions()!.states).toBe(48);
    expect(envs.make('acrobot').transitions()).toBeNull();
    const drifting = envs.make('bandit', { drift: 0.5 });
    drifting.reset({ seed: 1 });
    drifting.step(0);
    expect(drifting.transitions()!.P[0]!.map((arm) => arm[0]![2])).toEqual(drifting.state());
  });

  it('names every wrong setting at once', () => {
    try {
      envs.make('cartpole', { maxSteps: 0, sutonBartoReward: true });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(UserError);
      expect((error as UserError).issues.map((issue) => [issue.path, issue.hint])).toEqual([
        ['env.maxSteps', undefined],
        ['env.sutonBartoReward', 'Did you mean suttonBartoReward?'],
      ]);
    }
  });

  it('suggests the name that was meant', () => {
    expect(() => envs.make('cart-pole')).toThrow(/Did you mean cartpole\?/);
  });

  it('refuses a seed that is neither a whole number nor a text', () => {
    expect(() => envs.make('catch').reset({ seed: 0.5 })).toThrow(/whole number or a text/);
  });
});

describe('cartpole', () => {
  it('pays 0 a step and -1 at the fall on request', () => {
    const env = envs.make('cartpole', { suttonBartoReward: true });
    env.reset({ state: [0, 0, 0, 0] });
    const rewards = [];
    for (let end = false; !end; ) {
      const { reward, terminated } = env.step(1);
      rewards.push(reward);
      end = terminated;
    }
    expect(rewards.at(-1)).toBe(-1);
    expect(new Set(rewards.slice(0, -1))).toEqual(new Set([0]));
  });

  it('may fall and run out of time in the same step: both flags are set, as in Gymnasium', () => {
    const env = envs.make('cartpole', { maxSteps: 1 });
    env.reset({ state: [2.39, 3, 0, 0] });
    expect(env.step(1)).toMatchObject({ terminated: true, truncated: true });
  });
});

describe('catch', () => {
  it('pays 1 for a ball caught and -1 for one missed, at the last row only', () => {
    const env = envs.make('catch', { rows: 3, columns: 3 });
    // Ball in column 2 of the top row, paddle in the middle.
    env.reset({ state: [2 * 3 + 1] });
    expect(env.render()).toBe('..o\n...\n.=.');
    expect(env.step(2)).toMatchObject({ reward: 0, terminated: false });
    expect(env.step(2)).toMatchObject({ reward: 1, terminated: true, truncated: false });
    env.reset({ state: [2 * 3 + 1] });
    env.step(0);
    expect(env.step(1)).toMatchObject({ reward: -1, terminated: true });
  });
});

describe('bandit', () => {
  const pulls = (params: Readonly<Record<string, unknown>>, count: number) => {
    const env = envs.make('bandit', { maxSteps: 1e6, ...params });
    env.reset({ seed: 3 });
    return { env, rewards: Array.from({ length: count }, () => env.step(1).reward) };
  };
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

  it('pays the expectation of an arm plus noise of the given deviation', () => {
    const { rewards } = pulls({ arms: 2, means: [0, 5], noise: 2 }, 20_000);
    expect(Math.abs(mean(rewards) - 5)).toBeLessThan(0.06);
    const variance = mean(rewards.map((reward) => (reward - 5) * (reward - 5)));
    expect(Math.abs(variance - 4)).toBeLessThan(0.2);
  });

  it('has the same arms in training and evaluation, others for another problem number', () => {
    const table = (problem: number) => envs.make('bandit', { problem }).transitions()!.P;
    expect(table(3)).toEqual(table(3));
    expect(table(4)).not.toEqual(table(3));
  });

  it('lets the expectations walk when it drifts, and starts each episode at the same ones', () => {
    const { env } = pulls({ drift: 0.1 }, 100);
    const drifted = env.state();
    env.reset();
    const initial = env.state();
    // A hundred steps of 0.1: a standard deviation of 1 an arm.
    const squares = drifted.map((value, arm) => (value - initial[arm]!) * (value - initial[arm]!));
    expect(mean(squares)).toBeGreaterThan(0.2);
    expect(mean(squares)).toBeLessThan(4);
  });

  it('needs as many expectations as arms', () => {
    expect(() => envs.make('bandit', { means: [1, 2, 3] })).toThrow(/one number for each arm/);
  });
});

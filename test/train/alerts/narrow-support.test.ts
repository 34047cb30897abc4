import { describe, expect, it } from 'vitest';
import { narrowSupport } from '../../../src/train/alerts/narrow-support.js';
import { agentScenario } from './trouble.js';

/** What is found after ten looks at a support of -3 to 3, without discounting, by the rewards before. */
function found(...rewards: readonly number[]) {
  const loss = ['categorical-td', { vMin: -3, vMax: 3 }] as const;
  const watch = narrowSupport.watch(agentScenario(['cartpole', {}], ['dqn', { gamma: 1 }], loss, 1000))!;
  for (const [step, reward] of rewards.entries()) {
    watch('reward_min')!(reward, step);
    watch('reward_max')!(reward, step);
  }
  const looks = Array.from({ length: 10 }, (_, step) => watch('outside_support')!(0.5, step));
  return looks.at(-1) ?? null;
}

describe('rewards of 0, without discounting', () => {
  it('hide no end of the support that other rewards pass', () => {
    const advice = 'Try loss.vMin=..., which rewards of this size at every step reach, or a smaller agent.rewardScale';
    expect(found(0, -1)).toMatchObject({ advice });
  });

  it('pass none by themselves', () => {
    expect(found(0, 0)).toBeNull();
  });
});

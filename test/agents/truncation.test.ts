import { describe, expect, it } from 'vitest';
import type { AgentDefinition } from '../../src/agents/kit/agent.js';
import { advantages, Rollout } from '../../src/agents/kit/memory/rollout.js';
import { isEnd } from '../../src/agents/kit/truncation.js';
import { expectedSarsa } from '../../src/agents/tabular/expected-sarsa.js';
import { qLearning } from '../../src/agents/tabular/q-learning.js';
import { sarsa } from '../../src/agents/tabular/sarsa.js';
import { dqn } from '../../src/agents/value/dqn.js';
import { resolveParams } from '../../src/core/params.js';
import { Stream } from '../../src/core/random.js';
import { envs } from '../../src/env/registry.js';
import { losses } from '../../src/losses/registry.js';
import { Engine } from '../../src/tensor/engine.js';
import { train } from './tabular-run.js';

/** A corridor in which an episode starts anywhere and is cut off after two steps. */
const corridor = ['gridworld', { layout: 'SSSSSSSG', stepReward: -1, goalReward: 10, maxSteps: 2 }] as const;
const params = { gamma: 1, epsilonStart: 0.5, epsilonEnd: 0, epsilonFraction: 0.9 };

const last = (agent: AgentDefinition, bootstrapOnTruncation: boolean) =>
  train(agent, corridor, { ...params, alpha: 0.5, alphaDecay: 0, bootstrapOnTruncation }, { steps: 6000, seed: 50 })
    .last;

/** Final policy_error of a small DQN in the same corridor. */
function dqnError(bootstrapOnTruncation: boolean, nStep: number): number {
  const env = envs.get('gridworld');
  const loss = losses.get('q-td');
  const small = {
    clip: 0,
    epsilonFraction: 0.5,
    hidden: [32],
    gamma: 0.95,
    lr: 3e-3,
    schedule: 'constant',
    double: false,
    target: 'hard',
    targetEvery: 100,
    learningStarts: 200,
    trainEvery: 2,
    batch: 32,
  };
  let error = Number.NaN;
  const learner = dqn.create({
    params: resolveParams(dqn.params, { ...small, rewardScale: 0.1, epsilonEnd: 0.5, nStep, bootstrapOnTruncation }),
    makeEnv: () => env.create(resolveParams(env.params, corridor[1])),
    loss,
    lossParams: resolveParams(loss.params, { kind: 'huber' }),
    engine: new Engine('f32'),
    stream: (purpose, index) => Stream.from(50, purpose, index),
    recorder: {
      define:
        ({ name }) =>
        (value) => {
          if (name === 'policy_error') error = value;
        },
    },
    steps: 4000,
  });
  for (let step = 0; step < 4000; step++) learner.advance();
  learner.evaluate(true);
  return error;
}

describe('a time limit', () => {
  it.each([1, 3])('does not keep dqn from a way that is longer than it, taken for an end it does: %i-step', (nStep) => {
    expect(dqnError(true, nStep)).toBe(0);
    expect(dqnError(false, nStep)).toBeGreaterThan(0.2);
  });

  it.each([qLearning, sarsa, expectedSarsa])('does not keep $name from a way that is longer than it', (agent) => {
    expect(last(agent, true).policy_error).toBe(0);
  });

  it.each([qLearning, sarsa, expectedSarsa])('taken for an end hides from $name what lies behind it', (agent) => {
    const { policy_error, q_error } = last(agent, false);
    // Of seven cells those more than two steps from the goal never hear of it.
    expect(policy_error!).toBeGreaterThan(0.2);
    expect(q_error!).toBeGreaterThan(3);
  });

  it('is an end to agents only where it is set to be one; the end of the task always is', () => {
    const at = (terminated: boolean, truncated: boolean, bootstrapOnTruncation: boolean) =>
      isEnd({ terminated, truncated } as Parameters<typeof isEnd>[0], { bootstrapOnTruncation });
    expect([at(false, true, true), at(false, true, false)]).toEqual([false, true]);
    expect([at(true, false, true), at(true, true, true), at(false, false, false)]).toEqual([true, true, false]);
  });

  it('lets a rollout keep the value behind it unless told that it is an end', () => {
    const step = (end: boolean) => {
      const rollout = new Rollout(1, 1);
      const player = {
        observation: new Float32Array([1]),
        nextObservation: new Float32Array([2]),
        reward: 3,
        action: 0,
        probability: 1,
        ended: true,
      };
      rollout.push(player as unknown as Parameters<Rollout['push']>[0], end);
      return advantages(rollout, [10], [20], { gamma: 0.5, lambda: 1 })[0];
    };
    expect([step(false), step(true)]).toEqual([3 + 0.5 * 20 - 10, 3 - 10]);
  });
});

import { describe, expect, it } from 'vitest';
import type { Arm, Better } from '../../src/experiment/arm.js';
import { compareArms } from '../../src/experiment/comparison.js';
import { qTd } from '../../src/losses/reinforcement/q-td.js';
import { configHash, decisive } from '../../src/scenario/canonical.js';
import { parseScenario } from '../../src/scenario/loader.js';
import { scale } from '../../src/tensor/ops/index.js';
import { type Registries, registries } from '../../src/train/registries.js';
import { train } from '../../src/train/training.js';

/** A small DQN that finds the way on every seed, judged by its distance from the exact values. */
const DQN = `
env:
  name: gridworld
  stepReward: -0.02
  maxSteps: 50
  layout: |
    S....
    .##..
    ...#.
    .#...
    ....G
agent:
  name: dqn
  hidden: [32]
  gamma: 0.95
  batch: 32
  lr: 6e-3
  schedule: constant
  double: false
  learningStarts: 100
  trainEvery: 1
  target: hard
  targetEvery: 20
loss: {name: q-td, kind: huber}
steps: 1500
evaluateEvery: 1500
`;

/** Strangers are told apart after a short training only when the miner finds triplets that teach something. */
const TRIPLETS = `
task: {name: identities, trainClasses: 200, hidden: [32], dim: 8, batch: 64}
loss: {name: triplet, margin: 0.3, mining: semi-hard}
steps: 150
evaluateEvery: 150
`;

/** Real trainings, one after the other, in this thread. */
function armOf(text: string, seeds: number, set: readonly string[] = [], parts: Registries = registries): Arm {
  const { scenario } = parseScenario(text, 'planted.yaml', { catalogues: parts, set });
  const better: Record<string, Better> = {};
  const ends = Array.from({ length: seeds }, (_, seed) => {
    const events = train(scenario, seed, { registries: parts, sink: () => {} });
    for (let next = events.next(0); !next.done; next = events.next(1e9)) {
      const event = next.value;
      if (event.kind === 'metric') better[event.spec.name] = event.spec.better;
      if (event.kind === 'done' || event.kind === 'diverged') {
        const { digest, final } = event;
        return { seed, status: event.kind, digest, final };
      }
    }
    throw new Error('the training did not end');
  });
  const { variant } = scenario;
  const [hash, decides] = [configHash(scenario), decisive(scenario)];
  const told = { source: 'test', version: null, regression: null, curves: () => null };
  return { label: variant, scenario: 'planted', variant, hash, decides, better, seeds: ends, ...told };
}

const by = (metric: string) => ({ metric, margin: 0, alpha: 0.01 });

/** The TD loss as it is with the sign of its target turned: the network learns the negative of the returns. */
const wrongSign: Registries = {
  ...registries,
  losses: new Proxy(registries.losses, {
    get(losses, key) {
      if (key === 'get') return (name: string) => (name === 'q-td' ? turned : losses.get(name));
      const value = Reflect.get(losses, key) as unknown;
      return typeof value === 'function' ? value.bind(losses) : value;
    },
  }),
};
const turned = {
  ...qTd,
  compute: ((inputs, params) =>
    qTd.compute({ ...inputs, rewards: scale(inputs.rewards, -1) }, params)) as typeof qTd.compute,
};

describe('planted bugs', () => {
  const sound = armOf(DQN, 20);

  it('are absent from the sound training: it is identical to itself, and no seed fails', () => {
    expect(compareArms(sound, armOf(DQN, 3), by('q_error'), 50).verdict).toBe('identical');
    expect(sound.seeds.filter(({ final }) => final.regret === 0)).toHaveLength(20);
  });

  it.each([
    ['a learning rate ten times too high', ['agent.lr=6e-2']],
    ['gamma 0', ['agent.gamma=0']],
  ])('are caught: %s', (_, set) => {
    const { verdict, changes } = compareArms(sound, armOf(DQN, 10, set), by('greedy_return'), 50);
    expect({ verdict, changes: changes?.length }).toEqual({ verdict: 'regressed', changes: 1 });
  });

  it('are caught: no target network, where rewards far ahead count', () => {
    const far = ['agent.gamma=0.99'];
    const bare = armOf(DQN, 10, [...far, 'agent.targetEvery=1']);
    expect(compareArms(armOf(DQN, 20, far), bare, by('q_error'), 50).verdict).toBe('regressed');
  });

  it('are caught: the wrong sign in the TD target', () => {
    const { verdict, changes } = compareArms(sound, armOf(DQN, 10, [], wrongSign), by('greedy_return'), 50);
    // The settings are the same: only the results tell.
    expect({ verdict, changes }).toEqual({ verdict: 'regressed', changes: [] });
  });

  it('are caught: the miner is off', () => {
    const mined = armOf(TRIPLETS, 20);
    const { verdict } = compareArms(mined, armOf(TRIPLETS, 20, ['loss.mining=none']), by('equal_error_rate'), 50);
    expect(verdict).toBe('regressed');
  });
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Stream } from '../../../src/core/random.js';
import type { Scenario } from '../../../src/scenario/scenario.js';
import type { Alert } from '../../../src/train/alerts/alert.js';
import { alertLine } from '../../../src/train/alerts/alert-watch.js';
import { detectors } from '../../../src/train/alerts/registry.js';
import { agentScenario, alertsOf, taskScenario } from './trouble.js';

const small = {
  ...{ trainEvery: 1, nStep: 1, finalLr: 0, clip: 0, epsilonFraction: 0.5 },
  hidden: [16],
  learningStarts: 100,
  batch: 32,
  target: 'hard',
  double: false,
};
const few = { evalEpisodes: 5, finalEpisodes: 5 };
const plain = {
  schedule: 'constant',
  finalLr: 0,
  clip: 0,
  adamEpsilon: 1e-8,
  envs: 1,
  activation: 'relu',
  init: 'uniform',
  normalizeObservations: 'off',
  normalizeRewards: 'off',
};
const ice = { isSlippery: false };

/** A real training with a trouble, the alert that it must give, and what the alert must say. */
/** A table of 60 rows: 12 numbers of which the target is the sum, in noise. */
function straightLine(): string {
  const file = join(mkdtempSync(join(tmpdir(), 'losscope-test-')), 'line.csv');
  const random = Stream.from(0, 'data');
  const inputs = 12;
  const rows = Array.from({ length: 60 }, () => {
    const x = Array.from({ length: inputs }, () => random.normal(Math.log));
    return [...x, x.reduce((sum, value) => sum + value, 0) + 3 * random.normal(Math.log)].join();
  });
  const names = Array.from({ length: inputs }, (_, i) => `x${i}`);
  writeFileSync(file, [[...names, 'y'].join(), ...rows].join('\n'));
  return file;
}

const answers = { prompts: 1, table: true };
const online = {
  ...{ table: true, episodes: 16, envs: 16, baseline: 'start', gamma: 1, adamEpsilon: 1e-8, clip: 0, beta: 0.02 },
  ...{ lr: 0.1, schedule: 'constant', kl: 'reward' },
};

const troubles: readonly (readonly [kind: string, what: string, scenario: Scenario, said: Partial<Alert>])[] = [
  [
    'margin-runaway',
    'pairs that nobody disagrees about',
    taskScenario(['alignment', { ...answers, pairs: 50, labels: 'certain', lr: 0.1 }], ['dpo', { beta: 0.5 }], 400),
    { level: 'warning', advice: 'Try loss.labelSmoothing=0.1, the loss ipo, more pairs, or fewer steps' },
  ],
  [
    'chosen-displaced',
    'the same pairs, whose chosen answers lose too',
    taskScenario(['alignment', { ...answers, pairs: 50, labels: 'certain', lr: 0.1 }], ['dpo', { beta: 0.1 }], 400),
    { level: 'warning' },
  ],
  [
    'proxy-exploited',
    'a reward model from ten pairs and a low price of divergence',
    agentScenario(
      ['tokens', { prompts: 1, vocabulary: 4, length: 4, reward: 'variety', proxyPairs: 10 }],
      ['reinforce', { ...online, lr: 0.02 }],
      ['policy-gradient', { normalizeAdvantages: false, entropyCoef: 0 }],
      40_000,
    ),
    { level: 'warning' },
  ],
  [
    'idle-kl-term',
    'k1 as a loss',
    agentScenario(
      ['tokens', { prompts: 1 }],
      ['reinforce', { ...online, kl: 'k1' }],
      ['policy-gradient', { normalizeAdvantages: false, entropyCoef: 0 }],
      600,
    ),
    { advice: 'Try agent.kl=reward, or agent.kl=k2' },
  ],
  [
    'no-exploration',
    'exploration that ends before the goal was found',
    agentScenario(['frozen-lake', ice], ['dqn', { ...small, epsilonFraction: 0.002 }], ['q-td', {}], 2000),
    {
      level: 'warning',
      text: 'exploration ended at step 4 (epsilon 0.05), and all 3 episodes returned 0',
      advice: 'Try a larger agent.epsilonFraction (now 0.002) or agent.epsilonEnd, or more steps',
    },
  ],
  [
    'no-gradient',
    'a batch of one episode against its own mean',
    agentScenario(
      ['cartpole', {}],
      ['reinforce', { hidden: [16], episodes: 1, ...few }],
      ['policy-gradient', {}],
      1500,
    ),
    {
      text: 'nothing is learned: the gradient is 0 at all 10 updates so far',
      advice: 'Try agent.episodes=8, or agent.baseline=running-mean',
    },
  ],
  [
    'no-gradient',
    'episodes that all return the same',
    agentScenario(
      ['mountain-car', {}],
      ['reinforce', { ...plain, hidden: [16], episodes: 2, ...few }],
      ['policy-gradient', {}],
      5000,
    ),
    { cause: expect.stringMatching(/^All \d+ episodes so far returned -200: no action looks better than another/) },
  ],
  [
    'no-updates',
    'a stretch of play that is longer than the budget',
    agentScenario(['cartpole', {}], ['ppo', { horizon: 4096, ...few }], ['policy-gradient', {}], 2000),
    {
      text: '0 updates in 1000 of 2000 steps: nothing has been learned',
      cause: 'ppo waits for agent.horizon=4096 steps before it learns',
    },
  ],
  [
    'no-updates',
    'more episodes than there are within the budget',
    agentScenario(['bandit', {}], ['reinforce', { episodes: 8, ...few }], ['policy-gradient', {}], 4000),
    { cause: 'reinforce waits for agent.episodes=8 whole episodes, of which 0 have ended before it learns' },
  ],
  [
    'return-collapse',
    'a policy that balanced and does not any more',
    agentScenario(
      ['cartpole', {}],
      ['reinforce', { ...plain, hidden: [64, 64], lr: 0.03, episodes: 2, ...few }],
      ['policy-gradient', {}],
      10_000,
    ),
    { text: expect.stringMatching(/^the policy has collapsed: its return is [\d.]+, around step \d+ it was [\d.]+$/) },
  ],
  [
    'reward-scale',
    'rewards times 1000',
    agentScenario(['frozen-lake', { ...ice, rewardSchedule: [1000, -1000, 0] }], ['dqn', small], ['q-td', {}], 1000),
    {
      text: 'rewards are out of scale: the largest is 1000 in size as the network learns it',
      advice: 'Try agent.rewardScale=0.001, which makes the largest about 1',
    },
  ],
  [
    'stale-target',
    'a target network that is never copied',
    agentScenario(['gridworld', {}], ['dqn', { ...small, targetEvery: 100_000 }], ['q-td', {}], 1000),
    {
      text: 'the target network is never copied: agent.targetEvery is 100000 and the run has 1000 steps',
      advice: 'Try agent.targetEvery=30 or smaller',
    },
  ],
  [
    'stale-target',
    'a target network that hardly moves',
    agentScenario(['gridworld', {}], ['dqn', { ...small, target: 'soft', tau: 1e-5 }], ['q-td', {}], 1000),
    { text: 'the target network hardly follows: tau 1e-5 times 900 updates is 0.009' },
  ],
  [
    'overestimation',
    'a learning rate of 0.1 without a target network',
    agentScenario(['frozen-lake', {}], ['dqn', { ...small, targetEvery: 1, lr: 0.1 }], ['q-td', {}], 3000),
    { advice: 'Try agent.double=true, then a smaller agent.lr or a larger agent.targetEvery' },
  ],
  [
    'overestimation',
    'values above what the rewards allow, where no Q* is known',
    agentScenario(['cartpole', {}], ['dqn', { ...small, ...few, targetEvery: 1, lr: 0.1 }], ['q-td', {}], 2000),
    { text: expect.stringContaining('the greatest possible return is 100') },
  ],
  [
    'narrow-support',
    'atoms up to 3 where returns go up to 100',
    agentScenario(
      ['cartpole', {}],
      ['dqn', { ...small, ...few, targetEvery: 50, lr: 3e-3 }],
      ['categorical-td', { vMin: -3, vMax: 3 }],
      1000,
    ),
    {
      text: expect.stringMatching(/^\d+ % of the mass of the target distributions lies outside the support, -3 to 3$/),
      advice: 'Try loss.vMax=100, which rewards of this size at every step reach, or a smaller agent.rewardScale',
    },
  ],
  [
    'entropy-collapse',
    'a policy that hardens at a learning rate of 0.3',
    agentScenario(
      ['cartpole', {}],
      ['reinforce', { ...plain, hidden: [64], lr: 0.3, baseline: 'running-mean', ...few }],
      ['policy-gradient', {}],
      8000,
    ),
    { text: expect.stringMatching(/entropy [\d.e-]+, it was 0\.6\d*; the return is [\d.]+, it was [\d.]+ before/) },
  ],
  [
    'exploding-gradient',
    'a momentum that swings up',
    taskScenario(['regression', { lr: 0.12, optimizer: 'momentum', samples: 200 }], ['mse', {}], 300),
    { level: 'warning' },
  ],
  [
    'exploding-gradient',
    'a learning rate that is too large from the first step on',
    taskScenario(['regression', { lr: 1, optimizer: 'sgd', samples: 200 }], ['mse', {}], 300),
    { level: 'warning', text: expect.stringMatching(/^the gradient explodes: .*, at the start it was [\d.]+$/) },
  ],
  [
    'divergence',
    'a learning rate of 10',
    taskScenario(['regression', { lr: 10, optimizer: 'sgd', samples: 200 }], ['mse', {}], 300),
    {
      level: 'error',
      text: expect.stringMatching(/^loss is (NaN|Infinity); the gradient norm was [\d.]+e\d+ at step \d+$/),
      advice: 'Try task.lr=1, or task.clip=10, or loss=huber',
    },
  ],
  [
    'plateau',
    'a learning rate of 1e-7',
    {
      ...taskScenario(['classification', { samples: 1000, lr: 1e-7, hidden: [16], positives: 0.3 }], ['bce', {}], 300),
      focus: 'average_precision',
    },
    { advice: 'Try task.lr ten times smaller and ten times larger (now 1e-7), then another loss' },
  ],
  [
    'plateau',
    'an agent whose target never moves',
    agentScenario(['gridworld', {}], ['dqn', { ...small, targetEvery: 100_000 }], ['q-td', {}], 1000),
    { text: 'no progress: regret is 1, at the start it was 1, and it has not fallen since step 100' },
  ],
  [
    'collapse',
    'the hardest negatives of a large batch, without unit vectors',
    taskScenario(
      ['identities', { unit: false, batch: 200, lr: 3e-2, trainClasses: 200, hidden: [64] }],
      ['triplet', { margin: 0.3, mining: 'hard' }],
      200,
    ),
    { text: expect.stringMatching(/^embeddings collapse: their spread is 0\.0\d+, it was 0\.\d+$/) },
  ],
  [
    'one-class',
    'one positive in a hundred under mse',
    taskScenario(['classification', { samples: 2000, lr: 1e-3, hidden: [16], positives: 0.01 }], ['mse', {}], 300),
    { text: expect.stringContaining('no held-out row is called positive at probability 0.5, which is wrong for 1 %') },
  ],
  [
    'dead-units',
    'a learning rate of 1',
    agentScenario(['gridworld', {}], ['dqn', { ...small, lr: 1 }], ['q-td', {}], 2000),
    { text: expect.stringMatching(/^\d+(\.\d)? % of the ReLU units fire for no input of the batch$/) },
  ],
  [
    'worse-than-linear',
    'few rows of a straight line in noise, learned by heart',
    taskScenario(['regression', { data: straightLine(), target: 'y', hidden: [64], lr: 1e-2 }], ['mse', {}], 400),
    { text: expect.stringMatching(/^r2 is -?[\d.]+, that of a linear model on the same rows 0\.\d+$/) },
  ],
  [
    'no-better-than-random',
    'an agent that never reaches the flag',
    agentScenario(['mountain-car', {}], ['dqn', { ...small, ...few }], ['q-td', {}], 2000),
    {
      text: 'no better than random: the return is -200, a random policy has -200, and the last 15 evaluations were no better',
    },
  ],
];

describe('a training in trouble', () => {
  it('is tried for every detector', () => {
    const tried = new Set(troubles.map(([kind]) => kind));
    expect(detectors.map(({ kind }) => kind).filter((kind) => !tried.has(kind))).toEqual([]);
  });

  it.each(troubles)('gives %s for %s', (kind, _, scenario, said) => {
    const alerts = alertsOf(scenario);
    expect(alerts.filter((alert) => alert.kind === kind)).toEqual([expect.objectContaining(said)]);
    const alert = alerts.find((one) => one.kind === kind)!;
    expect(alert.step).toBeGreaterThan(0);
    for (const words of [alert.text, alert.cause, alert.advice]) expect(words).not.toMatch(/NaN|undefined|\.$/);
    expect(alertLine(alert)).toBe(`step ${alert.step}: ${alert.text}. ${alert.cause}. ${alert.advice}.`);
  });

  it('gives the same alerts whatever the ticks', () => {
    const [, , scenario] = troubles[0]!;
    expect(alertsOf(scenario, 3, 1)).toEqual(alertsOf(scenario, 3, 1e6));
  });
});

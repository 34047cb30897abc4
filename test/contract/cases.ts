import type { AgentDefinition } from '../../src/agents/kit/agent.js';
import { agents } from '../../src/agents/registry.js';
import type { Learner } from '../../src/core/learner.js';
import { resolveParams } from '../../src/core/params.js';
import { envs } from '../../src/env/registry.js';
import { losses } from '../../src/losses/registry.js';
import type { LearnerChoice } from '../../src/scenario/scenario.js';
import { tasks } from '../../src/tasks/registry.js';
import type { TaskDefinition } from '../../src/tasks/task.js';
import { legal, recorded, small } from './fixtures.js';

type Params = Readonly<Record<string, unknown>>;

/** A way to build one learner again and again. */
export interface Case {
  readonly name: string;
  readonly steps: number;
  readonly choice: LearnerChoice;
  create(shared: Shared): Learner;
}

type Shared = Pick<Parameters<TaskDefinition['create']>[0], 'engine' | 'stream' | 'recorder' | 'steps'>;

const noLoss = { name: 'none' } as unknown as ReturnType<typeof losses.get>;

export function agentCase(
  agent: AgentDefinition,
  env: string,
  params: Params,
  steps: number,
  lossParams: Params = {},
  lossName = agent.losses[0],
  envParams: Params = {},
): Case {
  const definition = envs.get(env);
  const loss = lossName === undefined ? noLoss : losses.get(lossName);
  const told = Object.entries(params).map(([key, value]) => `${key} ${value}`);
  return {
    name: `${agent.name} in ${env}: ${told.join(', ')}`,
    steps,
    choice: {
      kind: 'agent',
      env: { name: env, params: resolveParams(definition.params, envParams) },
      agent: { name: agent.name, params: resolveParams(agent.params, params) },
    },
    create: (shared) =>
      agent.create({
        ...shared,
        params: resolveParams(agent.params, params),
        loss,
        lossParams: agent.losses.length === 0 ? {} : resolveParams(loss.params, lossParams),
        makeEnv: () => definition.create(resolveParams(definition.params, envParams)),
      }),
  };
}

export function taskCase(task: TaskDefinition, loss: string, params: Params, lossParams: Params): Case {
  const definition = losses.get(loss);
  const told = Object.entries({ ...params, ...lossParams }).map(([key, value]) => `${key} ${value}`);
  return {
    name: `${task.name} on ${loss}: ${told.join(', ')}`,
    steps: 24,
    choice: {
      kind: 'task',
      task: { name: task.name, params: resolveParams(task.params, { ...small[task.name], ...params }) },
    },
    create: (shared) =>
      task.create({
        ...shared,
        params: resolveParams(task.params, { ...small[task.name], ...params }),
        loss: definition,
        lossParams: resolveParams(definition.params, { ...legal[loss], ...lossParams }),
      }),
  };
}

const optimizers: readonly Params[] = [
  { optimizer: 'sgd' },
  { optimizer: 'momentum', nesterov: true, schedule: 'linear' },
  { optimizer: 'adam', clip: 0.1, weightDecay: 0.01 },
  { optimizer: 'adamw', schedule: 'cosine', warmup: 0.3, weightDecay: 0.01 },
];

const smallDqn = { hidden: [8], batch: 8, buffer: 60, learningStarts: 10, targetEvery: 7, evalEpisodes: 2 };
const policy = { hidden: [8], evalEpisodes: 2, finalEpisodes: 2 };

const get = (name: string) => agents.get(name);
const tabular = agents
  .list()
  .filter(({ params }) => Object.hasOwn(params, 'alphaDecay'))
  .map(({ name }) => name)
  .flatMap((name) => [
    agentCase(get(name), 'frozen-lake', { alphaDecay: 0.5 }, 300),
    agentCase(get(name), 'bandit', {}, 300),
    agentCase(get(name), 'catch', {}, 100),
  ]);
const dqns = [
  {},
  { double: true, dueling: true },
  { nStep: 4 },
  { prioritized: true, nStep: 2 },
  { target: 'soft', tau: 0.1 },
  { trainEvery: 3, observationScale: [0.5] },
  ...optimizers,
].flatMap((params) => [agentCase(get('dqn'), 'gridworld', { ...smallDqn, ...params }, 120)]);
const others = [
  agentCase(get('td-prediction'), 'random-walk', { nStep: 3 }, 300),
  agentCase(get('td-prediction'), 'random-walk', { batch: true, episodes: 2 }, 300),
  agentCase(get('off-policy-prediction'), 'baird', { method: 'tdc', behaviour: [0.8, 0.2] }, 100),
  agentCase(get('dynamic-programming'), 'frozen-lake', { method: 'policy-iteration', sweeps: 2 }, 20),
  ...['epsilon-greedy', 'ucb', 'gradient', 'thompson'].map((policy) =>
    agentCase(get('bandit-policy'), 'bandit', { policy }, 100),
  ),
  agentCase(get('semi-gradient-sarsa'), 'mountain-car', { lambda: 0.9, evalEpisodes: 1, finalEpisodes: 1 }, 400),
  agentCase(get('dqn'), 'acrobot', smallDqn, 100),
  agentCase(get('dqn'), 'mountain-car', smallDqn, 100),
  // Short episodes from random starts.
  agentCase(get('dqn'), 'catch', smallDqn, 100),
  ...['none', 'running-mean', 'time-step', 'value'].flatMap((baseline) => [
    agentCase(get('reinforce'), 'cartpole', { ...policy, baseline, episodes: 2, gradientVarianceEvery: 2 }, 150),
  ]),
  ...optimizers.flatMap((optimizer) => [
    agentCase(get('actor-critic'), 'cartpole', { ...policy, ...optimizer, horizon: 16 }, 80),
    agentCase(get('ppo'), 'cartpole', { ...policy, ...optimizer, horizon: 32, batch: 8, epochs: 2 }, 80),
  ]),
  agentCase(get('grpo'), 'cartpole', { ...policy, groups: 2, groupSize: 3, epochs: 2 }, 300),
  ...['reward', 'k2', 'k3', 'k1', 'none'].flatMap((kl) => [
    agentCase(get('grpo'), 'tokens', { ...policy, groups: 2, groupSize: 3, kl }, 80),
    agentCase(get('reinforce'), 'tokens', { ...policy, baseline: 'start', table: true, kl }, 80),
    agentCase(get('ppo'), 'tokens', { ...policy, horizon: 32, batch: 8, epochs: 2, kl }, 80),
  ]),
];
export const offline = { ...policy, data: recorded, batch: 8 };
const smallBox = { hidden: [8], batch: 8, buffer: 60, learningStarts: 10, evalEpisodes: 2, finalEpisodes: 2 };
const smallPpo = { ...policy, envs: 2, horizon: 16, batch: 8, epochs: 2 };
const networks = [
  agentCase(get('dqn'), 'cartpole', { ...smallDqn, noisy: true, norm: 'layer', frameStack: 2 }, 60),
  agentCase(
    get('dqn'),
    'cartpole',
    { ...smallDqn, atoms: 5, dueling: true, prioritized: true },
    60,
    {},
    'categorical-td',
  ),
  agentCase(get('dqn'), 'catch', { ...smallDqn, atoms: 4, activation: 'silu' }, 60, {}, 'quantile-td'),
  agentCase(get('ppo'), 'cartpole', { ...smallPpo, recurrent: 'gru', recurrentUnits: 5 }, 70),
  agentCase(get('actor-critic'), 'catch', { ...policy, envs: 2, horizon: 16, recurrent: 'gru', recurrentUnits: 5 }, 70),
  agentCase(get('ppo'), 'pendulum', smallPpo, 70),
  agentCase(get('actor-critic'), 'pendulum', { ...policy, envs: 2, horizon: 16, bounds: 'squash' }, 70),
  ...['bc', 'cql', 'iql'].map((name) => agentCase(get(name), 'cartpole', offline, 40)),
  agentCase(get('sac'), 'pendulum', smallBox, 60),
  agentCase(get('sac'), 'pendulum', { ...smallBox, temperature: 0.2, norm: 'layer', noise: 'ou', frameStack: 2 }, 60),
  agentCase(get('td3'), 'pendulum', { ...smallBox, noise: 'ou', trainEvery: 3, gradientSteps: 2 }, 60),
];
const byTask = tasks.list().flatMap((task) => [
  ...optimizers.map((optimizer) => taskCase(task, task.losses[0]!, optimizer, {})),
  ...task.losses.flatMap((loss) =>
    Object.values<Params>(losses.get(loss).variants).flatMap((variant) => {
      try {
        const lossParams = resolveParams(losses.get(loss).params, { ...legal[loss], ...variant });
        task.checkLoss(losses.get(loss), lossParams, resolveParams(task.params, small[task.name]));
      } catch {
        return [];
      }
      return [taskCase(task, loss, {}, variant)];
    }),
  ),
]);
const retrieval = tasks.get('retrieval');
const further = [
  { dropout: 0.3, shared: false },
  { duplicates: true },
  { repeats: 2 },
  { negatives: 'random', loss: 'triplet' },
].map(({ loss = 'mnr', ...params }) => taskCase(retrieval, loss, params, {}));

/** Every agent and task, in many settings. */
export const cases = [...tabular, ...dqns, ...others, ...networks, ...byTask, ...further];

import { defineAgent } from '../../src/agents/kit/agent.js';
import { UserError } from '../../src/core/errors.js';
import { boolean, choice, integer, list, nullOr, number, type ParamSpecs, text } from '../../src/core/params.js';
import { createRegistry } from '../../src/core/registry.js';
import { defineEnv } from '../../src/env/kit/env.js';
import type { LossDefinition } from '../../src/losses/kit/definition.js';
import type { Catalogues } from '../../src/scenario/registries.js';
import { defineTask } from '../../src/tasks/task.js';

const notHere = (): never => {
  throw new Error('a scenario is loaded without building anything');
};

const envOf = (name: string, slip: number) =>
  defineEnv({
    name,
    title: name,
    summary: `The ${name} env.`,
    rewards: '1 at the goal',
    source: 'tests',
    gymnasium: null,
    params: { slip: number(slip, 'probability of a slip', { min: 0, max: 1 }) },
    create: notHere,
  });

const agentOf = (name: string, losses: readonly string[]) =>
  defineAgent({
    name,
    title: name,
    summary: `The ${name} agent.`,
    source: 'tests',
    deviations: [],
    losses,
    suppliesLossParams: losses.length === 0 ? [] : ['double'],
    params: {
      lr: number(1e-3, 'learning rate', { above: 0, max: 10 }),
      hidden: list([64, 64], 'units of each hidden layer', integer(64, 'units', { min: 1, max: 4096 }), {
        maxLength: 4,
      }),
      double: boolean(false, 'double DQN'),
      target: choice('hard', ['hard', 'soft'], 'how the target network follows'),
    },
    create: notHere,
  });

/** Checked data paths, for tests of where relative ones lead. */
export const checked: string[] = [];

const classification = defineTask({
  name: 'classification',
  title: 'Classification',
  summary: 'Tells classes apart.',
  losses: ['bce', 'focal'],
  params: {
    data: text('', 'a CSV file; empty generates data'),
    batch: integer(64, 'rows per update', { min: 1, max: 65_536 }),
  },
  check({ data }) {
    checked.push(data);
    if (data.endsWith('missing.csv')) throw new UserError({ path: 'data', message: 'file not found', given: data });
  },
  checkLoss(_, { alpha }, { batch }) {
    if (Array.isArray(alpha) && alpha.length > batch)
      throw new UserError({ path: 'loss.alpha', message: 'is longer than a batch', given: `${alpha.length}` });
  },
  create: notHere,
});

/** What a loader looks at: the name, the summary and the settings. */
const lossOf = (name: string, params: ParamSpecs) =>
  ({ name, summary: `The ${name} loss.`, params }) as unknown as LossDefinition;

/** Small registries with every kind of setting. */
export const catalogues: Catalogues = {
  envs: createRegistry('env', [envOf('gridworld', 0), envOf('cartpole', 0.5)]),
  agents: createRegistry('agent', [agentOf('dqn', ['q-td', 'huber']), agentOf('q-learning', [])]),
  tasks: createRegistry('task', [classification]),
  losses: createRegistry('loss', [
    lossOf('q-td', {
      double: boolean(false, 'double DQN'),
      delta: number(1, 'where the slope stops growing', { above: 0 }),
    }),
    lossOf('huber', { delta: number(1, 'where the slope stops growing', { above: 0 }) }),
    lossOf('bce', {}),
    lossOf('focal', {
      gamma: number(2, 'focus on hard rows', { min: 0 }),
      alpha: nullOr(
        'weight per class',
        number(0.25, 'weight', { min: 0, max: 1 }),
        list([], 'weights', number(0, 'weight', { min: 0 }), { minLength: 1 }),
      ),
    }),
  ]),
};

import { join } from 'node:path';
import { show, UserError } from '../../core/errors.js';
import type { NewFile } from '../envs/new-env.js';
import { agentText } from './agent-text.js';
import { taskText } from './task-text.js';

const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/** The files of a new agent or task: its module, and a scenario that trains it. Throws a UserError for a bad name. */
export function newLearnerFiles(
  kind: 'agent' | 'task',
  name: string,
  folder: string,
  taken: readonly string[],
): readonly NewFile[] {
  const what = kind === 'agent' ? 'an agent' : 'a task';
  if (!NAME.test(name)) {
    const allowed = 'small letters, digits and -, a letter first';
    throw new UserError({ path: 'name', message: `cannot be the name of ${what}`, given: show(name), allowed });
  }
  if (taken.includes(name)) {
    throw new UserError({ path: 'name', message: `${what} of this name is there already`, given: name });
  }
  return [
    { path: join(folder, `${name}.mjs`), text: kind === 'agent' ? agentText(name) : taskText(name) },
    { path: join(folder, `${name}.yaml`), text: kind === 'agent' ? agentScenario(name) : taskScenario(name) },
  ];
}

function agentScenario(name: string): string {
  return `# losscope run ${name}.yaml --plugin ./${name}.mjs
name: ${name}
title: ${name} in a gridworld
env: gridworld
agent: ${name}
steps: 20000
evaluateEvery: 500
seeds: 0-4
expect:
  - { metric: regret, op: "<=", value: 0.05, hold: 4, seeds: 5 }
`;
}

function taskScenario(name: string): string {
  return `# losscope run ${name}.yaml --plugin ./${name}.mjs
name: ${name}
title: ${name} with a squared loss
task: ${name}
loss: mse
steps: 2000
evaluateEvery: 100
focus: test_loss
seeds: 0-4
expect:
  - { metric: test_loss, op: "<=", value: 0.15, hold: 5, seeds: 5 }
`;
}

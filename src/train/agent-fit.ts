import type { AgentDefinition } from '../agents/kit/agent.js';
import { UserError } from '../core/errors.js';
import { actionSpaceOf } from '../env/kit/actions.js';
import type { Env } from '../env/kit/env.js';
import type { Registries } from './registries.js';

/** Throws a {@link UserError} where an agent cannot act or learn in this env; it names those that can. */
export function refuseMisfit(agent: AgentDefinition, env: Env, { agents }: Registries): void {
  const message = misfitOf(agent, env);
  if (message === null) return;
  const fitting = agents.list().filter((other) => misfitOf(other, env) === null);
  throw new UserError({
    path: 'agent.name',
    message,
    given: agent.name,
    ...(actionSpaceOf(env).kind === 'box' &&
      agent.actions !== 'box' && { hint: 'Set env.bins to choose among so many values of each component' }),
    allowed: fitting.length === 0 ? 'no agent at hand' : fitting.map(({ name }) => name).join(', '),
  });
}

function misfitOf(
  { actions = 'discrete', tabular = false, needsTable = false }: AgentDefinition,
  env: Env,
): string | null {
  const { kind } = actionSpaceOf(env);
  if (actions !== 'both' && actions !== kind) {
    return kind === 'box'
      ? `chooses one of several actions, and an action of ${env.name} is numbers within bounds (${env.actionNames.join(', ')})`
      : `acts by numbers within bounds, and ${env.name} has ${env.actionNames.length} actions to choose from`;
  }
  if (tabular && env.observationSpace.states === null) {
    return `needs an env with numbered states, and ${env.name} has none`;
  }
  if (needsTable && env.transitions === undefined) return `plans by the table of an env, and ${env.name} has none`;
  if (tabular && env.observationSpace.hidden === true) {
    return `learns by the state's number, and ${env.name} hides a part of the state`;
  }
  return null;
}

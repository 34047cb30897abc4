import type { AgentDefinition } from '../agents/kit/agent.js';
import { agents } from '../agents/registry.js';
import type { Registry } from '../core/registry.js';
import type { EnvDefinition } from '../env/kit/env.js';
import { envs } from '../env/registry.js';
import type { LossDefinition } from '../losses/kit/definition.js';
import { losses } from '../losses/registry.js';
import { tasks } from '../tasks/registry.js';
import type { TaskDefinition } from '../tasks/task.js';

/** Everything that a scenario can name. */
export interface Registries {
  readonly losses: Registry<LossDefinition>;
  readonly envs: Registry<EnvDefinition>;
  readonly agents: Registry<AgentDefinition>;
  readonly tasks: Registry<TaskDefinition>;
}

export const registries: Registries = { losses, envs, agents, tasks };

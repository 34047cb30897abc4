import type { AgentDefinition } from '../agents/kit/agent.js';
import type { Registry } from '../core/registry.js';
import type { EnvDefinition } from '../env/kit/env.js';
import type { LossDefinition } from '../losses/kit/definition.js';
import type { TaskDefinition } from '../tasks/task.js';

/** The reading half of a {@link Registry}. */
export type Catalogue<T extends { readonly name: string }> = Pick<Registry<T>, 'names' | 'list' | 'has' | 'get'>;

/** Everything that a scenario can name. Handed in, so that the loader knows no registry and tests can bring their own. */
export interface Catalogues {
  readonly envs: Catalogue<EnvDefinition>;
  readonly agents: Catalogue<AgentDefinition>;
  readonly tasks: Catalogue<TaskDefinition>;
  readonly losses: Catalogue<LossDefinition>;
}

/** The keys of a scenario that name a registered thing, and the registry that each names it from. */
export const BLOCKS = { env: 'envs', agent: 'agents', task: 'tasks', loss: 'losses' } as const;

export type Block = keyof typeof BLOCKS;

export const BLOCK_NAMES = Object.keys(BLOCKS) as readonly Block[];

/** What decides a run: what variants can differ in. */
export const DECISIVE: readonly string[] = [...BLOCK_NAMES, 'steps', 'evaluateEvery'];

export function isBlock(key: unknown): key is Block {
  return typeof key === 'string' && Object.hasOwn(BLOCKS, key);
}

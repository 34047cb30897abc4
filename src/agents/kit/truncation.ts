import { boolean } from '../../core/params.js';
import type { Env } from '../../env/kit/env.js';

/** What agents that bootstrap make of a time limit. */
export const truncationParams = {
  bootstrapOnTruncation: boolean(
    true,
    'a time limit only ends the watching, so the value of the next state still counts; false takes it for an end, a common mistake',
  ),
} as const;

/** Whether the value of the state after the last step is 0 to the agent. */
export function isEnd(env: Env, params: { readonly bootstrapOnTruncation: boolean }): boolean {
  return env.terminated || (env.truncated && !params.bootstrapOnTruncation);
}

import { createYardstick } from '../../agents/kit/judging/yardstick.js';
import type { Env } from '../../env/kit/env.js';
import { horizonOptimum } from '../../env/kit/optimal-values.js';

/** The exact optimum of a finite env at one discount. */
export interface EnvOptimum {
  readonly gamma: number;
  /** Undiscounted, of one episode under the time limit, over all policies. */
  readonly optimalReturn: number;
  /** The same of the policy that is greedy in Q*, lowest action of equal ones: it looks at the state alone. */
  readonly greedyReturn: number;
  /** V* of the start: discounted, without a limit. */
  readonly startValue: number;
  /** V*(s); NaN where no episode can be. */
  readonly V: readonly number[];
  /** Q*(s, a), a row a state. */
  readonly Q: readonly (readonly number[])[];
  /** All best actions by state; none where no episode can be. */
  readonly best: readonly (readonly number[])[];
}

/**
 * The optimum of an env, or null where the env gives no table. Throws a UserError where Q* does not exist at this gamma.
 */
export function optimumOf(env: Env, gamma: number): EnvOptimum | null {
  const yardstick = createYardstick(env, gamma);
  if (yardstick === null) return null;
  const { actions, reachable, optimum, optimalReturn } = yardstick;
  return {
    gamma,
    optimalReturn,
    greedyReturn: yardstick.judge(optimum.Q).greedyReturn,
    startValue: optimum.start,
    V: reachable.map((is, s) => (is ? optimum.V[s]! : Number.NaN)),
    Q: reachable.map((_, s) => [...optimum.Q.subarray(s * actions, (s + 1) * actions)]),
    best: reachable.map((is, s) => (is ? optimum.actions[s]! : [])),
  };
}

/** The best undiscounted return of one episode under the time limit; null where the env gives no table. */
export function optimalReturnOf(env: Env): number | null {
  return env.transitions === undefined ? null : horizonOptimum(env.transitions(), env.maxEpisodeSteps).start;
}

import type { GridScope } from '../../../core/scope.js';
import { directions } from '../../../env/grid/grid-table.js';
import type { Env, Transitions } from '../../../env/kit/env.js';
import { horizonOptimum, type Optimum, optimalValues } from '../../../env/kit/optimal-values.js';
import {
  greedyPolicy,
  horizonReturn,
  maskedValues,
  type Policy,
  uniformPolicy,
} from '../../../env/kit/policy-evaluation.js';
import { argmax } from '../networks/policy-network.js';

/** Exact figures of a Q table. */
export interface Judgement {
  /** Expected undiscounted return of one episode of the greedy policy under the time limit; of equal values the lowest action. */
  readonly greedyReturn: number;
  /** `optimalReturn` minus `greedyReturn`; 0 at the optimum, never negative but for rounding. */
  readonly regret: number;
  /** max |Q - Q*| over all actions of all states that an episode can be in. */
  readonly qError: number;
  /** Mean over those states of max_a Q minus max_a Q*: above 0 where the agent promises itself too much. */
  readonly overestimation: number;
  /** Share of those states in which the greedy action is none of the best by Q*. */
  readonly policyError: number;
}

/**
 * The exact optimum of a finite env, to measure learners against. Two figures, not to be mixed up:
 *
 * - Returns (`greedyReturn`, `optimalReturn`, `regret`) are expectations of the undiscounted sum of rewards of one episode,
 *   from the env's own start, cut at its time limit. Nothing is sampled, and a policy that walks in circles gets the return of
 *   its circles. The optimum is over all policies, those that look at the clock included: where the limit presses, as in
 *   slippery frozen-lake (.7442 against .7402), no policy of the state alone has regret 0.
 * - `Q*` (`optimum`, `qError`) is the optimum at the agent's gamma without a limit, since an agent that bootstraps on truncation
 *   learns that.
 */
export interface Yardstick {
  readonly states: number;
  readonly actions: number;
  /** Observations of all states, row after row; 0 where an episode cannot be. */
  readonly observations: Float32Array;
  /** Whether an episode can be in a state and go on from there. */
  readonly reachable: readonly boolean[];
  /** V* and Q* at the agent's gamma. */
  readonly optimum: Optimum;
  readonly optimalReturn: number;
  /** Largest Q* of a state that an episode can be in. */
  readonly largestQ: number;
  /** Expected return of one episode of uniformly random actions. */
  randomReturn(): number;
  /** Judges a Q table (`states * actions`, row by row, in the env's own reward units). */
  judge(Q: ArrayLike<number>): Judgement;
  /** Expected return and regret of any policy of the state, as probabilities (`states * actions`). */
  judgePolicy(policy: Policy): { readonly expectedReturn: number; readonly regret: number };
  /** Greedy direction by cell for a GridScope: -1 where no episode can be. */
  directions(Q: ArrayLike<number>): number[];
  /** V, greedy direction, Q and Q* by cell for a GridScope: NaN and -1 where no episode can be. */
  picture(Q: ArrayLike<number>): Required<Pick<GridScope, 'values' | 'policy' | 'q' | 'optimalQ'>>;
}

/** Actions by name, in the order of a GridScope's policy. */
const directionNames: readonly string[] = directions;

/**
 * The yardstick of an env as it is now, or null where the env has no table. Q* is found when it is first asked for; a UserError
 * then where it does not exist at this gamma.
 */
export function createYardstick(env: Env, gamma: number): Yardstick | null {
  if (env.transitions === undefined) return null;
  const transitions = env.transitions();
  const { states, actions } = transitions;
  let found: Optimum | undefined;
  const optimumOf = () => (found ??= optimalValues(transitions, gamma));
  const optimalReturn = horizonOptimum(transitions, env.maxEpisodeSteps).start;
  const reachable = reachableStates(transitions);
  const observations = new Float32Array(states * env.observationSpace.size);
  for (let s = 0; s < states; s++) if (reachable[s]) env.observe?.(s, observations, s * env.observationSpace.size);
  const expectedReturn = (policy: Policy) => horizonReturn(transitions, policy, env.maxEpisodeSteps);

  const judged = reachable.filter(Boolean).length;
  const errors = (Q: ArrayLike<number>) => {
    const optimum = optimumOf();
    let qError = 0;
    let excess = 0;
    let wrong = 0;
    for (let s = 0; s < states; s++) {
      if (!reachable[s]) continue;
      const from = s * actions;
      const best = argmax(Q, from, actions);
      // Math.max keeps a NaN, which a comparison would lose.
      for (let i = from; i < from + actions; i++) {
        // What does not exist has no value to miss.
        if (optimum.Q[i] !== Number.NEGATIVE_INFINITY) qError = Math.max(qError, Math.abs(Q[i]! - optimum.Q[i]!));
      }
      excess += Q[from + best]! - optimum.V[s]!;
      if (!optimum.actions[s]!.includes(best)) wrong += 1;
    }
    return { qError, overestimation: excess / judged, policyError: wrong / judged };
  };

  const towards = env.actionNames.map((name) => directionNames.indexOf(name));
  const directionsOf = (values: ArrayLike<number>) => {
    const Q = maskedValues(transitions, values);
    return reachable.map((is, s) => (is ? towards[argmax(Q, s * actions, actions)]! : -1));
  };

  return {
    states,
    actions,
    observations,
    reachable,
    get optimum() {
      return optimumOf();
    },
    optimalReturn,
    get largestQ() {
      return optimumOf().Q.reduce(
        (most, q, i) => (reachable[Math.floor(i / actions)] ? Math.max(most, q) : most),
        Number.NEGATIVE_INFINITY,
      );
    },
    randomReturn: () => expectedReturn(uniformPolicy(transitions)),
    judge(values) {
      const Q = maskedValues(transitions, values);
      const greedyReturn = expectedReturn(greedyPolicy(Q, actions));
      return { greedyReturn, regret: optimalReturn - greedyReturn, ...errors(Q) };
    },
    judgePolicy(policy) {
      const value = expectedReturn(policy);
      return { expectedReturn: value, regret: optimalReturn - value };
    },
    directions: directionsOf,
    picture(given) {
      const Q = maskedValues(transitions, given);
      const optimum = optimumOf();
      const values = Array<number>(states).fill(Number.NaN);
      const q = Array<number>(states * directions.length).fill(Number.NaN);
      const optimalQ = [...q];
      for (let s = 0; s < states; s++) {
        if (!reachable[s]) continue;
        const best = argmax(Q, s * actions, actions);
        values[s] = Q[s * actions + best]!;
        for (let a = 0; a < actions; a++) {
          if (towards[a] === -1) continue;
          q[s * directions.length + towards[a]!] = Q[s * actions + a]!;
          optimalQ[s * directions.length + towards[a]!] = optimum.Q[s * actions + a]!;
        }
      }
      return { values, policy: directionsOf(Q), q, optimalQ };
    },
  };
}

/** A yardstick whose Q* exists: of an agent that learns values. Throws a UserError where it does not. */
export function createValueYardstick(env: Env, gamma: number): Yardstick | null {
  const yardstick = createYardstick(env, gamma);
  return yardstick?.optimum === undefined ? null : yardstick;
}

function reachableStates({ states, start, P, terminal }: Transitions): boolean[] {
  const reachable = Array<boolean>(states).fill(false);
  const open = start.map(([, state]) => state);
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (reachable[state] || terminal.has(state)) continue;
    reachable[state] = true;
    for (const row of P[state]!) {
      for (const [probability, next, , terminated] of row) if (probability > 0 && !terminated) open.push(next);
    }
  }
  return reachable;
}

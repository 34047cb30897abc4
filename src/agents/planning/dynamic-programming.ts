import { UserError } from '../../core/errors.js';
import { copyArrays, type Learner } from '../../core/learner.js';
import { boolean, choice, integer, number, type ParamValues } from '../../core/params.js';
import type { Scope } from '../../core/scope.js';
import { contentOf, fieldsOf, together } from '../../core/state.js';
import type { Transitions } from '../../env/kit/env.js';
import { policyValue, uniformPolicy } from '../../env/kit/policy-evaluation.js';
import { flatten } from '../../env/kit/table.js';
import { type AgentContext, defineAgent } from '../kit/agent.js';
import { rlMetrics, VALUES } from '../kit/judging/rl-metrics.js';
import { createValueYardstick } from '../kit/judging/yardstick.js';
import { argmax } from '../kit/networks/policy-network.js';

const params = {
  method: choice(
    'value-iteration',
    ['policy-evaluation', 'policy-iteration', 'value-iteration'],
    'what a sweep does: values of the uniform random policy, values of the policy that is improved every so many sweeps, or values of the best action',
  ),
  sweeps: integer(0, 'policy-iteration: sweeps between two improvements; 0 waits until no value changes by theta', {
    min: 0,
    max: 1_000_000,
  }),
  theta: number(1e-9, 'policy-iteration: change of a value that counts as none', { above: 0, max: 1 }),
  inPlace: boolean(true, 'a sweep uses the values that it has just computed; false keeps those of the sweep before'),
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  initialValue: number(0, 'value of every state at the start; that of an end is 0'),
} as const;

/** Expected reward plus discounted value of an action; nothing follows an end. */
function backup(transitions: Transitions, gamma: number, V: Float64Array) {
  const table = flatten(transitions);
  return (state: number, action: number): number => {
    const row = state * table.actions + action;
    let sum = 0;
    for (let i = table.first[row]!; i < table.first[row + 1]!; i++) {
      sum += table.probability[i]! * (table.reward[i]! + gamma * table.continues[i]! * V[table.next[i]!]!);
    }
    return sum;
  };
}

function createDynamicProgramming(context: AgentContext<ParamValues<typeof params>>): Learner {
  const { params: p, recorder } = context;
  const env = context.makeEnv();
  const yardstick = createValueYardstick(env, p.gamma);
  if (yardstick === null || env.transitions === undefined) {
    throw new UserError({
      path: 'agent',
      message: `dynamic-programming needs an env whose table is known, and ${env.name} has none`,
      allowed: 'gridworld, frozen-lake, cliff-walking, gambler, catch',
    });
  }
  const transitions = env.transitions();
  const { states, actions, terminal } = transitions;
  const judged = yardstick.reachable.flatMap((is, state) => (is ? [state] : []));
  const isEvaluation = p.method === 'policy-evaluation';
  const truth = isEvaluation ? policyValue(transitions, uniformPolicy(transitions), p.gamma).V : yardstick.optimum.V;
  const V = Float64Array.from({ length: states }, (_, s) => (terminal.has(s) ? 0 : p.initialValue));
  const before = V.slice();
  /** The policy of policy-iteration; -1 draws any action, as all states do before the first improvement. */
  const chosen = new Int32Array(states).fill(-1);
  const now = { sweeps: 0, delta: Number.POSITIVE_INFINITY, since: 0, improvements: 0, stable: 0 };
  const q = backup(transitions, p.gamma, p.inPlace ? V : before);
  const look = backup(transitions, p.gamma, V);
  const define = (name: string, better: 'lower' | 'neither', help: string) =>
    recorder.define({ name, better, help, dependsOn: VALUES });
  const record = {
    delta: define('delta', 'lower', 'largest change of a value in the last sweep'),
    error: define(
      'v_error',
      'lower',
      'max |V - V*| over all states, or with policy-evaluation |V - V of the uniform policy|; the true values by a linear solve',
    ),
    improvements: define('improvements', 'neither', 'times that the policy was improved so far'),
    greedyReturn: rlMetrics.greedyReturn(recorder, true),
    regret: rlMetrics.regret(recorder),
    policyError: rlMetrics.policyError(recorder),
  };
  const valueAfterSweep = (state: number): number => {
    if (p.method === 'policy-iteration' && chosen[state] !== -1) return q(state, chosen[state]!);
    let sum = 0;
    let best = Number.NEGATIVE_INFINITY;
    for (let a = 0; a < actions; a++) {
      const value = q(state, a);
      sum += value;
      if (value > best) best = value;
    }
    return p.method === 'value-iteration' ? best : sum / actions;
  };
  const table = () => {
    const Q = new Float64Array(states * actions);
    for (const s of judged) for (let a = 0; a < actions; a++) Q[s * actions + a] = look(s, a);
    return Q;
  };
  /** Takes the best action wherever it is better than the present one. */
  const improve = () => {
    const Q = table();
    let changed = false;
    for (const s of judged) {
      const best = argmax(Q, s * actions, actions);
      const isBetter = chosen[s] === -1 || Q[s * actions + best]! > Q[s * actions + chosen[s]!]! + p.theta;
      if (!isBetter) continue;
      chosen[s] = best;
      changed = true;
    }
    now.since = 0;
    now.improvements++;
    // A policy that was judged by values that still move may yet change.
    now.stable = changed || now.delta >= p.theta ? 0 : 1;
  };
  const parts = together({ chosen: contentOf(chosen), now: fieldsOf(now) });
  const weights = new Map([['v', V]]);
  return {
    advance() {
      if (now.stable === 1) return;
      before.set(V);
      now.delta = 0;
      for (const s of judged) {
        const value = valueAfterSweep(s);
        now.delta = Math.max(now.delta, Math.abs(value - V[s]!));
        V[s] = value;
      }
      now.sweeps++;
      now.since++;
      if (p.method !== 'policy-iteration') return;
      if (p.sweeps > 0 ? now.since >= p.sweeps : now.delta < p.theta) improve();
    },
    evaluate() {
      if (now.sweeps > 0) record.delta(now.delta);
      record.error(judged.reduce((most, s) => Math.max(most, Math.abs(V[s]! - truth[s]!)), 0));
      record.improvements(now.improvements);
      const figures = yardstick.judge(table());
      record.greedyReturn(figures.greedyReturn);
      record.regret(figures.regret);
      record.policyError(figures.policyError);
    },
    scope(): Scope | null {
      const picture = env.scope();
      if (picture?.kind !== 'grid') return picture;
      const shown = yardstick.picture(table());
      const known = new Set(judged);
      return { ...picture, ...shown, values: Array.from(V, (v, s) => (known.has(s) ? v : Number.NaN)) };
    },
    policy: () => ({
      figures: 'Q',
      act: ({ state }, figures) => {
        for (let a = 0; a < actions; a++) figures[a] = look(state, a);
        return argmax(figures, 0, actions);
      },
    }),
    weights: () => weights,
    shapes: () => new Map([['v', [states]]]),
    load: (given) => copyArrays(weights, given),
    save: () => parts.save(),
    restore: (saved) => parts.restore(saved),
  };
}

export const dynamicProgramming = defineAgent({
  name: 'dynamic-programming',
  title: 'Dynamic programming',
  summary:
    'Sweeps over the known table of an env instead of acting in it: policy evaluation, policy iteration or value iteration, one sweep a step.',
  source: 'Bellman 1957; Howard 1960; Sutton and Barto 2018, chapter 4',
  deviations: [
    'A step of the budget is one sweep over all states, not a step in the env.',
    'Only states that an episode can be in are swept.',
    'A policy changes only where another action is better by more than theta.',
  ],
  losses: [],
  tabular: true,
  needsTable: true,
  suppliesLossParams: [],
  focus: 'v_error',
  params,
  tunable: [],
  create: createDynamicProgramming,
});

import { UserError } from '../../core/errors.js';
import { copyArrays, type Learner } from '../../core/learner.js';
import { boolean, choice, list, number, type ParamValues } from '../../core/params.js';
import type { Scope } from '../../core/scope.js';
import { contentOf, fieldsOf, together } from '../../core/state.js';
import { policyValue } from '../../env/kit/policy-evaluation.js';
import { type AgentContext, defineAgent } from '../kit/agent.js';
import { episodeIn } from '../kit/judging/evaluation.js';
import { VALUES } from '../kit/judging/rl-metrics.js';
import { createYardstick } from '../kit/judging/yardstick.js';
import { drawIndex } from '../kit/networks/policy-network.js';

const chance = number(0, 'probability', { min: 0, max: 1 });

const params = {
  method: choice(
    'td',
    ['td', 'tdc', 'gtd2'],
    'semi-gradient TD(0), or one of the gradient methods that cannot diverge: TD with gradient correction, or GTD2',
  ),
  expected: boolean(
    false,
    'a step updates by the expectation over all states alike, from the known table, instead of by one step in the env',
  ),
  alpha: number(0.01, 'step size of the weights', { above: 0, max: 1 }),
  beta: number(0.05, 'tdc, gtd2: step size of the second set of weights', { above: 0, max: 1 }),
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  target: list([], 'probability of each action under the policy that is judged; empty: all alike', chance, {
    maxLength: 1000,
  }),
  behaviour: list([], 'probability of each action under the policy that is followed; empty: all alike', chance, {
    maxLength: 1000,
  }),
  initialWeights: list([], 'weights at the start, one for each feature; empty: 0', number(0, 'weight'), {
    maxLength: 4096,
  }),
} as const;

type Params = ParamValues<typeof params>;

/** Probabilities of the actions as set, or all alike. */
function chances(given: readonly number[], name: string, actions: number): Float64Array {
  if (given.length === 0) return new Float64Array(actions).fill(1 / actions);
  const sum = given.reduce((a, b) => a + b, 0);
  if (given.length === actions && Math.abs(sum - 1) < 1e-9) return Float64Array.from(given);
  throw new UserError({
    path: `agent.${name}`,
    message: `must have one probability for each of the ${actions} actions, with a sum of 1`,
    given: `[${given.join(', ')}]`,
  });
}

/** Weights of the values and of the correction, with the updates of each method. */
class LinearValues {
  readonly w: Float64Array;
  readonly v: Float64Array;
  readonly #p: Params;

  constructor(features: number, p: Params) {
    this.#p = p;
    this.w = Float64Array.from({ length: features }, (_, i) => p.initialWeights[i] ?? 0);
    this.v = new Float64Array(features);
  }

  /**
   * Adds the changes that one transition asks for, times `share`, to `dw` and `dv`. `ratio` is the importance ratio; an end
   * has no `next`.
   */
  collect(
    x: Float64Array,
    reward: number,
    next: Float64Array | null,
    ratio: number,
    share: number,
    dw: Float64Array,
    dv: Float64Array,
  ): void {
    const { method, alpha, beta, gamma } = this.#p;
    const error = reward + (next === null ? 0 : gamma * dot(this.w, next)) - dot(this.w, x);
    const correction = method === 'td' ? 0 : dot(this.v, x);
    for (let i = 0; i < x.length; i++) {
      const ahead = next === null ? 0 : gamma * next[i]!;
      const change =
        method === 'gtd2' ? (x[i]! - ahead) * correction : error * x[i]! - (method === 'tdc' ? ahead * correction : 0);
      dw[i]! += share * alpha * ratio * change;
      // The ratio weighs the error alone: what the correction is compared with is of the states, whatever the action.
      if (method !== 'td') dv[i]! += share * beta * (ratio * error - correction) * x[i]!;
    }
  }

  move(dw: Float64Array, dv: Float64Array): void {
    for (let i = 0; i < dw.length; i++) {
      this.w[i]! += dw[i]!;
      this.v[i]! += dv[i]!;
    }
    dw.fill(0);
    dv.fill(0);
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function createOffPolicyPrediction(context: AgentContext<Params>): Learner {
  const { params: p, recorder, stream } = context;
  const env = context.makeEnv();
  const yardstick = createYardstick(env, p.gamma);
  if (yardstick === null || env.transitions === undefined) {
    throw new UserError({
      path: 'agent',
      message: `off-policy-prediction needs an env with numbered states, and ${env.name} has none`,
      allowed: 'baird, random-walk, gridworld, frozen-lake, cliff-walking',
    });
  }
  const transitions = env.transitions();
  const { states, actions, P, terminal } = transitions;
  const size = env.observationSpace.size;
  if (p.initialWeights.length !== 0 && p.initialWeights.length !== size) {
    throw new UserError({
      path: 'agent.initialWeights',
      message: 'must have one number for each feature',
      given: `${p.initialWeights.length} numbers`,
      allowed: `${size} numbers, or none`,
    });
  }
  const target = chances(p.target, 'target', actions);
  const behaviour = chances(p.behaviour, 'behaviour', actions);
  const uncovered = target.findIndex((probability, a) => probability > 0 && behaviour[a] === 0);
  if (uncovered >= 0) {
    throw new UserError({
      path: 'agent.behaviour',
      message: 'must take every action that the target policy takes',
      given: `probability 0 of ${env.actionNames[uncovered]}`,
    });
  }
  const features = Array.from({ length: states }, (_, s) =>
    Float64Array.from(yardstick.observations.subarray(s * size, (s + 1) * size)),
  );
  const judged = yardstick.reachable.flatMap((is, state) => (is ? [state] : []));
  const policy = Float64Array.from({ length: states * actions }, (_, i) => target[i % actions]!);
  const truth = policyValue(transitions, policy, p.gamma).V;
  const values = new LinearValues(size, p);
  const dw = new Float64Array(size);
  const dv = new Float64Array(size);
  const starts = stream('env');
  const explore = stream('explore');
  const now = { episodes: 0 };
  const define = (name: string, help: string) =>
    recorder.define({ name, help, better: 'lower', dependsOn: [...VALUES, 'agent.target'] });
  const record = {
    error: define(
      'rms_error',
      'root of the mean squared error of the values over all states, the true ones by a linear solve',
    ),
    largest: define('largest_weight', 'largest |weight| of the values'),
  };
  env.reset(starts);
  const parts = together({
    episode: episodeIn(env, starts),
    starts,
    explore,
    v: contentOf(values.v),
    now: fieldsOf(now),
  });
  const step = () => {
    const x = features[env.state]!;
    const action = drawIndex(behaviour, explore);
    env.step(action);
    const next = env.terminated ? null : features[env.state]!;
    values.collect(x, env.reward, next, target[action]! / behaviour[action]!, 1, dw, dv);
    values.move(dw, dv);
    if (!env.terminated && !env.truncated) return;
    now.episodes++;
    env.reset(starts);
  };
  /** The mean of the updates of all states, each over the actions of the target policy and what they may lead to. */
  const sweep = () => {
    for (const s of judged) {
      for (let a = 0; a < actions; a++) {
        if (target[a] === 0) continue;
        for (const [probability, next, reward, ends] of P[s]![a]!) {
          const ahead = ends || terminal.has(next) ? null : features[next]!;
          values.collect(features[s]!, reward, ahead, 1, (target[a]! * probability) / judged.length, dw, dv);
        }
      }
    }
    values.move(dw, dv);
  };
  const weights = new Map([['w', values.w]]);
  return {
    advance: p.expected ? sweep : step,
    evaluate() {
      const squares = judged.reduce((sum, s) => {
        const off = dot(values.w, features[s]!) - truth[s]!;
        return sum + off * off;
      }, 0);
      record.error(Math.sqrt(squares / judged.length));
      record.largest(values.w.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0));
    },
    scope(): Scope | null {
      const picture = env.scope();
      if (picture?.kind !== 'grid') return picture;
      const known = new Set(judged);
      return { ...picture, values: features.map((x, s) => (known.has(s) ? dot(values.w, x) : Number.NaN)) };
    },
    weights: () => weights,
    shapes: () => new Map([['w', [size]]]),
    load: (given) => copyArrays(weights, given),
    save: () => parts.save(),
    restore: (saved) => parts.restore(saved),
  };
}

export const offPolicyPrediction = defineAgent({
  name: 'off-policy-prediction',
  title: 'Off-policy prediction',
  summary:
    "Learns the values of one policy while it follows another, linear in the env's observations: by semi-gradient TD, which may diverge, or by gradient TD.",
  source: 'Baird 1995; Sutton et al. 2009 (TDC, GTD2); Sutton and Barto 2018, sections 11.1 to 11.7',
  deviations: [
    'Both policies draw their actions alike in every state.',
    'Expected updates weigh all states that an episode can be in alike.',
    'A truncated episode is bootstrapped.',
  ],
  losses: [],
  tabular: true,
  suppliesLossParams: [],
  focus: 'rms_error',
  params,
  tunable: ['alpha', 'beta'],
  create: createOffPolicyPrediction,
});

import { UserError } from '../../core/errors.js';
import { copyArrays, type Learner } from '../../core/learner.js';
import { boolean, integer, number, type ParamValues } from '../../core/params.js';
import type { Scope } from '../../core/scope.js';
import { contentOf, fieldsOf, type Savable, together } from '../../core/state.js';
import type { Env } from '../../env/kit/env.js';
import { policyValue, uniformPolicy } from '../../env/kit/policy-evaluation.js';
import { type AgentContext, defineAgent } from '../kit/agent.js';
import { episodeIn, RunningMean } from '../kit/judging/evaluation.js';
import { rlMetrics, VALUES } from '../kit/judging/rl-metrics.js';
import { createYardstick } from '../kit/judging/yardstick.js';
import { Experience } from './experience.js';

const params = {
  alpha: number(0.1, 'step size', { above: 0, max: 1 }),
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  nStep: integer(1, 'rewards summed before bootstrapping: 1 is TD(0); more than any episode has is Monte Carlo', {
    min: 1,
    max: 1_000_000,
  }),
  batch: boolean(
    false,
    'after each episode all episodes so far are learned again and again, until no value changes any more; alpha plays no part',
  ),
  episodes: integer(0, 'episodes to learn from; later ones are only walked; 0: all', { min: 0, max: 1e9 }),
  initialValue: number(0, 'value of every state at the start'),
} as const;

type Context = AgentContext<ParamValues<typeof params>>;

/** The exact values of the policy, and the states that they are compared in. */
function truthOf(env: Env, gamma: number): { readonly V: Float64Array; readonly judged: readonly number[] } {
  const yardstick = createYardstick(env, gamma);
  if (yardstick === null || env.transitions === undefined) {
    throw new UserError({
      path: 'agent',
      message: `td-prediction needs an env with numbered states, and ${env.name} has none`,
      allowed: 'random-walk, gridworld, frozen-lake, cliff-walking, catch',
    });
  }
  const transitions = env.transitions();
  const { V } = policyValue(transitions, uniformPolicy(transitions), gamma);
  return { V, judged: yardstick.reachable.flatMap((is, state) => (is ? [state] : [])) };
}

function createTdPrediction(context: Context): Learner {
  const { params: p, recorder, stream } = context;
  const env = context.makeEnv();
  const truth = truthOf(env, p.gamma);
  const actions = env.actionNames.length;
  const values = new Float64Array(env.observationSpace.states!).fill(p.initialValue);
  const visits = new Int32Array(values.length);
  const experience = new Experience(p.gamma, p.nStep);
  const starts = stream('env');
  const explore = stream('explore');
  const online = new RunningMean(100);
  const now = { episodes: 0, episodeReturn: 0, errors: 0 };
  const record = {
    error: recorder.define({
      name: 'rms_error',
      help: 'root of the mean squared error of V over all states, against the exact values of the policy',
      better: 'lower',
      dependsOn: VALUES,
    }),
    meanError: recorder.define({
      name: 'mean_rms_error',
      help: 'mean of rms_error over the ends of the episodes so far',
      better: 'lower',
      dependsOn: VALUES,
    }),
    episodeReturn: rlMetrics.episodeReturn(recorder),
    onlineReturn: rlMetrics.onlineReturn(recorder),
  };
  const learns = () => p.episodes === 0 || now.episodes < p.episodes;
  const rms = () => {
    let sum = 0;
    for (const s of truth.judged) sum += (values[s]! - truth.V[s]!) * (values[s]! - truth.V[s]!);
    return Math.sqrt(sum / truth.judged.length);
  };
  const parts: Savable = together({
    episode: episodeIn(env, starts),
    starts,
    explore,
    experience,
    online,
    visits: contentOf(visits),
    now: fieldsOf(now),
  });
  const begin = () => {
    env.reset(starts);
    now.episodeReturn = 0;
  };
  const endEpisode = () => {
    record.episodeReturn(now.episodeReturn);
    record.onlineReturn(online.push(now.episodeReturn));
    if (learns()) {
      if (p.batch) experience.fit(values);
      now.episodes++;
      const error = rms();
      now.errors += error;
      record.error(error);
      record.meanError(now.errors / now.episodes);
    }
    experience.endEpisode();
  };
  begin();
  const weights = new Map([['v', values]]);
  return {
    advance() {
      const state = env.state;
      visits[state]!++;
      env.step(explore.below(actions));
      now.episodeReturn += env.reward;
      if (learns()) {
        experience.push(state, env.reward, env.state, env.terminated, env.truncated, p.batch);
        if (!p.batch) {
          for (const { state: from, target } of experience.due(values))
            values[from]! += p.alpha * (target - values[from]!);
        }
      }
      if (env.terminated || env.truncated) {
        endEpisode();
        begin();
      }
    },
    evaluate() {
      record.error(rms());
    },
    scope(): Scope | null {
      const picture = env.scope();
      if (picture?.kind !== 'grid') return picture;
      const judged = new Set(truth.judged);
      return {
        ...picture,
        values: Array.from(values, (v, s) => (judged.has(s) ? v : Number.NaN)),
        visits: [...visits],
      };
    },
    weights: () => weights,
    shapes: () => new Map([['v', [values.length]]]),
    load: (given) => copyArrays(weights, given),
    save: () => parts.save(),
    restore: (saved) => parts.restore(saved),
  };
}

export const tdPrediction = defineAgent({
  name: 'td-prediction',
  title: 'TD prediction',
  summary:
    'Walks at random and learns how much each state is worth under that policy: by TD(0), n-step returns or whole returns, step by step or in batches.',
  source: 'Sutton 1988; Sutton and Barto 2018, sections 6.1 to 6.3 and 7.1',
  deviations: [
    'The policy is the uniform one; where an env has one action it is that.',
    'A truncated episode is bootstrapped.',
    'Batch updating finds its fixed point by the mean of the targets of each state instead of small steps: the same values.',
  ],
  losses: [],
  tabular: true,
  suppliesLossParams: [],
  focus: 'rms_error',
  params,
  tunable: ['alpha'],
  create: createTdPrediction,
});

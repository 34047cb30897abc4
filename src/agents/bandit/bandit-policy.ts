import { UserError } from '../../core/errors.js';
import { copyArrays, type Learner } from '../../core/learner.js';
import { boolean, choice, number, type ParamValues } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { Scope } from '../../core/scope.js';
import { fieldsOf, together } from '../../core/state.js';
import { horizonOptimum } from '../../env/kit/optimal-values.js';
import { maths } from '../../kernels/kernels.js';
import { type AgentContext, defineAgent } from '../kit/agent.js';
import { episodeIn, RunningMean } from '../kit/judging/evaluation.js';
import { RewardFigures } from '../kit/judging/reward-figures.js';
import { REWARDS, rlMetrics } from '../kit/judging/rl-metrics.js';
import { argmax, drawIndex, softmaxInto } from '../kit/networks/policy-network.js';

const params = {
  policy: choice(
    'epsilon-greedy',
    ['epsilon-greedy', 'ucb', 'gradient', 'thompson'],
    'how an arm is chosen: the best estimate or any arm; the best upper bound; by learned preferences; the best of a draw from what may be true',
  ),
  epsilon: number(0.1, 'epsilon-greedy: probability of a random arm', { min: 0, max: 1 }),
  confidence: number(2, 'ucb: c of c sqrt(ln t / n), added to the mean of an arm pulled n times', { min: 0, max: 1e6 }),
  alpha: number(0, 'step size; 0 takes the mean of all rewards of the arm, with gradient 0.1', { min: 0, max: 10 }),
  baseline: boolean(true, 'gradient: rewards are compared with their mean so far'),
  initialValue: number(0, 'value of every arm before it was pulled; a high one makes the agent try all of them'),
} as const;

type Params = ParamValues<typeof params>;

/** Step size of preferences where none is set (Sutton and Barto 2018, figure 2.5). */
const PREFERENCE_STEP = 0.1;

/** What is known of the arms, and which one is pulled next. */
class Arms {
  /** Value of each arm, or with gradient its preference. */
  readonly values: Float64Array;
  readonly counts: Int32Array;
  /** Pulls so far, and the mean of their rewards. */
  readonly now = { pulls: 0, mean: 0 };
  readonly #p: Params;
  readonly #random: Stream;
  readonly #scratch: Float64Array;

  constructor(arms: number, p: Params, random: Stream) {
    this.values = new Float64Array(arms).fill(p.policy === 'gradient' ? 0 : p.initialValue);
    this.counts = new Int32Array(arms);
    this.#p = p;
    this.#random = random;
    this.#scratch = new Float64Array(arms);
  }

  choose(): number {
    const { values, counts } = this;
    const random = this.#random;
    switch (this.#p.policy) {
      case 'epsilon-greedy':
        return random.uniform() < this.#p.epsilon ? random.below(values.length) : this.#best(values);
      case 'ucb': {
        const log = maths.log(this.now.pulls + 1);
        const bound = (n: number) => (n === 0 ? Number.POSITIVE_INFINITY : this.#p.confidence * Math.sqrt(log / n));
        return this.#best(this.#scratch.map((_, arm) => values[arm]! + bound(counts[arm]!)));
      }
      case 'gradient':
        return drawIndex(this.chances(), random);
      case 'thompson':
        // Rewards of deviation 1 around a mean that is standard normal before the first of them.
        return this.#best(
          this.#scratch.map((_, arm) => {
            const n = counts[arm]!;
            return (values[arm]! * n) / (n + 1) + random.normal(maths.log) / Math.sqrt(n + 1);
          }),
        );
      default:
        return this.#p.policy satisfies never;
    }
  }

  learn(arm: number, reward: number): void {
    const { values, counts, now } = this;
    const { alpha, policy, baseline } = this.#p;
    now.pulls++;
    counts[arm]!++;
    if (policy !== 'gradient') {
      values[arm]! += (alpha === 0 ? 1 / counts[arm]! : alpha) * (reward - values[arm]!);
      return;
    }
    const chances = this.chances();
    // The mean includes the reward itself, as in the book.
    now.mean += (reward - now.mean) / now.pulls;
    const step = (alpha === 0 ? PREFERENCE_STEP : alpha) * (reward - (baseline ? now.mean : 0));
    for (let a = 0; a < values.length; a++) values[a]! += step * ((a === arm ? 1 : 0) - chances[a]!);
  }

  /** Probabilities by the preferences. */
  chances(): Float64Array {
    return softmaxInto(this.values, 0, this.#scratch);
  }

  /** The best of some figures, equal ones at random. */
  #best(figures: Float64Array): number {
    let top = Number.NEGATIVE_INFINITY;
    let ties = 0;
    for (const figure of figures) {
      if (figure > top) {
        top = figure;
        ties = 1;
      } else if (figure === top) ties++;
    }
    let skip = ties === 1 ? 0 : this.#random.below(ties);
    for (let arm = 0; arm < figures.length; arm++) if (figures[arm] === top && skip-- === 0) return arm;
    return 0;
  }
}

function createBanditPolicy(context: AgentContext<Params>): Learner {
  const { params: p, recorder, stream } = context;
  const env = context.makeEnv();
  if (env.observationSpace.states !== 1 || env.transitions === undefined) {
    throw new UserError({
      path: 'agent',
      message: `bandit-policy needs an env of one state, and ${env.name} has more`,
      allowed: 'bandit',
    });
  }
  const starts = stream('env');
  const explore = stream('explore');
  const arms = new Arms(env.actionNames.length, p, explore);
  const meansNow = () => env.transitions!().P[0]!.map(([outcome]) => outcome![2]);
  const recent = new RunningMean(100);
  const now = { episodes: 0, episodeReturn: 0, pulls: 0, best: 0, rewards: 0, lost: 0 };
  const rewards = new RewardFigures(context, () => {
    const means = meansNow();
    return (means.reduce((sum, mean) => sum + mean, 0) / means.length) * env.maxEpisodeSteps;
  });
  const record = {
    optimal: recorder.define({
      name: 'optimal_share',
      help: 'share of the pulls since the last evaluation that took an arm of the highest expectation',
      better: 'higher',
    }),
    rate: recorder.define({
      name: 'reward_rate',
      help: 'mean reward of a step since the last evaluation, exploration included',
      better: 'higher',
      dependsOn: REWARDS,
    }),
    lost: recorder.define({
      name: 'total_regret',
      help: 'sum over all pulls of the highest expectation minus that of the arm pulled',
      better: 'lower',
      dependsOn: REWARDS,
    }),
    greedyReturn: rlMetrics.greedyReturn(recorder, true),
    regret: rlMetrics.regret(recorder),
    episodeReturn: rlMetrics.episodeReturn(recorder),
    onlineReturn: rlMetrics.onlineReturn(recorder),
  };
  const parts = together({
    episode: episodeIn(env, starts),
    starts,
    explore,
    arms: fieldsOf(arms.now),
    recent,
    rewards,
    now: fieldsOf(now),
  });
  const begin = () => {
    env.reset(starts);
    now.episodeReturn = 0;
  };
  begin();
  const weights = new Map<string, Float64Array | Int32Array>([
    ['values', arms.values],
    ['counts', arms.counts],
  ]);
  return {
    advance() {
      const arm = arms.choose();
      const means = meansNow();
      const best = means.reduce((most, mean) => Math.max(most, mean), Number.NEGATIVE_INFINITY);
      env.step(arm);
      arms.learn(arm, env.reward);
      rewards.meet(env.reward);
      now.pulls++;
      if (means[arm] === best) now.best++;
      now.lost += best - means[arm]!;
      now.rewards += env.reward;
      now.episodeReturn += env.reward;
      if (!env.terminated && !env.truncated) return;
      record.episodeReturn(now.episodeReturn);
      record.onlineReturn(recent.push(now.episodeReturn));
      now.episodes++;
      begin();
    },
    evaluate() {
      const means = meansNow();
      const greedy = means[argmax(arms.values, 0, means.length)]! * env.maxEpisodeSteps;
      rewards.record();
      record.greedyReturn(greedy);
      record.regret(horizonOptimum(env.transitions!(), env.maxEpisodeSteps).start - greedy);
      record.lost(now.lost);
      if (now.pulls > 0) {
        record.optimal(now.best / now.pulls);
        record.rate(now.rewards / now.pulls);
      }
      now.pulls = 0;
      now.best = 0;
      now.rewards = 0;
    },
    scope(): Scope | null {
      const picture = env.scope();
      if (picture?.kind !== 'body') return picture;
      const figures = p.policy === 'gradient' ? arms.chances() : arms.values;
      const actions = env.actionNames.map((name, arm) => ({ name, value: figures[arm]! }));
      return { ...picture, episode: now.episodes, episodeReturn: now.episodeReturn, actions };
    },
    policy: () => ({
      figures: p.policy === 'gradient' ? 'probability' : 'Q',
      act: (_at, figures) => {
        figures.set(p.policy === 'gradient' ? arms.chances() : arms.values);
        return argmax(arms.values, 0, arms.values.length);
      },
    }),
    weights: () => weights,
    shapes: () => new Map([...weights].map(([name, array]) => [name, [array.length]])),
    load: (given) => copyArrays(weights, given),
    save: () => parts.save(),
    restore: (saved) => parts.restore(saved),
  };
}

export const banditPolicy = defineAgent({
  name: 'bandit-policy',
  title: 'Bandit policies',
  summary:
    'Chooses among arms by epsilon-greedy values, upper confidence bounds, learned preferences (gradient bandit) or Thompson sampling.',
  source: 'Sutton and Barto 2018, chapter 2; UCB: Auer et al. 2002; Thompson 1933',
  deviations: [
    'Equal arms are chosen among at random; ucb pulls an arm that was never pulled first.',
    'Thompson sampling takes rewards of deviation 1 and means that are standard normal beforehand, as in the 10-armed testbed.',
  ],
  losses: [],
  suppliesLossParams: [],
  focus: 'optimal_share',
  params,
  tunable: ['epsilon', 'confidence', 'alpha'],
  create: createBanditPolicy,
});

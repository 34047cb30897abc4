import { copyArrays, type Learner } from '../../core/learner.js';
import { choice, integer, list, number, type ParamValues } from '../../core/params.js';
import type { Scope } from '../../core/scope.js';
import { contentOf, fieldsOf, together } from '../../core/state.js';
import { type AgentContext, defineAgent } from '../kit/agent.js';
import { epsilonAt, epsilonParams } from '../kit/exploration.js';
import { episodeIn, episodeReturns, meanOf, RunningMean } from '../kit/judging/evaluation.js';
import { RewardFigures } from '../kit/judging/reward-figures.js';
import { rlMetrics, VALUES } from '../kit/judging/rl-metrics.js';
import { isEnd, truncationParams } from '../kit/truncation.js';
import { checkTiles, TileCoder } from './tile-coding.js';

const bound = number(0, 'bound');

const params = {
  alpha: number(0.5, 'step size, shared out among the tilings', { above: 0, max: 2 }),
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  lambda: number(0, 'decay of the traces beside gamma: 0 is one-step Sarsa', { min: 0, max: 1 }),
  traces: choice('replacing', ['replacing', 'accumulating'], 'a visit sets its traces to 1, or adds 1 to them'),
  ...epsilonParams,
  epsilonStart: { ...epsilonParams.epsilonStart, default: 0.1 },
  epsilonEnd: { ...epsilonParams.epsilonEnd, default: 0 },
  ...truncationParams,
  tilings: integer(8, 'grids of tiles, shifted against each other', { min: 1, max: 64 }),
  tiles: integer(8, 'tiles of a grid along each component of the observation', { min: 1, max: 64 }),
  low: list([], "lower bounds of the observation; empty takes the env's own", bound, { maxLength: 8 }),
  high: list([], "upper bounds of the observation; empty takes the env's own", bound, { maxLength: 8 }),
  initialValue: number(0, 'value of every action at the start; a high one makes the agent try everything'),
  evalEpisodes: integer(20, 'greedy episodes per evaluation', { min: 1, max: 10_000 }),
  finalEpisodes: integer(100, 'greedy episodes of the last evaluation', { min: 1, max: 100_000 }),
} as const;

/** Traces below this are forgotten. */
const LEAST_TRACE = 1e-6;

/** Eligibility traces, of which most are 0: those that are not stand in a list. */
class Traces {
  readonly values: Float64Array;
  /** Numbers of the traces that are not 0, the first `now.length` of them. */
  readonly live: Int32Array;
  readonly now = { length: 0 };

  constructor(size: number) {
    this.values = new Float64Array(size);
    this.live = new Int32Array(size);
  }

  visit(i: number, replaces: boolean): void {
    if (this.values[i] === 0) this.live[this.now.length++] = i;
    this.values[i] = replaces ? 1 : this.values[i]! + 1;
  }

  /** Adds `step` times each trace to its weight, and lets the traces decay. */
  move(weights: Float64Array, step: number, decay: number): void {
    const { values, live, now } = this;
    let kept = 0;
    for (let k = 0; k < now.length; k++) {
      const i = live[k]!;
      weights[i]! += step * values[i]!;
      values[i]! *= decay;
      if (values[i]! < LEAST_TRACE) values[i] = 0;
      else live[kept++] = i;
    }
    now.length = kept;
  }

  clear(): void {
    for (let k = 0; k < this.now.length; k++) this.values[this.live[k]!] = 0;
    this.now.length = 0;
  }
}

function createSemiGradientSarsa(context: AgentContext<ParamValues<typeof params>>): Learner {
  const { params: p, recorder, stream, steps, makeEnv } = context;
  const env = makeEnv();
  const actions = env.actionNames.length;
  const space = env.observationSpace;
  const low = p.low.length === 0 ? space.low : p.low;
  const high = p.high.length === 0 ? space.high : p.high;
  checkTiles(env, { low, high, tilings: p.tilings, tiles: p.tiles, size: space.size }, actions);
  const coder = new TileCoder(low, high, p.tilings, p.tiles);
  // Weights of an action stand together.
  const w = new Float64Array(coder.size * actions).fill(p.initialValue / p.tilings);
  const traces = new Traces(w.length);
  const active = new Int32Array(p.tilings);
  const q = (tiles: Int32Array, action: number) => {
    let sum = 0;
    for (let k = 0; k < tiles.length; k++) sum += w[action * coder.size + tiles[k]!]!;
    return sum;
  };
  const greedy = (tiles: Int32Array) => {
    let best = 0;
    let top = q(tiles, 0);
    for (let a = 1; a < actions; a++) {
      const value = q(tiles, a);
      if (value > top) {
        top = value;
        best = a;
      }
    }
    return best;
  };
  const starts = stream('env');
  const explore = stream('explore');
  const online = new RunningMean(100);
  const rewards = new RewardFigures(context, p.evalEpisodes);
  const now = { step: 0, episodes: 0, episodeReturn: 0, action: 0, errors: 0, evaluations: 0 };
  const observation = new Float32Array(space.size);
  const record = {
    episodeReturn: rlMetrics.episodeReturn(recorder),
    onlineReturn: rlMetrics.onlineReturn(recorder),
    greedyReturn: rlMetrics.greedyReturn(recorder, false),
    epsilon: rlMetrics.epsilon(recorder),
    tdError: recorder.define({
      name: 'td_error',
      help: 'mean |TD error| of the updates of one episode',
      better: 'lower',
      dependsOn: [...VALUES, 'agent.name'],
    }),
  };
  const look = () => {
    observation.set(env.observation);
    coder.active(observation, active);
  };
  const act = () => {
    if (explore.uniform() < epsilonAt(p, now.step / steps)) return explore.below(actions);
    return greedy(active);
  };
  const begin = () => {
    env.reset(starts);
    now.episodeReturn = 0;
    now.errors = 0;
    look();
  };
  const parts = together({
    episode: episodeIn(env, starts),
    starts,
    explore,
    online,
    rewards,
    trace: contentOf(traces.values),
    live: contentOf(traces.live),
    length: fieldsOf(traces.now),
    now: fieldsOf(now),
  });
  begin();
  now.action = act();
  const rate = p.alpha / p.tilings;
  const scratch = new Int32Array(p.tilings);
  const weights = new Map([['w', w]]);
  return {
    advance() {
      const { action } = now;
      const value = q(active, action);
      for (const tile of active) traces.visit(action * coder.size + tile, p.traces === 'replacing');
      env.step(action);
      now.step++;
      now.episodeReturn += env.reward;
      rewards.meet(env.reward);
      look();
      const end = isEnd(env, p);
      const next = end ? 0 : act();
      const error = env.reward + (end ? 0 : p.gamma * q(active, next)) - value;
      traces.move(w, rate * error, p.gamma * p.lambda);
      now.errors += Math.abs(error);
      now.action = next;
      if (!env.terminated && !env.truncated) return;
      record.episodeReturn(now.episodeReturn);
      record.onlineReturn(online.push(now.episodeReturn));
      record.tdError(now.errors / env.elapsed);
      now.episodes++;
      traces.clear();
      begin();
      now.action = act();
    },
    evaluate(final) {
      record.epsilon(epsilonAt(p, now.step / steps));
      rewards.record();
      const episodes = final ? p.finalEpisodes : p.evalEpisodes;
      const returns = episodeReturns(makeEnv, episodes, stream('eval', now.evaluations++), (rows, count, chosen) => {
        for (let i = 0; i < count; i++) {
          coder.active(rows.subarray(i * space.size, (i + 1) * space.size), scratch);
          chosen[i] = greedy(scratch);
        }
      });
      record.greedyReturn(meanOf(returns));
    },
    scope(): Scope | null {
      const picture = env.scope();
      if (picture?.kind !== 'body') return picture;
      return {
        ...picture,
        step: now.step,
        episode: now.episodes,
        episodeReturn: now.episodeReturn,
        actions: env.actionNames.map((name, a) => ({ name, value: q(active, a) })),
      };
    },
    policy: () => ({
      figures: 'Q',
      act: ({ observation: at }, figures) => {
        coder.active(Float32Array.from(at), scratch);
        for (let a = 0; a < actions; a++) figures[a] = q(scratch, a);
        return greedy(scratch);
      },
    }),
    weights: () => weights,
    shapes: () => new Map([['w', [actions, coder.size]]]),
    load: (given) => copyArrays(weights, given),
    save: () => parts.save(),
    restore(saved) {
      parts.restore(saved);
      look();
    },
  };
}

export const semiGradientSarsa = defineAgent({
  name: 'semi-gradient-sarsa',
  title: 'Semi-gradient Sarsa',
  summary: 'Sarsa with values that are linear in tiles over the observations, with eligibility traces on request.',
  source:
    'Sutton 1996; Sutton and Barto 2018, sections 9.5.4 (tile coding), 10.1 and 12.7; shifts: Miller and Glanz 1996',
  deviations: [
    'Tiles stand in a table; nothing is hashed.',
    'Traces below 1e-6 are forgotten; replacing traces are not set to 0 for the other actions.',
    'Of equal values the first action is taken.',
    'A truncated episode is bootstrapped, unless bootstrapOnTruncation is off.',
  ],
  losses: [],
  suppliesLossParams: [],
  params,
  tunable: ['alpha', 'gamma', 'lambda', 'epsilonStart', 'epsilonEnd', 'epsilonFraction'],
  create: createSemiGradientSarsa,
});

import { copyArrays, type GreedyPolicy, type Learner, type NamedArrays, type Shapes } from '../../core/learner.js';
import { choice, integer, nullOr, number, type ParamValues } from '../../core/params.js';
import type { Scope } from '../../core/scope.js';
import { contentOf, fieldsOf, type Savable, type Saved, together } from '../../core/state.js';
import { maths } from '../../kernels/kernels.js';
import type { InputTensors, LossDefinition } from '../../losses/kit/definition.js';
import type { InputSpecs } from '../../losses/kit/input-spec.js';
import { supply } from '../../losses/kit/supervision.js';
import { Anatomist } from '../../losses/tools/update-anatomy.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, minimum, scale, select } from '../../tensor/ops/index.js';
import { createOptimizer, optimizerParams, optimizerTunable } from '../../tensor/optim/index.js';
import type { AgentContext } from '../kit/agent.js';
import { BoxSpace } from '../kit/box-space.js';
import { unstacked } from '../kit/frame-stack.js';
import { boxReturns, episodeIn, meanOf, RunningMean } from '../kit/judging/evaluation.js';
import { RewardFigures } from '../kit/judging/reward-figures.js';
import { rlMetrics } from '../kit/judging/rl-metrics.js';
import { BoxReplay, type ReplayedBox } from '../kit/memory/box-replay.js';
import { networkParams } from '../kit/networks/network-params.js';
import { checkNetwork } from '../kit/networks/network-settings.js';
import { isEnd, truncationParams } from '../kit/truncation.js';
import { type Actor, TwinCritics } from './networks.js';

/** Settings of every agent that learns continuous actions from replayed steps. */
export const boxParams = {
  ...optimizerParams,
  lr: { ...optimizerParams.lr, default: 1e-3 },
  criticLr: nullOr('learning rate of the critics; null is lr', number(1e-3, 'rate', { above: 0, max: 10 })),
  ...networkParams,
  ...truncationParams,
  gamma: number(0.99, 'discount of future rewards', { min: 0, max: 1 }),
  batch: integer(256, 'transitions per update', { min: 1, max: 65_536 }),
  buffer: integer(1_000_000, 'transitions that the replay buffer holds', { min: 1, max: 10_000_000 }),
  learningStarts: integer(100, 'env steps of uniformly random actions before the first update', { min: 1, max: 1e9 }),
  trainEvery: integer(1, 'env steps between two rounds of updates', { min: 1, max: 1e6 }),
  gradientSteps: integer(1, 'updates in a round, each on a batch of its own', { min: 1, max: 10_000 }),
  tau: number(0.005, 'share of the online weights that the target networks take over at each update', {
    above: 0,
    max: 1,
  }),
  rewardScale: number(1, 'factor on rewards before they are stored', { above: 0 }),
  noise: choice(
    'none',
    ['none', 'normal', 'ou'],
    'added to the actions of training: independent, or Ornstein-Uhlenbeck, which swings slowly',
  ),
  noiseSigma: number(0.1, 'noise: its size, where actions go from -1 to 1', { min: 0, max: 10 }),
  evalEpisodes: integer(20, 'greedy episodes per evaluation', { min: 1, max: 10_000 }),
  finalEpisodes: integer(100, 'greedy episodes of the last evaluation', { min: 1, max: 100_000 }),
} as const;

export const boxTunable = [
  ...optimizerTunable,
  'gamma',
  'batch',
  'trainEvery',
  'gradientSteps',
  'tau',
  'noiseSigma',
  'evalEpisodes',
  'finalEpisodes',
] as const;

export type BoxParams = ParamValues<typeof boxParams>;
export type BoxContext = AgentContext<BoxParams>;

/** How fast Ornstein-Uhlenbeck noise returns to 0, per step (Lillicrap et al. 2016). */
const RETURN = 0.15;

/** What one kind of agent adds: how it acts, what it takes for the next step's actions, how its actor learns. */
export interface BoxMethod {
  readonly actor: Actor;
  /** State besides networks: optimisers and the like, by name. */
  readonly parts: Readonly<Record<string, Savable | null>>;
  /** Weights besides those of actor and critics. */
  weights?(): NamedArrays;
  /** An action of training within -1 .. 1 at one observation, before noise is added. */
  explore(observation: Float32Array, into: Float64Array): void;
  /** The best actions [N,A] within -1 .. 1. */
  greedy(observations: Tensor): Tensor;
  /** Actions of the next step and, where the value counts it, what is added to the value there. */
  next(replayed: ReplayedBox): { readonly actions: Tensor; readonly bonus: Tensor | null };
  /** One update of the actor on the batch, after the critics'; returns the length of its gradient before clipping. */
  improve(replayed: ReplayedBox, critics: TwinCritics, progress: number): number;
  /** Whether actor and targets take part in this update of the critics. @default true */
  readonly moves?: boolean;
  /** After each update of the critics: lets targets of its own follow. */
  follow?(): void;
  /** After weights were loaded. */
  loaded?(): void;
  /** At an evaluation. */
  record?(): void;
}

/** Acts in a box, learns twin critics from replayed transitions, and an actor by a method of its own. */
export class BoxLearner implements Learner {
  readonly space: BoxSpace;
  readonly critics: TwinCritics;
  readonly #c: BoxContext;
  readonly #env;
  readonly #method: BoxMethod;
  readonly #targets: TwinCritics;
  readonly #optimizer;
  readonly #explore;
  readonly #draw;
  readonly #starts;
  readonly #buffer: BoxReplay;
  readonly #loss: LossDefinition;
  readonly #names;
  readonly #observation: Float32Array;
  readonly #next: Float32Array;
  readonly #action: Float64Array;
  readonly #taken: Float64Array;
  readonly #swing: Float64Array;
  readonly #slots: Int32Array;
  readonly #recent = new RunningMean(100);
  readonly #rewards: RewardFigures;
  readonly #record;
  readonly #anatomist: Anatomist;
  readonly #now = { step: 0, updates: 0, episodes: 0, episodeReturn: 0, evaluations: 0, saturated: 0, acted: 0 };
  readonly #parts: Savable;

  constructor(
    context: BoxContext,
    agent: string,
    method: (env: ReturnType<BoxContext['makeEnv']>, space: BoxSpace) => BoxMethod,
  ) {
    this.#c = context;
    const { engine, params: p, recorder, stream } = context;
    const env = context.makeEnv();
    this.#env = env;
    checkNetwork(p, env, { agent });
    this.space = new BoxSpace(env);
    const width = env.observationSpace.size;
    const actions = this.space.size;
    this.critics = new TwinCritics(engine, env, p, actions, stream('init', 1));
    this.#targets = new TwinCritics(engine, env, p, actions, stream('init', 2));
    this.#targets.parameters.copyFrom(this.critics.parameters);
    this.#optimizer = createOptimizer(this.critics.parameters, { ...p, lr: p.criticLr ?? p.lr });
    this.#method = method(env, this.space);
    this.#buffer = new BoxReplay(engine, Math.min(p.buffer, context.steps), { width, actions });
    this.#explore = stream('explore');
    this.#draw = stream('data');
    this.#starts = stream('env');
    this.#anatomist = new Anatomist(this.critics.parameters);
    this.#loss = this.#anatomist.listen(context.loss);
    this.#names = supply(context.loss, 'regression')!;
    this.#observation = new Float32Array(width);
    this.#next = new Float32Array(width);
    this.#action = new Float64Array(actions);
    this.#taken = new Float64Array(actions);
    this.#swing = new Float64Array(actions);
    this.#slots = new Int32Array(p.batch);
    this.#record = {
      loss: rlMetrics.loss(recorder, 'loss of both critics in one update, added up'),
      gradNorm: rlMetrics.gradNorm(recorder),
      qMean: rlMetrics.qMean(recorder),
      twinGap: rlMetrics.twinGap(recorder),
      saturation: rlMetrics.saturation(recorder),
      episodeReturn: rlMetrics.episodeReturn(recorder),
      onlineReturn: rlMetrics.onlineReturn(recorder),
      greedyReturn: rlMetrics.greedyReturn(recorder, false),
    };
    this.#rewards = new RewardFigures(context, p.evalEpisodes);
    this.#parts = together({
      episode: episodeIn(env, this.#starts),
      starts: this.#starts,
      explore: this.#explore,
      draw: this.#draw,
      targets: this.#targets.parameters,
      optimizer: this.#optimizer,
      buffer: this.#buffer,
      swing: contentOf(this.#swing),
      recent: this.#recent,
      rewards: this.#rewards,
      now: fieldsOf(this.#now),
      ...this.#method.parts,
    });
    this.#begin();
  }

  advance(): void {
    const { params: p } = this.#c;
    const env = this.#env;
    this.#act();
    this.space.write(this.#action, this.#taken);
    env.apply!(this.#taken);
    this.#next.set(env.observation);
    this.#buffer.add(this.#observation, this.#action, env.reward * p.rewardScale, this.#next, isEnd(env, p));
    this.#rewards.meet(env.reward);
    this.#now.episodeReturn += env.reward;
    this.#now.step++;
    this.#observation.set(this.#next);
    if (env.terminated || env.truncated) {
      this.#record.episodeReturn(this.#now.episodeReturn);
      this.#record.onlineReturn(this.#recent.push(this.#now.episodeReturn));
      this.#now.episodes++;
      this.#begin();
    }
    if (this.#now.step > p.learningStarts && this.#now.step % p.trainEvery === 0) {
      for (let i = 0; i < p.gradientSteps; i++) this.#update();
    }
  }

  evaluate(final: boolean): void {
    const { params: p, stream, makeEnv, engine } = this.#c;
    this.#anatomist.evaluated(this.#progress);
    this.#rewards.record();
    this.#method.record?.();
    if (this.#now.acted > 0) this.#record.saturation(this.#now.saturated / this.#now.acted);
    this.#now.saturated = 0;
    this.#now.acted = 0;
    const episodes = final ? p.finalEpisodes : p.evalEpisodes;
    const random = stream('eval', this.#now.evaluations++);
    const returns = boxReturns(makeEnv, episodes, random, (observations, count, row) => {
      const actions = this.#greedy(observations, count);
      return (i) => {
        this.space.write(actions, row, i * this.space.size);
        return row;
      };
    });
    this.#record.greedyReturn(meanOf(returns));
    engine.reset();
  }

  scope(apart = true): Scope | null {
    const picture = this.#env.scope();
    if (picture?.kind !== 'body' && picture?.kind !== 'board') return this.#anatomist.join(picture, apart);
    const action = this.#greedy(this.#observation, 1);
    const shown = new Float64Array(this.space.size);
    this.space.write(action, shown);
    return this.#anatomist.join(
      {
        ...picture,
        step: this.#now.step,
        episode: this.#now.episodes,
        episodeReturn: this.#now.episodeReturn,
        actions: this.#env.actionNames.map((name, i) => ({ name, value: shown[i]! })),
      },
      apart,
    );
  }

  policy(): GreedyPolicy {
    const policy: GreedyPolicy = {
      figures: 'action',
      act: ({ observation }, figures) => {
        this.space.write(this.#greedy(Float32Array.from(observation), 1), figures);
        return 0;
      },
    };
    return unstacked(policy, this.#env);
  }

  weights(): NamedArrays {
    const { actor } = this.#method;
    const more = this.#method.weights?.() ?? new Map();
    return new Map([...actor.parameters.byName(), ...this.critics.parameters.byName(), ...more]);
  }

  shapes(): Shapes {
    const { actor } = this.#method;
    const more = [...(this.#method.weights?.() ?? [])].map(([name, array]) => [name, [array.length]] as const);
    return new Map([...actor.parameters.shapes(), ...this.critics.parameters.shapes(), ...more]);
  }

  load(weights: NamedArrays): void {
    copyArrays(this.weights(), weights);
    this.#targets.parameters.copyFrom(this.critics.parameters);
    this.#method.loaded?.();
  }

  save(): Saved {
    return this.#parts.save();
  }

  restore(saved: Saved): void {
    this.#parts.restore(saved);
    this.#observation.set(this.#env.observation);
  }

  get #progress(): number {
    return this.#now.step / this.#c.steps;
  }

  #begin(): void {
    this.#env.reset(this.#starts);
    this.#now.episodeReturn = 0;
    this.#swing.fill(0);
    this.#observation.set(this.#env.observation);
  }

  /** Chooses the next action into `#action`: at first at random, then the method's with noise. */
  #act(): void {
    const { params: p, engine } = this.#c;
    const action = this.#action;
    engine.profile?.enter('act');
    if (this.#now.step < p.learningStarts) {
      for (let i = 0; i < action.length; i++) action[i] = this.#explore.between(-1, 1);
    } else {
      this.#method.explore(this.#observation, action);
      if (p.noise !== 'none') this.#disturb(action);
    }
    for (const part of action) if (Math.abs(part) > 0.99) this.#now.saturated++;
    this.#now.acted += action.length;
    engine.profile?.leave();
  }

  #disturb(action: Float64Array): void {
    const { noise, noiseSigma } = this.#c.params;
    for (let i = 0; i < action.length; i++) {
      const drawn = noiseSigma * this.#explore.normal(maths.log);
      if (noise === 'ou') this.#swing[i]! += drawn - RETURN * this.#swing[i]!;
      else this.#swing[i] = drawn;
      action[i] = Math.max(-1, Math.min(1, action[i]! + this.#swing[i]!));
    }
  }

  #greedy(observations: Float32Array, count: number): Float32Array {
    const { engine } = this.#c;
    return engine.untracked(() => {
      const x = engine.tensor([count, observations.length / count], observations);
      return Float32Array.from(this.#method.greedy(x).view());
    });
  }

  #update(): void {
    const { engine, params: p } = this.#c;
    engine.reset();
    const replayed = this.#buffer.sample(this.#slots, this.#draw);
    const target = engine.constant(() => this.#target(replayed));
    this.#anatomist.begin();
    const [one, two] = this.critics.both(replayed.observations, replayed.actions);
    const value = add(this.#cost(one, target), this.#cost(two, target));
    this.#anatomist.between([one]);
    const norm = this.#optimizer.descend(value, this.#progress);
    this.#anatomist.end(this.#now.step, norm);
    this.#record.loss(value.item());
    if (this.#now.updates++ % OFTEN === 0) {
      const [a, b] = [one.view(), two.view()];
      this.#record.gradNorm(norm);
      this.#record.qMean(meanOf(a) / p.rewardScale);
      this.#record.twinGap(meanOf(a.map((q, i) => Math.abs(q - b[i]!))) / p.rewardScale);
    }
    if (this.#method.moves !== false) {
      const improve = () => this.#method.improve(replayed, this.critics, this.#progress);
      this.#anatomist.beside(this.#method.actor.parameters, improve);
      this.#targets.parameters.lerpFrom(this.critics.parameters, p.tau);
    }
    this.#method.follow?.();
    engine.reset();
  }

  /** r + gamma (min of both target critics at the next action + bonus), r alone where the task has ended. */
  #target(replayed: ReplayedBox): Tensor {
    const { actions, bonus } = this.#method.next(replayed);
    const [one, two] = this.#targets.both(replayed.nextObservations, actions);
    const least = minimum(one, two);
    const next = scale(bonus === null ? least : add(least, bonus), this.#c.params.gamma);
    return select(replayed.terminated, replayed.rewards, add(replayed.rewards, next));
  }

  #cost(pred: Tensor, target: Tensor): Tensor {
    const inputs = { [this.#names.prediction]: pred, [this.#names.target]: target };
    return this.#loss.compute(
      inputs as unknown as InputTensors<InputSpecs>,
      this.#c.lossParams as Parameters<LossDefinition['compute']>[1],
    ).value;
  }
}

/** Updates between two looks at the batch. */
const OFTEN = 16;

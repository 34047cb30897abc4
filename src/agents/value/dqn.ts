import { onPlane } from '../../core/grid-plane.js';
import { copyArrays, type GreedyPolicy, type Learner, type NamedArrays, type Shapes } from '../../core/learner.js';
import type { ParamValues } from '../../core/params.js';
import type { Scope } from '../../core/scope.js';
import { contentOf, fieldsOf, type Savable, type Saved, together } from '../../core/state.js';
import { drawAllowed } from '../../env/kit/actions.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import { Anatomist } from '../../losses/tools/update-anatomy.js';
import type { Tensor } from '../../tensor/engine.js';
import { createOptimizer, optimizerTunable } from '../../tensor/optim/index.js';
import { type AgentContext, defineAgent } from '../kit/agent.js';
import { epsilonAt } from '../kit/exploration.js';
import { stacking, unstacked } from '../kit/frame-stack.js';
import { episodeIn, episodeReturns, meanOf, RunningMean } from '../kit/judging/evaluation.js';
import { QDiagnosis } from '../kit/judging/q-diagnosis.js';
import { RewardFigures } from '../kit/judging/reward-figures.js';
import { rlMetrics } from '../kit/judging/rl-metrics.js';
import { SupportWatch } from '../kit/judging/support-watch.js';
import { createValueYardstick, type Yardstick } from '../kit/judging/yardstick.js';
import { NStepWindow } from '../kit/memory/n-step.js';
import { Priorities, ReplayBuffer } from '../kit/memory/replay-buffer.js';
import { checkNetwork } from '../kit/networks/network-settings.js';
import { createQNetwork } from '../kit/networks/q-network.js';
import { QValues } from '../kit/networks/q-values.js';
import { shortestEpisode } from '../kit/shortest-episode.js';
import { isEnd } from '../kit/truncation.js';
import { returnDistribution, ValueLoss } from '../kit/value-loss.js';
import { dqnParams } from './dqn-params.js';
import { dqnPresets } from './dqn-presets.js';

type Context = AgentContext<ParamValues<typeof dqnParams>>;

/** Acts epsilon-greedily and learns from replayed transitions against a slowly moving target network. */
class DqnLearner implements Learner {
  readonly #c: Context;
  readonly #env;
  readonly #online;
  readonly #q: QValues;
  readonly #target;
  readonly #optimizer;
  readonly #explore;
  readonly #draw;
  readonly #starts;
  readonly #buffer: ReplayBuffer;
  readonly #priorities: Priorities | null;
  readonly #window: NStepWindow;
  readonly #loss: ValueLoss;
  /** In a world that changes: of the world as it was at the last evaluation. */
  #yardstick: Yardstick | null;
  readonly #observation: Float32Array;
  readonly #slots: Int32Array;
  readonly #online100 = new RunningMean(100);
  readonly #record;
  readonly #rewards: RewardFigures;
  readonly #diagnosis: QDiagnosis;
  /** Null without atoms. */
  readonly #support: SupportWatch | null;
  readonly #anatomist: Anatomist;
  readonly #visits: Float64Array;
  readonly #now = { step: 0, updates: 0, episodes: 0, episodeReturn: 0, evaluations: 0 };
  readonly #parts: Savable;
  #lastError: { qError: number; regret: number } | null = null;

  constructor(given: Context) {
    const context = stacking(given);
    this.#c = context;
    const { engine, params: p, recorder, stream } = context;
    this.#env = context.makeEnv();
    const env = this.#env;
    checkNetwork(p, env, { agent: 'dqn', noisy: true });
    const observation = env.observationSpace.size;
    const distribution = returnDistribution(context.loss, context.lossParams, p.atoms);
    const network = (init: number) =>
      createQNetwork(engine, {
        ...{ env, settings: p, dueling: p.dueling, distribution },
        ...{ init: stream('init', init), noise: stream('explore', init + 1) },
      });
    this.#online = network(0);
    this.#q = new QValues(engine, this.#online, observation, {
      observation: p.observationScale,
      reward: p.rewardScale,
    });
    this.#target = network(1);
    this.#target.parameters.copyFrom(this.#online.parameters);
    this.#optimizer = createOptimizer(this.#online.parameters, p);
    this.#explore = stream('explore');
    this.#draw = stream('data');
    this.#starts = stream('env');
    this.#buffer = new ReplayBuffer(engine, Math.min(p.buffer, context.steps), observation, {
      binary: env.observationSpace.binary === true && p.observationScale.length === 0,
      masked: env.mask === undefined ? 0 : env.actionNames.length,
    });
    this.#priorities = p.prioritized ? new Priorities(this.#buffer.capacity) : null;
    this.#window = new NStepWindow(p.nStep, p.gamma, observation);
    this.#anatomist = new Anatomist(this.#online.parameters);
    this.#loss = new ValueLoss(this.#anatomist.listen(context.loss), context.lossParams, p, distribution);
    this.#yardstick = createValueYardstick(context.makeEnv(), p.gamma);
    this.#observation = new Float32Array(observation);
    this.#slots = new Int32Array(p.batch);
    this.#visits = new Float64Array(this.#env.observationSpace.states ?? 0);
    const finite = this.#yardstick !== null;
    this.#record = {
      loss: rlMetrics.loss(recorder, 'Q-value TD loss of one update'),
      episodeReturn: rlMetrics.episodeReturn(recorder),
      onlineReturn: rlMetrics.onlineReturn(recorder),
      greedyReturn: rlMetrics.greedyReturn(recorder, finite),
      regret: finite ? rlMetrics.regret(recorder) : null,
      qError: finite ? rlMetrics.qError(recorder) : null,
      overestimation: finite ? rlMetrics.overestimation(recorder) : null,
      policyError: finite ? rlMetrics.policyError(recorder) : null,
      epsilon: rlMetrics.epsilon(recorder),
      noise: this.#online.noise && rlMetrics.noise(recorder),
    };
    this.#rewards = new RewardFigures(context, this.#yardstick?.randomReturn ?? p.evalEpisodes);
    this.#diagnosis = new QDiagnosis({
      recorder,
      online: this.#online,
      target: this.#target,
      rewardScale: p.rewardScale,
      gamma: p.gamma,
      largest: this.#yardstick?.largestQ ?? null,
    });
    this.#support = distribution?.support ? new SupportWatch(recorder, distribution, p.gamma) : null;
    this.#parts = together({
      episode: episodeIn(this.#env, this.#starts),
      starts: this.#starts,
      explore: this.#explore,
      draw: this.#draw,
      target: this.#target.parameters,
      optimizer: this.#optimizer,
      buffer: this.#buffer,
      priorities: this.#priorities,
      window: this.#window,
      online: this.#online100,
      visits: contentOf(this.#visits),
      rewards: this.#rewards,
      now: fieldsOf(this.#now),
      noise: this.#online.noise,
      targetNoise: this.#target.noise,
    });
    this.#begin();
  }

  advance(): void {
    const { params: p } = this.#c;
    const env = this.#env;
    const action = this.#act();
    if (env.state >= 0) this.#visits[env.state]!++;
    env.step(action);
    this.#now.episodeReturn += env.reward;
    this.#rewards.meet(env.reward);
    this.#window.push(this.#observation, action, env.reward * p.rewardScale);
    this.#observe();
    if (this.#window.full) this.#remember();
    if (env.terminated || env.truncated) {
      while (this.#window.length > 0) this.#remember();
      this.#record.episodeReturn(this.#now.episodeReturn);
      this.#record.onlineReturn(this.#online100.push(this.#now.episodeReturn));
      this.#now.episodes++;
      this.#begin();
    }
    this.#now.step++;
    if (this.#now.step > p.learningStarts && this.#buffer.size > 0 && this.#now.step % p.trainEvery === 0) {
      for (let i = 0; i < p.gradientSteps; i++) this.#update();
    }
    if (p.target === 'hard' && this.#now.step % p.targetEvery === 0) {
      this.#target.parameters.copyFrom(this.#online.parameters);
    }
  }

  #act(): number {
    const { params: p, engine, steps } = this.#c;
    engine.profile?.enter('act');
    const mask = this.#env.mask?.() ?? null;
    const random = this.#explore.uniform() < epsilonAt(p, this.#now.step / steps);
    const action = random
      ? drawAllowed(this.#explore, this.#env.actionNames.length, mask)
      : this.#q.greedy(this.#observation, mask);
    engine.profile?.leave();
    return action;
  }

  evaluate(final: boolean): void {
    const { params: p, stream, makeEnv } = this.#c;
    this.#anatomist.evaluated(this.#now.step / this.#c.steps);
    this.#record.epsilon(epsilonAt(p, this.#now.step / this.#c.steps));
    if (this.#online.noise !== null) this.#record.noise?.(this.#online.noise.meanDeviation());
    this.#rewards.record();
    this.#diagnosis.limit(this.#rewards.max);
    if (this.#env.changes === true) this.#yardstick = createValueYardstick(this.#env, p.gamma);
    if (this.#yardstick !== null) {
      const figures = this.#yardstick.judge(this.#qTable());
      this.#lastError = figures;
      this.#record.greedyReturn(figures.greedyReturn);
      this.#record.regret?.(figures.regret);
      this.#record.qError?.(figures.qError);
      this.#record.overestimation?.(figures.overestimation);
      this.#record.policyError?.(figures.policyError);
      return;
    }
    const episodes = final ? p.finalEpisodes : p.evalEpisodes;
    const random = stream('eval', this.#now.evaluations++);
    this.#record.greedyReturn(meanOf(episodeReturns(makeEnv, episodes, random, this.#q.choose)));
  }

  scope(apart = true): Scope | null {
    const picture = this.#picture();
    const errors = this.#diagnosis.histogram();
    return this.#anatomist.join(picture === null || errors === null ? picture : { ...picture, errors }, apart);
  }

  #picture(): Scope | null {
    const picture = this.#env.scope();
    if (picture?.kind === 'grid') {
      const known = { ...this.#yardstick?.picture(this.#qTable()), visits: [...this.#visits] };
      return { ...onPlane(picture, known), ...this.#lastError };
    }
    if (picture?.kind === 'body' || picture?.kind === 'board') {
      const q = this.#q.of(this.#observation, 1);
      const actions = this.#env.actionNames.map((name, i) => ({ name, value: q[i]! }));
      const { states } = picture.kind === 'board' ? picture : {};
      return {
        ...picture,
        ...(states && { visits: states.map((state) => this.#visits[state] ?? 0) }),
        step: this.#now.step,
        episode: this.#now.episodes,
        episodeReturn: this.#now.episodeReturn,
        actions,
      };
    }
    return picture;
  }

  policy(): GreedyPolicy {
    return unstacked(this.#q.policy(), this.#env);
  }

  weights(): NamedArrays {
    return this.#online.parameters.byName();
  }

  shapes(): Shapes {
    return this.#online.parameters.shapes();
  }

  load(weights: NamedArrays): void {
    copyArrays(this.weights(), weights);
    this.#target.parameters.copyFrom(this.#online.parameters);
  }

  save(): Saved {
    return this.#parts.save();
  }

  restore(saved: Saved): void {
    this.#parts.restore(saved);
    this.#observe();
  }

  #begin(): void {
    this.#env.reset(this.#starts);
    this.#now.episodeReturn = 0;
    this.#observe();
  }

  #observe(): void {
    this.#q.scale(this.#env.observation, this.#observation);
  }

  /** Stores the window's oldest step; the state after the window is the one just observed. */
  #remember(): void {
    const { observation, action, reward, discount } = this.#window.oldest();
    const end = isEnd(this.#env, this.#c.params);
    const slot = this.#buffer.add(
      observation,
      action,
      reward,
      discount,
      this.#observation,
      end,
      this.#env.mask?.() ?? null,
    );
    this.#priorities?.set(slot, this.#priorities.highest);
    this.#window.drop();
  }

  /** Q of every state of a finite env, row by row, in the env's own reward units. */
  #qTable(): Float64Array {
    const { observations, states } = this.#yardstick!;
    return this.#q.table(observations, states);
  }

  /** Importance weights of the drawn slots; undefined where all slots are alike. */
  #importance(): Tensor | undefined {
    if (this.#priorities === null) return undefined;
    const { params: p, steps, engine } = this.#c;
    const beta = p.priorityBeta + (1 - p.priorityBeta) * Math.min(1, this.#now.step / steps);
    const weights = this.#priorities.importance(this.#slots, this.#buffer.size, beta);
    return engine.tensor([weights.length], weights);
  }

  #update(): void {
    const { engine, params: p } = this.#c;
    engine.reset();
    if (this.#priorities === null) this.#buffer.sample(this.#slots, this.#draw);
    else this.#priorities.sample(this.#slots, this.#draw);
    const replayed = this.#buffer.gather(this.#slots);
    this.#target.noise?.draw();
    this.#online.noise?.draw();
    const next = engine.constant(() => this.#target.forward(replayed.nextObservations));
    const nextOnline = p.double ? engine.constant(() => this.#online.forward(replayed.nextObservations)) : undefined;
    this.#anatomist.begin();
    this.#diagnosis.before(this.#now.updates);
    const outputs = this.#online.forward(replayed.observations);
    this.#diagnosis.after();
    const { actions, rewards, terminated, nextMasks } = replayed;
    const discounts = p.nStep === 1 ? undefined : replayed.discounts;
    const ahead = { next, nextOnline, nextMasks, rewards, terminated, discounts };
    this.#support?.look(this.#now.updates, ahead);
    const { value, targets, tdErrors } = this.#loss.compute({
      ...ahead,
      ...{ outputs, actions, weights: this.#importance() },
    });
    this.#anatomist.between([outputs]);
    const norm = this.#optimizer.descend(value, this.#now.step / this.#c.steps);
    this.#anatomist.end(this.#now.step, norm);
    if (p.target === 'soft') this.#target.parameters.lerpFrom(this.#online.parameters, p.tau);
    this.#record.loss(value.item());
    const qValues = engine.constant(() => this.#online.values(outputs));
    this.#diagnosis.look(this.#now.updates, { qValues, targets, tdErrors, gradNorm: norm });
    this.#priorities?.reprioritise(this.#slots, tdErrors.view(), p.priorityAlpha);
    this.#now.updates++;
    engine.reset();
  }
}

export const dqn = defineAgent({
  name: 'dqn',
  title: 'DQN',
  summary:
    'Q-learning with a network, a replay buffer and a target network; double, dueling, n-step, prioritised, distributional, noisy: all of Rainbow on request.',
  source:
    'Mnih et al. 2015; van Hasselt et al. 2016 (double); Wang et al. 2016 (dueling); Schaul et al. 2016 (prioritised); Sutton 1988 (n-step); Lillicrap et al. 2016 (soft target); Bellemare et al. 2017 (C51); Dabney et al. 2018 (QR-DQN); Fortunato et al. 2018 (noisy); Hessel et al. 2018 (Rainbow)',
  deviations: [
    'By default the network is an MLP; conv adds convolutions, frameStack the last observations, as the paper has.',
    'A distribution is chosen by its loss, categorical-td or quantile-td; prioritised replay goes by the TD error of its mean, Hessel et al. by the loss.',
    'Noise is drawn anew for each action and each update, once for a batch; evaluations leave it out.',
    'By default double Q-learning, returns of 5 steps and Adam at a falling rate, which learn sooner; double=false, nStep=1 and schedule=constant is closer to the paper, which has RMSProp.',
    'A time limit bootstraps from the next state, unless bootstrapOnTruncation is off; the paper does not tell the two ends apart.',
    'Several-step returns (nStep) are not corrected for actions that the policy would no longer take.',
    'The importance weights are normalised by the largest of the batch, not of the buffer.',
  ],
  get losses() {
    return lossesTaking(['temporal-difference', 'value-distribution'], 'q-td');
  },
  presets: dqnPresets,
  lossDefaults: { 'q-td': { kind: 'huber' } },
  suppliesLossParams: ['gamma', 'double'],
  params: dqnParams,
  tunable: [
    ...optimizerTunable,
    'epsilonStart',
    'epsilonEnd',
    'epsilonFraction',
    'gamma',
    'batch',
    'learningStarts',
    'trainEvery',
    'gradientSteps',
    'target',
    'targetEvery',
    'tau',
    'double',
    'priorityAlpha',
    'priorityBeta',
    'evalEpisodes',
    'finalEpisodes',
  ],
  // One transition must be there, and the first update is at a multiple of trainEvery.
  firstUpdate: ({ learningStarts, trainEvery, nStep }, env) => {
    const from = Math.max(learningStarts + 1, Math.min(nStep, shortestEpisode(env)));
    return Math.ceil(from / trainEvery) * trainEvery;
  },
  create: (context) => new DqnLearner(context),
});

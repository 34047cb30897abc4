import { copyArrays, type GreedyPolicy, type Learner, type NamedArrays, type Shapes } from '../../core/learner.js';
import { integer, type ParamValues } from '../../core/params.js';
import type { Scope } from '../../core/scope.js';
import { each, fieldsOf, type Savable, type Saved, together } from '../../core/state.js';
import { supply } from '../../losses/kit/supervision.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import { Anatomist } from '../../losses/tools/update-anatomy.js';
import type { Indices, Tensor } from '../../tensor/engine.js';
import { add, entropyRows, gatherColumns, logSoftmaxRows, mul, reshape, take } from '../../tensor/ops/index.js';
import { createOptimizer, optimizerParams, optimizerTunable } from '../../tensor/optim/index.js';
import { type AgentContext, defineAgent } from '../kit/agent.js';
import { stacking } from '../kit/frame-stack.js';
import { DeadUnits } from '../kit/judging/dead-units.js';
import { meanOf } from '../kit/judging/evaluation.js';
import { rlMetrics } from '../kit/judging/rl-metrics.js';
import { EpisodeBatch } from '../kit/memory/episode-batch.js';
import { policyNetwork } from '../kit/networks/answer-network.js';
import { checkNetwork, convOf } from '../kit/networks/network-settings.js';
import type { PolicyNetwork } from '../kit/networks/policy-network.js';
import { policyParams } from '../kit/policy-params.js';
import { PolicyPlayer } from '../kit/policy-player.js';
import { shortestEpisode } from '../kit/shortest-episode.js';

const { envs: _envs, entropyEnd: _end, ...shared } = policyParams;

const params = {
  ...optimizerParams,
  lr: { ...optimizerParams.lr, default: 3e-3 },
  schedule: { ...optimizerParams.schedule, default: 'linear' },
  finalLr: { ...optimizerParams.finalLr, default: 0.05 },
  ...shared,
  gamma: { ...policyParams.gamma, default: 1 },
  groups: integer(4, 'starts per update, each played by a group of episodes', { min: 1, max: 1024 }),
  groupSize: integer(16, 'episodes of a group, which are judged against each other', { min: 2, max: 1024 }),
  epochs: integer(1, 'passes over the episodes of one update', { min: 1, max: 100 }),
} as const;

type Context = AgentContext<ParamValues<typeof params>>;

/** Plays groups of episodes from the same start, then raises those that did better than their group. */
class GrpoLearner implements Learner {
  readonly #c: Context;
  readonly #player: PolicyPlayer;
  readonly #policy: PolicyNetwork;
  readonly #optimizer;
  /** The episode of each env. */
  readonly #episodes: readonly EpisodeBatch[];
  readonly #anatomist: Anatomist;
  readonly #loss;
  readonly #record;
  readonly #dead: DeadUnits;
  readonly #now = { ended: 0 };
  readonly #parts: Savable;

  constructor(given: Context) {
    const context = stacking(given);
    this.#c = context;
    const { engine, params: p, recorder, stream } = context;
    const env = context.makeEnv();
    checkNetwork(p, env, { agent: 'grpo' });
    this.#policy = policyNetwork(
      engine,
      'policy',
      env,
      { ...p, conv: convOf(p, env), lastGain: 0.01 },
      stream('init', 0),
    );
    this.#optimizer = createOptimizer(this.#policy.parameters, p);
    const count = p.groups * p.groupSize;
    this.#episodes = Array.from({ length: count }, () => new EpisodeBatch(env.observationSpace.size));
    this.#anatomist = new Anatomist(this.#policy.parameters);
    this.#loss = this.#anatomist.listen(context.loss);
    this.#record = {
      loss: rlMetrics.loss(recorder, 'loss of one update; near 0 on policy whatever is learned, watch the return'),
      entropy: rlMetrics.entropy(recorder),
      gradNorm: rlMetrics.gradNorm(recorder),
    };
    this.#dead = new DeadUnits(recorder, this.#policy);
    this.#player = new PolicyPlayer({ ...context, params: { ...p, envs: count, entropyEnd: 0 } }, this.#policy, {
      group: p.groupSize,
    });
    this.#parts = together({
      player: this.#player,
      optimizer: this.#optimizer,
      episodes: each(this.#episodes),
      now: fieldsOf(this.#now),
      dead: this.#dead,
    });
  }

  advance(): void {
    const player = this.#player;
    player.play();
    const episode = this.#episodes[player.index]!;
    episode.push(player.observation, player.action, player.reward, player.referenceLogp);
    const { ended, index } = player;
    player.follow();
    if (!ended) return;
    episode.endEpisode();
    player.setAwake(index, false);
    this.#now.ended++;
    if (this.#now.ended < this.#episodes.length) return;
    this.#learn();
    this.#now.ended = 0;
    for (const one of this.#episodes) one.clear();
    player.restart();
  }

  evaluate(final: boolean): void {
    this.#player.evaluate(final);
    this.#anatomist.evaluated(this.#player.steps / this.#c.steps);
  }

  scope(apart = true): Scope | null {
    return this.#anatomist.join(this.#player.scope(), apart);
  }

  policy(): GreedyPolicy {
    return this.#player.policy();
  }

  weights(): NamedArrays {
    return new Map([...this.#policy.parameters.byName(), ...this.#player.normalizer.weights()]);
  }

  shapes(): Shapes {
    const normalizer = [...this.#player.normalizer.weights()].map(([name, array]) => [name, [array.length]] as const);
    return new Map([...this.#policy.parameters.shapes(), ...normalizer]);
  }

  load(weights: NamedArrays): void {
    copyArrays(this.weights(), weights);
  }

  save(): Saved {
    return this.#parts.save();
  }

  restore(saved: Saved): void {
    this.#parts.restore(saved);
  }

  #learn(): void {
    const { engine, params: p } = this.#c;
    const [first] = this.#episodes;
    const all = new EpisodeBatch(first!.width);
    for (const one of this.#episodes) all.join(one);
    const rewards = Float64Array.from(this.#episodes, (one) =>
      one.rewards.subarray(0, one.length).reduce((sum, reward) => sum + reward, 0),
    );
    let old: Float64Array | null = null;
    for (let epoch = 0; epoch < p.epochs; epoch++) {
      engine.reset();
      this.#anatomist.begin();
      const logits = this.#dead.forward(engine.tensor([all.length, all.width], all.flatObservations()));
      const actions = engine.indices(all.actions.subarray(0, all.length));
      const logps = gatherColumns(logSoftmaxRows(logits), actions);
      old ??= Float64Array.from(logps.view());
      this.#update(all, { logits, actions, logps, old, rewards });
    }
    engine.reset();
  }

  #update(
    all: EpisodeBatch,
    {
      logits,
      actions,
      logps,
      old,
      rewards,
    }: {
      readonly logits: Tensor;
      readonly actions: Indices;
      readonly logps: Tensor;
      readonly old: Float64Array;
      readonly rewards: Float64Array;
    },
  ): void {
    const { engine, loss, lossParams, params: p, steps } = this.#c;
    const progress = this.#player.steps / steps;
    const square = new Square(all);
    const names = supply(loss, 'sampled-answers')!;
    const inputs: Record<string, Tensor | Indices> = {
      [names.prediction]: square.tokens(logps),
      [names.old]: engine.tensor(square.shape, square.values(old)),
      [names.mask]: engine.tensor(square.shape, square.mask),
      [names.rewards]: engine.tensor([rewards.length], rewards),
      [names.groups]: engine.indices(rewards.map((_, i) => Math.floor(i / p.groupSize))),
    };
    if (names.reference !== undefined && this.#player.reference !== null) {
      inputs[names.reference] = engine.tensor(square.shape, square.values(all.references));
    }
    const { value } = this.#loss.compute(inputs as never, lossParams as never);
    this.#anatomist.between();
    const references = all.references.subarray(0, all.length);
    const term = this.#player.reference?.loss(logits, actions, references, all.ends) ?? null;
    const norm = this.#optimizer.descend(term === null ? value : add(value, term), progress);
    this.#anatomist.end(this.#player.steps, norm);
    this.#record.loss(value.item());
    this.#record.gradNorm(norm);
    this.#record.entropy(meanOf(engine.constant(() => entropyRows(logits)).view()));
  }
}

/** Rows of episodes, one behind the other, as a table of an episode a row. */
class Square {
  readonly shape: readonly [episodes: number, longest: number];
  readonly mask: Float64Array;
  /** The row that stands in each place; 0 behind the last of an episode. */
  readonly #rows: Int32Array;

  constructor({ ends }: EpisodeBatch) {
    const lengths = ends.map((end, i) => end - (ends[i - 1] ?? 0));
    const longest = Math.max(...lengths);
    this.shape = [ends.length, longest];
    this.mask = new Float64Array(ends.length * longest);
    this.#rows = new Int32Array(this.mask.length);
    lengths.forEach((length, i) => {
      for (let k = 0; k < length; k++) {
        this.mask[i * longest + k] = 1;
        this.#rows[i * longest + k] = ends[i]! - length + k;
      }
    });
  }

  values(all: Float64Array): Float64Array {
    return Float64Array.from(this.#rows, (row, i) => (this.mask[i] === 1 ? all[row]! : 0));
  }

  tokens(all: Tensor): Tensor {
    const { engine } = all;
    const taken = take(all, engine.indices(this.#rows));
    return reshape(mul(taken, engine.tensor([this.mask.length], this.mask)), this.shape);
  }
}

export const grpo = defineAgent({
  name: 'grpo',
  title: 'GRPO',
  summary:
    'Policy gradient on groups of episodes from the same start: each is judged against the mean of its group, without a critic.',
  source: 'Shao et al. 2024 (DeepSeekMath); forms dr-grpo: Liu et al. 2025, dapo: Yu et al. 2025',
  deviations: [
    'The divergence from the reference is in the reward unless kl says otherwise; the paper has k3 as a loss.',
    'One pass over the episodes of an update by default, as most of its implementations.',
  ],
  focus: 'policy_return',
  get losses() {
    return lossesTaking(['sampled-answers'], 'grpo');
  },
  suppliesLossParams: [],
  params,
  tunable: [...optimizerTunable, 'epochs', 'evalEpisodes', 'finalEpisodes'],
  firstUpdate: ({ groups, groupSize }, env) => groups * groupSize * shortestEpisode(env),
  create: (context) => new GrpoLearner(context),
});

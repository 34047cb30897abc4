import { copyArrays, type GreedyPolicy, type Learner, type NamedArrays, type Shapes } from '../core/learner.js';
import { integer, number, type ParamValues } from '../core/params.js';
import type { Stream } from '../core/random.js';
import type { Scope } from '../core/scope.js';
import { type Savable, type Saved, together } from '../core/state.js';
import type { policyGradient } from '../losses/policy-gradient.js';
import { gatherRows, mean, reshape, square, sub } from '../tensor/ops/index.js';
import { createOptimizer, optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { type AgentContext, defineAgent } from './agent.js';
import { DeadUnits } from './dead-units.js';
import { meanOf } from './evaluation.js';
import { Network, softmaxInto } from './policy-network.js';
import { PolicyPlayer, policyParams } from './policy-player.js';
import { rlMetrics } from './rl-metrics.js';
import { advantages, explainedVariance, Rollout, standardise } from './rollout.js';
import { isEnd, truncationParams } from './truncation.js';

const params = {
  ...optimizerParams,
  ...policyParams,
  ...truncationParams,
  horizon: integer(1024, 'env steps between two rounds of updates', { min: 1, max: 1e6 }),
  epochs: integer(8, 'passes over the steps of one round', { min: 1, max: 1000 }),
  batch: integer(128, 'steps per minibatch', { min: 1, max: 1e6 }),
  clipRange: number(0.2, 'how far the probability of an action may move in one round', { above: 0, below: 1 }),
  lambda: number(0.95, 'GAE: 0 trusts the critic alone, 1 the returns alone', { min: 0, max: 1 }),
  valueLr: number(1e-3, 'learning rate of the critic', { above: 0, max: 10 }),
} as const;

/**
 * Proximal policy optimisation on the policy-gradient loss: the gradient of the clipped objective min(rA, clip(r)A) is
 * r A grad log pi where the ratio r is not clipped and 0 where it is, so each minibatch is a policy-gradient step on the
 * advantages r A (constants) with the clipped ones set to 0.
 */
class PpoLearner implements Learner {
  readonly #c: AgentContext<ParamValues<typeof params>>;
  readonly #player: PolicyPlayer;
  readonly #actor: Network;
  readonly #critic: Network;
  readonly #optimizer;
  readonly #criticOptimizer;
  readonly #rollout: Rollout;
  readonly #shuffle: Stream;
  readonly #loss: typeof policyGradient;
  readonly #lossParams: ParamValues<typeof policyGradient.params>;
  readonly #record;
  readonly #dead: DeadUnits;
  readonly #parts: Savable;

  constructor(context: AgentContext<ParamValues<typeof params>>) {
    this.#c = context;
    const { engine, params: p, recorder, stream } = context;
    const env = context.makeEnv();
    const width = env.observationSpace.size;
    this.#actor = new Network(
      engine,
      'actor',
      [width, ...p.hidden, env.actionNames.length],
      p.activation,
      stream('init'),
    );
    this.#critic = new Network(engine, 'critic', [width, ...p.hidden, 1], p.activation, stream('init', 1));
    this.#optimizer = createOptimizer(this.#actor.parameters, p);
    this.#criticOptimizer = createOptimizer(this.#critic.parameters, { ...p, lr: p.valueLr });
    this.#rollout = new Rollout(p.horizon, width);
    this.#shuffle = stream('data');
    this.#loss = context.loss as unknown as typeof policyGradient;
    this.#lossParams = { ...context.lossParams, gamma: p.gamma } as ParamValues<typeof policyGradient.params>;
    this.#record = {
      loss: rlMetrics.loss(recorder, 'policy-gradient loss of one minibatch on clipped advantages'),
      valueLoss: rlMetrics.valueLoss(recorder),
      entropy: rlMetrics.entropy(recorder),
      gradNorm: rlMetrics.gradNorm(recorder),
      explainedVariance: rlMetrics.explainedVariance(recorder),
      clipFraction: rlMetrics.clipFraction(recorder),
    };
    this.#dead = new DeadUnits(recorder, this.#actor);
    this.#player = new PolicyPlayer(context, env, this.#actor);
    this.#parts = together({
      player: this.#player,
      optimizer: this.#optimizer,
      criticOptimizer: this.#criticOptimizer,
      rollout: this.#rollout,
      shuffle: this.#shuffle,
      dead: this.#dead,
    });
  }

  advance(): void {
    this.#player.play();
    this.#rollout.push(this.#player, isEnd(this.#player.env, this.#c.params));
    if (this.#rollout.full) {
      this.#round();
      this.#rollout.clear();
    }
    this.#player.follow();
  }

  evaluate(final: boolean): void {
    this.#player.evaluate(final);
  }

  scope(): Scope | null {
    return this.#player.scope();
  }

  policy(): GreedyPolicy {
    return this.#player.policy();
  }

  weights(): NamedArrays {
    return new Map([...this.#actor.parameters.byName(), ...this.#critic.parameters.byName()]);
  }

  shapes(): Shapes {
    return new Map([...this.#actor.parameters.shapes(), ...this.#critic.parameters.shapes()]);
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

  #round(): void {
    const { engine, params: p, steps } = this.#c;
    const rollout = this.#rollout;
    const n = rollout.length;
    engine.reset();
    const values = this.#valuesOf(rollout.observations, n);
    const nextValues = this.#valuesOf(rollout.nextObservations, n);
    const advantage = advantages(rollout, values, nextValues, p.gamma, p.lambda);
    const returns = advantage.map((a, i) => a + values[i]!);
    this.#record.explainedVariance(explainedVariance(values, returns));
    const order = Int32Array.from({ length: n }, (_, i) => i);
    for (let epoch = 0; epoch < p.epochs; epoch++) {
      this.#shuffle.shuffle(order);
      for (let from = 0; from < n; from += p.batch) {
        this.#minibatch(order.subarray(from, from + p.batch), advantage, returns, this.#player.steps / steps);
      }
    }
  }

  #minibatch(rows: Int32Array, advantage: Float64Array, returns: Float64Array, progress: number): void {
    const { engine } = this.#c;
    const rollout = this.#rollout;
    engine.reset();
    const all = engine.tensor([rollout.length, rollout.width], rollout.observations);
    const observations = gatherRows(all, engine.indices(rows));
    const logits = this.#dead.forward(observations);
    const weighted = this.#clipped(rows, logits, standardise(Float64Array.from(rows, (row) => advantage[row]!)));
    const { value, extra } = this.#loss.compute(
      {
        logits,
        actions: engine.indices(Int32Array.from(rows, (row) => rollout.actions[row]!)),
        advantages: engine.tensor([rows.length], weighted),
        returns: undefined,
        baseline: undefined,
        rewards: undefined,
        dones: undefined,
      },
      this.#lossParams,
    );
    this.#record.gradNorm(this.#optimizer.descend(value, progress));
    this.#record.loss(value.item());
    this.#record.entropy(meanOf((extra!.entropyRows as Tensor).view()));
    const target = engine.tensor(
      [rows.length],
      Float64Array.from(rows, (row) => returns[row]!),
    );
    const error = mean(square(sub(reshape(this.#critic.forward(observations), [rows.length]), target)));
    this.#criticOptimizer.descend(error, progress);
    this.#record.valueLoss(error.item());
    engine.reset();
  }

  /** Advantages times the probability ratio, 0 where the clipped objective is flat. */
  #clipped(rows: Int32Array, logits: Tensor, advantage: Float64Array): Float64Array {
    const { clipRange } = this.#c.params;
    const actions = logits.shape[1]!;
    const probabilities = new Float64Array(actions);
    const view = logits.view();
    let clipped = 0;
    rows.forEach((row, i) => {
      const now = softmaxInto(view, i * actions, probabilities)[this.#rollout.actions[row]!]!;
      const ratio = now / this.#rollout.probabilities[row]!;
      const flat = advantage[i]! > 0 ? ratio > 1 + clipRange : ratio < 1 - clipRange;
      if (flat) clipped++;
      advantage[i] = flat ? 0 : advantage[i]! * ratio;
    });
    this.#record.clipFraction(clipped / rows.length);
    return advantage;
  }

  #valuesOf(observations: Float32Array, count: number): Float64Array {
    const values = new Float32Array(count);
    this.#critic.outputs(observations, count, values);
    return Float64Array.from(values);
  }
}

export const ppo = defineAgent({
  name: 'ppo',
  title: 'PPO',
  summary:
    'Several passes over each stretch of play, with probability ratios clipped so that the policy moves a little at a time.',
  source: 'Schulman et al. 2017; GAE: Schulman et al. 2016',
  deviations: [
    'One env; the paper runs several side by side.',
    'The clipped objective is followed by its gradient (ratio times advantage, 0 where clipped), so the recorded loss is the policy-gradient loss.',
    'Actor and critic share no layers; the value loss is not clipped.',
    'Advantages are standardised per minibatch; a time limit bootstraps from the critic, unless bootstrapOnTruncation is off.',
  ],
  losses: ['policy-gradient'],
  suppliesLossParams: ['gamma'],
  params,
  tunable: [
    ...optimizerTunable,
    'gamma',
    'epochs',
    'batch',
    'clipRange',
    'lambda',
    'valueLr',
    'evalEpisodes',
    'finalEpisodes',
  ],
  create: (context) => new PpoLearner(context),
});

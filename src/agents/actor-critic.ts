import { copyArrays, type GreedyPolicy, type Learner, type NamedArrays, type Shapes } from '../core/learner.js';
import { integer, number, type ParamValues } from '../core/params.js';
import type { Scope } from '../core/scope.js';
import { type Savable, type Saved, together } from '../core/state.js';
import type { policyGradient } from '../losses/policy-gradient.js';
import { mean, reshape, square, sub } from '../tensor/ops/index.js';
import { createOptimizer, optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { type AgentContext, defineAgent } from './agent.js';
import { DeadUnits } from './dead-units.js';
import { meanOf } from './evaluation.js';
import { Network } from './policy-network.js';
import { PolicyPlayer, policyParams } from './policy-player.js';
import { rlMetrics } from './rl-metrics.js';
import { advantages, explainedVariance, Rollout, standardise } from './rollout.js';
import { isEnd, truncationParams } from './truncation.js';

const params = {
  ...optimizerParams,
  ...policyParams,
  ...truncationParams,
  horizon: integer(128, 'env steps between two updates', { min: 1, max: 1e6 }),
  lambda: number(0.95, 'GAE: 0 trusts the critic alone, 1 the returns alone', { min: 0, max: 1 }),
  valueLr: number(1e-3, 'learning rate of the critic', { above: 0, max: 10 }),
  valueUpdates: integer(4, 'gradient steps of the critic per update', { min: 1, max: 1000 }),
} as const;

/** One policy step per stretch of play, with a learned critic in place of whole-episode returns. */
class ActorCriticLearner implements Learner {
  readonly #c: AgentContext<ParamValues<typeof params>>;
  readonly #player: PolicyPlayer;
  readonly #actor: Network;
  readonly #critic: Network;
  readonly #optimizer;
  readonly #criticOptimizer;
  readonly #rollout: Rollout;
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
    this.#loss = context.loss as unknown as typeof policyGradient;
    this.#lossParams = { ...context.lossParams, gamma: p.gamma } as ParamValues<typeof policyGradient.params>;
    this.#record = {
      loss: rlMetrics.loss(recorder, 'policy-gradient loss of one update; no measure of progress, watch the return'),
      valueLoss: rlMetrics.valueLoss(recorder),
      entropy: rlMetrics.entropy(recorder),
      gradNorm: rlMetrics.gradNorm(recorder),
      explainedVariance: rlMetrics.explainedVariance(recorder),
    };
    this.#dead = new DeadUnits(recorder, this.#actor);
    this.#player = new PolicyPlayer(context, env, this.#actor);
    this.#parts = together({
      player: this.#player,
      optimizer: this.#optimizer,
      criticOptimizer: this.#criticOptimizer,
      rollout: this.#rollout,
      dead: this.#dead,
    });
  }

  advance(): void {
    this.#player.play();
    this.#rollout.push(this.#player, isEnd(this.#player.env, this.#c.params));
    if (this.#rollout.full) {
      this.#update();
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

  #update(): void {
    const { engine, params: p, steps } = this.#c;
    const rollout = this.#rollout;
    const n = rollout.length;
    const progress = this.#player.steps / steps;
    engine.reset();
    const observations = engine.tensor([n, rollout.width], rollout.observations);
    const next = engine.tensor([n, rollout.width], rollout.nextObservations);
    const values = engine.constant(() => Float64Array.from(this.#critic.forward(observations).view()));
    const nextValues = engine.constant(() => Float64Array.from(this.#critic.forward(next).view()));
    const advantage = advantages(rollout, values, nextValues, p.gamma, p.lambda);
    const returns = advantage.map((a, i) => a + values[i]!);
    const { value, extra } = this.#loss.compute(
      {
        logits: this.#dead.forward(observations),
        actions: engine.indices(rollout.actions),
        advantages: engine.tensor([n], standardise(advantage)),
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
    const target = engine.tensor([n], returns);
    for (let i = 0; i < p.valueUpdates; i++) {
      const loss = mean(square(sub(reshape(this.#critic.forward(observations), [n]), target)));
      this.#criticOptimizer.descend(loss, progress);
      if (i === 0) this.#record.valueLoss(loss.item());
    }
    this.#record.explainedVariance(explainedVariance(values, returns));
    engine.reset();
  }
}

export const actorCritic = defineAgent({
  name: 'actor-critic',
  title: 'Advantage actor-critic',
  summary: 'Policy gradient on advantages that a learned critic estimates (A2C with GAE).',
  source: 'Mnih et al. 2016 (A3C; here its synchronous form A2C); GAE: Schulman et al. 2016',
  deviations: [
    'One env and one thread; the paper averages over parallel actors.',
    'Actor and critic share no layers, and the critic takes several gradient steps per update.',
    'Advantages are standardised over the rollout.',
    'A time limit bootstraps from the critic, unless bootstrapOnTruncation is off.',
  ],
  losses: ['policy-gradient'],
  suppliesLossParams: ['gamma'],
  params,
  tunable: [...optimizerTunable, 'gamma', 'lambda', 'valueLr', 'valueUpdates', 'evalEpisodes', 'finalEpisodes'],
  create: (context) => new ActorCriticLearner(context),
});

import { UserError } from '../../core/errors.js';
import { copyArrays, type Learner, type NamedArrays } from '../../core/learner.js';
import { number, type ParamValues } from '../../core/params.js';
import { type Savable, together } from '../../core/state.js';
import { Anatomist } from '../../losses/tools/update-anatomy.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, entropyRows, mean, reshape, square, sub } from '../../tensor/ops/index.js';
import { createOptimizer, optimizerParams } from '../../tensor/optim/index.js';
import type { AgentContext } from './agent.js';
import { DeadUnits } from './judging/dead-units.js';
import { meanOf } from './judging/evaluation.js';
import { rlMetrics } from './judging/rl-metrics.js';
import { advantages, explainedVariance, Rollout, standardise } from './memory/rollout.js';
import { policyNetwork } from './networks/answer-network.js';
import { Network, type PolicyNetwork } from './networks/policy-network.js';
import { PolicyLoss } from './policy-loss.js';
import { entropyFactor, PolicyPlayer, policyParams } from './policy-player.js';
import { isEnd, truncationParams } from './truncation.js';

/** Part of the deviation of the returns below which advantages are noise. */
const LEAST_DEVIATION = 0.1;

/** Settings of every agent with an actor and a critic. */
export const criticParams = {
  ...optimizerParams,
  schedule: { ...optimizerParams.schedule, default: 'linear' },
  finalLr: { ...optimizerParams.finalLr, default: 0.05 },
  clip: { ...optimizerParams.clip, default: 0.5 },
  ...policyParams,
  ...truncationParams,
  lambda: number(0.95, 'GAE: 0 trusts the critic alone, 1 the returns alone', { min: 0, max: 1 }),
  valueLr: number(1e-3, 'learning rate of the critic', { above: 0, max: 10 }),
} as const;

type Params = ParamValues<typeof criticParams> & { readonly horizon: number };

/**
 * What agents with an actor and a critic share: both networks with their optimisers, stretches of play with their
 * advantages, one gradient step of either, records and evaluation. An agent adds what it does with a full stretch.
 */
export class ActorCritic {
  readonly player: PolicyPlayer;
  readonly rollout: Rollout;
  readonly #c: AgentContext<Params>;
  readonly #actor: PolicyNetwork;
  readonly #critic: Network;
  readonly #optimizer;
  readonly #criticOptimizer;
  readonly loss: PolicyLoss;
  readonly #record;
  readonly #dead: DeadUnits;
  readonly #anatomist: Anatomist;

  /** `lossHelp` tells what the recorded loss is; `supplied` are settings of the loss that the agent gives it. */
  constructor(context: AgentContext<Params>, lossHelp: string, supplied: Readonly<Record<string, unknown>> = {}) {
    this.#c = context;
    const { engine, params: p, recorder, stream } = context;
    const env = context.makeEnv();
    const width = env.observationSpace.size;
    if (p.horizon % p.envs !== 0) {
      throw new UserError({
        path: 'agent.horizon',
        message: 'must be a multiple of agent.envs: every env plays as many steps between two updates',
        given: String(p.horizon),
        allowed: `multiples of ${p.envs}`,
      });
    }
    const network = (name: string, outputs: number, index: number, lastGain: number) =>
      new Network(engine, name, [width, outputs], { ...p, lastGain }, stream('init', index));
    this.#actor = policyNetwork(engine, 'actor', env, { ...p, lastGain: 0.01 }, stream('init', 0));
    // A critic that starts at 0 promises nothing that was not met.
    this.#critic = network('critic', 1, 1, 0.01);
    this.#optimizer = createOptimizer(this.#actor.parameters, p);
    this.#criticOptimizer = createOptimizer(this.#critic.parameters, { ...p, lr: p.valueLr });
    this.rollout = new Rollout(p.horizon, width);
    this.#anatomist = new Anatomist(this.#actor.parameters);
    const settings = { ...context.lossParams, gamma: p.gamma, ...supplied };
    this.loss = new PolicyLoss(this.#anatomist.listen(context.loss), settings);
    this.#record = {
      loss: rlMetrics.loss(recorder, lossHelp),
      valueLoss: rlMetrics.valueLoss(recorder),
      entropy: rlMetrics.entropy(recorder),
      gradNorm: rlMetrics.gradNorm(recorder),
      explainedVariance: rlMetrics.explainedVariance(recorder),
    };
    this.#dead = new DeadUnits(recorder, this.#actor);
    this.player = new PolicyPlayer(context, this.#actor);
  }

  /** Advantages of the stretch by GAE, and the returns that the critic is to learn: advantage plus value. */
  judge(): { readonly advantage: Float64Array; readonly returns: Float64Array } {
    const { rollout } = this;
    this.#c.engine.reset();
    const values = this.#values(rollout.observations);
    const advantage = advantages(rollout, values, this.#values(rollout.nextObservations), this.#c.params);
    const returns = advantage.map((a, i) => a + values[i]!);
    this.#record.explainedVariance(explainedVariance(values, returns));
    return { advantage, returns };
  }

  /** Standardises advantages in place; of a single step there is nothing to standardise. */
  standardise(advantage: Float64Array): Float64Array {
    // Returns of normalised rewards have a deviation of about 1.
    const least = this.#c.params.normalizeRewards === 'on' ? LEAST_DEVIATION : 0;
    return advantage.length > 1 ? standardise(advantage, least) : advantage;
  }

  /** Logits of the actor at a batch of observations. */
  logits(observations: Tensor): Tensor {
    this.#anatomist.begin();
    return this.#dead.forward(observations);
  }

  /** One step of the actor: actions by row, their advantages as constants, log pi_ref of them, and for losses on the ratio how likely they were. */
  improve(
    logits: Tensor,
    actions: Int32Array,
    advantage: Float64Array,
    references: Float64Array,
    old?: Float64Array,
  ): void {
    const { engine } = this.#c;
    const column = (data: Float64Array) => engine.tensor([data.length], data);
    const { value } = this.loss.compute(
      {
        logits,
        actions: engine.indices(actions),
        advantages: () => column(advantage),
        ...(old && { old: () => column(old) }),
      },
      entropyFactor(this.#c.params, this.#progress),
    );
    this.#anatomist.between();
    const term = this.player.reference?.loss(logits, engine.indices(actions), references, null) ?? null;
    const norm = this.#optimizer.descend(term === null ? value : add(value, term), this.#progress);
    this.#anatomist.end(this.player.steps, norm);
    this.#record.gradNorm(norm);
    this.#record.loss(value.item());
    this.#record.entropy(meanOf(engine.constant(() => entropyRows(logits)).view()));
  }

  /** So many steps of the critic towards the returns; the error before the first of them is recorded. */
  fit(observations: Tensor, returns: Float64Array, times: number): void {
    const n = returns.length;
    const target = this.#c.engine.tensor([n], returns);
    for (let i = 0; i < times; i++) {
      this.#anatomist.beside(this.#critic.parameters, () => {
        const error = mean(square(sub(reshape(this.#critic.forward(observations), [n]), target)));
        const norm = this.#criticOptimizer.descend(error, this.#progress);
        if (i === 0) this.#record.valueLoss(error.item());
        return norm;
      });
    }
  }

  /** The learner that plays on, and calls `learn` whenever a stretch is full; `more` is state of its own. */
  learner(learn: () => void, more: Readonly<Record<string, Savable>> = {}): Learner {
    const { player, rollout } = this;
    const [actor, critic] = [this.#actor.parameters, this.#critic.parameters];
    const parts = together({
      player,
      optimizer: this.#optimizer,
      criticOptimizer: this.#criticOptimizer,
      rollout,
      dead: this.#dead,
      ...more,
    });
    const { normalizer } = player;
    const weights = (): NamedArrays => new Map([...actor.byName(), ...critic.byName(), ...normalizer.weights()]);
    const shapes = () =>
      new Map([
        ...actor.shapes(),
        ...critic.shapes(),
        ...[...normalizer.weights()].map(([name, array]) => [name, [array.length]] as const),
      ]);
    return {
      advance: () => {
        player.play();
        rollout.push(player, isEnd(player.env, this.#c.params));
        if (rollout.full) {
          learn();
          rollout.clear();
        }
        player.follow();
      },
      evaluate: (final) => {
        player.evaluate(final);
        this.#anatomist.evaluated(player.steps / this.#c.steps);
      },
      scope: (apart = true) => this.#anatomist.join(player.scope(), apart),
      policy: () => player.policy(),
      weights,
      shapes,
      load: (saved) => copyArrays(weights(), saved),
      save: () => parts.save(),
      restore: (saved) => parts.restore(saved),
    };
  }

  get #progress(): number {
    return this.player.steps / this.#c.steps;
  }

  #values(observations: Float32Array): Float64Array {
    const values = new Float32Array(this.rollout.length);
    this.#critic.outputs(observations, values.length, values);
    return Float64Array.from(values);
  }
}

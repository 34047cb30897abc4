import { UserError } from '../../core/errors.js';
import { copyArrays, type Learner, type NamedArrays } from '../../core/learner.js';
import { choice, number, type ParamValues } from '../../core/params.js';
import { picked, pickedIntegers } from '../../core/picked.js';
import { type Savable, together } from '../../core/state.js';
import { actionSpaceOf } from '../../env/kit/actions.js';
import { clippedValue } from '../../losses/reinforcement/clipped-value.js';
import { Anatomist } from '../../losses/tools/update-anatomy.js';
import type { Tensor } from '../../tensor/engine.js';
import { add, gatherRows, mean, reshape, square, sub } from '../../tensor/ops/index.js';
import { createOptimizer, optimizerParams } from '../../tensor/optim/index.js';
import { ActionLoss } from './action-loss.js';
import type { AgentContext } from './agent.js';
import { BoxSpace } from './box-space.js';
import { DeadUnits } from './judging/dead-units.js';
import { rlMetrics } from './judging/rl-metrics.js';
import { advantages, explainedVariance, Rollout, standardise } from './memory/rollout.js';
import { Stretch } from './memory/stretch.js';
import { policyNetwork } from './networks/answer-network.js';
import { GaussianHead } from './networks/gaussian-head.js';
import { checkNetwork, convOf } from './networks/network-settings.js';
import { Network, type PolicyNetwork } from './networks/policy-network.js';
import { entropyFactor, policyParams } from './policy-params.js';
import { PolicyPlayer } from './policy-player.js';
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
  bounds: choice(
    'clip',
    ['clip', 'squash'],
    'actions in a box: what is drawn is cut off at the bounds, or squashed into them by tanh',
  ),
  ...truncationParams,
  lambda: number(0.95, 'GAE: 0 trusts the critic alone, 1 the returns alone', { min: 0, max: 1 }),
  valueLr: number(1e-3, 'learning rate of the critic', { above: 0, max: 10 }),
} as const;

type Params = ParamValues<typeof criticParams> & { readonly horizon: number };

/** Rows of a full stretch that an update learns from, with what networks with a memory need to know of them. */
export interface Batch {
  /** Row numbers; those of a memory go step by step, env by env. */
  readonly rows: Int32Array;
  readonly observations: Tensor;
}

/**
 * What agents with an actor and a critic share: both networks with their optimisers, stretches of play with their
 * advantages, one gradient step of either, records and evaluation. An agent adds what it does with a full stretch.
 */
export class ActorCritic {
  readonly player: PolicyPlayer;
  readonly rollout: Rollout;
  readonly loss: ActionLoss;
  /** Whether rows are learned in whole stretches of time. */
  readonly recurrent: boolean;
  readonly #c: AgentContext<Params>;
  readonly #actor: PolicyNetwork;
  readonly #critic: Network;
  readonly #optimizer;
  readonly #criticOptimizer;
  /** What the networks remembered when the stretch began; null without a memory. */
  readonly #actorStart: Stretch | null;
  readonly #criticStart: Stretch | null;
  readonly #record;
  readonly #dead: DeadUnits;
  readonly #anatomist: Anatomist;

  /** `lossHelp` tells what the recorded loss is; `supplied` are settings of the loss that the agent gives it. */
  constructor(context: AgentContext<Params>, lossHelp: string, supplied: Readonly<Record<string, unknown>> = {}) {
    this.#c = context;
    const { engine, params: p, recorder, stream } = context;
    const env = context.makeEnv();
    checkNetwork(p, env, { agent: 'an actor with a critic', recurrent: true });
    const width = env.observationSpace.size;
    if (p.horizon % p.envs !== 0) {
      throw new UserError({
        path: 'agent.horizon',
        message: 'must be a multiple of agent.envs: every env plays as many steps between two updates',
        given: String(p.horizon),
        allowed: `multiples of ${p.envs}`,
      });
    }
    const box = actionSpaceOf(env).kind === 'box' ? new BoxSpace(env) : null;
    const actions = env.actionNames.length;
    const gru = p.recurrent === 'gru' ? p.recurrentUnits : 0;
    this.recurrent = gru > 0;
    const conv = convOf(p, env);
    const options = { ...p, conv, gru, deviations: box?.size ?? 0, lastGain: 0.01 };
    this.#actor = policyNetwork(engine, 'actor', env, options, stream('init', 0));
    // A critic that starts at 0 promises nothing that was not met.
    const critic = { ...p, conv, gru, lastGain: 0.01 };
    this.#critic = new Network(engine, 'critic', [width, 1], critic, stream('init', 1));
    this.#optimizer = createOptimizer(this.#actor.parameters, p);
    this.#criticOptimizer = createOptimizer(this.#critic.parameters, { ...p, lr: p.valueLr });
    const masked = env.mask === undefined ? 0 : actions;
    this.rollout = new Rollout(p.horizon, width, { box: box?.size ?? 0, masked });
    this.#actorStart = gru === 0 ? null : new Stretch(p.envs, gru);
    this.#criticStart = gru === 0 ? null : new Stretch(p.envs, gru);
    this.#anatomist = new Anatomist(this.#actor.parameters);
    const gaussian = box && new GaussianHead(box, this.#actor.logDeviations!, p.bounds);
    const settings = { ...context.lossParams, gamma: p.gamma, ...supplied };
    this.loss = new ActionLoss(this.#anatomist.listen(context.loss), settings, this.rollout, gaussian);
    this.#record = {
      loss: rlMetrics.loss(recorder, lossHelp),
      valueLoss: rlMetrics.valueLoss(recorder),
      entropy: rlMetrics.entropy(recorder),
      gradNorm: rlMetrics.gradNorm(recorder),
      explainedVariance: rlMetrics.explainedVariance(recorder),
    };
    this.#dead = new DeadUnits(recorder, this.#actor);
    this.player = new PolicyPlayer(context, this.#actor, { gaussian });
  }

  /** Advantages of the stretch by GAE, and the returns that the critic is to learn: advantage plus value. */
  judge(): { readonly advantage: Float64Array; readonly returns: Float64Array; readonly values: Float64Array } {
    const { rollout } = this;
    this.#c.engine.reset();
    const { values, next } = this.#values();
    const advantage = advantages(rollout, values, next, this.#c.params);
    const returns = advantage.map((a, i) => a + values[i]!);
    this.#record.explainedVariance(explainedVariance(values, returns));
    return { advantage, returns, values };
  }

  /** Standardises advantages in place; of a single step there is nothing to standardise. */
  standardise(advantage: Float64Array): Float64Array {
    // Returns of normalised rewards have a deviation of about 1.
    const least = this.#c.params.normalizeRewards === 'on' ? LEAST_DEVIATION : 0;
    return advantage.length > 1 ? standardise(advantage, least) : advantage;
  }

  /** The whole stretch as one batch. */
  whole(): Batch {
    const { rollout } = this;
    return {
      rows: Int32Array.from({ length: rollout.length }, (_, i) => i),
      observations: this.#c.engine.tensor([rollout.length, rollout.width], rollout.observations),
    };
  }

  /** Some of its rows; with a memory those of some envs, see {@link Stretch.rowsOf}. */
  part(rows: Int32Array): Batch {
    const { rollout } = this;
    const { engine } = this.#c;
    const all = engine.tensor([rollout.length, rollout.width], rollout.observations);
    return { rows, observations: gatherRows(all, engine.indices(rows)) };
  }

  /** Outputs of the actor at a batch. */
  outputs({ observations, rows }: Batch): Tensor {
    this.#anatomist.begin();
    return this.#dead.forward(observations, this.#actorStart?.memory(this.#c.engine, rows, this.rollout) ?? null);
  }

  /** One step of the actor: what was done in the rows of the batch, with its advantages as constants. */
  improve(outputs: Tensor, { rows }: Batch, advantage: Float64Array): void {
    const { value, entropy } = this.loss.compute(
      outputs,
      rows,
      advantage,
      entropyFactor(this.#c.params, this.#progress),
    );
    this.#anatomist.between();
    const term = this.#divergence(outputs, rows);
    const norm = this.#optimizer.descend(term === null ? value : add(value, term), this.#progress);
    this.#anatomist.end(this.player.steps, norm);
    this.#record.gradNorm(norm);
    this.#record.loss(value.item());
    this.#record.entropy(entropy());
  }

  /** The term of divergence from the env's reference policy, where it is a loss. */
  #divergence(logits: Tensor, rows: Int32Array): Tensor | null {
    const { reference } = this.player;
    if (reference === null) return null;
    const { actions, references } = this.rollout;
    const taken = logits.engine.indices(pickedIntegers(actions, rows));
    return reference.loss(logits, taken, picked(references, rows), null);
  }

  /**
   * So many steps of the critic towards the returns; the error before the first of them is recorded. With `clip` the loss is
   * clipped-value: what moves further than `range` from the `old` value of a row counts no more.
   */
  fit(
    { observations, rows }: Batch,
    returns: Float64Array,
    times: number,
    clip?: { readonly range: number; readonly old: Float64Array },
  ): void {
    const n = returns.length;
    const { engine } = this.#c;
    const target = engine.tensor([n], returns);
    const memory = this.#criticStart?.memory(engine, rows, this.rollout) ?? null;
    const old = clip && engine.tensor([n], clip.old);
    const cost = (values: Tensor): Tensor =>
      clip === undefined
        ? mean(square(sub(values, target)))
        : clippedValue.compute(
            { values, oldValues: old!, returns: target },
            { form: 'max', clipRange: clip.range, half: false, reduction: 'mean' },
          ).value;
    for (let i = 0; i < times; i++) {
      this.#anatomist.beside(this.#critic.parameters, () => {
        const error = cost(reshape(this.#critic.forward(observations, memory), [n]));
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
      actorStart: this.#actorStart,
      criticStart: this.#criticStart,
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
        if (rollout.length === 0) this.#actorStart?.begin(player.memory!);
        player.play();
        rollout.push(player, isEnd(player.env, this.#c.params));
        if (rollout.full) {
          learn();
          rollout.clear();
          this.#criticStart?.move();
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

  /** Values of the steps of the stretch, and of what each of them led to. */
  #values(): { readonly values: Float64Array; readonly next: Float64Array } {
    const { rollout } = this;
    const start = this.#criticStart;
    if (start === null)
      return { values: this.#valuesAt(rollout.observations), next: this.#valuesAt(rollout.nextObservations) };
    const { engine } = this.#c;
    return engine.untracked(() => {
      const n = rollout.length;
      const { rows, observations } = this.whole();
      const states = this.#critic.states(observations, start.memory(engine, rows, rollout));
      const values = Float64Array.from(this.#critic.outputsOf(states).view());
      const led = engine.tensor([n, rollout.width], rollout.nextObservations);
      const after = this.#critic.forward(led, { state: states, keep: engine.filled([n], 1) });
      start.follow(states.view(), rollout);
      return { values, next: Float64Array.from(after.view()) };
    });
  }

  #valuesAt(observations: Float32Array): Float64Array {
    const values = new Float32Array(this.rollout.length);
    this.#critic.outputs(observations, values.length, values);
    return Float64Array.from(values);
  }
}

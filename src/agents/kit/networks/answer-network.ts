import { UserError } from '../../../core/errors.js';
import { boolean } from '../../../core/params.js';
import type { Stream } from '../../../core/random.js';
import type { Env } from '../../../env/kit/env.js';
import { observationSize } from '../../../env/tokens/observation.js';
import { TokenPolicy } from '../../../env/tokens/policy.js';
import type { TokenWorld } from '../../../env/tokens/world.js';
import type { Engine, Tensor } from '../../../tensor/engine.js';
import { ParameterSet } from '../../../tensor/nn/parameters.js';
import { Network, type NetworkOptions, type PolicyNetwork } from './policy-network.js';

export const answerParams = {
  table: boolean(false, 'in envs with a reference policy: free logits for each prefix, in place of a network'),
} as const;

/** The policy of an agent: in a world of answers the reference plus a network or table that starts at 0. */
export function policyNetwork(
  engine: Engine,
  name: string,
  env: Env,
  options: NetworkOptions & { readonly table: boolean },
  stream: Stream,
): PolicyNetwork {
  if (env.world !== undefined) {
    const { activation, norm, gru = 0 } = options;
    if (gru > 0 || norm !== 'none') throw misfit();
    if (activation === 'silu') throw misfit();
    return new AnswerNetwork(engine, name, env.world, { ...options, activation }, stream);
  }
  return new Network(engine, name, [env.observationSpace.size, env.actionNames.length], options, stream);
}

function misfit(): UserError {
  return new UserError({
    path: 'agent.network',
    message: 'in an env with a reference policy has hidden layers with relu or tanh alone',
    hint: 'Leave out recurrent, norm and silu',
  });
}

/** A policy over answers, asked by observations. */
class AnswerNetwork implements PolicyNetwork {
  readonly parameters: ParameterSet;
  readonly units = 0;
  readonly logDeviations = null;
  readonly #engine: Engine;
  readonly #policy: TokenPolicy;
  readonly #world: TokenWorld;

  constructor(
    engine: Engine,
    name: string,
    world: TokenWorld,
    options: NetworkOptions & { readonly table: boolean; readonly activation: 'relu' | 'tanh' },
    stream: Stream,
  ) {
    this.#engine = engine;
    this.#world = world;
    this.parameters = new ParameterSet(engine);
    this.#policy = new TokenPolicy(this.parameters, name, world, options, stream);
    this.parameters.seal();
  }

  readonly forward = (observations: Tensor): Tensor => this.#policy.logits(this.#states(observations.view()));

  outputs(observations: Float32Array, _count: number, into: Float32Array): void {
    this.#engine.untracked(() => {
      into.set(this.#policy.logits(this.#states(observations)).view());
    });
  }

  /** The state of each observation; that of the end, which nobody acts in, counts as the first. */
  #states(observations: ArrayLike<number>): Int32Array {
    const { tree, prompts } = this.#world;
    const { rows, vocabulary: v, length, child } = tree;
    const width = observationSize(tree, prompts);
    return Int32Array.from({ length: observations.length / width }, (_, i) => {
      const from = i * width;
      let prompt = 0;
      while (prompt < prompts - 1 && observations[from + prompt] !== 1) prompt++;
      let row = 0;
      for (let place = 0; place < length; place++) {
        const at = from + prompts + length + place * v;
        let token = 0;
        while (token < v && observations[at + token] !== 1) token++;
        if (token === v) break;
        row = child[row * v + token]!;
      }
      return prompt * rows + row;
    });
  }
}

import type { Stream } from '../../core/random.js';
import type { Env } from '../../env/kit/env.js';
import type { Engine, Tensor } from '../../tensor/engine.js';
import { type FeedForwardOptions, feedForward } from '../../tensor/nn/feed-forward.js';
import { kaimingUniform } from '../../tensor/nn/init.js';
import { ParameterSet } from '../../tensor/nn/parameters.js';
import { concatColumns, reshape } from '../../tensor/ops/index.js';
import { convOf, type NetworkSettings } from '../kit/networks/network-settings.js';

/** A network from observations [N,D] to so many numbers [N,outputs]. */
export class Actor {
  readonly parameters: ParameterSet;
  readonly forward: (observations: Tensor) => Tensor;

  constructor(engine: Engine, env: Env, settings: NetworkSettings, outputs: number, stream: Stream) {
    this.parameters = new ParameterSet(engine);
    const sizes = [env.observationSpace.size, ...settings.hidden, outputs];
    this.forward = feedForward(this.parameters, 'actor', sizes, {
      ...options(settings, stream),
      conv: convOf(settings, env),
    });
    this.parameters.seal();
  }
}

/** Two networks from observations [N,D] and actions [N,A] to a value [N] each (Fujimoto et al. 2018). */
export class TwinCritics {
  readonly parameters: ParameterSet;
  readonly #one: (x: Tensor) => Tensor;
  readonly #two: (x: Tensor) => Tensor;

  constructor(engine: Engine, env: Env, settings: NetworkSettings, actions: number, stream: Stream) {
    this.parameters = new ParameterSet(engine);
    const sizes = [env.observationSpace.size + actions, ...settings.hidden, 1];
    this.#one = feedForward(this.parameters, 'critic.a', sizes, options(settings, stream));
    this.#two = feedForward(this.parameters, 'critic.b', sizes, options(settings, stream));
    this.parameters.seal();
  }

  /** Values by both. */
  both(observations: Tensor, actions: Tensor): readonly [Tensor, Tensor] {
    const x = concatColumns(observations, actions);
    const n = x.shape[0]!;
    return [reshape(this.#one(x), [n]), reshape(this.#two(x), [n])];
  }

  /** Values by the first alone. */
  first(observations: Tensor, actions: Tensor): Tensor {
    const x = concatColumns(observations, actions);
    return reshape(this.#one(x), [x.shape[0]!]);
  }
}

function options({ activation, norm }: NetworkSettings, stream: Stream): FeedForwardOptions {
  return { activation, norm, init: kaimingUniform(stream) };
}

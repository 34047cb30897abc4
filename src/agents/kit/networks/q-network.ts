import type { Stream } from '../../../core/random.js';
import type { Engine, Tensor } from '../../../tensor/engine.js';
import { kaimingUniform } from '../../../tensor/nn/init.js';
import { mlp } from '../../../tensor/nn/mlp.js';
import { ParameterSet } from '../../../tensor/nn/parameters.js';
import { add, addColumn, reshape, scale, sumRows } from '../../../tensor/ops/index.js';

/** A network from observations [N,D] to one value per action [N,A]. */
export interface QNetwork {
  readonly parameters: ParameterSet;
  forward(observations: Tensor): Tensor;
}

/**
 * An MLP with ReLU; with `dueling` its last hidden layer feeds a value and an advantage head and
 * Q = V + A - mean(A) (Wang et al. 2016, equation 9).
 */
export function createQNetwork(
  engine: Engine,
  sizes: { observation: number; hidden: readonly number[]; actions: number },
  dueling: boolean,
  init: Stream,
): QNetwork {
  const parameters = new ParameterSet(engine);
  const uniform = kaimingUniform(init);
  const options = { activation: 'relu', init: uniform } as const;
  if (!dueling) {
    const forward = mlp(parameters, 'q', [sizes.observation, ...sizes.hidden, sizes.actions], options);
    parameters.seal();
    return { parameters, forward };
  }
  const width = sizes.hidden.at(-1) ?? sizes.observation;
  const trunk =
    sizes.hidden.length === 0
      ? (x: Tensor) => x
      : mlp(parameters, 'trunk', [sizes.observation, ...sizes.hidden], {
          ...options,
          lastActivation: 'relu',
        });
  const value = mlp(parameters, 'value', [width, 1], { activation: 'relu', init: uniform });
  const advantage = mlp(parameters, 'advantage', [width, sizes.actions], { activation: 'relu', init: uniform });
  parameters.seal();
  return {
    parameters,
    forward(observations) {
      const hidden = trunk(observations);
      const a = advantage(hidden);
      const v = reshape(value(hidden), [observations.shape[0]!]);
      return addColumn(a, add(v, scale(sumRows(a), -1 / sizes.actions)));
    },
  };
}

import { copyArrays, type Learner } from '../../core/learner.js';
import type { Scope } from '../../core/scope.js';
import { fieldsOf, type Parts, together } from '../../core/state.js';
import { ParameterSet } from '../../tensor/nn/parameters.js';
import { createOptimizer, type OptimizerValues } from '../../tensor/optim/index.js';
import type { Tensor } from '../../tensor/tensor.js';
import type { TaskContext } from '../task.js';

/** Updates between two looks at the units, which take a few percent of an update. */
const LOOK_EVERY = 32;

/** What a task adds to plain gradient descent on minibatches. */
export interface Trainee {
  /** The next training batch's loss: one number, on the tape. */
  loss(): Tensor;
  /** Runs after each update: projections, and metrics of the batch. */
  afterUpdate?(): void;
  evaluate(final: boolean): void;
  /** `step` counts the updates so far. */
  scope(step: number): Scope | null;
  /** What the next batch depends on besides the weights: batches, streams. */
  readonly parts: Parts;
}

/**
 * A learner that descends on one loss a step. `build` adds its parameters to the set first; permanent memory of its own it
 * takes after `seal()`. Records `loss` and `grad_norm` at each update, and `dead_units` now and then.
 */
export function createTrained(
  context: TaskContext<OptimizerValues>,
  build: (parameters: ParameterSet) => Trainee,
): Learner {
  const { engine, params, recorder, steps } = context;
  const recordLoss = recorder.define({ name: 'loss', help: 'loss of one training batch', better: 'lower' });
  const recordNorm = recorder.define({
    name: 'grad_norm',
    help: 'length of the gradient before clipping',
    better: 'neither',
  });
  const parameters = new ParameterSet(engine);
  const trainee = build(parameters);
  parameters.seal();
  const { units } = parameters;
  const recordDead =
    units.size === 0
      ? null
      : recorder.define({
          name: 'dead_units',
          help: 'share of the ReLU units that fire for no row of the batch',
          better: 'lower',
        });
  const optimizer = createOptimizer(parameters, params);
  const now = { step: 0 };
  const parts = together({ optimizer, ...trainee.parts, now: fieldsOf(now) });
  return {
    advance() {
      engine.reset();
      const looks = recordDead !== null && now.step % LOOK_EVERY === 0;
      if (looks) units.start();
      const loss = trainee.loss();
      if (looks) recordDead(units.share());
      recordLoss(loss.item());
      recordNorm(optimizer.descend(loss, now.step / steps));
      trainee.afterUpdate?.();
      now.step++;
      engine.reset();
    },
    evaluate: (final) => trainee.evaluate(final),
    scope: () => trainee.scope(now.step),
    weights: () => parameters.byName(),
    shapes: () => parameters.shapes(),
    load: (weights) => copyArrays(parameters.byName(), weights),
    save: () => parts.save(),
    restore: (saved) => parts.restore(saved),
  };
}

import { copyArrays, type Learner, type OwnData, type TrainingData } from '../../core/learner.js';
import type { Scope } from '../../core/scope.js';
import { fieldsOf, type Parts, together } from '../../core/state.js';
import { Anatomist } from '../../losses/tools/update-anatomy.js';
import type { Tensor } from '../../tensor/engine.js';
import { ParameterSet } from '../../tensor/nn/parameters.js';
import { createOptimizer, type OptimizerValues } from '../../tensor/optim/index.js';
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
  readonly data: TrainingData;
  /** What is left of training on a user's data. */
  readonly own?: OwnData | null;
}

/** What the loss of a batch is made of; a task without such a setting has nothing that differs. */
const LOSS_SETTINGS = ['loss', 'task.negatives', 'task.distance'] as const;

/**
 * A learner that descends on one loss a step. `build` adds its parameters to the set first; permanent memory of its own it
 * takes after `seal()`. Records `loss` and `grad_norm` at each update, and `dead_units` now and then. Updates after which
 * somebody asks for a picture are taken apart, if the trainee computes its loss by the context that it is built with.
 */
export function createTrained<P extends OptimizerValues>(
  context: TaskContext<P>,
  build: (context: TaskContext<P>, parameters: ParameterSet) => Trainee,
): Learner {
  const { engine, params, recorder, steps } = context;
  const recordLoss = recorder.define({
    name: 'loss',
    help: 'loss of one training batch',
    better: 'lower',
    dependsOn: LOSS_SETTINGS,
  });
  const recordNorm = recorder.define({
    name: 'grad_norm',
    help: 'length of the gradient before clipping',
    better: 'neither',
    dependsOn: LOSS_SETTINGS,
  });
  const parameters = new ParameterSet(engine);
  const anatomist = new Anatomist(parameters);
  const trainee = build({ ...context, loss: anatomist.listen(context.loss) }, parameters);
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
      // The last update too: nobody can ask for it when it has passed.
      anatomist.begin(now.step + 1 === steps);
      if (looks) units.start();
      const loss = trainee.loss();
      if (looks) recordDead(units.share());
      recordLoss(loss.item());
      anatomist.between();
      const norm = optimizer.descend(loss, now.step / steps);
      recordNorm(norm);
      trainee.afterUpdate?.();
      now.step++;
      anatomist.end(now.step, norm);
      engine.reset();
    },
    evaluate: (final) => trainee.evaluate(final),
    scope: (apart = true) => anatomist.join(trainee.scope(now.step), apart),
    data: trainee.data,
    own: trainee.own ?? null,
    weights: () => parameters.byName(),
    shapes: () => parameters.shapes(),
    load: (weights) => copyArrays(parameters.byName(), weights),
    save: () => parts.save(),
    restore: (saved) => parts.restore(saved),
  };
}

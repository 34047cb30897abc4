import { contentOf } from '../../core/state.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import { type Fit, supply } from '../../losses/kit/supervision.js';
import type { Tensor } from '../../tensor/engine.js';
import { kaimingUniform } from '../../tensor/nn/init.js';
import { mlp } from '../../tensor/nn/mlp.js';
import type { ParameterSet } from '../../tensor/nn/parameters.js';
import { add, crossEntropyRows, logSoftmaxRows, mean, scale } from '../../tensor/ops/index.js';
import { checkLists } from './class-weights.js';
import { bindLoss, chooseFit } from './fit-loss.js';
import { labelled, type Pairing, type PairingOptions } from './pairings.js';
import { watched } from './watched-loss.js';

/** Kinds of loss on outputs of a classifier that stands on the embeddings. */
export const classKinds = ['class-logits', 'class-scores', 'class-log-probs'] as const satisfies readonly Fit[];

export interface ClassHeadOptions extends Pick<PairingOptions, 'loss' | 'lossParams' | 'dim' | 'init'> {
  readonly classes: number;
}

/** One logit a class [N,C], from embeddings [N,D]. */
function classifier(parameters: ParameterSet, { classes, dim, init }: ClassHeadOptions): (x: Tensor) => Tensor {
  return mlp(parameters, 'classifier', [dim, classes], { activation: 'none', init: kaimingUniform(init) });
}

/** A classifier on top of the embeddings, thrown away after training: what is judged are the embeddings. */
export function createClassHead(parameters: ParameterSet, options: ClassHeadOptions): Pairing {
  const { loss, lossParams } = options;
  const fit = chooseFit(loss, lossParams, classKinds);
  checkLists(lossParams, options.classes, 'class');
  const logitsOf = classifier(parameters, options);
  const bound = bindLoss(parameters.engine, loss, lossParams, fit);
  return {
    takesFurther: true,
    loss(batch) {
      const { embeddings, labels } = labelled(batch);
      const logits = logitsOf(embeddings);
      return bound({ prediction: fit === 'class-log-probs' ? logSoftmaxRows(logits) : logits, target: labels });
    },
    afterUpdate() {},
    parts: {},
  };
}

/** Whether a loss draws rows to centers that move by a rule of their own, and so needs a classifier beside it. */
export function wantsCenters(loss: LossDefinition): boolean {
  return supply(loss, 'class-prototypes')?.prototypes === 'centers';
}

export interface CenterOptions extends ClassHeadOptions {
  /** Factor of the loss on centers beside the cross-entropy. */
  readonly weight: number;
  /** How far centers go towards their rows at each update. */
  readonly rate: number;
}

/**
 * Cross-entropy of a classifier plus `weight` times a loss on centers, which start at 0 and are moved by the rule of Wen
 * et al. 2016, c <- c - rate * centerDelta, not by the gradient.
 */
export function createCenterHead(parameters: ParameterSet, options: CenterOptions): Pairing {
  const { engine } = parameters;
  const { classes, dim, lossParams, weight, rate } = options;
  const logitsOf = classifier(parameters, options);
  const { loss, last } = watched(options.loss);
  const centers = new Float64Array(classes * dim);
  const bound = bindLoss(engine, loss, lossParams, 'class-prototypes');
  return {
    takesFurther: true,
    loss(batch) {
      const { embeddings, labels } = labelled(batch);
      const prototypes = engine.tensor([classes, dim], centers);
      const sharp = mean(crossEntropyRows(logitsOf(embeddings), engine.indices(labels.data)));
      return add(sharp, scale(bound({ embeddings, prototypes, target: labels }), weight));
    },
    afterUpdate() {
      const delta = last()?.centerDelta as Tensor;
      delta.view().forEach((value, i) => {
        centers[i]! -= rate * value;
      });
    },
    parts: { centers: contentOf(centers) },
  };
}

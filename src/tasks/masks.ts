import { UserError } from '../core/errors.js';
import type { Learner } from '../core/learner.js';
import { integer, list, number, type ParamValues, text } from '../core/params.js';
import { Stream } from '../core/random.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { reshape } from '../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { averagePrecision, confusion, curveScope, precisionOf, recallOf } from './metrics/binary.js';
import { diceOf, iouOf } from './metrics/overlap.js';
import { checkLists } from './model/class-weights.js';
import { elementHead, maskKinds } from './model/elements.js';
import { chooseFit } from './model/fit-loss.js';
import { createTrained, type Trainee } from './model/trainee.js';
import { loadMaskData } from './splits/masks-data.js';
import { Minibatches } from './splits/minibatches.js';
import { defineTask, type TaskContext } from './task.js';

const params = {
  ...optimizerParams,
  data: text('', 'JSONL file of {"image": rows of numbers, "mask": rows of 0 and 1}; empty for generated images'),
  testPart: number(0.3, 'data: part of the images that is held out for evaluation', { min: 0.05, max: 0.95 }),
  images: integer(100, 'generated: images to train on', { min: 1, max: 1000 }),
  testImages: integer(40, 'generated: further images, held out for evaluation', { min: 1, max: 200 }),
  side: integer(16, 'generated: side of an image in pixels', { min: 4, max: 32 }),
  window: integer(5, 'side of the square around a pixel that the model sees; odd', { min: 1, max: 9 }),
  radius: number(3, 'generated: largest radius of a disc in pixels', { above: 0, max: 64 }),
  smallest: number(1, 'generated: smallest radius of a disc in pixels', { min: 0.5, max: 64 }),
  contrast: number(1.5, 'generated: how much brighter a disc is than the rest; the noise has deviation 1', {
    min: 0,
    max: 100,
  }),
  hidden: list([32], 'units of each hidden layer', integer(32, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  batch: integer(8, 'images per update', { min: 1, max: 1024 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

function masksTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const draw = stream('data');
  const data = loadMaskData(p, draw);
  const { pixels, test } = data;
  const seen = p.window * p.window;
  const model = mlp(parameters, 'mlp', [seen, ...p.hidden, 1], {
    activation: 'relu',
    init: kaimingUniform(stream('init')),
  });
  parameters.seal();
  const head = elementHead(engine, loss, lossParams, maskKinds);
  const batches = new Minibatches(data.train, p.batch, draw);
  /** A logit a pixel, [images, pixels]. */
  const logits = (images: ArrayLike<number>) => {
    const inputs = new Float32Array(images.length * pixels * seen);
    Array.from(images).forEach((image, i) => {
      inputs.set(data.windows.subarray(image * pixels * seen, (image + 1) * pixels * seen), i * pixels * seen);
    });
    return reshape(model(engine.tensor([images.length * pixels, seen], inputs)), [images.length, pixels]);
  };
  const maskOf = (images: Int32Array) => {
    const mask = new Uint8Array(images.length * pixels);
    images.forEach((image, i) => {
      mask.set(data.mask.subarray(image * pixels, (image + 1) * pixels), i * pixels);
    });
    return mask;
  };
  const testMask = maskOf(test);
  const testLogits = () => {
    const all = new Float64Array(testMask.length);
    // Image by image, to keep a step's memory small.
    test.forEach((image, i) => {
      engine.untracked(() => all.set(logits([image]).view(), i * pixels));
    });
    return all;
  };
  let covered = 0;
  for (const inside of testMask) covered += inside / testMask.length;

  const higher = (name: string, help: string) => recorder.define({ name, help, better: 'higher' });
  const record = {
    iou: higher('iou', 'intersection of predicted and true pixels over their union, all held-out images, at 0.5'),
    dice: higher('dice_coefficient', 'twice the intersection over the sum of both sizes, all held-out images, at 0.5'),
    imageDice: higher(
      'mean_image_dice',
      "mean of the held-out images' own dice coefficients: small discs count as much",
    ),
    precision: higher('precision', 'part of the predicted pixels that are in a disc, at probability 0.5'),
    recall: higher('recall', 'part of the pixels in discs that are predicted, at probability 0.5'),
    averagePrecision: higher('average_precision', 'area under the precision-recall curve of held-out pixels'),
    covered: recorder.define({
      name: 'base_rate',
      help: 'part of the held-out pixels that is in a disc',
      better: 'neither',
    }),
  };

  return {
    loss() {
      const images = batches.next();
      return head.loss(logits(images), maskOf(images));
    },
    evaluate() {
      const scores = testLogits();
      const counts = confusion(scores, testMask);
      let sum = 0;
      for (let from = 0; from < scores.length; from += pixels)
        sum += diceOf(confusion(scores.subarray(from, from + pixels), testMask.subarray(from, from + pixels)));
      record.iou(iouOf(counts));
      record.dice(diceOf(counts));
      record.imageDice(sum / test.length);
      record.precision(precisionOf(counts));
      record.recall(recallOf(counts));
      record.averagePrecision(averagePrecision(scores, testMask));
      record.covered(covered);
    },
    scope: () => curveScope(testLogits(), testMask),
    parts: { batches },
    data: { content: data, epochSteps: batches.perEpoch },
  };
}

export const masks = defineTask({
  name: 'masks',
  title: 'Masks of small discs',
  summary:
    'An MLP that sees the surroundings of a pixel marks the few pixels of noisy images that belong to a disc, or to a mask in a file.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(maskKinds, 'dice');
  },
  params,
  tunable: [...optimizerTunable, 'batch'],
  takes: [
    {
      shape: 'JSON Lines of an image and its mask, rows of pixels',
      example: '{"image": [[0.1, 0.7]], "mask": [[0, 1]]}',
    },
  ],
  check(values) {
    const { window, radius, smallest } = values;
    if (window % 2 === 0)
      throw new UserError({ path: 'window', message: 'must be odd: a pixel stands in the middle', given: `${window}` });
    if (smallest > radius)
      throw new UserError({
        path: 'smallest',
        message: 'must not be above radius',
        given: `${smallest}`,
        allowed: `0.5 to ${radius}`,
      });
    if (values.data !== '') loadMaskData(values, Stream.from(0, 'data'));
  },
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, maskKinds);
    checkLists(lossParams, 2, 'class');
  },
  create: (context): Learner => createTrained(context, masksTrainee),
});

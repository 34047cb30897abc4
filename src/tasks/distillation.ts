import { UserError } from '../core/errors.js';
import type { Learner } from '../core/learner.js';
import { choice, integer, list, number, type ParamValues } from '../core/params.js';
import { maths } from '../kernels/kernels.js';
import { crossEntropy } from '../losses/classification/cross-entropy.js';
import { klDiv } from '../losses/classification/kl-div.js';
import type { LossDefinition } from '../losses/kit/definition.js';
import { lossesTaking } from '../losses/tools/fitting.js';
import type { Engine, Tensor } from '../tensor/engine.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { gatherRows } from '../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../tensor/optim/index.js';
import { makeClusters } from './generators/clusters.js';
import { meanOf } from './metrics/calibration.js';
import { checkLists } from './model/class-weights.js';
import { bindLoss, chooseFit } from './model/fit-loss.js';
import { trainTeacher } from './model/teacher.js';
import { createTrained, type Trainee } from './model/trainee.js';
import { classScope, softmaxOf, summarizeClasses } from './records/class-record.js';
import { Minibatches } from './splits/minibatches.js';
import { defineTask, type TaskContext } from './task.js';

const params = {
  ...optimizerParams,
  teacher: choice('truth', ['truth', 'network'], 'who tells the odds: the known truth, or a network trained first'),
  labels: choice('soft', ['soft', 'hard'], "what the student sees: the teacher's odds, or the class that was drawn"),
  samples: integer(100, 'rows that the student trains on', { min: 4, max: 100_000 }),
  testSamples: integer(2000, 'further rows, held out for evaluation', { min: 10, max: 20_000 }),
  teacherSamples: integer(2000, 'teacher network: further rows that it trains on', { min: 10, max: 100_000 }),
  classes: integer(5, 'number of classes', { min: 2, max: 100 }),
  features: integer(6, 'number of features; three of them tell something', { min: 1, max: 64 }),
  clusters: integer(2, 'clusters of each class', { min: 1, max: 20 }),
  separation: number(2, 'how far apart the clusters stand; each has deviation 1', { min: 0, max: 20 }),
  hidden: list([32], 'units of each hidden layer', integer(32, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  batch: integer(32, 'rows per update', { min: 1, max: 65_536 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

const kinds = ['class-distributions'] as const;

/** Least probability that a teacher gives: the reverse divergence is infinite at 0. */
const LEAST = 1e-6;

/** Rows of probabilities without zeros, each with sum 1. */
function withoutZeros(odds: Float64Array, classes: number): Float64Array {
  return odds.map((value) => (value + LEAST) / (1 + classes * LEAST));
}

function oneHot(labels: ArrayLike<number>, classes: number): Float64Array {
  const rows = new Float64Array(labels.length * classes);
  for (let row = 0; row < labels.length; row++) rows[row * classes + labels[row]!] = 1;
  return rows;
}

/**
 * The held-out rows, which are the same for any number of training rows, those behind them, and the teacher's and the true
 * odds of each.
 */
function lessonOf({ params: p, stream }: Pick<Context, 'params' | 'stream'>, draw: ReturnType<Context['stream']>) {
  const { classes, features } = p;
  const own = p.testSamples + p.samples;
  const further = p.teacher === 'network' ? p.teacherSamples : 0;
  const all = makeClusters({ ...p, samples: own + further }, draw);
  const values = all.values.subarray(0, own * features);
  const labels = all.labels.subarray(0, own);
  const truth = withoutZeros(all.odds.subarray(0, own * classes), classes);
  if (p.teacher === 'truth') return { values, labels, truth, teacher: truth };
  const known = { values: all.values.subarray(own * features), labels: all.labels.subarray(own) };
  const answer = trainTeacher(known, features, classes, stream('init', 1), stream('data', 1));
  return { values, labels, truth, teacher: withoutZeros(answer(values), classes) };
}

/** Values of a loss on distributions, row by row. */
function rowsOf(engine: Engine, loss: LossDefinition, scores: Float64Array, odds: Float64Array, classes: number) {
  const shape = [odds.length / classes, classes];
  const settings = { ...defaultsOf(loss), reduction: 'none' };
  const inputs = { logits: engine.tensor(shape, scores), targetProbs: engine.tensor(shape, odds) };
  return Float64Array.from(loss.compute(inputs, settings as Parameters<typeof loss.compute>[1]).value.view());
}

function defaultsOf(loss: LossDefinition): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(loss.params).map(([name, spec]) => [name, spec.default]));
}

/** Entropy of each row of probabilities above 0, in nats. */
function entropies(odds: Float64Array, classes: number): Float64Array {
  const result = new Float64Array(odds.length / classes);
  odds.forEach((p, i) => {
    result[Math.floor(i / classes)]! -= p * maths.log(p);
  });
  return result;
}

function distillationTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, lossParams, recorder, stream } = context;
  const { classes } = p;
  const draw = stream('data');
  const lesson = lessonOf(context, draw);
  const { values, labels, truth, teacher } = lesson;
  const model = mlp(parameters, 'mlp', [p.features, ...p.hidden, classes], {
    activation: 'relu',
    init: kaimingUniform(stream('init')),
  });
  parameters.seal();
  const inputs = engine.permanent([p.testSamples + p.samples, p.features], values);
  const bound = bindLoss(engine, loss, lossParams, 'class-distributions');
  const targets = p.labels === 'soft' ? teacher : oneHot(labels, classes);
  const batches = new Minibatches(
    Int32Array.from({ length: p.samples }, (_, i) => p.testSamples + i),
    p.batch,
    draw,
  );
  const scoresOf = (rows: ArrayLike<number>): Tensor => model(gatherRows(inputs, engine.indices(rows)));
  const tested = Int32Array.from({ length: p.testSamples }, (_, i) => i);
  const testScores = () => engine.untracked(() => Float64Array.from(scoresOf(tested).view()));
  const testLabels = labels.subarray(0, p.testSamples);
  const heldOut = (odds: Float64Array) => odds.subarray(0, p.testSamples * classes);
  const held = { teacher: heldOut(teacher), truth: heldOut(truth) };
  const best = {
    teacher: summarizeClasses(held.teacher, testLabels, classes),
    entropy: entropies(held.teacher, classes),
  };

  const define = (better: 'lower' | 'higher' | 'neither') => (name: string, help: string) =>
    recorder.define({ name, help, better });
  const [lower, higher, neither] = [define('lower'), define('higher'), define('neither')];
  const record = {
    accuracy: higher('accuracy', 'part of the held-out rows whose likeliest class is the true one'),
    logLoss: lower('log_loss', 'mean -log of the probability given to the true class, held out, in nats'),
    crossEntropy: lower('cross_entropy', "H(p,q): the teacher's odds p coded with the student's q, held out, in nats"),
    kl: lower('kl', "D(p||q): what of H(p,q) is the student's fault, in nats"),
    entropy: neither('target_entropy', "S(p): what of H(p,q) is in the teacher's odds themselves, in nats"),
    gap: lower('identity_gap', 'largest |H(p,q) - D(p||q) - S(p)| of a held-out row, each computed by itself'),
    trueKl: lower('true_kl', 'divergence of the student from the true odds, held out, in nats'),
    teacherAccuracy: neither('teacher_accuracy', "accuracy of the teacher's odds on the same rows"),
    teacherLogLoss: neither('teacher_log_loss', "log loss of the teacher's odds on the same rows"),
  };

  return {
    loss() {
      const rows = batches.next();
      const data = new Float64Array(rows.length * classes);
      rows.forEach((row, i) => {
        data.set(targets.subarray(row * classes, (row + 1) * classes), i * classes);
      });
      return bound({ prediction: scoresOf(rows), target: { shape: [rows.length, classes], data } });
    },
    evaluate() {
      const scores = testScores();
      const summary = summarizeClasses(softmaxOf(scores, classes), testLabels, classes);
      const told = (definition: LossDefinition, odds: Float64Array) =>
        engine.untracked(() => rowsOf(engine, definition, scores, odds, classes));
      const [h, d] = [told(crossEntropy, held.teacher), told(klDiv, held.teacher)];
      record.accuracy(summary.accuracy);
      record.logLoss(summary.logLoss);
      record.crossEntropy(meanOf(h));
      record.kl(meanOf(d));
      record.entropy(meanOf(best.entropy));
      record.gap(h.reduce((most, value, row) => Math.max(most, Math.abs(value - d[row]! - best.entropy[row]!)), 0));
      record.trueKl(meanOf(told(klDiv, held.truth)));
      record.teacherAccuracy(best.teacher.accuracy);
      record.teacherLogLoss(best.teacher.logLoss);
    },
    scope: () => classScope(testScores(), testLabels, classes),
    parts: { batches },
    data: { content: lesson, epochSteps: batches.perEpoch },
  };
}

export const distillation = defineTask({
  name: 'distillation',
  title: "A student of a teacher's odds",
  summary:
    'An MLP learns from few rows what a teacher thinks of each class: the known true odds, or those of a larger network.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(kinds, 'kl-div');
  },
  params,
  tunable: [...optimizerTunable, 'batch'],
  check() {},
  checkLoss(loss, lossParams, { classes, labels }) {
    chooseFit(loss, lossParams, kinds);
    checkLists(lossParams, classes, 'class');
    if (loss.name === klDiv.name && lossParams.direction === 'reverse' && labels === 'hard')
      throw new UserError({
        path: 'loss.direction',
        message: 'is infinite against hard labels, which have zeros',
        given: 'reverse',
        allowed: 'forward, or labels soft',
      });
  },
  create: (context): Learner => createTrained(context, distillationTrainee),
});

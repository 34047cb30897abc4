import { UserError } from '../core/errors.js';
import type { Learner } from '../core/learner.js';
import { boolean, choice, integer, list, number, type ParamValues } from '../core/params.js';
import type { Stream } from '../core/random.js';
import type { EmbeddingScope } from '../core/scope.js';
import type { LossDefinition, LossResult } from '../losses/define.js';
import { kaimingUniform } from '../tensor/nn/init.js';
import { mlp } from '../tensor/nn/mlp.js';
import type { ParameterSet } from '../tensor/nn/parameters.js';
import { gatherRows, normalizeRows } from '../tensor/ops/index.js';
import { optimizerParams } from '../tensor/optim/index.js';
import type { Tensor } from '../tensor/tensor.js';
import { makeIdentities } from './data/identities.js';
import { Minibatches } from './data/minibatches.js';
import { chooseFit, lossesTaking } from './fit-loss.js';
import { project2d } from './metrics/pca.js';
import { equalErrorRate, neighbourhoods } from './metrics/verification.js';
import { createPairing, negativeChoices, pairingKinds } from './pairings.js';
import { defineTask, type TaskContext } from './task.js';
import { createTrained, type Trainee } from './trained.js';

const params = {
  ...optimizerParams,
  trainClasses: integer(60, 'classes to train on', { min: 2, max: 10_000 }),
  testClasses: integer(20, 'further classes, which training never sees', { min: 2, max: 200 }),
  perClass: integer(10, 'rows of each class', { min: 2, max: 1000 }),
  features: integer(24, 'measured numbers of a row', { min: 2, max: 1024 }),
  traits: integer(6, 'hidden numbers that make a class', { min: 1, max: 64 }),
  nuisances: integer(6, 'hidden numbers that have nothing to do with the class', { min: 0, max: 64 }),
  within: number(0.3, 'deviation of the traits within a class; between classes it is 1', { min: 0, max: 10 }),
  nuisance: number(1.5, 'deviation of the nuisances', { min: 0, max: 10 }),
  hidden: list([64], 'units of each hidden layer', integer(64, 'units', { min: 1, max: 4096 }), { maxLength: 8 }),
  dim: integer(16, 'size of an embedding', { min: 1, max: 1024 }),
  unit: boolean(true, 'bring embeddings to length 1; else their length is free, and they can shrink to a point'),
  batch: integer(32, 'classes per update, two rows of each', { min: 2, max: 4096 }),
  negatives: choice('hardest', negativeChoices, 'for losses on triplets and pairs: which wrong row of the batch'),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

const PICTURED = 400;
/** All pairs of them are compared at each evaluation. */
const MOST_TESTED = 4000;

/** The loss, with what it tells about its last batch besides the value. */
function watch(loss: LossDefinition): { loss: LossDefinition; last: () => LossResult['extra'] } {
  let extra: LossResult['extra'];
  return {
    loss: {
      ...loss,
      compute(inputs, lossParams) {
        const result = loss.compute(inputs, lossParams);
        extra = result.extra;
        return result;
      },
    },
    last: () => extra,
  };
}

function identitiesTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, recorder, stream } = context;
  const draw = stream('data');
  const data = makeIdentities(p, draw);
  const negatives: Stream = stream('explore');
  const init = stream('init');
  const model = mlp(parameters, 'mlp', [p.features, ...p.hidden, p.dim], {
    activation: 'relu',
    init: kaimingUniform(init),
  });
  const { loss, last } = watch(context.loss);
  const pairing = createPairing(parameters, {
    loss,
    lossParams: context.lossParams,
    negatives: p.negatives,
    documents: p.trainClasses,
    dim: p.dim,
    init,
    draw: negatives,
  });
  parameters.seal();
  const classes = p.trainClasses + p.testClasses;
  const values = engine.permanent([classes * p.perClass, p.features], data.values);
  const embed = (rows: ArrayLike<number>): Tensor => {
    const outputs = model(gatherRows(values, engine.indices(rows)));
    return p.unit ? normalizeRows(outputs) : outputs;
  };
  const batches = new Minibatches(
    Int32Array.from({ length: p.trainClasses }, (_, i) => i),
    p.batch,
    draw,
  );

  const firstTest = p.trainClasses * p.perClass;
  const tested = Int32Array.from({ length: p.testClasses * p.perClass }, (_, i) => firstTest + i);
  const testedClass = tested.map((row) => Math.floor(row / p.perClass));
  const errorOf = (rows: ArrayLike<number>, width: number) => {
    const { scores, same } = neighbourhoods(rows, tested.length, width, testedClass);
    return equalErrorRate(scores, same);
  };
  const yardsticks = {
    raw: errorOf(data.values.subarray(firstTest * p.features), p.features),
    truth: errorOf(data.traits.subarray(firstTest * p.traits), p.traits),
  };

  const define = (better: 'lower' | 'higher' | 'neither') => (name: string, help: string) =>
    recorder.define({ name, help, better });
  const [lower, higher, neither] = [define('lower'), define('higher'), define('neither')];
  const mines =
    context.loss.name === 'triplet' && context.lossParams.mining !== undefined && context.lossParams.mining !== 'none';
  const record = {
    equalErrorRate: lower(
      'equal_error_rate',
      'wrong part of "same or not" on pairs of unseen classes, errors balanced',
    ),
    recallAt1: higher('recall_at_1', 'part of the rows of unseen classes whose nearest other row is of their class'),
    within: neither('mean_distance_within', 'mean distance of two rows of one unseen class'),
    between: neither('mean_distance_between', 'mean distance of two rows of different unseen classes; 0 is collapse'),
    raw: neither('raw_equal_error_rate', 'equal error rate of distances between the rows as measured'),
    truth: neither('true_equal_error_rate', 'equal error rate of distances between the true traits of the rows'),
    active: mines ? neither('active_triplets', 'part of the mined triplets that still cost something') : null,
  };

  return {
    loss() {
      const ids = Int32Array.from(batches.next());
      const first = ids.map((id) => id * p.perClass + draw.below(p.perClass));
      // Another row of the same class: a step of 1 .. perClass - 1 around its rows.
      const second = first.map((row, i) => {
        const start = ids[i]! * p.perClass;
        return start + ((row - start + 1 + draw.below(p.perClass - 1)) % p.perClass);
      });
      return pairing.loss({ requests: embed(first), documents: embed(second), ids });
    },
    afterUpdate() {
      pairing.afterUpdate();
      const { triplets, active } = last() ?? {};
      if (typeof triplets === 'number' && typeof active === 'number') record.active?.(active / Math.max(1, triplets));
    },
    evaluate() {
      const rows = engine.untracked(() => Float64Array.from(embed(tested).view()));
      const { scores, same, recallAt1, within, between } = neighbourhoods(rows, tested.length, p.dim, testedClass);
      record.equalErrorRate(equalErrorRate(scores, same));
      record.recallAt1(recallAt1);
      record.within(within);
      record.between(between);
      record.raw(yardsticks.raw);
      record.truth(yardsticks.truth);
    },
    scope(): EmbeddingScope {
      const count = Math.min(PICTURED, tested.length);
      const rows = engine.untracked(() => Float64Array.from(embed(tested.subarray(0, count)).view()));
      const { x, y } = project2d(rows, count, p.dim);
      const points = Array.from(x, (value, i) => ({
        x: value,
        y: y[i]!,
        group: Math.floor(i / p.perClass),
      }));
      return { kind: 'embedding', points, query: null, neighbours: [] };
    },
    parts: { batches, negatives },
  };
}

/** Centres move by a rule of their own and would draw all embeddings to one point. */
const UNSUITED = ['center'];

export const identities = defineTask({
  name: 'identities',
  title: 'Telling unseen identities apart',
  summary:
    'Rows of many classes become vectors, near within a class and apart between classes, and are judged on classes that training never saw.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(pairingKinds, 'triplet', UNSUITED);
  },
  params,
  check({ testClasses, perClass }) {
    if (testClasses * perClass > MOST_TESTED)
      throw new UserError({
        path: 'testClasses',
        message: `times perClass must be at most ${MOST_TESTED}: all pairs of test rows are compared`,
        given: `${testClasses} times ${perClass}`,
      });
  },
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, pairingKinds);
  },
  create: (context): Learner => createTrained(context, (parameters) => identitiesTrainee(context, parameters)),
});

import { UserError } from '../../core/errors.js';
import type { Learner } from '../../core/learner.js';
import { integer, list, number, type ParamValues, text } from '../../core/params.js';
import { Stream } from '../../core/random.js';
import type { Scope } from '../../core/scope.js';
import { checkWorld, worldParams } from '../../env/tokens/settings.js';
import { supply } from '../../losses/kit/supervision.js';
import { marginRanking } from '../../losses/ranking/margin-ranking.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import type { Tensor } from '../../tensor/engine.js';
import { kaimingUniform, normal } from '../../tensor/nn/init.js';
import { mlp } from '../../tensor/nn/mlp.js';
import type { ParameterSet } from '../../tensor/nn/parameters.js';
import { add, embeddingBag, reshape, scale, sub, take, tanh } from '../../tensor/ops/index.js';
import { optimizerParams, optimizerTunable } from '../../tensor/optim/index.js';
import { bindLoss, chooseFit } from '../model/fit-loss.js';
import { createTrained, type Trainee } from '../model/trainee.js';
import { type DataReport, reportLine } from '../readers/data-report.js';
import { Minibatches } from '../splits/minibatches.js';
import { defineTask, type TaskContext } from '../task.js';
import { PAIR_SHAPES } from './pairs-file.js';
import { type Bag, loadPreferences, preferenceReport } from './preference-data.js';
import { PreferenceRecord } from './preference-record.js';

const params = {
  ...optimizerParams,
  lr: { ...optimizerParams.lr, default: 1e-2 },
  schedule: { ...optimizerParams.schedule, default: 'linear' },
  data: text('', 'pairs of answers as JSON Lines: prompt, chosen, rejected; empty for made pairs'),
  testPart: number(0.2, 'data: part of the prompts that is held out', { min: 0.05, max: 0.95 }),
  buckets: integer(4096, 'data: numbers that words and runs of words are hashed to', { min: 16, max: 1_048_576 }),
  wordGrams: integer(2, 'data: longest run of words that counts as one feature', { min: 1, max: 5 }),
  ...worldParams,
  pairs: integer(1000, 'made: pairs that are trained on, labelled by Bradley-Terry', { min: 4, max: 1_000_000 }),
  order: integer(
    2,
    'made: what the model sees: 0 which answer it is, 1 how often each token stands in it, 2 also each pair of tokens',
    {
      min: 0,
      max: 2,
    },
  ),
  hidden: list([], 'units of each hidden layer; none is a linear model', integer(32, 'units', { min: 1, max: 4096 }), {
    maxLength: 4,
  }),
  batch: integer(64, 'pairs per update', { min: 2, max: 65_536 }),
} as const;

type Context = TaskContext<ParamValues<typeof params>>;

const kinds = ['preference-scores', 'score-pairs', 'graded-scores', 'signed-scores'] as const;
const UNSUITED = ['margin-mse'];

/** Scores of answers given as bags, on the tape. */
function createModel({ engine, params: p, stream }: Context, parameters: ParameterSet, features: number) {
  const [width = 1] = p.hidden;
  const isLinear = p.hidden.length === 0;
  const draw = stream('init');
  const init = kaimingUniform(draw);
  // Not 0: a hinge without a margin has no slope where all scores are equal.
  const table = parameters.addTable('features', [features, width], isLinear ? normal(draw, 0.01) : init);
  const head = isLinear ? null : mlp(parameters, 'mlp', [...p.hidden, 1], { activation: 'tanh', init });
  const sums = (bags: readonly Bag[], side: 'plus' | 'minus') => {
    const offsets = new Int32Array(bags.length + 1);
    bags.forEach((bag, i) => {
      offsets[i + 1] = offsets[i]! + bag[side].length;
    });
    const taken = new Int32Array(offsets[bags.length]!);
    bags.forEach((bag, i) => {
      taken.set(bag[side], offsets[i]!);
    });
    return embeddingBag(table, engine.indices(taken), engine.indices(offsets), 'sum');
  };
  return (bags: readonly Bag[]) => {
    const added = sums(bags, 'plus');
    const all = bags.every(({ minus }) => minus.length === 0) ? added : sub(added, sums(bags, 'minus'));
    return reshape(head === null ? all : head(tanh(all)), [bags.length]);
  };
}

/** The loss of scores [2 N], those of the chosen answers first, with margins where there are some. */
function pairLoss({ engine, loss, lossParams }: Context) {
  const fit = chooseFit(loss, lossParams, kinds);
  const bound = bindLoss(engine, loss, lossParams, fit);
  const at = (scores: Tensor, rows: readonly number[]) => take(scores, engine.indices(rows));
  if (fit === 'preference-scores' || fit === 'score-pairs') {
    return (scores: Tensor, margins: readonly number[] | null) => {
      const rows = Array.from({ length: scores.size / 2 }, (_, i) => i);
      const [good, bad] = [
        at(scores, rows),
        at(
          scores,
          Array.from(rows, (i) => rows.length + i),
        ),
      ];
      const leads = margins === null ? {} : { margins: { shape: [rows.length], data: margins } };
      return bound({ chosen: good, rejected: bad, better: good, worse: bad, ...leads });
    };
  }
  // Losses of lists take each pair as a list of two; literal forms of theirs want -1 for the worse.
  const isSigned = fit === 'signed-scores' || (lossParams.pairs === 'literal' && loss.fits.includes('signed-scores'));
  const labels = { shape: [2], data: [1, isSigned ? -1 : 0] };
  return (scores: Tensor) => {
    const n = scores.size / 2;
    const each = Array.from({ length: n }, (_, i) => bound({ prediction: at(scores, [i, n + i]), labels }));
    return scale(each.reduce(add), 1 / n);
  };
}

function preferenceTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, stream, recorder } = context;
  const draw = stream('data');
  const data = loadPreferences(p, draw, stream('eval'));
  const { bags, chosen, rejected, margins } = data;
  const model = createModel(context, parameters, data.features);
  parameters.seal();
  const isMargined = supply(loss, 'preference-scores')?.margins !== undefined;
  const ofScores = pairLoss(context);
  const batches = new Minibatches(data.train, p.batch, draw);
  const record = new PreferenceRecord(data, recorder);
  const all = () => engine.untracked(() => Float64Array.from(model(bags).view()));
  return {
    loss() {
      const rows = batches.next();
      const taken = [...rows].map((row) => bags[chosen[row]!]!);
      const scores = model([...taken, ...[...rows].map((row) => bags[rejected[row]!]!)]);
      return ofScores(scores, margins !== null && isMargined ? [...rows].map((row) => margins[row]!) : null);
    },
    evaluate: () => record.judge(all()),
    scope: (): Scope => record.scope(all()),
    parts: { batches },
    // Margins only where there are some: the identity of data without them stays.
    data: {
      content: { bags, chosen, rejected, train: data.train, ...(margins === null ? {} : { margins }) },
      epochSteps: batches.perEpoch,
    },
    own: data.file === null ? null : ownFile(preferenceReport(p.data, data, isMargined ? null : loss.name)),
  };

  function ownFile(report: DataReport) {
    return { report, line: reportLine(report), model: null, predictions: () => record.predictions(all()) };
  }
}

export const preference = defineTask({
  name: 'preference',
  title: 'A reward model from pairs',
  summary:
    'A model scores answers so that the preferred one of each pair scores higher; on made pairs it is held against the true reward, and against what a policy makes of it.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return lossesTaking(kinds, 'bradley-terry', UNSUITED);
  },
  params,
  tunable: [...optimizerTunable, 'batch'],
  focus: 'pair_accuracy',
  takes: [
    {
      shape: `JSON Lines, a pair a line: ${PAIR_SHAPES}`,
      example:
        '{"prompt": "how do I list files", "chosen": "ls lists them", "rejected": "no idea"}\n{"prompt": "show a file", "chosen": "cat prints it", "rejected": "ls"}',
    },
  ],
  understand: (values) =>
    values.data === ''
      ? null
      : preferenceReport(values.data, loadPreferences(values, Stream.from(0, 'data'), Stream.from(0, 'eval'))),
  check(values) {
    if (values.data === '') checkWorld(values, 'task');
    else loadPreferences(values, Stream.from(0, 'data'), Stream.from(0, 'eval'));
  },
  checkLoss(loss, lossParams) {
    chooseFit(loss, lossParams, kinds);
    if (loss.name === marginRanking.name && lossParams.form === 'all-pairs') {
      throw new UserError({
        path: 'loss.form',
        message: 'takes other inputs with these settings than this task has: distances, the lower the better',
        given: 'all-pairs',
        allowed: 'pos-neg',
      });
    }
  },
  create: (context): Learner => createTrained(context, preferenceTrainee),
});

import { UserError } from '../../core/errors.js';
import type { Learner } from '../../core/learner.js';
import { boolean, choice, integer, nullOr, number, type ParamValues } from '../../core/params.js';
import { fieldsOf } from '../../core/state.js';
import { AnswerJudge } from '../../env/tokens/judge.js';
import { makeWorld } from '../../env/tokens/made-world.js';
import { TokenPolicy, tokenPolicyParams } from '../../env/tokens/policy.js';
import { checkWorld, worldParams } from '../../env/tokens/settings.js';
import { divergence, logProbabilities } from '../../env/tokens/world.js';
import { crossEntropy } from '../../losses/classification/cross-entropy.js';
import { kto } from '../../losses/preference/kto.js';
import { lossesTaking } from '../../losses/tools/fitting.js';
import type { ParameterSet } from '../../tensor/nn/parameters.js';
import { optimizerParams, optimizerTunable } from '../../tensor/optim/index.js';
import { chooseFit } from '../model/fit-loss.js';
import { createTrained, type Trainee } from '../model/trainee.js';
import { Minibatches } from '../splits/minibatches.js';
import { defineTask, type TaskContext } from '../task.js';
import { drawPairs, drawSingles, feedbackParams, type Singles } from './feedback.js';
import { FeedbackRecord } from './feedback-record.js';
import { alignmentKinds, createObjective, rowsOf } from './objective.js';

const params = {
  ...optimizerParams,
  lr: { ...optimizerParams.lr, default: 3e-3 },
  schedule: { ...optimizerParams.schedule, default: 'linear' },
  ...worldParams,
  ...feedbackParams,
  ...tokenPolicyParams,
  beta: nullOr(
    "price of a nat of divergence at which the optimum stands that is judged against; null takes the loss's beta where it has a reference, else 0.5",
    number(0.5, 'price', { above: 0 }),
  ),
  perToken: boolean(false, 'losses that allow both (dpo, ipo): log-probabilities per token of an answer'),
  referencePoint: choice(
    'mismatched',
    ['mismatched', 'exact'],
    "kto: the divergence by the batch's answers to each other's prompts, or exact",
  ),
  balance: boolean(false, 'kto: weights from the counts, so that liked and disliked answers count alike'),
  batch: integer(64, 'pairs, or single answers, per update', { min: 2, max: 65_536 }),
} as const;

type Params = ParamValues<typeof params>;
type Context = TaskContext<Params>;

/** Price of divergence for losses that know no reference. */
const USUAL_BETA = 0.5;

function betaOf({ params: p, loss, lossParams }: Pick<Context, 'params' | 'loss' | 'lossParams'>): number {
  if (p.beta !== null) return p.beta as number;
  const hasReference = Object.hasOwn(loss.inputs, 'refChosenLogps') || Object.hasOwn(loss.inputs, 'refLogps');
  return hasReference && typeof lossParams.beta === 'number' ? lossParams.beta : USUAL_BETA;
}

/** The weights of the loss by the counts: the rarer kind counts so much more. */
function balanced(lossParams: Context['lossParams'], { liked }: Singles): Context['lossParams'] {
  const good = liked.reduce((sum, one) => sum + one, 0);
  const bad = liked.length - good;
  if (good === 0 || bad === 0) return lossParams;
  return { ...lossParams, desirableWeight: Math.max(1, bad / good), undesirableWeight: Math.max(1, good / bad) };
}

function alignmentTrainee(context: Context, parameters: ParameterSet): Trainee {
  const { engine, params: p, loss, recorder, stream, steps } = context;
  const world = makeWorld(p, 'task');
  const kind = chooseFit(loss, context.lossParams, alignmentKinds);
  const draw = stream('data');
  const data = p.feedback === 'pairs' ? drawPairs(world, p, draw) : drawSingles(world, p, draw);
  const lossParams = p.balance && data.kind === 'singles' ? balanced(context.lossParams, data) : context.lossParams;
  const policy = new TokenPolicy(parameters, 'policy', world, p, stream('init'));
  parameters.seal();
  const judge = new AnswerJudge(world, betaOf(context), recorder);
  const fresh = drawPairs(
    world,
    { ...p, pairs: FRESH, labels: p.labels === 'expected' ? 'bt' : p.labels },
    stream('eval'),
  );
  const record = new FeedbackRecord(world, data, fresh, p, judge.optimum.beta, recorder);
  const enumerated = () => logProbabilities(world.tree, world.prompts, policy.all());
  const objective = createObjective({
    engine,
    policy,
    loss,
    lossParams,
    kind,
    data,
    perToken: p.perToken,
    referencePoint: p.referencePoint,
    divergence: () => divergence(world, enumerated(), world.reference),
  });
  const rows = Int32Array.from({ length: rowsOf(kind, data) }, (_, i) => i);
  if (rows.length === 0) {
    throw new UserError({
      path: 'task.pairs',
      message: 'no answer was liked',
      given: String(p.pairs),
      allowed: 'more',
    });
  }
  const batches = new Minibatches(rows, p.batch, draw);
  const now = { step: 0 };
  return {
    loss: () => objective(batches.next()),
    afterUpdate() {
      now.step++;
      if (now.step === Math.ceil(steps / 2)) record.halfway(enumerated());
    },
    evaluate() {
      const { log } = judge.judge(policy.all(), record.seen);
      record.judge(log);
    },
    scope: () => ({ ...judge.scope(policy.all(), record.seen), ...record.histogram() }),
    parts: { batches, record, judge, half: fieldsOf(now) },
    data: { content: { data, reference: world.reference, rewards: world.rewards }, epochSteps: batches.perEpoch },
  };
}

/** Fresh pairs on which the order of the implied rewards is judged. */
const FRESH = 2000;

export const alignment = defineTask({
  name: 'alignment',
  title: 'A policy from preferences, offline',
  summary:
    'A policy over answers that can all be enumerated learns from compared or rated answers of a reference policy, and is judged against the exact optimum.',
  // Asked anew each time: a plug-in may have brought a loss.
  get losses() {
    return [...lossesTaking(['preference-logps', 'feedback'], 'dpo'), crossEntropy.name];
  },
  params,
  tunable: [...optimizerTunable, 'batch'],
  check(p) {
    checkWorld(p, 'task');
    if (p.feedback === 'singles' && p.labels === 'expected') {
      throw new UserError({ path: 'task.labels', message: 'needs pairs', given: 'expected', allowed: 'bt, certain' });
    }
    if (p.feedback === 'pairs' && p.dropLiked > 0) {
      throw new UserError({
        path: 'task.dropLiked',
        message: 'goes with feedback singles only',
        given: String(p.dropLiked),
        allowed: '0',
      });
    }
  },
  checkLoss(loss, lossParams, p) {
    const kind = chooseFit(loss, lossParams, alignmentKinds);
    if (p.feedback === 'singles' && kind === 'preference-logps') {
      throw new UserError({
        path: 'loss',
        message: 'compares two answers: it cannot learn from single ones',
        given: loss.name,
        allowed: `${kto.name}, ${crossEntropy.name}, or feedback pairs`,
      });
    }
    if (p.labels === 'expected' && kind !== 'preference-logps') {
      throw new UserError({
        path: 'task.labels',
        message: 'needs a loss that compares two answers',
        given: `expected with ${loss.name}`,
        allowed: 'bt, certain',
      });
    }
  },
  create: (context): Learner => createTrained(context, alignmentTrainee),
});

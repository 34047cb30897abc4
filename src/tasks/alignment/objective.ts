import { picked } from '../../core/picked.js';
import type { TokenPolicy } from '../../env/tokens/policy.js';
import type { TokenWorld } from '../../env/tokens/world.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import { withPlan } from '../../losses/kit/reduction.js';
import { supply } from '../../losses/kit/supervision.js';
import type { Engine, Tensor } from '../../tensor/engine.js';
import { take } from '../../tensor/ops/index.js';
import { bindLoss, type Filling } from '../model/fit-loss.js';
import type { Pairs, Singles } from './feedback.js';

/** Kinds of losses that an offline learner trains with; the last is likelihood of the chosen answers. */
export const alignmentKinds = ['preference-logps', 'feedback', 'class-logits'] as const;
export type AlignmentKind = (typeof alignmentKinds)[number];

interface Setting {
  readonly engine: Engine;
  readonly policy: TokenPolicy;
  readonly loss: LossDefinition;
  readonly lossParams: Readonly<Record<string, unknown>>;
  readonly kind: AlignmentKind;
  readonly data: Pairs | Singles;
  readonly perToken: boolean;
  readonly referencePoint: 'mismatched' | 'exact';
  /** KL(policy, reference), exact. */
  readonly divergence: () => number;
}

/** The loss of the rows of a batch: numbers of pairs or of single answers. */
export function createObjective(setting: Setting): (rows: Int32Array) => Tensor {
  switch (setting.kind) {
    case 'preference-logps':
      return pairObjective(setting, setting.data as Pairs);
    case 'feedback':
      return feedbackObjective(setting, singlesOf(setting.data));
    case 'class-logits':
      return likelihoodObjective(setting, likedOf(setting.data));
    default:
      return setting.kind satisfies never;
  }
}

/** Both answers of each pair as single ones: all chosen ones, then all rejected ones. */
function singlesOf(data: Pairs | Singles): Singles {
  if (data.kind === 'singles') return data;
  const n = data.chosen.length;
  return {
    kind: 'singles',
    answers: Int32Array.from([...data.chosen, ...data.rejected]),
    liked: Uint8Array.from({ length: 2 * n }, (_, i) => (i < n ? 1 : 0)),
  };
}

/** The answers whose likelihood is raised. */
function likedOf(data: Pairs | Singles): Int32Array {
  return data.kind === 'pairs' ? data.chosen : data.answers.filter((_, i) => data.liked[i] === 1);
}

/** Number of rows that batches are drawn from. */
export function rowsOf(kind: AlignmentKind, data: Pairs | Singles): number {
  if (kind === 'class-logits') return likedOf(data).length;
  if (kind === 'feedback') return singlesOf(data).answers.length;
  return (data as Pairs).chosen.length;
}

function pick(values: ArrayLike<number>, answers: ArrayLike<number>): Filling {
  const n = answers.length;
  const data = new Float64Array(n);
  for (let i = 0; i < n; i++) data[i] = values[answers[i]!]!;
  return { shape: [n], data };
}

const countsOf = ({ tree }: TokenWorld, answers: Int32Array): Filling => ({
  shape: [answers.length],
  data: answers.map((answer) => tree.counts[answer % tree.answers]!),
});

function pairObjective({ engine, policy, loss, lossParams, perToken }: Setting, { chosen, rejected, weights }: Pairs) {
  const { world } = policy;
  const bound = bindLoss(engine, loss, lossParams, 'preference-logps');
  const lengths = supply(loss, 'preference-logps')?.chosenLengths;
  const takesLengths = lengths !== undefined && (perToken || loss.inputs[lengths]!.optional !== true);
  return (rows: Int32Array): Tensor => {
    const n = rows.length;
    const answers = new Int32Array(2 * n);
    const places = new Int32Array(2 * n);
    for (let i = 0; i < n; i++) {
      answers[i] = chosen[rows[i]!]!;
      answers[n + i] = rejected[rows[i]!]!;
      places[i] = i;
      places[n + i] = n + i;
    }
    const [better, worse] = [answers.subarray(0, n), answers.subarray(n)];
    const both = policy.logps(answers);
    const roles: Record<string, Filling> = {
      chosen: take(both, engine.indices(places.subarray(0, n))),
      rejected: take(both, engine.indices(places.subarray(n))),
      refChosen: pick(world.reference, better),
      refRejected: pick(world.reference, worse),
    };
    if (takesLengths) {
      roles.chosenLengths = countsOf(world, better);
      roles.rejectedLengths = countsOf(world, worse);
    }
    if (weights === null) return bound(roles);
    const counted = engine.tensor([n], picked(weights, rows));
    return withPlan({ weights: counted, mask: undefined }, () => bound(roles));
  };
}

function feedbackObjective(setting: Setting, { answers, liked }: Singles) {
  const { engine, policy, loss, lossParams } = setting;
  const { world } = policy;
  const bound = bindLoss(engine, loss, lossParams, 'feedback');
  /** Mean log-ratio of the batch's answers, each to the prompt of the one before, none of which is scored. */
  const mismatched = (batch: Int32Array): number => {
    const { answers: each } = world.tree;
    const shifted = batch.map((answer, i) => {
      const other = batch[(i + 1) % batch.length]!;
      return Math.floor(answer / each) * each + (other % each);
    });
    const logps = engine.untracked(() => Float64Array.from(policy.logps(shifted).view()));
    return logps.reduce((sum, logp, i) => sum + logp - world.reference[shifted[i]!]!, 0) / batch.length;
  };
  return (rows: Int32Array): Tensor => {
    const batch = rows.map((row) => answers[row]!);
    const kl = setting.referencePoint === 'exact' ? setting.divergence() : mismatched(batch);
    return bound({
      prediction: policy.logps(batch),
      reference: pick(world.reference, batch),
      desirable: { shape: [batch.length], data: Float64Array.from(rows, (row) => liked[row]!) },
      kl: { shape: [], data: [kl] },
    });
  };
}

/** Every token of the chosen answers as a row to classify. */
function likelihoodObjective({ engine, policy, loss, lossParams }: Setting, liked: Int32Array) {
  const { tree } = policy.world;
  const bound = bindLoss(engine, loss, lossParams, 'class-logits');
  return (rows: Int32Array): Tensor => {
    const states: number[] = [];
    const tokens: number[] = [];
    for (const row of rows) {
      const answer = liked[row]! % tree.answers;
      const first = Math.floor(liked[row]! / tree.answers) * tree.rows;
      for (let k = 0; k < tree.counts[answer]!; k++) {
        states.push(first + tree.path[answer * tree.length + k]!);
        tokens.push(tree.tokens[answer * tree.length + k]!);
      }
    }
    return bound({ prediction: policy.logits(states), target: { shape: [tokens.length], data: tokens } });
  };
}

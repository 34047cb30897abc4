import { UserError } from '../../core/errors.js';
import { choice, integer, number, type ParamValues } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import { drawAnswer } from '../../env/tokens/made-world.js';
import { type TokenWorld, visibleLength } from '../../env/tokens/world.js';
import { maths } from '../../kernels/kernels.js';

/** Settings of the labellers and of what they see. */
export const feedbackParams = {
  feedback: choice('pairs', ['pairs', 'singles'], 'two answers compared, or single answers that are liked or not'),
  pairs: integer(10_000, 'pairs, or single answers, that are labelled once; drawn from the reference', {
    min: 2,
    max: 1_000_000,
  }),
  labels: choice(
    'bt',
    ['bt', 'certain', 'expected'],
    'Bradley-Terry: the first wins with sigma((r1 - r2) / temperature); the higher reward always wins; or both orders, each weighted with its probability',
  ),
  temperature: number(1, 'noise of Bradley-Terry labels: what reward differences are divided by', {
    above: 0,
    max: 100,
  }),
  flip: number(0, 'share of the labels that are then turned round', { min: 0, below: 0.5 }),
  labelLength: number(0, 'what labellers add to the true reward for each token of an answer', { min: -10, max: 10 }),
  dropLiked: number(0, 'singles: share of the liked answers that is left out', { min: 0, below: 1 }),
} as const;

export type FeedbackParams = ParamValues<typeof feedbackParams>;

/** Labelled comparisons; answers of all prompts are numbered in a row. */
export interface Pairs {
  readonly kind: 'pairs';
  readonly chosen: Int32Array;
  readonly rejected: Int32Array;
  /** What each counts; null where all count alike. */
  readonly weights: Float64Array | null;
}

/** Single answers, liked or not. */
export interface Singles {
  readonly kind: 'singles';
  readonly answers: Int32Array;
  readonly liked: Uint8Array;
}

const sigmoid = (x: number) => 1 / (1 + maths.exp(-x));

/** What a labeller thinks an answer is worth. */
export function utilityOf({ tree, rewards }: TokenWorld, { labelLength }: Pick<FeedbackParams, 'labelLength'>) {
  if (labelLength === 0) return (answer: number) => rewards[answer]!;
  return (answer: number) => rewards[answer]! + labelLength * visibleLength(tree, answer % tree.answers);
}

/** Draws of one pair after which a world is taken to have no two answers that differ. */
const MOST_DRAWS = 10_000;

/** Two answers of the reference to one prompt that differ; under certain labels also in what they are worth. */
function drawTwo(world: TokenWorld, p: FeedbackParams, utility: (answer: number) => number, draw: Stream) {
  for (let i = 0; i < MOST_DRAWS; i++) {
    const prompt = draw.below(world.prompts);
    const [a, b] = [drawAnswer(world, prompt, draw), drawAnswer(world, prompt, draw)];
    if (a !== b && !(p.labels === 'certain' && utility(a) === utility(b))) return [a, b] as const;
  }
  throw new UserError({
    path: 'task',
    message: 'the reference gives no two answers that a labeller can tell apart',
    given: `${MOST_DRAWS} draws`,
    allowed: 'a world with more answers, or more rewards',
  });
}

/** Pairs from the reference with their labels. */
export function drawPairs(world: TokenWorld, p: FeedbackParams, draw: Stream): Pairs {
  const utility = utilityOf(world, p);
  const expected = p.labels === 'expected';
  const rows = expected ? 2 * p.pairs : p.pairs;
  const chosen = new Int32Array(rows);
  const rejected = new Int32Array(rows);
  const weights = expected ? new Float64Array(rows) : null;
  for (let i = 0; i < p.pairs; i++) {
    const [a, b] = drawTwo(world, p, utility, draw);
    const lead = utility(a) - utility(b);
    const odds = p.labels === 'certain' ? Number(lead > 0) : sigmoid(lead / p.temperature);
    const wins = odds * (1 - p.flip) + (1 - odds) * p.flip;
    if (weights === null) {
      const first = draw.uniform() < wins;
      chosen[i] = first ? a : b;
      rejected[i] = first ? b : a;
    } else {
      chosen.set([a, b], 2 * i);
      rejected.set([b, a], 2 * i);
      weights.set([2 * wins, 2 * (1 - wins)], 2 * i);
    }
  }
  return { kind: 'pairs', chosen, rejected, weights };
}

/** Single answers from the reference: liked with sigma(r / temperature), or where r > 0. */
export function drawSingles(world: TokenWorld, p: FeedbackParams, draw: Stream): Singles {
  const utility = utilityOf(world, p);
  const answers = new Int32Array(p.pairs);
  const liked = new Uint8Array(p.pairs);
  for (let i = 0; i < p.pairs; ) {
    const answer = drawAnswer(world, draw.below(world.prompts), draw);
    const odds = p.labels === 'certain' ? Number(utility(answer) > 0) : sigmoid(utility(answer) / p.temperature);
    const isLiked = draw.uniform() < odds * (1 - p.flip) + (1 - odds) * p.flip;
    if (isLiked && p.dropLiked > 0 && draw.uniform() < p.dropLiked) continue;
    answers[i] = answer;
    liked[i] = isLiked ? 1 : 0;
    i++;
  }
  return { kind: 'singles', answers, liked };
}

import { integer } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';
import { drawAnswer } from './made-world.js';
import { meanOver, type TokenWorld } from './world.js';

export const proxyParams = {
  proxyPairs: integer(
    0,
    'pairs that a reward model learns from, which then pays in place of the true reward; 0 is off',
    {
      min: 0,
      max: 1_000_000,
    },
  ),
  proxyOrder: integer(
    1,
    'what the reward model sees: 1 how often each token stands in an answer, 2 also each pair of tokens',
    {
      min: 1,
      max: 2,
    },
  ),
} as const;

/** Pull of the weights of a reward model towards 0, on the summed log-loss: without it few pairs have no finite optimum. */
const RIDGE = 0.1;
const MOST_STEPS = 50;

/** Features of all answers to one prompt, row after row: counts of tokens, and of unordered pairs of tokens. */
export function answerFeatures(
  { tree }: TokenWorld,
  order: number,
): { readonly width: number; readonly rows: Float64Array } {
  const { vocabulary: v, answers, length, counts } = tree;
  const width = order === 1 ? v : v + (v * (v + 1)) / 2;
  const rows = new Float64Array(answers * width);
  for (let answer = 0; answer < answers; answer++) {
    const tokens = tree.tokens.subarray(answer * length, answer * length + counts[answer]!);
    tokens.forEach((token, i) => {
      rows[answer * width + token]! += 1;
      if (order === 1) return;
      for (let j = 0; j < i; j++) {
        const [low, high] = [Math.min(token, tokens[j]!), Math.max(token, tokens[j]!)];
        rows[answer * width + v + (high * (high + 1)) / 2 + low]! += 1;
      }
    });
  }
  return { width, rows };
}

/** Comparisons by Bradley-Terry of two answers of the reference that differ. */
export function drawComparisons(world: TokenWorld, pairs: number, draw: Stream) {
  const chosen = new Int32Array(pairs);
  const rejected = new Int32Array(pairs);
  for (let i = 0; i < pairs; ) {
    const prompt = draw.below(world.prompts);
    const [a, b] = [drawAnswer(world, prompt, draw), drawAnswer(world, prompt, draw)];
    if (a === b) continue;
    const first = draw.uniform() < 1 / (1 + maths.exp(world.rewards[b]! - world.rewards[a]!));
    chosen[i] = first ? a : b;
    rejected[i] = first ? b : a;
    i++;
  }
  return { chosen, rejected };
}

/**
 * Rewards of all answers as a reward model sees them that was fitted to `pairs` comparisons: Bradley-Terry on features of each
 * prompt, by Newton's method, with mean 0 under the reference.
 */
export function fitProxy(world: TokenWorld, pairs: number, order: number, draw: Stream): Float64Array {
  const { answers } = world.tree;
  const { width, rows } = answerFeatures(world, order);
  const { chosen, rejected } = drawComparisons(world, pairs, draw);
  const result = new Float64Array(world.rewards.length);
  for (let prompt = 0; prompt < world.prompts; prompt++) {
    const own = Array.from(chosen.keys()).filter((i) => Math.floor(chosen[i]! / answers) === prompt);
    const differences = own.map((i) =>
      Float64Array.from(
        { length: width },
        (_, k) => rows[(chosen[i]! % answers) * width + k]! - rows[(rejected[i]! % answers) * width + k]!,
      ),
    );
    const weights = newton(differences, width);
    for (let answer = 0; answer < answers; answer++) {
      let score = 0;
      for (let k = 0; k < width; k++) score += weights[k]! * rows[answer * width + k]!;
      result[prompt * answers + answer] = score;
    }
  }
  return centred(world, result);
}

function centred(world: TokenWorld, rewards: Float64Array): Float64Array {
  const { answers } = world.tree;
  const means = Array.from({ length: world.prompts }, (_, prompt) =>
    meanOver(world, (i) => (Math.floor(i / answers) === prompt ? maths.exp(world.reference[i]!) * rewards[i]! : 0)),
  );
  return rewards.map((reward, i) => reward - means[Math.floor(i / answers)]! * world.prompts);
}

/** Weights that minimise sum softplus(-w d) + RIDGE / 2 |w|^2 over the differences d. */
export function newton(differences: readonly Float64Array[], width: number): Float64Array {
  let weights = new Float64Array(width);
  const objective = (w: Float64Array) => {
    let sum = 0;
    for (const x of w) sum += (RIDGE / 2) * x * x;
    for (const d of differences) sum += softplus(-dot(w, d));
    return sum;
  };
  for (let step = 0; step < MOST_STEPS; step++) {
    const gradient = weights.map((w) => RIDGE * w);
    const curvature = new Float64Array(width * width);
    for (let k = 0; k < width; k++) curvature[k * width + k] = RIDGE;
    for (const d of differences) {
      const p = 1 / (1 + maths.exp(dot(weights, d)));
      for (let k = 0; k < width; k++) {
        gradient[k]! -= p * d[k]!;
        for (let l = 0; l < width; l++) curvature[k * width + l]! += p * (1 - p) * d[k]! * d[l]!;
      }
    }
    const move = solve(curvature, gradient);
    const before = objective(weights);
    let rate = 1;
    let next = weights;
    for (; rate > 1e-6; rate /= 2) {
      next = weights.map((w, k) => w - rate * move[k]!);
      if (objective(next) <= before) break;
    }
    const moved = Math.sqrt(dot(move, move)) * rate;
    weights = next;
    if (moved < 1e-10) break;
  }
  return weights;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}

const softplus = (x: number) => Math.max(x, 0) + maths.log(1 + maths.exp(-Math.abs(x)));

/** Solves a positive definite system by Cholesky's decomposition. */
function solve(matrix: Float64Array, right: Float64Array): Float64Array {
  const n = right.length;
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = matrix[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= lower[i * n + k]! * lower[j * n + k]!;
      lower[i * n + j] = i === j ? Math.sqrt(sum) : sum / lower[j * n + j]!;
    }
  }
  const result = Float64Array.from(right);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) result[i]! -= lower[i * n + k]! * result[k]!;
    result[i]! /= lower[i * n + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) result[i]! -= lower[k * n + i]! * result[k]!;
    result[i]! /= lower[i * n + i]!;
  }
  return result;
}

// How near to the optimum labels let anybody come: the exact maximum likelihood of Bradley-Terry labels in a world of `tokens`, whatever the
// learner. Each answer has a score of its own (a table of free logits under DPO has the same likelihood), found by Newton's
// method; a normal prior of deviation 1/sqrt(ridge) keeps answers that only won or only lost finite. Its policy,
// pi_ref exp(score / beta) / Z, is compared with the optimum by enumeration.
//
// usage: node bench/label-floor.mjs [--prompts 4] [--pairs 131072] [--seeds 10] [--beta 0.5] [--ridge 0.01]
import { parseArgs } from 'node:util';
import { resolveParams } from '../dist/core/params.js';
import { Stream } from '../dist/core/random.js';
import { makeWorld } from '../dist/env/tokens/made-world.js';
import { optimumOf } from '../dist/env/tokens/optimum.js';
import { divergence } from '../dist/env/tokens/world.js';
import { alignment } from '../dist/tasks/alignment/alignment.js';
import { drawPairs } from '../dist/tasks/alignment/feedback.js';

const { values } = parseArgs({
  options: Object.fromEntries(
    [
      ['prompts', '4'],
      ['pairs', `${2 ** 17}`],
      ['seeds', '10'],
      ['beta', '0.5'],
      ['ridge', '0.01'],
    ].map(([name, usual]) => [name, { type: 'string', default: usual }]),
  ),
});
const [prompts, pairs, seeds, beta, ridge] = ['prompts', 'pairs', 'seeds', 'beta', 'ridge'].map((name) =>
  Number(values[name]),
);

/** x of a x = b, for a symmetric positive definite a (row by row), both overwritten. */
function solve(a, b) {
  const n = b.length;
  for (let k = 0; k < n; k++) {
    for (let i = k + 1; i < n; i++) {
      const factor = a[i][k] / a[k][k];
      if (factor === 0) continue;
      for (let j = k; j < n; j++) a[i][j] -= factor * a[k][j];
      b[i] -= factor * b[k];
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let j = k + 1; j < n; j++) b[k] -= a[k][j] * b[j];
    b[k] /= a[k][k];
  }
  return b;
}

/** Scores of the answers to one prompt that make its labels likeliest. */
function likeliest(wins) {
  const n = wins.length;
  const scores = new Float64Array(n);
  for (let turn = 0; turn < 200; turn++) {
    const gradient = Array.from(scores, (score) => -ridge * score);
    const curvature = Array.from({ length: n }, (_, i) =>
      Float64Array.from({ length: n }, (_, j) => (i === j ? ridge : 0)),
    );
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        const count = wins[i][j];
        if (count === 0) continue;
        const lost = 1 / (1 + Math.exp(scores[i] - scores[j]));
        gradient[i] += count * lost;
        gradient[j] -= count * lost;
        const bend = count * lost * (1 - lost);
        curvature[i][i] += bend;
        curvature[j][j] += bend;
        curvature[i][j] -= bend;
        curvature[j][i] -= bend;
      }
    }
    const step = solve(curvature, gradient);
    const largest = Math.max(...step.map(Math.abs));
    for (let i = 0; i < n; i++) scores[i] += step[i] * Math.min(1, 2 / largest);
    if (largest < 1e-10) break;
  }
  return scores;
}

const p = resolveParams(
  alignment.params,
  { prompts, vocabulary: 4, length: 3, reward: 'linear', problem: 3, pairs, labels: 'bt', beta },
  'task',
);
const world = makeWorld(p, 'task');
const { answers } = world.tree;
const optimum = optimumOf(world, beta);
const away = [];
for (let seed = 0; seed < seeds; seed++) {
  const { chosen, rejected } = drawPairs(world, p, Stream.from(seed, 'data'));
  const wins = Array.from({ length: prompts }, () => Array.from({ length: answers }, () => new Float64Array(answers)));
  chosen.forEach((a, i) => {
    wins[Math.floor(a / answers)][a % answers][rejected[i] % answers]++;
  });
  const scores = Float64Array.from(wins.flatMap((each) => Array.from(likeliest(each))));
  away.push(divergence(world, optimumOf(world, beta, scores).log, optimum.log));
  console.log(`seed ${seed}  KL(maximum likelihood, optimum) ${away[seed].toFixed(5)}`);
}
const mean = away.reduce((sum, x) => sum + x, 0) / away.length;
console.log(
  `mean ${mean.toFixed(4)} (${Math.min(...away).toFixed(4)} to ${Math.max(...away).toFixed(4)}), ${prompts} prompts sharing ${pairs} pairs`,
);

import type { Recorder, ResultColumn } from '../../core/learner.js';
import type { FitScope, FrontierScope } from '../../core/scope.js';
import type { MadeWorld } from '../../env/tokens/made-world.js';
import { bestOf, Frontier, optimumOf } from '../../env/tokens/optimum.js';
import { answerRows } from '../../env/tokens/rows.js';
import { divergence, expectedReward, meanOver } from '../../env/tokens/world.js';
import { maths } from '../../kernels/kernels.js';
import { calibrationError, meanOf } from '../metrics/calibration.js';
import type { PreferenceData } from './preference-data.js';

/** Answers of a prompt that are ordered against each other; of more, evenly picked ones. */
const MOST_ORDERED = 200;
/** Prices of divergence from 5 to 0.02 at which the best policy by the scores is judged. */
const SWEEP = Array.from({ length: 24 }, (_, i) => 5 * maths.exp((maths.log(0.02 / 5) * i) / 23));
/** Price at which answers are listed in the picture. */
const PICTURED = 0.5;
const BINS = 10;
/** Lengths that differ by at most this share of the longer one count as alike. */
const LIKE = 0.1;

const sigmoid = (x: number) => 1 / (1 + maths.exp(-x));

/** What is said of a reward model: on held-out pairs, and on made ones against the true reward. */
export class PreferenceRecord {
  readonly #data: PreferenceData;
  readonly #record;
  #frontier: Frontier | null = null;
  /** By answer: 1 where a training pair has it. */
  #compared: Uint8Array | null = null;

  constructor(data: PreferenceData, recorder: Recorder) {
    this.#data = data;
    this.#record = defineMetrics(recorder, data);
  }

  judge(scores: Float64Array): void {
    const { test, train, world, bags, chosen, rejected } = this.#data;
    const r = this.#record;
    const leads = this.#leads(test, scores);
    const accuracy = shareRight(leads);
    const [low, high] = wilson(accuracy, leads.length);
    r.accuracy(accuracy);
    r.low(low);
    r.high(high);
    r.train(shareRight(this.#leads(train, scores)));
    r.calibration(
      calibrationError(
        leads.map((lead) => sigmoid(Math.abs(lead))),
        leads.map((lead) => (lead > 0 ? 1 : lead === 0 ? 0.5 : 0)),
      ),
    );
    r.mean(meanOf(scores));
    r.longer?.(shareRight(Float64Array.from(test, (i) => bags[chosen[i]!]!.length - bags[rejected[i]!]!.length)));
    const alike = test.filter((i) => {
      const [a, b] = [bags[chosen[i]!]!.length, bags[rejected[i]!]!.length];
      return Math.abs(a - b) <= LIKE * Math.max(a, b);
    });
    r.alike?.(alike.length === 0 ? accuracy : shareRight(this.#leads(alike, scores)));
    if (world === null) return;
    r.limit?.(
      meanOf(
        Float64Array.from(test, (i) => sigmoid(Math.abs(world.rewards[chosen[i]!]! - world.rewards[rejected[i]!]!))),
      ),
    );
    r.tau?.(kendall(world, scores));
    r.correlation?.(correlation(world, scores));
    this.#compared ??= answersOf(this.#data);
    r.compared?.(orderedShare(world, scores, this.#compared, 1));
    r.uncompared?.(orderedShare(world, scores, this.#compared, 0));
    const path = sweep(world, scores);
    const peak = path.reduce((best, point) => (point.reward > best.reward ? point : best));
    const end = path.at(-1)!;
    r.peak?.(peak.reward);
    r.peakKl?.(peak.kl);
    r.end?.(end.reward);
    r.fall?.(peak.reward - end.reward);
    r.proxyEnd?.(end.proxy);
  }

  predictions(scores: Float64Array): readonly ResultColumn[] {
    const { test, chosen, rejected } = this.#data;
    const leads = this.#leads(test, scores);
    return [
      { name: 'pair', values: Int32Array.from(test, (i) => i + 1) },
      { name: 'score_chosen', values: Float64Array.from(test, (i) => scores[chosen[i]!]!) },
      { name: 'score_rejected', values: Float64Array.from(test, (i) => scores[rejected[i]!]!) },
      { name: 'probability', values: leads.map(sigmoid) },
    ];
  }

  /** On made pairs the way of the best policies by the scores along the frontier; else how often leads of a size are right. */
  scope(scores: Float64Array): FrontierScope | FitScope {
    const { world, test } = this.#data;
    if (world === null) return reliability(this.#leads(test, scores));
    this.#frontier ??= new Frontier(world);
    const { points, limit } = this.#frontier;
    const path = sweep(world, scores);
    const best = optimumOf(world, PICTURED);
    const now = optimumOf(world, PICTURED, scores);
    this.#compared ??= answersOf(this.#data);
    const seen = this.#compared;
    const start = { kl: 0, reward: expectedReward(world, world.reference) };
    const shown = Math.min(world.prompts, 8);
    return {
      kind: 'frontier',
      frontier: [start, ...points.map(({ kl, reward }) => ({ kl, reward })), limit],
      optimum: { beta: PICTURED, kl: best.kl, reward: best.reward },
      bestOf: [2, 4, 8, 16].map((n) => {
        const { kl, reward } = bestOf(world, n);
        return { n, kl, reward };
      }),
      path: [start, ...path.map(({ kl, reward }) => ({ kl, reward }))],
      proxy: path.map(({ kl, proxy }) => ({ kl, reward: proxy })),
      belowFrontier: this.#frontier.rewardAt(path.at(-1)!.kl) - path.at(-1)!.reward,
      klOptimum: divergence(world, now.log, best.log),
      prompts: Array.from({ length: shown }, (_, prompt) => answerRows(world, prompt, now.log, best.log, seen)),
      otherPrompts: world.prompts - shown,
    };
  }

  #leads(pairs: Int32Array, scores: Float64Array): Float64Array {
    const { chosen, rejected } = this.#data;
    return Float64Array.from(pairs, (i) => scores[chosen[i]!]! - scores[rejected[i]!]!);
  }
}

function shareRight(leads: Float64Array): number {
  return leads.reduce((sum, lead) => sum + (lead > 0 ? 1 : lead === 0 ? 0.5 : 0), 0) / leads.length;
}

/** Wilson's interval of 95 % for a share of n. */
function wilson(share: number, n: number): readonly [number, number] {
  const z = 1.959963984540054;
  const middle = (share + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  return [middle - half, middle + half];
}

/** The best policy by the scores at falling prices of divergence, by true reward and by what the scores promise. */
function sweep(world: MadeWorld, scores: Float64Array) {
  const centre = expectedReward(world, world.reference, scores);
  return SWEEP.map((beta) => {
    const { kl, reward, log } = optimumOf(world, beta, scores);
    return { kl, reward, proxy: expectedReward(world, log, scores) - centre };
  });
}

/** Kendall's tau-b of scores and true rewards, mean over the prompts. */
function kendall(world: MadeWorld, scores: Float64Array): number {
  const { answers } = world.tree;
  const step = Math.max(1, Math.ceil(answers / MOST_ORDERED));
  let total = 0;
  for (let from = 0; from < scores.length; from += answers) {
    let [same, ties, tiesTrue, pairs] = [0, 0, 0, 0];
    for (let i = from; i < from + answers; i += step) {
      for (let j = from; j < i; j += step) {
        const [a, b] = [Math.sign(scores[i]! - scores[j]!), Math.sign(world.rewards[i]! - world.rewards[j]!)];
        same += a * b;
        if (a === 0) ties++;
        if (b === 0) tiesTrue++;
        pairs++;
      }
    }
    const scale = Math.sqrt((pairs - ties) * (pairs - tiesTrue));
    total += scale === 0 ? 0 : same / scale;
  }
  return total / world.prompts;
}

/** Answers that are in a pair that is trained on. */
function answersOf({ train, chosen, rejected, bags }: PreferenceData): Uint8Array {
  const seen = new Uint8Array(bags.length);
  for (const i of train) for (const answer of [chosen[i]!, rejected[i]!]) seen[answer] = 1;
  return seen;
}

/** Share of the pairs of answers of one kind that scores order as the true reward does; half of the ties, half where there is none. */
function orderedShare(world: MadeWorld, scores: Float64Array, seen: Uint8Array, kind: number): number {
  const { answers } = world.tree;
  let [right, pairs] = [0, 0];
  for (let prompt = 0; prompt < world.prompts; prompt++) {
    const own = Array.from({ length: answers }, (_, i) => prompt * answers + i).filter((i) => seen[i] === kind);
    const step = Math.max(1, Math.floor(own.length / MOST_ORDERED));
    for (let i = 0; i < own.length; i += step) {
      for (let j = 0; j < i; j += step) {
        const lead = world.rewards[own[i]!]! - world.rewards[own[j]!]!;
        if (lead === 0) continue;
        const told = (scores[own[i]!]! - scores[own[j]!]!) * lead;
        right += told > 0 ? 1 : told === 0 ? 0.5 : 0;
        pairs++;
      }
    }
  }
  return pairs === 0 ? 0.5 : right / pairs;
}

/** Pearson's correlation of scores and true rewards under the reference, mean over the prompts. */
function correlation(world: MadeWorld, scores: Float64Array): number {
  const { answers } = world.tree;
  let total = 0;
  for (let prompt = 0; prompt < world.prompts; prompt++) {
    const mean = (term: (i: number) => number) =>
      world.prompts *
      meanOver(world, (i) => (Math.floor(i / answers) === prompt ? maths.exp(world.reference[i]!) * term(i) : 0));
    const [a, b] = [mean((i) => scores[i]!), mean((i) => world.rewards[i]!)];
    const cross = mean((i) => (scores[i]! - a) * (world.rewards[i]! - b));
    const [va, vb] = [
      mean((i) => (scores[i]! - a) * (scores[i]! - a)),
      mean((i) => (world.rewards[i]! - b) * (world.rewards[i]! - b)),
    ];
    total += va * vb === 0 ? 0 : cross / Math.sqrt(va * vb);
  }
  return total / world.prompts;
}

/** Of held-out pairs in ten groups by the size of the lead: how sure the model is, and how often it is right. */
function reliability(leads: Float64Array): FitScope {
  const sorted = leads.slice().sort((a, b) => Math.abs(a) - Math.abs(b));
  const size = Math.ceil(sorted.length / BINS);
  const groups = Array.from({ length: Math.ceil(sorted.length / size) }, (_, i) =>
    sorted.subarray(i * size, (i + 1) * size),
  );
  return {
    kind: 'fit',
    x: groups.map((group) => meanOf(group.map((lead) => sigmoid(Math.abs(lead))))),
    y: groups.map(shareRight),
    outlier: groups.map(() => false),
    curveX: [0.5, 1],
    curveY: [0.5, 1],
  };
}

function defineMetrics(recorder: Recorder, { world }: PreferenceData) {
  const define = (better: 'lower' | 'higher' | 'neither') => (name: string, help: string) =>
    recorder.define({ name, help, better });
  const [higher, lower, neither] = [define('higher'), define('lower'), define('neither')];
  const made = world !== null;
  return {
    accuracy: higher(
      'pair_accuracy',
      'share of the held-out pairs whose preferred answer scores higher; half of the ties',
    ),
    low: neither('pair_accuracy_low', "lower end of Wilson's interval of 95 % for pair_accuracy"),
    high: neither('pair_accuracy_high', 'upper end of it'),
    train: neither('train_accuracy', 'the same share of the pairs that were trained on'),
    calibration: lower(
      'calibration_error',
      'mean distance of sigma(|lead|) from how often the lead is right, held out',
    ),
    mean: neither('mean_score', 'mean score of all answers: pairs do not tell it'),
    longer: made ? null : neither('longer_accuracy', 'share of the held-out pairs whose longer answer was preferred'),
    alike: made
      ? null
      : neither('like_length_accuracy', 'pair_accuracy among pairs whose lengths differ by at most a tenth'),
    limit: made
      ? neither('pair_accuracy_limit', 'share that the true reward orders as labelled, in expectation')
      : null,
    tau: made ? higher('kendall_tau', 'tau-b of score and true reward over answers, mean over the prompts') : null,
    correlation: made ? higher('reward_correlation', 'correlation of score and true reward under the reference') : null,
    compared: made
      ? neither('compared_accuracy', 'share of the pairs of answers, both compared in training, in their true order')
      : null,
    uncompared: made
      ? neither('uncompared_accuracy', 'the same of answers that were never compared: 0.5 is a guess')
      : null,
    peak: made
      ? higher('gold_peak', 'highest true reward of the best policies by the scores, beta from 5 to 0.02')
      : null,
    peakKl: made ? neither('gold_peak_kl', 'their KL to the reference where it is highest') : null,
    end: made ? higher('gold_end', 'their true reward at beta 0.02') : null,
    fall: made ? lower('gold_fall', 'gold_peak less gold_end: what over-optimising the scores costs') : null,
    proxyEnd: made ? neither('proxy_end', 'what the scores promise at beta 0.02, above the reference') : null,
  };
}

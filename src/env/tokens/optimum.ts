import { maths } from '../../kernels/kernels.js';
import { divergence, eachRank, expectedReward, type TokenWorld } from './world.js';

/** The best policy at one price of divergence: pi* = pi_ref exp(r / beta) / Z. */
export interface Optimum {
  readonly beta: number;
  /** log pi* of each answer. */
  readonly log: Float64Array;
  /** log Z of each prompt. */
  readonly partitions: Float64Array;
  readonly reward: number;
  /** KL(pi*, pi_ref). */
  readonly kl: number;
  /** reward - beta kl, which is beta times the mean log Z. */
  readonly objective: number;
}

/** pi* under `rewards`, the true ones unless others are given; judged by the true ones. */
export function optimumOf(world: TokenWorld, beta: number, rewards = world.rewards): Optimum {
  const { reference, prompts, tree } = world;
  const log = new Float64Array(reference.length);
  const partitions = new Float64Array(prompts);
  for (let prompt = 0; prompt < prompts; prompt++) {
    const from = prompt * tree.answers;
    const to = from + tree.answers;
    let largest = Number.NEGATIVE_INFINITY;
    for (let i = from; i < to; i++) largest = Math.max(largest, reference[i]! + rewards[i]! / beta);
    let sum = 0;
    for (let i = from; i < to; i++) sum += maths.exp(reference[i]! + rewards[i]! / beta - largest);
    const partition = largest + maths.log(sum);
    partitions[prompt] = partition;
    for (let i = from; i < to; i++) log[i] = reference[i]! + rewards[i]! / beta - partition;
  }
  const reward = expectedReward(world, log);
  const kl = divergence(world, log, reference);
  return { beta, log, partitions, reward, kl, objective: reward - beta * kl };
}

/** The best of n answers of the reference, by true reward; equal ones are drawn alike. */
export function bestOf(
  world: TokenWorld,
  n: number,
): { readonly reward: number; readonly kl: number; log: Float64Array } {
  const log = new Float64Array(world.reference.length);
  eachRank(world, world.rewards, (groups) => {
    let below = 0;
    for (const group of groups) {
      const mass = group.reduce((sum, i) => sum + maths.exp(world.reference[i]!), 0);
      // (below + mass)^n - below^n without the difference of near equals.
      let chance = 0;
      for (let k = 0; k < n; k++) chance += power(below + mass, k) * power(below, n - 1 - k);
      for (const i of group) log[i] = world.reference[i]! + maths.log(chance);
      below += mass;
    }
  });
  return { reward: expectedReward(world, log), kl: divergence(world, log, world.reference), log };
}

function power(x: number, n: number): number {
  let result = 1;
  for (let i = 0; i < n; i++) result *= x;
  return result;
}

/** Reward that the best policy of a given divergence has, and the curve of all of them. */
export class Frontier {
  /** Points from beta 100 down to 0.005, the divergence rising. */
  readonly points: readonly { readonly kl: number; readonly reward: number; readonly beta: number }[];
  /** Where beta goes to 0: only best answers are left. */
  readonly limit: { readonly kl: number; readonly reward: number };
  readonly #world: TokenWorld;

  constructor(world: TokenWorld) {
    this.#world = world;
    const count = 40;
    this.points = Array.from({ length: count }, (_, i) => {
      const { beta, kl, reward } = optimumOf(world, 100 * maths.exp((maths.log(5e-5) * i) / (count - 1)));
      return { beta, kl, reward };
    });
    let kl = 0;
    let reward = 0;
    eachRank(world, world.rewards, (groups) => {
      const best = groups.at(-1)!;
      reward += world.rewards[best[0]!]! / world.prompts;
      kl -= maths.log(best.reduce((sum, i) => sum + maths.exp(world.reference[i]!), 0)) / world.prompts;
    });
    this.limit = { kl, reward };
  }

  /** The highest expected reward at a divergence of `kl`, by bisection for the beta that has it. */
  rewardAt(kl: number): number {
    if (kl >= this.limit.kl) return this.limit.reward;
    let [low, high] = [0, this.points.length - 1];
    if (kl <= this.points[0]!.kl) return optimumReward(this.#world, this.points[0]!.beta, 1e6, kl);
    if (kl >= this.points[high]!.kl) return optimumReward(this.#world, 1e-4, this.points[high]!.beta, kl);
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.points[middle]!.kl <= kl) low = middle;
      else high = middle;
    }
    return optimumReward(this.#world, this.points[high]!.beta, this.points[low]!.beta, kl);
  }
}

/** Reward of pi* of the beta between `low` and `high` whose divergence is `kl`. */
function optimumReward(world: TokenWorld, low: number, high: number, kl: number): number {
  let [a, b] = [maths.log(low), maths.log(high)];
  let found = optimumOf(world, maths.exp((a + b) / 2));
  for (let i = 0; i < 20; i++) {
    const middle = (a + b) / 2;
    found = optimumOf(world, maths.exp(middle));
    if (found.kl > kl) a = middle;
    else b = middle;
  }
  // What is left of the divergence, along the slope of the frontier, which is beta.
  return found.reward + found.beta * (kl - found.kl);
}

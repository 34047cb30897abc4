import { maths } from '../../kernels/kernels.js';
import { ILLEGAL, type TokenTree } from './tree.js';

/**
 * Prompts with all their possible answers, a reference policy and the true reward of each answer: small enough to enumerate.
 * Rows (prefixes) and answers of prompt p are numbered from p times those of one tree.
 */
export interface TokenWorld {
  readonly tree: TokenTree;
  readonly prompts: number;
  /** Logits of the reference policy by row and token; -Infinity for illegal tokens. */
  readonly logits: Float64Array;
  /** log pi_ref of each answer, in nats. */
  readonly reference: Float64Array;
  /** True reward of each answer. */
  readonly rewards: Float64Array;
  /** Whether an answer is right, where that can be verified. */
  readonly right: Uint8Array | null;
}

/** log pi of every answer from the logits of all rows, in f64. Illegal tokens have probability 0 whatever their logits. */
export function logProbabilities(tree: TokenTree, prompts: number, logits: ArrayLike<number>): Float64Array {
  const { vocabulary: v, rows, child, answers } = tree;
  const result = new Float64Array(prompts * answers);
  const reached = new Float64Array(rows);
  for (let prompt = 0; prompt < prompts; prompt++) {
    reached[0] = 0;
    for (let row = 0; row < rows; row++) {
      const from = (prompt * rows + row) * v;
      const total = logSum(logits, from, child, row * v, v);
      for (let token = 0; token < v; token++) {
        const next = child[row * v + token]!;
        if (next === ILLEGAL) continue;
        const value = reached[row]! + logits[from + token]! - total;
        if (next < 0) result[prompt * answers + ~next] = value;
        else reached[next] = value;
      }
    }
  }
  return result;
}

/** log of the summed exponentials of the legal logits of one row. */
function logSum(logits: ArrayLike<number>, from: number, child: Int32Array, at: number, v: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < v; token++)
    if (child[at + token] !== ILLEGAL && logits[from + token]! > largest) largest = logits[from + token]!;
  let sum = 0;
  for (let token = 0; token < v; token++)
    if (child[at + token] !== ILLEGAL) sum += maths.exp(logits[from + token]! - largest);
  return largest + maths.log(sum);
}

/** A world of given logits (rows of the tree, prompt after prompt) and rewards (answers, prompt after prompt). */
export function createWorld(
  tree: TokenTree,
  prompts: number,
  logits: Float64Array,
  rewards: Float64Array,
  right: Uint8Array | null = null,
): TokenWorld {
  return { tree, prompts, logits, reference: logProbabilities(tree, prompts, logits), rewards, right };
}

/** Sum over the answers of one prompt. */
function sumOver(world: TokenWorld, prompt: number, term: (answer: number) => number): number {
  const { answers } = world.tree;
  let sum = 0;
  for (let i = prompt * answers; i < (prompt + 1) * answers; i++) sum += term(i);
  return sum;
}

/** Mean over the prompts of a sum over the answers of each. */
export function meanOver(world: TokenWorld, term: (answer: number) => number): number {
  let sum = 0;
  for (let prompt = 0; prompt < world.prompts; prompt++) sum += sumOver(world, prompt, term);
  return sum / world.prompts;
}

/** Expected reward of a policy, all prompts alike. */
export function expectedReward(world: TokenWorld, log: Float64Array, rewards = world.rewards): number {
  return meanOver(world, (i) => maths.exp(log[i]!) * rewards[i]!);
}

/** KL(p, q) of two policies in nats, mean over the prompts. */
export function divergence(world: TokenWorld, p: Float64Array, q: Float64Array): number {
  return meanOver(world, (i) => maths.exp(p[i]!) * (p[i]! - q[i]!));
}

/** Mean entropy of the answers to a prompt, in nats. */
export function entropyOf(world: TokenWorld, log: Float64Array): number {
  return -meanOver(world, (i) => maths.exp(log[i]!) * log[i]!);
}

/** Tokens of an answer without the end. */
export function visibleLength(tree: TokenTree, answer: number): number {
  const count = tree.counts[answer]!;
  return tree.tokens[answer * tree.length + count - 1] === tree.end ? count - 1 : count;
}

/** Expected number of tokens without the end, of all answers or of those that `kept` names; NaN where they have no probability. */
export function expectedLength(world: TokenWorld, log: Float64Array, kept: (answer: number) => boolean = () => true) {
  const { tree } = world;
  let mass = 0;
  let sum = 0;
  for (let i = 0; i < log.length; i++) {
    if (!kept(i)) continue;
    const p = maths.exp(log[i]!);
    mass += p;
    sum += p * visibleLength(tree, i % tree.answers);
  }
  return sum / mass;
}

/**
 * Probability that an answer of the policy has a higher true reward than one of the reference; half of the ties. Answers
 * whose rewards are equal to the last bit are ties.
 */
export function winRate(world: TokenWorld, log: Float64Array): number {
  let wins = 0;
  eachRank(world, world.rewards, (ranked) => {
    let below = 0;
    for (const group of ranked) {
      let own = 0;
      let theirs = 0;
      for (const i of group) {
        own += maths.exp(log[i]!);
        theirs += maths.exp(world.reference[i]!);
      }
      wins += own * (below + theirs / 2);
      below += theirs;
    }
  });
  return wins / world.prompts;
}

/** The answers of each prompt in groups of equal reward, the lowest first. */
export function eachRank(
  world: TokenWorld,
  rewards: Float64Array,
  visit: (groups: readonly (readonly number[])[], prompt: number) => void,
): void {
  const { answers } = world.tree;
  for (let prompt = 0; prompt < world.prompts; prompt++) {
    const order = Array.from({ length: answers }, (_, i) => prompt * answers + i);
    order.sort((a, b) => rewards[a]! - rewards[b]! || a - b);
    const groups: number[][] = [];
    for (const i of order) {
      const last = groups.at(-1);
      if (last !== undefined && rewards[last[0]!] === rewards[i]) last.push(i);
      else groups.push([i]);
    }
    visit(groups, prompt);
  }
}

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { bestOf, Frontier, optimumOf } from '../../../src/env/tokens/optimum.js';
import { buildTree, type TokenTree } from '../../../src/env/tokens/tree.js';
import {
  createWorld,
  divergence,
  entropyOf,
  expectedLength,
  expectedReward,
  logProbabilities,
  winRate,
} from '../../../src/env/tokens/world.js';

type Table = number[][][][];

interface Golden {
  readonly name: string;
  readonly vocabulary: number;
  readonly length: number;
  readonly prompts: number;
  readonly end?: boolean;
  readonly answers?: number[][];
  readonly reference: Table;
  readonly policy: Table;
  readonly rewards: number[][];
  readonly log_reference: number[][];
  readonly log_policy: number[][];
  readonly optimum: readonly {
    readonly beta: number;
    readonly log_partition: number[];
    readonly log_probability: number[][];
    readonly reward: number;
    readonly kl: number;
    readonly objective: number;
    readonly policy_objective: number;
    readonly policy_kl_to_optimum: number;
  }[];
  readonly reference_reward: number;
  readonly policy_reward: number;
  readonly policy_kl_to_reference: number;
  readonly policy_entropy?: number;
  readonly policy_length?: number;
  readonly policy_win_rate?: number;
  readonly frontier_at_policy?: number;
  readonly best_of_n: readonly { readonly n: number; readonly reward: number; readonly kl: number }[];
}

const worlds = ['tokens.json', 'tokens-worlds.json'].flatMap((file) => {
  const text = readFileSync(new URL(`../../golden/${file}`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { worlds: Golden[] }).worlds;
});

/** Logits by row of the tree from a table by prompt, place and token before. */
function rowLogits(tree: TokenTree, table: Table): Float64Array {
  return Float64Array.from(
    table.flatMap((places) =>
      Array.from({ length: tree.rows }, (_, row) => places[tree.place[row]!]![tree.before[row]!]!).flat(),
    ),
  );
}

const within = (given: number, expected: number) => expect(Math.abs(given - expected)).toBeLessThan(1e-10);

function allWithin(given: ArrayLike<number>, expected: readonly number[]): void {
  expect(given.length).toBe(expected.length);
  expect(Math.max(...Array.from(given, (x, i) => Math.abs(x - expected[i]!)))).toBeLessThan(1e-10);
}

describe.each(worlds)('the world $name', (golden) => {
  const tokens = Array.from({ length: golden.vocabulary }, (_, i) => i);
  const tree = buildTree(golden.vocabulary, golden.length, golden.end === true ? 0 : -1, () => tokens);
  const world = createWorld(
    tree,
    golden.prompts,
    rowLogits(tree, golden.reference),
    Float64Array.from(golden.rewards.flat()),
  );
  const policy = logProbabilities(tree, golden.prompts, rowLogits(tree, golden.policy));

  it('has the answers of an independent enumeration with its log-probabilities, within 1e-10', () => {
    if (golden.answers !== undefined) {
      const { length, counts } = tree;
      const told = Array.from(counts, (count, i) => Array.from(tree.tokens.subarray(i * length, i * length + count)));
      expect(told).toEqual(golden.answers);
    }
    allWithin(world.reference, golden.log_reference.flat());
    allWithin(policy, golden.log_policy.flat());
  });

  it('has its expected rewards and divergences', () => {
    within(expectedReward(world, world.reference), golden.reference_reward);
    within(expectedReward(world, policy), golden.policy_reward);
    within(divergence(world, policy, world.reference), golden.policy_kl_to_reference);
  });

  it.each(golden.optimum)('has its optimum at beta $beta', (expected) => {
    const found = optimumOf(world, expected.beta);
    allWithin(found.partitions, expected.log_partition);
    allWithin(found.log, expected.log_probability.flat());
    within(found.reward, expected.reward);
    within(found.kl, expected.kl);
    within(found.objective, expected.objective);
    const reached = expectedReward(world, policy) - expected.beta * divergence(world, policy, world.reference);
    const away = divergence(world, policy, found.log);
    within(reached, expected.policy_objective);
    within(away, expected.policy_kl_to_optimum);
    // What a policy misses of the objective is beta times its divergence from the optimum.
    within(found.objective - reached, expected.beta * away);
  });

  it('has its best of n answers', () => {
    for (const { n, reward, kl } of golden.best_of_n) {
      const found = bestOf(world, n);
      within(found.reward, reward);
      within(found.kl, kl);
      expect(found.kl).toBeLessThanOrEqual(Math.log(n) - (n - 1) / n + 1e-12);
    }
  });

  it('has its entropy, length, win rate and frontier', () => {
    const frontier = new Frontier(world);
    if (golden.policy_entropy !== undefined) {
      within(entropyOf(world, policy), golden.policy_entropy);
      within(expectedLength(world, policy), golden.policy_length!);
      within(winRate(world, policy), golden.policy_win_rate!);
      within(frontier.rewardAt(golden.policy_kl_to_reference), golden.frontier_at_policy!);
    }
    for (const { kl, reward } of frontier.points) within(frontier.rewardAt(kl), reward);
  });
});

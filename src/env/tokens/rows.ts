import type { AnswerRow } from '../../core/scope.js';
import { maths } from '../../kernels/kernels.js';
import type { MadeWorld } from './made-world.js';

/** Answers that are listed: the policy's likeliest, and the likeliest of optimum and reference. */
const LIKELIEST = 8;
const OTHERS = 3;

/** An answer as it is written. */
export function answerText({ tree, language }: MadeWorld, answer: number): string {
  const from = answer * tree.length;
  return Array.from(tree.tokens.subarray(from, from + tree.counts[answer]!), (token) => language.names[token]!).join(
    '',
  );
}

/** The likeliest answers to a prompt, the policy's first. */
export function answerRows(
  world: MadeWorld,
  prompt: number,
  log: Float64Array,
  optimum: Float64Array,
  seen: Uint8Array,
): readonly AnswerRow[] {
  const { tree, reference, rewards } = world;
  const first = prompt * tree.answers;
  const top = (values: Float64Array, count: number) =>
    Array.from({ length: tree.answers }, (_, i) => first + i)
      .sort((a, b) => values[b]! - values[a]! || a - b)
      .slice(0, count);
  const listed = new Set([...top(log, LIKELIEST), ...top(optimum, OTHERS), ...top(reference, OTHERS)]);
  return [...listed].map((i) => ({
    text: answerText(world, i - first),
    reward: rewards[i]!,
    policy: maths.exp(log[i]!),
    reference: maths.exp(reference[i]!),
    optimum: maths.exp(optimum[i]!),
    seen: seen[i] === 1,
  }));
}

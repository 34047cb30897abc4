import { integer, number } from '../core/params.js';

/** Exploration settings that every epsilon-greedy agent shares. */
export const epsilonParams = {
  epsilonStart: number(1, 'probability of a random action at the start', { min: 0, max: 1 }),
  epsilonEnd: number(0.05, 'probability of a random action after the decay', { min: 0, max: 1 }),
  epsilonSteps: integer(10_000, 'env steps over which epsilon falls, linearly', { min: 1, max: 1e9 }),
} as const;

/** Epsilon at an env step: linear from start to end, then constant. */
export function epsilonAt(
  params: { epsilonStart: number; epsilonEnd: number; epsilonSteps: number },
  step: number,
): number {
  const done = Math.min(1, step / params.epsilonSteps);
  return params.epsilonStart + (params.epsilonEnd - params.epsilonStart) * done;
}

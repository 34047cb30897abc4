import { number } from '../../core/params.js';

/** Exploration settings that every epsilon-greedy agent shares. */
export const epsilonParams = {
  epsilonStart: number(1, 'probability of a random action at the start', { min: 0, max: 1 }),
  epsilonEnd: number(0.05, 'probability of a random action after the decay', { min: 0, max: 1 }),
  epsilonFraction: number(0.5, 'share of all steps over which epsilon goes from start to end, linearly', {
    min: 0,
    max: 1,
  }),
} as const;

/** Epsilon at `progress` (0 to 1, step / all steps): linear from start to end, then constant. */
export function epsilonAt(
  params: { epsilonStart: number; epsilonEnd: number; epsilonFraction: number },
  progress: number,
): number {
  if (progress >= params.epsilonFraction) return params.epsilonEnd;
  return params.epsilonStart + (params.epsilonEnd - params.epsilonStart) * (progress / params.epsilonFraction);
}

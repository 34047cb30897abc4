import type { Scenario } from '../../scenario/scenario.js';
import type { Arm, SeedEnd } from '../arm.js';
import type { SeedCurves } from '../seed-curves.js';
import { type Gate, gateOf } from './gate.js';
import type { Rule } from './measures.js';

/** Seeds whose bits are looked at before anything else. */
export const BIT_SEEDS = 2;
/** Seeds of the first look that statistics get. */
export const FIRST_SEEDS = 10;
/** Seeds of a baseline, and of the last look. */
export const ALL_SEEDS = 40;

/** One look at the candidate: on how many seeds, and what it came to. */
export interface Look {
  readonly seeds: readonly number[];
  readonly gate: Gate;
}

/** Trains seeds of the candidate; null when it was stopped. */
export type Train = (seeds: readonly number[]) => Promise<Arm | null>;

export interface Plan {
  /** Seeds of the baseline, those of the first look first. */
  readonly seeds: readonly number[];
  /** Looks at exactly these seeds, all at once: nothing is added on suspicion. */
  readonly fixed: boolean;
  readonly draws?: number;
  /** Called when a look asks for more seeds, before they are trained. */
  readonly onMore?: (look: Look, next: readonly number[]) => void;
}

/**
 * Looks at a candidate in stages. Two seeds with the same bits are enough: `identical`. Else the first ten; where they raise no doubt, that
 * is all. Else all seeds, and these alone decide: a look that decides nothing costs no part of the level, so the probability
 * of a false alarm is at most `alpha`, as with all seeds at once. null when training was stopped.
 */
export async function lookInStages(
  reference: Arm,
  rule: Rule,
  judged: Pick<Scenario, 'expectations' | 'tunedOn'>,
  train: Train,
  { seeds, fixed, draws, onMore }: Plan,
): Promise<readonly Look[] | null> {
  const ends = fixed
    ? [seeds.length]
    : [BIT_SEEDS, FIRST_SEEDS, seeds.length].filter((end, i, all) => end <= seeds.length && end !== all[i - 1]);
  const looks: Look[] = [];
  let arm: Arm | null = null;
  for (const [i, end] of ends.entries()) {
    const fresh = seeds.slice(ends[i - 1] ?? 0, end);
    const trained = await train(fresh);
    if (trained === null) return null;
    arm = arm === null ? trained : joinArms(arm, trained);
    const gate = gateOf(reference, arm, rule, judged, draws);
    const look = { seeds: seeds.slice(0, end), gate };
    const isBitsOnly = !fixed && end === BIT_SEEDS && ends.length > 1;
    if (gate.verdict === 'identical' || !isBitsOnly) looks.push(look);
    if (gate.verdict === 'identical') break;
    if (isBitsOnly || i === ends.length - 1) continue;
    if (gate.doubts.length === 0) break;
    onMore?.(look, seeds.slice(end));
  }
  return looks;
}

/** Both arms' seeds as one arm. */
export function joinArms(first: Arm, second: Arm): Arm {
  const seeds: SeedEnd[] = [...first.seeds, ...second.seeds];
  return {
    ...first,
    better: { ...second.better, ...first.better },
    seeds,
    curves: (metric) => joinCurves(first.curves(metric), second.curves(metric)),
  };
}

/** On the steps that either has; a seed is NaN where it has no value. */
function joinCurves(first: SeedCurves | null, second: SeedCurves | null): SeedCurves | null {
  if (first === null || second === null) return first ?? second;
  const steps = [...new Set([...first.steps, ...second.steps])].sort((a, b) => a - b);
  const at = ({ steps: own, seeds }: SeedCurves) => {
    const places = steps.map((step) => own.indexOf(step));
    return seeds.map(({ seed, values }) => ({ seed, values: places.map((place) => values[place] ?? Number.NaN) }));
  };
  return { metric: first.metric, steps, seeds: [...at(first), ...at(second)] };
}

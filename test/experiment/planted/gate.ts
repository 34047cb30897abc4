import type { Arm } from '../../../src/experiment/arm.js';
import type { Rule } from '../../../src/experiment/gate/measures.js';
import { ALL_SEEDS, type Look, lookInStages } from '../../../src/experiment/gate/stages.js';
import { seedCurves } from '../../../src/experiment/seed-curves.js';
import type { Trained } from './harness.js';

/** What `losscope baseline check` makes an arm of. */
export function armOf(trained: Trained, label: string): Arm {
  const { hash, decides, steps, better, ends, series, focus } = trained;
  return {
    ...{ label, source: label, scenario: 'planted', variant: '', version: null, hash, decides, better },
    regression: { metric: focus, margin: 0, alpha: 0.01 },
    seeds: ends,
    curves: (metric) => (metric === focus ? seedCurves(metric, series, steps) : null),
  };
}

export type TrainSeeds = (seeds: readonly number[]) => Trained;

/** Holds one build of the program to what another gave, by the rule of `losscope baseline check`. */
export async function check(sound: Trained, candidate: TrainSeeds, seeds = ALL_SEEDS): Promise<Look> {
  const reference = armOf(sound, 'baseline');
  const rule: Rule = { regression: reference.regression!, expectations: sound.expectations };
  const looks = await lookInStages(
    reference,
    rule,
    { expectations: sound.expectations, tunedOn: [] },
    async (chosen) => armOf(candidate(chosen), 'candidate'),
    { seeds: Array.from({ length: seeds }, (_, i) => i), fixed: false },
  );
  return looks!.at(-1)!;
}

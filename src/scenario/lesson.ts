import type { Scenario } from './scenario.js';
import { formatSeeds } from './seeds.js';

/**
 * What a lesson's `measured` may be shown as beside runs of this scenario: its figures where the runs have the settings and
 * all the seeds that the figures are of, else which ones those are. Empty without a lesson or figures.
 */
export function measuredText(scenario: Scenario, seeds: readonly number[]): string {
  const measured = scenario.lesson?.measured ?? '';
  if (measured === '' || (isAsWritten(scenario) && scenario.seeds.every((seed) => seeds.includes(seed))))
    return measured;
  return `Measured figures are for the scenario's own settings and seeds ${formatSeeds(scenario.seeds)}; these runs differ.`;
}

/** Whether the settings are those of the file, or of a variant that the file declares. */
function isAsWritten({ variant, family }: Scenario): boolean {
  return family === undefined ? variant === '' : family.overrides === '' && (variant === '' || variant === family.name);
}

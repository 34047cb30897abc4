import { Comparison, type GoldenReport } from './comparison.js';
import { checkEpisodes } from './episodes-check.js';
import { checkGame } from './game-check.js';
import type { GoldenDocument } from './golden-document.js';
import { checkTable } from './table-check.js';
import { checkVector } from './vector-check.js';

export type { GoldenFailure, GoldenReport } from './comparison.js';
export { goldenEnvs } from './created.js';
export type { GoldenDocument, Keywords } from './golden-document.js';

/**
 * Compares envs with trajectories and tables of their originals: physics step by step and over whole rollouts, games cell by
 * cell with the draws of the original, transition tables, V*, Q*, optimal actions, values of fixed policies. The tolerances
 * are those of the file's `notes`.
 */
export function checkGolden(document: GoldenDocument): GoldenReport {
  const comparison = new Comparison();
  for (const trajectory of document.trajectories) {
    if ('episodes' in trajectory) checkEpisodes(comparison, trajectory);
    else if ('flips' in trajectory) checkGame(comparison, trajectory);
    else checkVector(comparison, trajectory, document.environments[trajectory.env]!);
  }
  for (const table of document.tables) checkTable(comparison, table);
  return { checked: comparison.checked, failed: comparison.failed };
}

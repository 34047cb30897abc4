import type { CellState } from '../../experiment/sweep/cells.js';
import type { Plan } from '../../experiment/sweep/plan.js';
import { rank } from '../../experiment/sweep/ranking.js';
import type { Rungs } from '../../experiment/sweep/rungs.js';
import { jsonDocument } from '../json-document.js';
import { configCommand } from './commands.js';

/**
 * A sweep as one JSON document: the ranking, every cell, the rungs that are decided, the versions of losscope that have made
 * the results.
 */
export function sweepDocument(
  plan: Plan,
  states: readonly CellState[],
  { decisions }: Rungs,
  versions: readonly string[],
): string {
  const { name, metric, goal, seeds, configs } = plan;
  return jsonDocument('sweep', {
    ...{ name, metric, goal, seeds, losscope: versions },
    ranking: rank(plan, states).map(({ config, place, n, values, mean, iqm, interval, broken, pruned }) => ({
      ...{ place, configuration: configs[config]!.varied, hash: configs[config]!.hash },
      ...{ n, values, mean, iqm, interval, broken, pruned },
      command: configCommand(plan, config),
    })),
    cells: states.map(({ cell: { index, id, config, seed }, status, result }) => ({
      ...{ index, id, configuration: configs[config]!.varied, seed, status },
      reason: result?.reason ?? null,
      steps: result?.steps ?? 0,
      digest: status === 'done' || status === 'diverged' ? (result?.digest ?? null) : null,
      value: status === 'done' ? (result?.final[metric] ?? null) : null,
    })),
    rungs: decisions,
  });
}

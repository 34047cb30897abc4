import type { CellState } from '../../experiment/sweep/cells.js';
import type { Plan } from '../../experiment/sweep/plan.js';
import { acceptedOf, type CodeOptions } from '../kit/plugins.js';
import type { Terminal } from '../kit/terminal.js';

/** Results of other code, beside which the cells would be ranked, are refused, or accepted and told. */
export async function checkSweepCode(
  plan: Plan,
  out: string,
  states: readonly CellState[],
  options: CodeOptions,
  terminal: Terminal,
): Promise<void> {
  const { codeOfPlan, planFile } = await import('../../experiment/sweep/plan.js');
  const { checkCells } = await import('../../experiment/sweep/cells.js');
  const { codeNow, compareCode } = await import('../../store/run-code.js');
  const { file } = planFile(out);
  const [now, accepted] = [codeNow(plan.plugins), acceptedOf(options)];
  const warnings = [...compareCode(file, codeOfPlan(file), now, accepted), ...checkCells(out, states, now, accepted)];
  for (const warning of warnings) terminal.err(warning);
}

import type { LoadedScenario } from '../../scenario/loader.js';
import type { Scenario } from '../../scenario/scenario.js';

/** How a scenario came into the dashboard that it was started in. */
export interface StartedHere {
  readonly loaded: LoadedScenario;
  /** Absolute paths of the modules that its runs load. */
  readonly plugins: readonly string[];
}

const known = new WeakMap<Scenario, StartedHere>();

export function rememberStart(loaded: readonly LoadedScenario[], plugins: readonly string[]): void {
  for (const one of loaded) known.set(one.scenario, { loaded: one, plugins });
}

/** Null for a scenario that the program was started with. */
export const startedHere = (scenario: Scenario): StartedHere | null => known.get(scenario) ?? null;

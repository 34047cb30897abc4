import { isForeign } from '../../logs/runs/foreign-scenario.js';
import type { parseOverride } from '../../scenario/overrides.js';
import type { RunView } from '../../session/run-view.js';
import type { Registries } from '../../train/registries.js';
import type { tunable } from '../../train/tunable-settings.js';

/** What tells which settings there are and reads them: everything that a scenario can name, and YAML. */
export interface Parts {
  readonly registries: Registries;
  readonly tunable: typeof tunable;
  readonly parseOverride: typeof parseOverride;
}

let parts: Parts | null = null;
let loading: Promise<Parts> | null = null;

/** Null until they are loaded: runs of other programs need none, and loading takes longer than drawing their curves. */
export const partsNow = (): Parts | null => parts;

/** The same where a form is open: it opens after they were loaded. */
export function loadedParts(): Parts {
  if (parts === null) throw new Error('the parts of scenarios are not loaded');
  return parts;
}

export function loadParts(): Promise<Parts> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Parts> {
  const { registries } = await import('../../train/registries.js');
  const { tunable } = await import('../../train/tunable-settings.js');
  const { parseOverride } = await import('../../scenario/overrides.js');
  parts = { registries, tunable, parseOverride };
  return parts;
}

/** Whether there are runs whose scenarios name parts and these are not loaded yet. */
export function lacksParts(runs: readonly RunView[]): boolean {
  return parts === null && runs.some(({ scenario }) => !isForeign(scenario));
}

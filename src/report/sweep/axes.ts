import type { CellState } from '../../experiment/sweep/cells.js';
import { type Importance, importances } from '../../experiment/sweep/importance.js';
import type { Plan } from '../../experiment/sweep/plan.js';
import { rank } from '../../experiment/sweep/ranking.js';
import { settingIn } from './rows.js';
import { axesOf, placesOf, type SettingAxis } from './setting-axes.js';

/** Configurations of a sweep that have a result, the best first. */
export interface Settings {
  readonly axes: readonly SettingAxis[];
  readonly configs: readonly number[];
  readonly means: readonly number[];
}

export function settingsIn(plan: Plan, states: readonly CellState[]): Settings {
  const ranked = rank(plan, states).filter(
    ({ place, mean }) => place !== null && mean !== null && Number.isFinite(mean),
  );
  const configs = ranked.map(({ config }) => config);
  const set = configs.map((config) => new Map(plan.configs[config]!.varied.map(settingIn)));
  return { axes: axesOf(set), configs, means: ranked.map(({ mean }) => mean!) };
}

/** What each setting explains of the metric. */
export function importanceOf(settings: Settings): readonly Importance[] {
  return importances(
    settings.axes.map(({ name }) => name),
    placesOf(settings),
    settings.means,
  );
}

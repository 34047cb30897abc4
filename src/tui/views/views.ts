import type { ViewName } from '../state/state.js';
import { charts } from './charts.js';
import { compare } from './compare.js';
import { config } from './config.js';
import { log } from './log.js';
import { scenario } from './scenario.js';
import type { View } from './view.js';

/** The views by name; their order is that of `VIEW_NAMES`, which keys 1 to 5 and the tab line follow. */
export const VIEWS: Readonly<Record<ViewName, View>> = { charts, compare, scenario, config, log };

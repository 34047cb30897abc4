import { createRegistry } from '../core/registry.js';
import { classification } from './classification.js';
import { regression } from './regression.js';
import { retrieval } from './retrieval.js';

/** All tasks, by name. */
export const tasks = createRegistry('task', [classification, retrieval, regression]);

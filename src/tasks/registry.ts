import { createRegistry } from '../core/registry.js';
import { classification } from './classification.js';
import { identities } from './identities.js';
import { knowledgeGraph } from './knowledge-graph.js';
import { masks } from './masks.js';
import { multiLabel } from './multi-label.js';
import { ranking } from './ranking.js';
import { regression } from './regression.js';
import { retrieval } from './retrieval.js';

/** All tasks, by name. */
export const tasks = createRegistry('task', [
  classification,
  retrieval,
  regression,
  identities,
  ranking,
  multiLabel,
  knowledgeGraph,
  masks,
]);

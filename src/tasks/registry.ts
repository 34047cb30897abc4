import { createRegistry } from '../core/registry.js';
import { alignment } from './alignment/alignment.js';
import { classification } from './classification.js';
import { distillation } from './distillation.js';
import { identities } from './identities.js';
import { knowledgeGraph } from './knowledge-graph.js';
import { masks } from './masks.js';
import { multiClass } from './multi-class.js';
import { multiLabel } from './multi-label.js';
import { preference } from './preference/preference.js';
import { ranking } from './ranking.js';
import { regression } from './regression.js';
import { retrieval } from './retrieval.js';
import { twoViews } from './two-views.js';

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
  multiClass,
  distillation,
  twoViews,
  alignment,
  preference,
]);

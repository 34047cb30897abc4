import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import type { NamedArrays } from '../core/learner.js';
import type { ModelDocument } from '../tasks/model/model-document.js';
import type { RetrievalModel } from '../tasks/model/retrieval-model.js';
import { lastWhole } from './checkpoint.js';
import { readWeights } from './initial-weights.js';
import { MODEL_FILE, readOwnJson } from './own-data-files.js';

/** A model that a run has left, with its weights. */
export interface KeptModel {
  readonly model: ModelDocument | RetrievalModel;
  readonly weights: NamedArrays;
  /** Step of the checkpoint that the weights are from; null for the end of the run. */
  readonly step: number | null;
}

/** The model of a run folder. Throws a UserError when the run has none: it trained on generated data, or is no task. */
export function readModel(folder: string): KeptModel {
  const model = readOwnJson(folder, MODEL_FILE) as KeptModel['model'] | null;
  if (model === null)
    throw new UserError({
      path: '',
      file: folder,
      message: `has no ${MODEL_FILE}: only runs of a task on a file of yours keep a model that predicts`,
    });
  const final = join(folder, 'weights.safetensors');
  if (existsSync(final)) return { model, weights: readWeights(final).arrays, step: null };
  const { found } = lastWhole(folder);
  if (found === null)
    throw new UserError({ path: '', file: folder, message: 'has neither weights nor a whole checkpoint yet' });
  const { weights, step } = found.checkpoint.progress;
  return { model, weights, step };
}

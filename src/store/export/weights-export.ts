import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { programVersion } from '../../core/package.js';
import { canonical } from '../../scenario/canonical.js';
import { lastWhole } from '../checkpoint.js';
import { readConfig } from '../config-file.js';
import { problemOf } from '../disk.js';
import { readWeights } from '../initial-weights.js';
import { encodeSafetensors } from '../safetensors.js';
import { writeDocument } from '../whole-file.js';
import { torchLayout } from './torch-layout.js';
import { layersOf } from './weight-layers.js';

/**
 * How weights are laid out: `losscope` has linear layers as [inputs, outputs] and convolutions as [rows columns channels, filters];
 * `torch` is as PyTorch's modules hold them, see {@link torchLayout}.
 */
export const layouts = ['losscope', 'torch'] as const;
export type Layout = (typeof layouts)[number];

/** What was exported: how many arrays, and the step of the checkpoint that they are from; null for the end of the run. */
export interface Exported {
  readonly arrays: number;
  readonly step: number | null;
  readonly warnings: readonly string[];
}

/**
 * Writes a run's weights to a safetensors file, with what they are in its header (see docs/weights.md). Throws a
 * {@link UserError} when it has none, or when the file cannot be written.
 */
export function exportWeights(root: string, id: string, file: string, layout: Layout = 'losscope'): Exported {
  const { weights, shapes, step, warnings } = weightsOf(join(root, id));
  const { scenario, seed } = readConfig(join(root, id));
  const layers = layersOf(shapes, scenario.learner);
  const metadata = {
    format: 'losscope/weights',
    version: '1',
    losscope: programVersion(),
    layout,
    scenario: scenario.name,
    variant: scenario.variant,
    seed: String(seed),
    run: id,
    step: step === null ? 'end' : String(step),
    learner: canonical(scenario.learner),
    layers: JSON.stringify(layers),
  };
  const laid = layout === 'torch' ? torchLayout(weights, shapes, layers) : { weights, shapes };
  try {
    writeDocument(file, ...encodeSafetensors(laid.weights, metadata, laid.shapes));
  } catch (error) {
    throw new UserError({ path: '--weights', message: `cannot be written: ${problemOf(error)}`, given: file });
  }
  return { arrays: weights.size, step, warnings };
}

function weightsOf(folder: string) {
  const final = join(folder, 'weights.safetensors');
  if (existsSync(final)) {
    const { arrays, shapes } = readWeights(final);
    return { weights: arrays, shapes, step: null, warnings: [] };
  }
  const { found, warnings } = lastWhole(folder);
  if (found === null) {
    throw new UserError({ path: '', file: folder, message: 'has neither weights nor a whole checkpoint yet' });
  }
  const { progress, shapes } = found.checkpoint;
  return { weights: progress.weights, shapes, step: progress.step, warnings };
}

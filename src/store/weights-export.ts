import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import type { NamedArrays, Shapes } from '../core/learner.js';
import { programVersion } from '../core/package.js';
import { canonical } from '../scenario/canonical.js';
import { lastWhole } from './checkpoint.js';
import { readConfig } from './config-file.js';
import { problemOf } from './disk.js';
import { readWeights } from './initial-weights.js';
import { encodeSafetensors } from './safetensors.js';
import { writeDocument } from './whole-file.js';

/**
 * How the weight of a linear layer is laid out: `losscope` as [inputs, outputs], `torch` as [outputs, inputs], which is
 * `torch.nn.Linear.weight`. Everything else is the same in both.
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
  };
  const laid = layout === 'torch' ? transposed(weights, shapes) : { weights, shapes };
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

/** With every matrix that is the weight of a linear layer turned. */
function transposed(weights: NamedArrays, shapes: Shapes): { weights: NamedArrays; shapes: Shapes } {
  const turned = new Map(weights);
  const turnedShapes = new Map(shapes);
  for (const [name, array] of weights) {
    const [rows, columns, more] = shapes.get(name) ?? [];
    if (!name.endsWith('.weight') || rows === undefined || columns === undefined || more !== undefined) continue;
    const copy = array.slice();
    for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) copy[c * rows + r] = array[r * columns + c]!;
    turned.set(name, copy);
    turnedShapes.set(name, [columns, rows]);
  }
  return { weights: turned, shapes: turnedShapes };
}

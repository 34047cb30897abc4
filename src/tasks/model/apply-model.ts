import type { NamedArrays, ResultColumn } from '../../core/learner.js';
import { Engine, type Tensor } from '../../tensor/engine.js';
import { linear, normalizeRows } from '../../tensor/ops/index.js';
import { applyInputs } from '../readers/features.js';
import type { Column } from '../readers/table.js';
import { embeddingColumns, type LayerSpec, type ModelDocument, outputColumns } from './model-document.js';

/** Rows that go through the network at once. */
const BLOCK = 2048;

/** What a model says about rows: the columns of a prediction. Throws an Error when the weights are not those of the model. */
export function applyModel(
  model: ModelDocument,
  weights: NamedArrays,
  columns: readonly Column[],
  rows: number,
): readonly ResultColumn[] {
  const { outputs, width } = runNetwork(model, weights, applyInputs(model.inputs, columns, rows), rows);
  return model.output.kind === 'embedding' ? embeddingColumns(outputs, width) : outputColumns(model.output, outputs);
}

/** Outputs [rows, width] of a network on inputs [rows, inputs], in the arithmetic of training. */
export function runNetwork(
  { layers, inputs, output }: ModelDocument,
  weights: NamedArrays,
  values: Float32Array,
  rows: number,
): { readonly outputs: Float64Array; readonly width: number } {
  const engine = new Engine('f32');
  const built = layers.map((layer) => tensorsOf(engine, layer, weights));
  const width = built.at(-1)!.bias.size;
  const first = inputs.length;
  if (built[0]!.weight.shape[0] !== first) throw new Error('the weights are not those of this model');
  const outputs = new Float64Array(rows * width);
  for (let from = 0; from < rows; from += BLOCK) {
    const size = Math.min(BLOCK, rows - from);
    engine.reset();
    engine.untracked(() => {
      let x: Tensor = engine.tensor([size, first], values.subarray(from * first, (from + size) * first));
      for (const { weight, bias, activation } of built) x = linear(x, weight, bias, activation);
      if (output.kind === 'embedding' && output.unit) x = normalizeRows(x);
      outputs.set(x.view(), from * width);
    });
  }
  return { outputs, width };
}

function tensorsOf(engine: Engine, { weight, bias, activation }: LayerSpec, weights: NamedArrays) {
  const [w, b] = [weights.get(weight), weights.get(bias)];
  if (w === undefined || b === undefined || w.length % b.length !== 0)
    throw new Error(`the weights ${weight} and ${bias} are not those of this model`);
  return {
    weight: engine.permanent([w.length / b.length, b.length], w),
    bias: engine.permanent([b.length], b),
    activation,
  };
}

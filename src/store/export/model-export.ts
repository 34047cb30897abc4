import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../../core/errors.js';
import { packageFile, programVersion } from '../../core/package.js';
import { makeFolders, problemOf } from '../disk.js';
import { readModel } from '../kept-model.js';
import { encodeJson } from '../number-json.js';
import { encodeSafetensors } from '../safetensors.js';
import { writeDocument } from '../whole-file.js';
import { encodeOnnx } from './onnx.js';

/**
 * Writes the model of a run into a folder: `model.json`, `weights.safetensors`, of a network `model.onnx`, and `predict.py`, which
 * scores rows in plain Python. Returns the names of the files. Throws a {@link UserError} when the run has no model.
 */
export function exportModel(root: string, id: string, folder: string): readonly string[] {
  const { model, weights } = readModel(join(root, id));
  const shapes = new Map<string, readonly number[]>(
    model.format === 'losscope-model'
      ? model.layers.flatMap(({ weight, bias }): [string, readonly number[]][] => {
          const outputs = weights.get(bias)!.length;
          return [
            [weight, [weights.get(weight)!.length / outputs, outputs]],
            [bias, [outputs]],
          ];
        })
      : [...weights].map(([name, array]) => [name, [array.length / model.dim, model.dim]]),
  );
  const named = new Map([...weights].filter(([name]) => shapes.has(name)));
  const files: [string, readonly (string | Uint8Array)[]][] = [
    ['model.json', [`${encodeJson(model)}\n`]],
    ['weights.safetensors', encodeSafetensors(named, { run: id, program: programVersion() }, shapes)],
  ];
  if (model.format === 'losscope-model') {
    files.push(['model.onnx', [encodeOnnx(model, weights, programVersion())]]);
    files.push(['predict.py', [readFileSync(packageFile('docs/examples/predict.py'))]]);
  }
  try {
    makeFolders(folder);
    for (const [name, content] of files) writeDocument(join(folder, name), ...content);
  } catch (error) {
    throw new UserError({ path: '--model', message: `cannot be written: ${problemOf(error)}`, given: folder });
  }
  return files.map(([name]) => name);
}

import { describe, expect, it } from 'vitest';
import { encodeOnnx } from '../../src/store/export/onnx.js';
import { runNetwork } from '../../src/tasks/model/apply-model.js';
import { type ModelDocument, outputColumns } from '../../src/tasks/model/model-document.js';
import golden from '../golden/onnx.json' with { type: 'json' };

describe('a network as ONNX', () => {
  it.each(golden.map((one) => [one.model.output.kind, one] as const))(
    'gives in onnxruntime what it gives here: %s',
    (_, { model, weights, file, inputs, outputs, prediction }) => {
      const named = new Map(Object.entries(weights).map(([name, values]) => [name, Float32Array.from(values)]));
      const document = model as unknown as ModelDocument;
      expect(Buffer.from(encodeOnnx(document, named, '1.0.0')).toString('base64')).toBe(file);
      const own = runNetwork(document, named, Float32Array.from(inputs.flat()), inputs.length);
      outputs.flat().forEach((value, i) => {
        expect(own.outputs[i]).toBeCloseTo(value, 5);
      });
      if (document.output.kind !== 'number') return;
      prediction.flat().forEach((value, i) => {
        expect(outputColumns(document.output, own.outputs)[0]!.values[i]).toBeCloseTo(value, 4);
      });
    },
  );
});

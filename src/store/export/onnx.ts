import type { NamedArrays } from '../../core/learner.js';
import type { LayerSpec, ModelDocument, OutputSpec } from '../../tasks/model/model-document.js';

/** Fields of the protocol buffers that ONNX is written in (onnx.proto3, IR version 8, operators of opset 17). */
const WIRE = { varint: 0, bytes: 2 } as const;
const FLOAT = 1;

type Piece = Uint8Array;

function varint(value: number): Piece {
  const bytes: number[] = [];
  let left = value;
  while (left >= 128) {
    bytes.push((left % 128) + 128);
    left = Math.floor(left / 128);
  }
  return Uint8Array.from([...bytes, left]);
}

const tag = (field: number, wire: number): Piece => varint(field * 8 + wire);
const number = (field: number, value: number): Piece => Buffer.concat([tag(field, WIRE.varint), varint(value)]);
const bytes = (field: number, content: Uint8Array): Piece =>
  Buffer.concat([tag(field, WIRE.bytes), varint(content.length), content]);
const text = (field: number, content: string): Piece => bytes(field, Buffer.from(content));
const message = (field: number, ...parts: readonly Piece[]): Piece => bytes(field, Buffer.concat(parts));

interface Node {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Whole numbers by name. */
  readonly attributes?: Readonly<Record<string, number>>;
}

function nodeOf({ type, inputs, output, attributes = {} }: Node, i: number): Piece {
  const INT = 2;
  return message(
    1,
    ...inputs.map((name) => text(1, name)),
    text(2, output),
    text(3, `${type.toLowerCase()}_${i}`),
    text(4, type),
    ...Object.entries(attributes).map(([name, value]) =>
      // A negative whole number would take ten bytes; none is needed.
      message(5, text(1, name), number(3, value), number(20, INT)),
    ),
  );
}

function tensorOf(name: string, shape: readonly number[], values: ArrayLike<number>): Piece {
  const raw = Buffer.from(Float32Array.from(values).buffer);
  return message(5, ...shape.map((size) => number(1, size)), number(2, FLOAT), text(8, name), bytes(9, raw));
}

function valueInfo(field: number, name: string, width: number): Piece {
  const dimension = (content: Piece) => message(1, content);
  const shape = message(2, dimension(text(2, 'rows')), dimension(number(1, width)));
  return message(field, text(1, name), message(2, message(1, number(1, FLOAT), shape)));
}

const ACTIVATIONS: Readonly<Record<LayerSpec['activation'], string | null>> = {
  relu: 'Relu',
  tanh: 'Tanh',
  none: null,
};

/** What comes after the last layer: nodes from `outputs` to `prediction`, and constants that they take. */
function endOf(output: OutputSpec, width: number): { nodes: readonly Node[]; constants: readonly Piece[] } {
  const simple = (type: string, attributes?: Node['attributes']) => ({
    nodes: [{ type, inputs: ['outputs'], output: 'prediction', ...(attributes === undefined ? {} : { attributes }) }],
    constants: [],
  });
  switch (output.kind) {
    case 'binary':
      return output.columns === 1 ? simple('Sigmoid') : simple('Softmax', { axis: 1 });
    case 'classes':
      return simple('Softmax', { axis: 1 });
    case 'labels':
      return output.competing ? simple('Softmax', { axis: 1 }) : simple('Sigmoid');
    case 'score':
      return simple('Identity');
    case 'embedding':
      return output.unit ? simple('LpNormalization', { axis: 1, p: 2 }) : simple('Identity');
    case 'number': {
      const type = { identity: 'Identity', softplus: 'Softplus', exp: 'Exp' }[output.link];
      return {
        nodes: [
          { type, inputs: ['outputs'], output: 'linked' },
          { type: 'Mul', inputs: ['linked', 'scale'], output: 'scaled' },
          { type: 'Add', inputs: ['scaled', 'shift'], output: 'prediction' },
        ],
        constants: [tensorOf('scale', [width], [output.scale]), tensorOf('shift', [width], [output.shift])],
      };
    }
    default:
      return output satisfies never;
  }
}

/**
 * A network as an ONNX file: `inputs` [rows, inputs] as `model.json` makes them, `outputs` of the last layer, and `prediction`:
 * probabilities, a number in the target's units, scores, or vectors. All in 32-bit floats.
 */
export function encodeOnnx(model: ModelDocument, weights: NamedArrays, producer: string): Uint8Array {
  const nodes: Node[] = [];
  const constants: Piece[] = [];
  let width = model.inputs.length;
  let at = 'inputs';
  model.layers.forEach(({ weight, bias, activation }, i) => {
    const [w, b] = [weights.get(weight)!, weights.get(bias)!];
    constants.push(tensorOf(weight, [width, b.length], w), tensorOf(bias, [b.length], b));
    const isLast = i === model.layers.length - 1;
    const type = ACTIVATIONS[activation];
    const end = isLast ? 'outputs' : `hidden_${i}`;
    nodes.push({ type: 'MatMul', inputs: [at, weight], output: `product_${i}` });
    nodes.push({ type: 'Add', inputs: [`product_${i}`, bias], output: type === null ? end : `sum_${i}` });
    if (type !== null) nodes.push({ type, inputs: [`sum_${i}`], output: end });
    at = end;
    width = b.length;
  });
  const end = endOf(model.output, width);
  const all = [...nodes, ...end.nodes];
  const graph = message(
    7,
    ...all.map(nodeOf),
    text(2, `losscope ${model.task}`),
    ...constants,
    ...end.constants,
    valueInfo(11, 'inputs', model.inputs.length),
    valueInfo(12, 'outputs', width),
    valueInfo(12, 'prediction', width),
  );
  // The file is a ModelProto: its version, who wrote it, its graph, and the set of operators.
  const opset = message(8, text(1, ''), number(2, 17));
  return Buffer.concat([number(1, 8), text(2, 'losscope'), text(3, producer), graph, opset]);
}

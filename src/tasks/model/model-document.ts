import type { OwnData, ResultColumn } from '../../core/learner.js';
import { maths } from '../../kernels/kernels.js';
import { sigmoid } from '../metrics/sigmoid.js';
import type { ColumnSpec } from '../readers/columns/column-readers.js';
import { reportLine } from '../readers/data-report.js';
import type { InputSpec } from '../readers/features.js';
import type { ReadingSettings } from '../readers/table-params.js';
import { softmaxOf } from '../records/class-record.js';
import type { OwnRows } from '../splits/own-rows.js';

/** What the numbers that a network gives mean. */
export type OutputSpec =
  /** One number, the log-odds of the positive class; or two, whose difference is. */
  | {
      readonly kind: 'binary';
      readonly target: string;
      readonly positive: string;
      readonly negative: string;
      readonly columns: 1 | 2;
    }
  /** A score for each class; their softmax are the probabilities. */
  | { readonly kind: 'classes'; readonly target: string; readonly classes: readonly string[] }
  /** shift + scale * link(output): link is identity, softplus or exp. */
  | {
      readonly kind: 'number';
      readonly target: string;
      readonly link: 'identity' | 'softplus' | 'exp';
      readonly shift: number;
      readonly scale: number;
    }
  /** Log-odds of each label; where they compete, a softmax over the labels makes their probabilities. */
  | { readonly kind: 'labels'; readonly labels: readonly string[]; readonly competing: boolean }
  /** A score of a document; the highest of a query come first. */
  | { readonly kind: 'score'; readonly query: string; readonly grade: string }
  /** A vector; rows of one class lie near each other. */
  | { readonly kind: 'embedding'; readonly target: string; readonly unit: boolean };

export interface LayerSpec {
  /** Names of arrays in the safetensors file: weight [inputs, outputs], bias [outputs]. */
  readonly weight: string;
  readonly bias: string;
  readonly activation: 'relu' | 'tanh' | 'none';
}

/** A model with everything that turns a new row into a prediction, as `model.json` holds it. */
export interface ModelDocument {
  readonly format: 'losscope-model';
  readonly version: 1;
  readonly task: string;
  /** How the columns of a file are read. */
  readonly columns: readonly ColumnSpec[];
  /** Words for a missing value, in lower case; the empty field always is one. */
  readonly missingWords: readonly string[];
  readonly reading: ReadingSettings;
  /** How columns become the numbers that the network takes, in their order. */
  readonly inputs: readonly InputSpec[];
  readonly layers: readonly LayerSpec[];
  readonly output: OutputSpec;
}

/** The layers of an mlp on these many hidden layers. */
export function layersOf(hidden: number, activation: 'relu' | 'tanh', name = 'mlp'): readonly LayerSpec[] {
  return Array.from({ length: hidden + 1 }, (_, i) => ({
    weight: `${name}.${i}.weight`,
    bias: `${name}.${i}.bias`,
    activation: i === hidden ? 'none' : activation,
  }));
}

export function modelDocument(
  task: string,
  { table, inputs, reading }: OwnRows,
  layers: readonly LayerSpec[],
  output: OutputSpec,
): ModelDocument {
  const { missingWords } = table.report;
  return {
    format: 'losscope-model',
    version: 1,
    task,
    columns: table.specs,
    missingWords,
    reading,
    inputs,
    layers,
    output,
  };
}

/** What the outputs [rows, width] of a network say, as columns. */
export function outputColumns(output: OutputSpec, outputs: Float64Array): readonly ResultColumn[] {
  switch (output.kind) {
    case 'binary': {
      const { positive, negative, columns } = output;
      const odds = columns === 1 ? outputs : everyOther(outputs);
      return [
        { name: 'prediction', values: Array.from(odds, (value) => (value > 0 ? positive : negative)) },
        { name: `probability of ${positive}`, values: odds.map(sigmoid) },
        { name: 'score', values: odds },
      ];
    }
    case 'classes': {
      const { classes } = output;
      const width = classes.length;
      const probabilities = softmaxOf(outputs, width);
      const answers = Array.from({ length: outputs.length / width }, (_, row) => largest(outputs, row * width, width));
      return [
        { name: 'prediction', values: answers.map((answer) => classes[answer]!) },
        ...classes.map((name, k) => ({ name: `probability of ${name}`, values: column(probabilities, k, width) })),
      ];
    }
    case 'number':
      return [{ name: 'prediction', values: outputs.map((value) => numberOf(output, value)) }];
    case 'labels': {
      const { labels, competing } = output;
      const width = labels.length;
      const odds = competing ? competingOdds(outputs, width) : outputs;
      const rows = outputs.length / width;
      const said = Array.from({ length: rows }, (_, row) =>
        labels.filter((_, k) => odds[row * width + k]! > 0).join('|'),
      );
      return [
        { name: 'prediction', values: said },
        ...labels.map((name, k) => ({ name: `probability of ${name}`, values: column(odds, k, width).map(sigmoid) })),
      ];
    }
    case 'score':
      return [{ name: 'score', values: outputs }];
    case 'embedding':
      throw new Error('an embedding has a width of its own: use embeddingColumns');
    default:
      return output satisfies never;
  }
}

/** Vectors [rows, width] as columns. */
export function embeddingColumns(vectors: Float64Array, width: number): readonly ResultColumn[] {
  return Array.from({ length: width }, (_, k) => ({ name: `e${k}`, values: column(vectors, k, width) }));
}

/** A prediction in the target's units from the network's output. */
export function numberOf({ link, shift, scale }: Extract<OutputSpec, { kind: 'number' }>, value: number): number {
  return shift + scale * (link === 'exp' ? maths.exp(value) : link === 'softplus' ? softplus(value) : value);
}

function softplus(x: number): number {
  return Math.max(x, 0) + maths.log(1 + maths.exp(-Math.abs(x)));
}

/** Log-odds of labels that share one probability: kept from 0 and 1, so that they are finite. */
export function competingOdds(outputs: Float64Array, width: number): Float64Array {
  return softmaxOf(outputs, width).map((p) => maths.log((p + 1e-12) / (1 - p + 1e-12)));
}

function largest(values: Float64Array, from: number, width: number): number {
  let answer = 0;
  for (let k = 1; k < width; k++) if (values[from + k]! > values[from + answer]!) answer = k;
  return answer;
}

function column(values: Float64Array, at: number, width: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + at]!);
}

const everyOther = (outputs: Float64Array) =>
  Float64Array.from({ length: outputs.length / 2 }, (_, i) => outputs[2 * i + 1]! - outputs[2 * i]!);

/** What a task leaves of a user's data: the held-out rows with their targets, and what the model says about them. */
export function ownData(
  own: OwnRows,
  model: ModelDocument | null,
  test: ArrayLike<number>,
  targets: readonly ResultColumn[],
  predict: () => readonly ResultColumn[],
  evaluation?: () => unknown,
): OwnData {
  const { numbers } = own.table;
  return {
    report: own.report,
    line: reportLine(own.report),
    model,
    ...(evaluation === undefined ? {} : { evaluation }),
    predictions: () => [
      { name: 'row', values: Int32Array.from(test, (row) => numbers[row]!) },
      ...targets,
      ...predict(),
    ],
  };
}

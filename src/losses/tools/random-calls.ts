import { isLegal, type NumberSpec, type ParamSpec, type ParamSpecs, type ParamValues } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import { maths } from '../../kernels/kernels.js';
import type { LossDefinition } from '../kit/definition.js';
import type { InputSpec, Nested } from '../kit/input-spec.js';
import { nest, validateInputs } from '../kit/input-validation.js';
import { formOf } from '../kit/resolved-loss.js';
import { rowOptionNames } from '../kit/row-options.js';
import { evaluate } from './evaluation.js';

/** Random calls of any loss, from what its inputs and settings say of themselves. */

export type Inputs = Readonly<Record<string, Nested>>;
export type Settings = Readonly<Record<string, unknown>>;

/** How numbers without a range are drawn; a loss may refuse some ways, for what its specs cannot say. */
const STYLES = ['free', 'distributions', 'signs', 'bits', 'positive'] as const;
type Style = (typeof STYLES)[number];

const isRowOption = (name: string): name is (typeof rowOptionNames)[number] =>
  rowOptionNames.some((option) => option === name);

const ATTEMPTS = 12;
const MOST_SIZE = 4;
/** Shape of an input that takes any. */
const ANY_SHAPE = [2, 3];
/** Number of classes of an index without a bound. */
const CLASSES = 3;

/** Random legal inputs of a variant; or why the last ones were refused. */
export function drawInputs(
  loss: LossDefinition,
  variant: string,
  params: ParamValues<ParamSpecs>,
  stream: Stream,
): { readonly inputs: Inputs } | { readonly refused: string } {
  let refused = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    for (const style of STYLES) {
      const inputs = attemptInputs(loss, variant, style, stream);
      const [issue] = validateInputs(loss, variant, params, inputs).issues;
      if (issue === undefined) return { inputs: withOptions(loss, variant, params, inputs, stream) };
      if (refused === '') refused = `${issue.path}: ${issue.message}`;
    }
  }
  return { refused };
}

/** In one of two cases with a weight and a mask for each value that is averaged, where the variant takes them. */
function withOptions(
  loss: LossDefinition,
  variant: string,
  params: ParamValues<ParamSpecs>,
  inputs: Inputs,
  stream: Stream,
): Inputs {
  const { takes } = formOf(loss, variant);
  // A listwise loss has a mask of its own, drawn as any input.
  const options = takes.filter(isRowOption).filter((name) => loss.inputs[name]!.shapes === null);
  if (options.length === 0 || stream.below(2) === 0) return inputs;
  const { value } = evaluate(loss, { variant, params: { ...params, reduction: 'none' }, inputs } as never);
  const each = (of: () => number) => {
    const fill = (part: Nested): Nested => (typeof part === 'number' ? of() : part.map(fill));
    return fill(value);
  };
  const drawn = {
    sampleWeights: () => each(() => 0.2 + stream.uniform()),
    mask: () => each(() => Number(stream.below(4) > 0)),
  };
  const all = { ...inputs, ...Object.fromEntries(options.map((name) => [name, drawn[name]()])) };
  // Some settings do not go with a mask.
  return validateInputs(loss, variant, params, all).issues.length === 0 ? all : inputs;
}

function attemptInputs(loss: LossDefinition, variant: string, style: Style, stream: Stream): Inputs {
  const { needs, takes, shapes } = formOf(loss, variant);
  const sizes = new Map<string, number>();
  const sizeOf = (letter: string): number => {
    const size = sizes.get(letter) ?? 2 + stream.below(MOST_SIZE - 1);
    sizes.set(letter, size);
    return size;
  };
  const inputs: Record<string, Nested> = {};
  const drawn = new Map<string, readonly number[]>();
  const isDrawn = (name: string) => !isRowOption(name) || loss.inputs[name]!.shapes !== null;
  const others = takes.filter((name) => isDrawn(name) && stream.below(2) === 1);
  for (const name of [...needs, ...others]) {
    const spec = loss.inputs[name]!;
    const alternatives = shapes[name] === undefined ? spec.shapes : [shapes[name]];
    const like = spec.like?.split(' or ').find((other) => drawn.has(other));
    const letters = alternatives?.[stream.below(alternatives.length)];
    const shape = letters?.map(sizeOf) ?? drawn.get(like ?? '') ?? ANY_SHAPE;
    drawn.set(name, shape);
    inputs[name] = nest(
      shape,
      numbersOf(spec, shape, style, stream, (letter) => sizes.get(letter) ?? 2),
    );
  }
  return inputs;
}

function numbersOf(
  spec: InputSpec,
  shape: readonly number[],
  style: Style,
  stream: Stream,
  sizeOf: (letter: string) => number,
): Float64Array {
  const size = shape.reduce((product, n) => product * n, 1);
  const numbers = Float64Array.from({ length: size }, () => numberOf(spec, style, stream, sizeOf));
  const width = shape.at(-1) ?? 1;
  if (style === 'distributions' && !spec.learned && shape.length > 1 && spec.min === 0 && spec.max === 1) {
    for (let start = 0; start < size; start += width) {
      const row = numbers.subarray(start, start + width);
      const total = row.reduce((sum, x) => sum + x, 0);
      for (let i = 0; i < width; i++) row[i] = row[i]! / total;
    }
  }
  return numbers;
}

function numberOf(
  { type, values, below, learned, min, max }: InputSpec,
  style: Style,
  stream: Stream,
  sizeOf: (letter: string) => number,
): number {
  if (values !== undefined) return values[stream.below(values.length)]!;
  if (type === 'index') return (min ?? 0) + stream.below(below === undefined ? CLASSES : sizeOf(below));
  // Away from the bounds, so that a small step stays legal.
  if (min !== undefined && max !== undefined) return min + (max - min) * (0.05 + 0.9 * stream.uniform());
  const normal = stream.normal(maths.log);
  if (min !== undefined) return min + 0.1 + Math.abs(normal);
  if (max !== undefined) return max - 0.1 - Math.abs(normal);
  if (style === 'positive') return 0.1 + Math.abs(normal);
  if (learned || style === 'free' || style === 'distributions') return 1.5 * normal;
  return style === 'signs' ? 2 * stream.below(2) - 1 : stream.below(2);
}

/** The default settings, and then every setting at its ends and other choices, one at a time. */
export function settingsToTry(params: ParamSpecs): readonly Settings[] {
  return [
    {},
    ...Object.entries(params).flatMap(([name, spec]) => alternatives(spec).map((value) => ({ [name]: value }))),
  ];
}

/** Legal values of a setting besides its default: its ends, the other choices. */
export function alternatives(spec: ParamSpec): readonly unknown[] {
  switch (spec.kind) {
    case 'number':
      return ends(spec);
    case 'boolean':
      return [!spec.default];
    case 'choice':
      return spec.options.filter((option) => option !== spec.default);
    case 'text':
      return [];
    case 'list':
      return lists(spec.item).filter((list) => isLegal(spec, list));
    case 'either':
      return spec.forms.flatMap((form): readonly unknown[] =>
        form.kind === 'number' ? [form.default] : lists(form.item).filter((list) => isLegal(form, list)),
      );
    default:
      return spec satisfies never;
  }
}

/** The smallest legal value, or one below the default; and one above it. */
function ends(spec: NumberSpec): readonly number[] {
  const { default: usual, min, above, max } = spec;
  const low = min ?? (above === undefined ? usual - 1 : above + (usual - above) / 4);
  const high = usual === 0 ? 1 : usual + Math.abs(usual);
  const wanted = [low, isLegal(spec, high) ? high : (max ?? usual)].map((x) => (spec.integer ? Math.round(x) : x));
  return [...new Set(wanted)].filter((value) => value !== usual && isLegal(spec, value));
}

/** A list for every size that a letter can have; the loss itself says which of them fits its inputs. */
function lists(item: NumberSpec): readonly (readonly number[])[] {
  return Array.from({ length: MOST_SIZE }, (_, i) =>
    Array.from({ length: i + 1 }, (_, j) => (isLegal(item, item.default + j) ? item.default + j : item.default)),
  );
}

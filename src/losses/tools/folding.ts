import type { LossDefinition } from '../kit/definition.js';
import type { Nested } from '../kit/input-spec.js';
import { flatten, nest } from '../kit/input-validation.js';

/** A call whose further axes were folded into its rows, and the way back. */
export interface Folded {
  readonly inputs: Readonly<Record<string, unknown>>;
  /** A gradient in the shape of its input. */
  grad(name: string, gradient: Nested): Nested;
  /** The unreduced value, or an intermediate result of as many rows, in the shape of the rows. */
  rows(value: Nested): Nested;
}

type Shape = readonly number[];
interface Flat {
  readonly shape: Shape;
  readonly data: Float64Array;
}

const product = (shape: Shape) => shape.reduce((all, n) => all * n, 1);

/**
 * Inputs with more axes than the loss has, as rows: logits [N,C,d...] with targets [N,d...] become [N*d,C] and [N*d], a list
 * in each row of scores [B,L] becomes a group. Undefined where there is nothing to fold, or it does not fit; the loss then
 * says what it wants.
 */
export function foldAxes(loss: LossDefinition, inputs: Readonly<Record<string, unknown>>): Folded | undefined {
  const lists = loss.inputs.groups !== undefined && loss.inputs.scores !== undefined;
  const lead = lists
    ? 'scores'
    : Object.keys(loss.inputs).find((name) => isClassRow(loss, name) && inputs[name] !== undefined);
  if (lead === undefined || inputs[lead] === undefined) return undefined;
  const flat: Record<string, Flat> = {};
  for (const [name, value] of Object.entries(inputs)) {
    if (value === undefined) continue;
    const result = flatten(value, name);
    if (!('data' in result)) return undefined;
    flat[name] = result;
  }
  const { shape } = flat[lead]!;
  if (lists) return shape.length === 2 && inputs.groups === undefined ? foldLists(flat, shape) : undefined;
  return shape.length < 3 ? undefined : foldClasses(flat, shape);
}

/** Whether an input is a row of classes [N,C] beside a class index of each row [N]. */
function isClassRow(loss: LossDefinition, name: string): boolean {
  const spec = loss.inputs[name]!;
  const one = Object.values(loss.inputs).some(({ type, below }) => type === 'index' && below === 'C');
  const soft = loss.inputs.targetProbs !== undefined;
  return spec.learned && (one || soft) && (spec.shapes?.some((letters) => `${letters}` === 'N,C') ?? false);
}

function foldLists(flat: Readonly<Record<string, Flat>>, shape: Shape): Folded | undefined {
  const all = Object.values(flat);
  if (!all.every((x) => `${x.shape}` === `${shape}`)) return undefined;
  const [lists, length] = shape as [number, number];
  const folded = Object.fromEntries(Object.entries(flat).map(([name, { data }]) => [name, Array.from(data)]));
  return {
    inputs: { ...folded, groups: Array.from({ length: lists * length }, (_, i) => Math.floor(i / length)) },
    grad: (_, gradient) => reshaped(gradient, shape),
    rows: (value) => value,
  };
}

function foldClasses(flat: Readonly<Record<string, Flat>>, shape: Shape): Folded | undefined {
  const [n, classes, ...further] = shape as [number, number, ...number[]];
  const rows = [n, ...further];
  const inside = product(further);
  const inputs: Record<string, Nested> = {};
  for (const [name, { shape: own, data }] of Object.entries(flat)) {
    if (`${own}` === `${rows}`) inputs[name] = nest([n * inside], data);
    else if (`${own}` === `${shape}`) inputs[name] = nest([n * inside, classes], moved(data, n, classes, inside));
    else return undefined;
  }
  return {
    inputs,
    grad: (name, gradient) =>
      `${flat[name]!.shape}` === `${shape}`
        ? nest(shape, moved(flatOf(gradient), n, inside, classes))
        : reshaped(gradient, rows),
    rows: (value) => (flatOf(value).length === n * inside && Array.isArray(value) ? reshaped(value, rows) : value),
  };
}

/** [N,A,B] as [N,B,A]. */
function moved(data: ArrayLike<number>, n: number, a: number, b: number): Float64Array {
  const result = new Float64Array(n * a * b);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < a; j++) for (let k = 0; k < b; k++) result[(i * b + k) * a + j] = data[(i * a + j) * b + k]!;
  return result;
}

const flatOf = (value: Nested): readonly number[] =>
  typeof value === 'number' ? [value] : (value.flat(9) as number[]);

const reshaped = (value: Nested, shape: Shape): Nested => nest(shape, flatOf(value));

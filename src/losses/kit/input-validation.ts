import { type Issue, show } from '../../core/errors.js';
import type { ParamSpecs, ParamValues } from '../../core/params.js';
import { didYouMean } from '../../core/suggestion.js';
import { commonOptionRefusal, commonOptions } from './common-options.js';
import type { FlatInput, LossDefinition } from './definition.js';
import type { InputSpec, Nested } from './input-spec.js';
import { formOf } from './resolved-loss.js';
import { rowOptionNames, rowOptionRefusal } from './row-options.js';

/** Most issues that one input reports by itself; a column of wrong labels is one mistake. */
const MOST_PER_INPUT = 5;

/** Indices are 32-bit integers. */
const MOST_INDEX = 2_147_483_647;

type Flat = Record<string, FlatInput>;

/** Nested arrays to flat values, or what is wrong with them: raggedness, and what is no number. */
export function flatten(value: unknown, path: string): FlatInput | readonly Issue[] {
  const shape: number[] = [];
  for (let level: unknown = value; Array.isArray(level); level = level[0]) shape.push(level.length);
  const data = new Float64Array(shape.reduce((product, n) => product * n, 1));
  const issues: Issue[] = [];
  let at = 0;
  const visit = (part: unknown, depth: number, place: string): void => {
    if (issues.length >= MOST_PER_INPUT) return;
    if (depth === shape.length) {
      if (typeof part === 'number') data[at++] = part;
      else issues.push({ path: place, message: Array.isArray(part) ? ragged : wanted(depth), given: show(part) });
      return;
    }
    if (!Array.isArray(part)) {
      issues.push({ path: place, message: ragged, given: show(part), allowed: `an array of ${shape[depth]}` });
    } else if (part.length !== shape[depth]) {
      const allowed = `${shape[depth]}, the length of the first`;
      issues.push({ path: place, message: ragged, given: `length ${part.length}`, allowed });
    } else {
      for (const [i, item] of part.entries()) visit(item, depth + 1, `${place}[${i}]`);
    }
  };
  visit(value, 0, path);
  return issues.length > 0 ? issues : { shape, data };
}

const ragged = 'the array is ragged';

const wanted = (depth: number): string => `must be a number${depth === 0 ? ' or a plain array of numbers' : ''}`;

/** Flat values to nested arrays; -0, which no reader tells from 0, becomes 0. */
export function nest(shape: readonly number[], data: ArrayLike<number>): Nested {
  let at = 0;
  const build = (depth: number): Nested =>
    depth === shape.length ? data[at++]! + 0 : Array.from({ length: shape[depth]! }, () => build(depth + 1));
  return build(0);
}

/** Position in words, from a flat index. */
function place(shape: readonly number[], flat: number): string {
  let rest = flat;
  const parts: string[] = [];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    parts.unshift(`[${rest % shape[axis]!}]`);
    rest = Math.floor(rest / shape[axis]!);
  }
  return parts.join('');
}

/** The sizes that letters stand for, and which input set each. */
type Letters = Map<string, { readonly size: number; readonly from: string }>;

function shapeIssue(
  name: string,
  spec: InputSpec,
  shapes: readonly (readonly string[])[] | null,
  flat: Flat,
  letters: Letters,
): Issue | undefined {
  const { shape } = flat[name]!;
  const path = `inputs.${name}`;
  const given = `shape [${shape}]`;
  if (shapes === null) {
    const like = spec.like?.split(' or ').find((other) => flat[other] !== undefined);
    if (like === undefined) return undefined;
    const other = flat[like]!.shape;
    const same = shape.length === other.length && shape.every((n, axis) => n === other[axis]);
    return same ? undefined : { path, message: `must have the shape of ${like}`, given, allowed: `[${other}]` };
  }
  const fitting = shapes.find((letterNames) => letterNames.length === shape.length);
  if (fitting === undefined) {
    const other = Object.keys(flat).find((input) => input !== name);
    const beside = other === undefined ? '' : ` beside ${other} of shape [${flat[other]!.shape}]`;
    const allowed = shapes.map((s) => `[${s}]`).join(' or ');
    return { path, message: `has the wrong number of axes${beside}`, given, allowed };
  }
  for (const [axis, letter] of fitting.entries()) {
    const known = letters.get(letter);
    const size = shape[axis]!;
    if (known === undefined) letters.set(letter, { size, from: name });
    else if (known.size !== size) {
      return {
        path,
        message: `${letter} must agree with ${known.from} of shape [${flat[known.from]!.shape}]`,
        given: `${given}, ${letter} = ${size}`,
        allowed: `[${fitting}] with ${letter} = ${known.size}`,
      };
    }
  }
  return undefined;
}

function valueIssues(
  name: string,
  spec: InputSpec,
  { shape, data }: FlatInput,
  letters: Letters,
  params: unknown,
): Issue[] {
  const limit = spec.below === undefined ? undefined : (letters.get(spec.below)?.size ?? 2);
  const except = spec.except === undefined ? undefined : (params as Record<string, unknown>)[spec.except];
  const wrong = (x: number): string | undefined => {
    if (spec.type === 'index') {
      if (!Number.isSafeInteger(x) || Math.abs(x) > MOST_INDEX) return 'a whole number';
      if (limit !== undefined && x !== except && (x < 0 || x >= limit)) {
        return `0 to ${limit - 1}${except === undefined ? '' : `, or ${except} (${spec.except})`}`;
      }
    }
    if (spec.values !== undefined && !spec.values.includes(x)) return spec.values.join(', ');
    const { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = spec;
    if (!(x < min || x > max)) return undefined;
    if (max === Number.POSITIVE_INFINITY) return `at least ${min}`;
    return min === Number.NEGATIVE_INFINITY ? `at most ${max}` : `${min} to ${max}`;
  };
  const issues: Issue[] = [];
  for (let i = 0; i < data.length && issues.length < MOST_PER_INPUT; i++) {
    const allowed = wrong(data[i]!);
    if (allowed === undefined) continue;
    issues.push({ path: `inputs.${name}${place(shape, i)}`, message: 'is out of range', given: `${data[i]}`, allowed });
  }
  return issues;
}

/**
 * An empty array says nothing of further axes: a batch of no rows is `[]`, which stands for [0,D]. Letters that no other
 * input sets are 1.
 */
function widenEmpty(flat: Flat, shapesOf: (name: string) => readonly (readonly string[])[] | null): void {
  const empty = Object.keys(flat).filter((name) => {
    const { shape, data } = flat[name]!;
    return data.length === 0 && shapesOf(name)?.every((letters) => letters.length > shape.length);
  });
  const sizes = new Map<string, number>();
  for (const [name, { shape }] of Object.entries(flat)) {
    const letters = empty.includes(name) ? undefined : shapesOf(name)?.find((some) => some.length === shape.length);
    for (const [axis, letter] of letters?.entries() ?? []) sizes.set(letter, shape[axis]!);
  }
  for (const name of empty) {
    const { shape, data } = flat[name]!;
    const further = shapesOf(name)![0]!.slice(shape.length);
    flat[name] = { data, shape: [...shape, ...further.map((letter) => sizes.get(letter) ?? 1)] };
  }
}

function refusal(loss: LossDefinition, variant: string, name: string): string | undefined {
  const option = rowOptionNames.find((other) => other === name);
  const common = commonOptions.find((other) => other === name);
  const why = option ? rowOptionRefusal(loss, variant, option) : common && commonOptionRefusal(loss, common);
  return why === undefined ? undefined : `is not taken here: ${why}`;
}

/** Validated inputs, or every issue: names, shapes, values, and what the loss itself checks. */
export function validateInputs(
  loss: LossDefinition,
  variant: string,
  params: ParamValues<ParamSpecs>,
  inputs: unknown,
): { readonly flat: Readonly<Flat>; readonly issues: readonly Issue[] } {
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) {
    return { flat: {}, issues: [{ path: 'inputs', message: 'must be an object of arrays', given: show(inputs) }] };
  }
  const form = formOf(loss, variant);
  const known = [...form.needs, ...form.takes];
  const flat: Flat = {};
  const issues: Issue[] = [];
  const present = Object.entries(inputs).filter(([, value]) => value !== undefined);
  for (const [name, value] of present) {
    if (!known.includes(name)) {
      const elsewhere = Object.hasOwn(loss.inputs, name);
      const hint = elsewhere ? undefined : didYouMean(name, known);
      issues.push({
        path: `inputs.${name}`,
        message:
          refusal(loss, variant, name) ?? (elsewhere ? `is not taken by the variant ${variant}` : 'unknown input'),
        allowed: known.join(', '),
        ...(hint === undefined ? {} : { hint }),
      });
      continue;
    }
    const result = flatten(value, `inputs.${name}`);
    if ('data' in result) flat[name] = result;
    else issues.push(...result);
  }
  for (const name of form.needs) {
    if (present.some(([other]) => other === name)) continue;
    issues.push({ path: `inputs.${name}`, message: `is missing (variant ${variant})`, allowed: known.join(', ') });
  }
  const shapesOf = (name: string) => {
    const own = form.shapes[name];
    return own === undefined ? loss.inputs[name]!.shapes : [own];
  };
  widenEmpty(flat, shapesOf);
  const letters: Letters = new Map();
  const named = known.filter((name) => flat[name] !== undefined);
  for (const name of named) {
    const issue = shapeIssue(name, loss.inputs[name]!, shapesOf(name), flat, letters);
    if (issue !== undefined) issues.push(issue);
  }
  for (const name of named) issues.push(...valueIssues(name, loss.inputs[name]!, flat[name]!, letters, params));
  // The loss's own checks may rely on shapes and values.
  if (issues.length === 0 && loss.validate !== undefined) {
    for (const issue of loss.validate(flat, params)) {
      issues.push(typeof issue === 'string' ? { path: 'inputs', message: issue } : issue);
    }
  }
  return { flat, issues };
}

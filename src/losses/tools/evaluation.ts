import { show, UserError } from '../../core/errors.js';
import type { ParamSpecs, ParamValues } from '../../core/params.js';
import type { Precision } from '../../kernels/kernels.js';
import type { Tensor } from '../../tensor/engine.js';
import { Engine, type Indices } from '../../tensor/engine.js';
import type { FlatInput, InputTensors, LossDefinition } from '../kit/definition.js';
import type { InputSpecs, Nested } from '../kit/input-spec.js';
import { nest, validateInputs } from '../kit/input-validation.js';
import { type InputRanks, settle } from '../kit/resolved-loss.js';
import type { RowOptions } from '../kit/row-options.js';
import { type Folded, foldAxes } from './folding.js';

/** Inputs of a call by name; those of other variants may be left out. */
export type InputArrays<I extends InputSpecs> = string extends keyof I
  ? Readonly<Record<string, Nested>>
  : {
      readonly [K in keyof I as I[K] extends { optional: true } ? never : K]: Nested;
    } & {
      readonly [K in keyof I as I[K] extends { optional: true } ? K : never]?: Nested | undefined;
    };

export interface LossCall<
  I extends InputSpecs = InputSpecs,
  P extends ParamSpecs = ParamSpecs,
  V extends string = string,
> {
  readonly inputs: InputArrays<I> & RowOptions;
  readonly params?: Partial<ParamValues<P>> | undefined;
  /** Without one, the variant follows from the inputs and settings. */
  readonly variant?: V | undefined;
  readonly precision?: Precision | undefined;
}

/** A gradient by the name of each learned input; undefined where an optional one was left out. */
export type Gradients<I extends InputSpecs> = string extends keyof I
  ? Readonly<Record<string, Nested>>
  : {
      readonly [K in keyof I as I[K] extends { learned: true } ? K : never]:
        | Nested
        | (I[K] extends { optional: true } ? undefined : never);
    };

export interface Evaluation<I extends InputSpecs = InputSpecs> {
  /** A number; nested arrays when `reduction` is `none`. */
  readonly value: Nested;
  /** The gradient of the value (of its sum, when it is an array) for each learned input, in that input's shape. */
  readonly grads: Gradients<I>;
  /** Intermediate results, where the loss has any. */
  readonly extra: Readonly<Record<string, Nested>>;
  /** What is legal but seldom meant, a sentence each. */
  readonly warnings: readonly string[];
}

const idle = new Map<Precision, Engine>();

/**
 * A loss on plain (nested) arrays: value, gradients and intermediate results, by the same code that trains. Throws a
 * {@link UserError} with every issue of the call at once. Not-a-number inputs are legal and give NaN.
 *
 * @default precision 'f64'
 */
export function evaluate<I extends InputSpecs, P extends ParamSpecs, N extends string, V extends string>(
  loss: LossDefinition<I, P, N, V>,
  call: LossCall<I, P, V>,
): Evaluation<I> {
  const definition = loss as unknown as LossDefinition;
  if (typeof call !== 'object' || call === null) {
    throw new UserError({
      path: '',
      message: 'a loss is called with an object',
      given: show(call),
      allowed: '{ inputs, params }',
    });
  }
  const { params: given, precision = 'f64' } = call;
  if (precision !== 'f64' && precision !== 'f32') {
    throw new UserError({
      path: 'precision',
      message: 'unknown precision',
      given: show(precision),
      allowed: 'f64, f32',
    });
  }
  const folded = isPlainObject(call.inputs) ? foldAxes(definition, call.inputs) : undefined;
  const taken: unknown = folded?.inputs ?? call.inputs;
  const inputs = ranks((taken ?? {}) as Readonly<Record<string, unknown>>);
  const { variant, params, issues } = settle(definition, { params: given, variant: call.variant, inputs });
  const { flat, issues: inputIssues } = validateInputs(definition, variant, params, taken);
  if (issues.length + inputIssues.length > 0) throw new UserError([...issues, ...inputIssues]);

  // A loss that evaluates another inside its compute finds no idle engine and gets one of its own.
  const engine = idle.get(precision) ?? new Engine(precision);
  idle.delete(precision);
  try {
    engine.reset();
    const result = run(engine, definition, flat, params);
    return (folded === undefined ? result : unfold(result, folded)) as Evaluation<I>;
  } finally {
    engine.reset();
    idle.set(precision, engine);
  }
}

function run(
  engine: Engine,
  loss: LossDefinition,
  flat: Readonly<Record<string, FlatInput>>,
  params: ParamValues<ParamSpecs>,
): Evaluation {
  const inputs: Record<string, Tensor | Indices> = {};
  const leaves = new Map<string, Tensor>();
  for (const [name, { shape, data }] of Object.entries(flat)) {
    const { type, learned } = loss.inputs[name]!;
    if (type === 'index') inputs[name] = engine.indices(data);
    else if (learned) {
      const leaf = engine.leaf(shape, data);
      leaves.set(name, leaf);
      inputs[name] = leaf;
    } else inputs[name] = engine.tensor(shape, data);
  }
  const { value, extra } = loss.compute(inputs as InputTensors<InputSpecs>, params);
  const details: Record<string, Nested> = {};
  for (const name of Object.keys(extra ?? {})) {
    const detail = engine.constant(() => extra![name]!);
    details[name] = typeof detail === 'number' ? detail : plain(detail);
  }
  const result = plain(value);
  engine.backward(value);
  const grads: Record<string, Nested> = {};
  for (const [name, leaf] of leaves) grads[name] = nest(leaf.shape, leaf.gradView());
  return { value: result, grads, extra: details, warnings: loss.warn?.(flat, params) ?? [] };
}

/** Results in the shapes of the inputs as given. */
function unfold({ value, grads, extra, warnings }: Evaluation, folded: Folded): Evaluation {
  const each = (parts: Readonly<Record<string, Nested>>, of: (name: string, part: Nested) => Nested) =>
    Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, of(name, part)]));
  return {
    value: folded.rows(value),
    grads: each(grads, folded.grad),
    extra: each(extra, (_, part) => folded.rows(part)),
    warnings,
  };
}

function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ranks(inputs: Readonly<Record<string, unknown>>): InputRanks {
  const given = Object.entries(inputs).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([name, value]) => [name, axes(value)]));
}

function axes(value: unknown): number {
  return Array.isArray(value) ? 1 + axes(value[0]) : 0;
}

function plain(tensor: Tensor): Nested {
  return nest(tensor.shape, tensor.view());
}

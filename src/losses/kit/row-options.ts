import type { ParamSpecs, ParamValues } from '../../core/params.js';
import type { Indices, Tensor } from '../../tensor/engine.js';
import { fillWhere } from '../../tensor/ops/index.js';
import type { InputForm, InputTensors, LossDefinition } from './definition.js';
import type { InputSpec, InputSpecs, Nested } from './input-spec.js';
import { given, optional } from './inputs.js';
import { withPlan } from './reduction.js';

/** Inputs that every loss takes whose values belong to rows (or elements) of their own. */
export interface RowOptions {
  /** What each value counts: it multiplies the value before the reduction; the mean divides as without. */
  readonly sampleWeights?: Nested | undefined;
  /** 1 for values that count, 0 for those that are left out: not read, and not counted by the mean. */
  readonly mask?: Nested | undefined;
}

export const rowOptionNames = ['sampleWeights', 'mask'] as const;

const specs: Readonly<Record<(typeof rowOptionNames)[number], InputSpec>> = {
  sampleWeights: optional(
    given(
      'any',
      'What each row counts, or each element where elements are averaged; it multiplies before the reduction.',
      {
        min: 0,
      },
    ),
  ),
  mask: optional(
    given('any', '0 leaves a row (or element) out: it is not read, and the mean does not count it.', {
      values: [0, 1],
    }),
  ),
};

/** The two as inputs, to tell them from inputs of a loss's own. */
export const rowOptionSpecs: readonly InputSpec[] = Object.values(specs);

/** Which of the two a loss takes in a variant, or why not. */
export function rowOptionRefusal(
  loss: LossDefinition,
  variant: string,
  name: (typeof rowOptionNames)[number],
): string | undefined {
  const { reduction } = loss.params;
  if (reduction?.kind !== 'choice' || !reduction.options.includes('none'))
    return 'the loss is one value for the whole batch';
  if (name === 'sampleWeights' && loss.inputs.weights?.learned === false) return 'the input weights does that here';
  const { couples } = loss;
  if (couples === undefined || couples === null || !(couples.variants ?? [variant]).includes(variant)) return undefined;
  return name === 'sampleWeights' && couples.weights === true ? undefined : couples.why;
}

/** The loss with the inputs `sampleWeights` and `mask` in every variant that can do with them. */
export function withRowOptions(loss: LossDefinition): LossDefinition {
  const missing = rowOptionNames.filter((name) => loss.inputs[name] === undefined);
  const takenBy = (variant: string) => missing.filter((name) => rowOptionRefusal(loss, variant, name) === undefined);
  const variants = Object.keys(loss.variants);
  const added = missing.filter((name) => variants.some((variant) => takenBy(variant).includes(name)));
  if (added.length === 0) return loss;
  const inputs: InputSpecs = { ...loss.inputs, ...Object.fromEntries(added.map((name) => [name, specs[name]])) };
  const everywhere = variants.every((variant) => takenBy(variant).length === added.length);
  const forms: Record<string, InputForm> | undefined =
    loss.forms === undefined && everywhere
      ? undefined
      : Object.fromEntries(variants.map((variant) => [variant, formWith(loss, variant, takenBy(variant))]));
  const wrapped: LossDefinition = {
    ...loss,
    inputs,
    compute: (given, params) => planned(loss, added, given, params),
  };
  return forms === undefined ? wrapped : { ...wrapped, forms };
}

function formWith(loss: LossDefinition, variant: string, more: readonly string[]): InputForm {
  const form = loss.forms?.[variant];
  const names = Object.keys(loss.inputs);
  const needs = form?.needs ?? names.filter((name) => loss.inputs[name]!.optional !== true);
  const takes = form?.takes ?? (form === undefined ? names.filter((name) => loss.inputs[name]!.optional === true) : []);
  return { ...form, needs, takes: [...takes, ...more] };
}

function planned(
  loss: LossDefinition,
  added: readonly string[],
  given: InputTensors<InputSpecs>,
  params: ParamValues<ParamSpecs>,
) {
  const pick = (name: string) => (added.includes(name) ? (given[name] as Tensor | undefined) : undefined);
  const [weights, mask] = [pick('sampleWeights'), pick('mask')];
  if (weights === undefined && mask === undefined) return loss.compute(given, params);
  const inputs = mask === undefined ? given : withoutMasked(loss, given, mask);
  return withPlan({ weights, mask }, () => loss.compute(inputs, params));
}

/** Inputs that have a part for each row, with a harmless number in place of what is masked. */
function withoutMasked(loss: LossDefinition, given: InputTensors<InputSpecs>, mask: Tensor): InputTensors<InputSpecs> {
  const inputs: Record<string, Tensor | Indices | undefined> = { ...given };
  const marks = mask.view();
  const rows = rowLetters(loss, given, mask.shape.length);
  for (const [name, x] of Object.entries(inputs)) {
    if (x === undefined || !('shape' in x) || name === 'mask') continue;
    if (!mask.shape.every((n, axis) => x.shape[axis] === n) || !isByRow(loss.inputs[name], rows)) continue;
    const width = marks.length === 0 ? 0 : x.size / marks.length;
    const outside = x.engine.tensor(
      x.shape,
      Float64Array.from({ length: x.size }, (_, i) => (mask.view()[Math.floor(i / width)] === 0 ? 1 : 0)),
    );
    inputs[name] = fillWhere(x, outside, loss.inputs[name]?.values?.[0] ?? loss.inputs[name]?.min ?? 0);
  }
  return inputs;
}

/** The letters of the axes that the mask has: those of the first input, by which losses name their rows. */
function rowLetters(
  loss: LossDefinition,
  given: InputTensors<InputSpecs>,
  axes: number,
): readonly string[] | undefined {
  const first = Object.entries(loss.inputs).find(([name]) => given[name] !== undefined)?.[1];
  return first?.shapes?.find((letters) => letters.length >= axes)?.slice(0, axes);
}

/** Whether an input has a part for each row: weights [C,D] have none, also where there are as many classes as rows. */
function isByRow(spec: InputSpec | undefined, rows: readonly string[] | undefined): boolean {
  const shapes = spec?.shapes;
  if (shapes === undefined || shapes === null || rows === undefined) return true;
  return shapes.some((letters) => rows.every((letter, axis) => letters[axis] === letter));
}

import { isLegal, type NumberSpec, type ParamSpec } from '../../core/params.js';
import { alternatives } from '../../losses/tools/random-calls.js';
import { type PlottedLoss, sampleAt, startSettings } from '../../report/losses/loss-curves.js';

/** A setting that the arrows can change. */
export interface Slider {
  readonly name: string;
  readonly spec: ParamSpec;
  readonly start: unknown;
  /** For what is no number: the values to go through. */
  readonly choices: readonly unknown[];
}

/** The settings of a loss as sliders, in their order; a text has nothing to slide through. */
export function slidersOf(loss: PlottedLoss): readonly Slider[] {
  const start = startSettings(loss);
  const example = Object.keys(loss.plot.examples)[0]!;
  const takes = (name: string, value: unknown) =>
    sampleAt(loss, example, { ...start, [name]: value }, loss.plot.from).refused === null;
  return Object.entries(loss.params)
    .filter(([, spec]) => spec.kind !== 'text')
    .map(([name, spec]) => {
      const all = uniqueValues([start[name], ...choicesOf(loss, name, spec)]);
      const legal = spec.kind === 'list' || spec.kind === 'either' ? all.filter((value) => takes(name, value)) : all;
      return { name, spec, start: start[name], choices: spec.kind === 'number' ? [] : legal };
    });
}

function choicesOf({ plot, variants }: PlottedLoss, name: string, spec: ParamSpec): readonly unknown[] {
  switch (spec.kind) {
    case 'boolean':
      return [false, true];
    case 'choice':
      return spec.options;
    case 'number':
    case 'text':
      return [];
    case 'list':
    case 'either': {
      const implied = Object.values(variants).flatMap((variant) =>
        Object.hasOwn(variant, name) ? [(variant as Readonly<Record<string, unknown>>)[name]] : [],
      );
      const family = plot.family?.param === name ? plot.family.values : [];
      return [...implied, ...family, ...alternatives(spec)];
    }
    default:
      return spec satisfies never;
  }
}

function uniqueValues(values: readonly unknown[]): readonly unknown[] {
  const texts = values.map((value) => JSON.stringify(value));
  return values.filter((_, i) => texts.indexOf(texts[i]!) === i);
}

export type Change = 'less' | 'more' | 'muchLess' | 'muchMore' | 'first' | 'last';

/** The value after a change; the same when there is none that way. */
export function changed({ spec, choices }: Slider, value: unknown, change: Change): unknown {
  const up = change === 'more' || change === 'muchMore' || change === 'last';
  const number = numberSpecOf(spec);
  if (number !== undefined && typeof value === 'number') {
    const next = nextNumber(number, value, change);
    // Below the smallest number of "null or a number" comes null.
    if (spec.kind === 'either' && next === value && !up) return null;
    return next;
  }
  const at = choices.findIndex((choice) => JSON.stringify(choice) === JSON.stringify(value));
  if (change === 'first') return choices[0];
  if (change === 'last') return choices.at(-1);
  return choices[Math.max(0, Math.min(choices.length - 1, at + (up ? 1 : -1)))];
}

function numberSpecOf(spec: ParamSpec): NumberSpec | undefined {
  if (spec.kind === 'number') return spec;
  if (spec.kind !== 'either') return undefined;
  return spec.forms.find((form): form is NumberSpec => form.kind === 'number');
}

function nextNumber(spec: NumberSpec, value: number, change: Change): number {
  if (change === 'first') return spec.min ?? value;
  if (change === 'last') return spec.max ?? value;
  const direction = change === 'more' || change === 'muchMore' ? 1 : -1;
  const many = change === 'muchMore' || change === 'muchLess' ? 10 : 1;
  const next = clean(value + direction * many * stepAt(spec, value, direction));
  if (isLegal(spec, next)) return next;
  const bound = direction > 0 ? spec.max : spec.min;
  if (bound !== undefined) return bound;
  // An open bound is approached, never reached.
  const open = direction > 0 ? spec.below : spec.above;
  const between = open === undefined ? value : clean((value + open) / 2);
  return isLegal(spec, between) ? between : value;
}

/** A tenth of the value's power of ten: 0.1 at 2, 0.01 at 0.5, so that small and large settings move alike. */
function stepAt({ integer }: NumberSpec, value: number, direction: number): number {
  if (integer) return 1;
  const size = Math.abs(value) || 1;
  const power = 10 ** Math.floor(Math.log10(size) + 1e-9);
  const inwards = value !== 0 && Math.sign(value) !== direction && size <= power * 1.000001;
  return (inwards ? power / 10 : power) / 10;
}

const clean = (value: number): number => Number(value.toPrecision(6)) || 0;

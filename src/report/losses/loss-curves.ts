import { UserError } from '../../core/errors.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import type { Nested } from '../../losses/kit/input-spec.js';
import type { LossPlot } from '../../losses/kit/plot.js';
import { resolveLoss } from '../../losses/kit/resolved-loss.js';
import { evaluate } from '../../losses/tools/evaluation.js';

/** A loss that says how it is drawn. */
export type PlottedLoss = LossDefinition & { readonly plot: LossPlot };

export type Settings = Readonly<Record<string, unknown>>;

export interface Sample {
  readonly loss: number;
  /** The gradient that the plot names. */
  readonly slope: number;
  /** Why the loss takes no such call; both numbers are NaN then. */
  readonly refused: string | null;
}

export interface SampledCurve {
  /** `gamma 2`; of a plot without a family, the kind of example. */
  readonly label: string;
  readonly params: Settings;
  readonly x: readonly number[];
  readonly loss: readonly number[];
  readonly slope: readonly number[];
}

/** Curves that belong in one picture. */
export interface Panel {
  /** What example they are of. */
  readonly title: string;
  readonly curves: readonly SampledCurve[];
}

export function isPlotted<L extends LossDefinition>(loss: L): loss is L & PlottedLoss {
  return loss.plot !== null;
}

/** What the vertical axis of the gradient says: `dL/dz`, `dL/d pred`. */
export function slopeName({ slope, symbol }: LossPlot): string {
  const name = slope === 'variable' ? symbol : slope.name;
  return `dL/d${/^[a-z](_[a-z])?$/.test(name) ? '' : ' '}${name}`;
}

/** What the horizontal axis says, with the settings that are not at their defaults. */
export function variableText({ symbol, variable, params = {} }: LossPlot): string {
  const set = Object.entries(params).map(([name, value]) => `${name} ${settingText(value)}`);
  return `${symbol}: ${variable}${set.length === 0 ? '' : `; with ${set.join(', ')}`}`;
}

/** The settings that a plot starts from: defaults, those of its variant, its own. */
export function startSettings(loss: PlottedLoss): Settings {
  const variant = loss.plot.variant ?? Object.keys(loss.variants)[0]!;
  return resolveLoss(loss, { variant, params: loss.plot.params ?? {} }).params;
}

/** Step of the differences that tell how inputs move with the variable. */
const STEP = 1e-6;

/** Value and gradient at one place of the variable. What the loss refuses is no error here: sliders reach anything. */
export function sampleAt(loss: PlottedLoss, example: string, params: Settings, x: number): Sample {
  const { plot } = loss;
  const inputsAt = plot.examples[example]!;
  try {
    const { value, grads } = evaluate(loss, { inputs: inputsAt(x) as never, params: params as never });
    return {
      loss: total(value),
      slope:
        plot.slope === 'variable'
          ? alongVariable(grads, inputsAt(x - STEP), inputsAt(x + STEP))
          : (flat(grads[plot.slope.of] ?? Number.NaN)[plot.slope.at] ?? Number.NaN),
      refused: null,
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { loss: Number.NaN, slope: Number.NaN, refused: error.message.split('\n')[0]! };
  }
}

/** The chain rule: each learned input's gradient times how that input moves with the variable. */
function alongVariable(
  grads: Readonly<Record<string, Nested>>,
  before: Readonly<Record<string, Nested | undefined>>,
  after: Readonly<Record<string, Nested | undefined>>,
): number {
  let slope = 0;
  for (const [name, gradient] of Object.entries(grads)) {
    const [from, to] = [flat(before[name] ?? 0), flat(after[name] ?? 0)];
    for (const [i, g] of flat(gradient).entries()) slope += (g * (to[i]! - from[i]!)) / (2 * STEP);
  }
  return slope;
}

function flat(value: Nested): readonly number[] {
  return typeof value === 'number' ? [value] : value.flatMap(flat);
}

function total(value: Nested): number {
  return flat(value).reduce((sum, x) => sum + x, 0);
}

/** `count` places from one end of the variable to the other, free of rounding noise. */
export function places({ from, to }: LossPlot, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) =>
    Number((from + ((to - from) * i) / Math.max(1, count - 1)).toPrecision(12)),
  );
}

export function sampleCurve(
  loss: PlottedLoss,
  example: string,
  params: Settings,
  { label, count }: { readonly label: string; readonly count: number },
): SampledCurve {
  const x = places(loss.plot, count);
  const samples = x.map((at) => sampleAt(loss, example, params, at));
  return { label, params, x, loss: samples.map((s) => s.loss), slope: samples.map((s) => s.slope) };
}

/** The settings of a plot's family over `base`, each with its label. Without a family, `base` alone. */
export function familyOf(
  { plot: { family } }: PlottedLoss,
  base: Settings,
): readonly { readonly label: string; readonly params: Settings }[] {
  if (family === null) return [{ label: '', params: base }];
  return family.values.map((value) => ({
    label: `${family.param} ${settingText(value)}`,
    params: { ...base, [family.param]: value },
  }));
}

/**
 * What a still picture shows: for each kind of example the curves of the family; without a family all kinds of example in
 * one picture.
 */
export function panelsOf(loss: PlottedLoss, count = 201): readonly Panel[] {
  const base = startSettings(loss);
  const examples = Object.keys(loss.plot.examples);
  if (loss.plot.family === null) {
    const curves = examples.map((example) => sampleCurve(loss, example, base, { label: example, count }));
    return [{ title: examples.length === 1 ? examples[0]! : '', curves }];
  }
  return examples.map((example) => ({
    title: example,
    curves: familyOf(loss, base).map(({ label, params }) => sampleCurve(loss, example, params, { label, count })),
  }));
}

/** A setting as people write it: `0.5`, `null`, `[0.5, 1]`, `forward`. */
export function settingText(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(settingText).join(', ')}]` : String(value);
}

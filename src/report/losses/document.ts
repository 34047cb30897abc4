import { describeAllowed } from '../../core/params.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import { formOf } from '../../losses/kit/resolved-loss.js';
import { shapeText, valuesText } from './facts.js';
import { isPlotted, panelsOf, slopeName } from './loss-curves.js';

/** Points of a curve: enough to draw it, few enough to read. */
const POINTS = 101;

/** Every loss in short, for scripts. */
export function lossListDocument(losses: readonly LossDefinition[]): object {
  return {
    losses: losses.map(({ name, family, summary, aliases, variants, fits }) => ({
      name,
      family,
      summary,
      aliases,
      variants: Object.keys(variants),
      fits,
    })),
  };
}

/** All that a page says, and the curves that it draws, as plain data. */
export function lossDocument(loss: LossDefinition, scenarios: readonly string[]): object {
  const { name, family, summary, formula, gradient, source, aliases, elsewhere, traps, relatives, fits } = loss;
  return {
    name,
    family,
    summary,
    formula,
    gradient,
    source,
    aliases,
    elsewhere,
    traps,
    relatives,
    fits,
    inputs: Object.entries(loss.inputs).map(([input, spec]) => ({
      name: input,
      shape: shapeText(spec),
      values: valuesText(spec),
      type: spec.type,
      learned: spec.learned,
      optional: spec.optional === true,
      help: spec.help,
    })),
    params: Object.entries(loss.params).map(([param, spec]) => ({
      name: param,
      default: spec.default,
      allowed: describeAllowed(spec),
      spec,
    })),
    variants: Object.entries(loss.variants).map(([variant, implies]) => {
      const { needs, takes } = formOf(loss, variant);
      return { name: variant, implies, needs, takes };
    }),
    scenarios,
    plot: plotDocument(loss),
  };
}

function plotDocument(loss: LossDefinition): object | null {
  if (!isPlotted(loss)) return null;
  const { variable, symbol, from, to } = loss.plot;
  return {
    variable,
    symbol,
    from,
    to,
    slope: slopeName(loss.plot),
    panels: panelsOf(loss, POINTS).map(({ title, curves }) => ({
      example: title,
      curves: curves.map(({ label, params, x, loss: values, slope }) => ({ label, params, x, loss: values, slope })),
    })),
  };
}

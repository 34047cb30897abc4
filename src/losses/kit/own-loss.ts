import { type Issue, show, UserError } from '../../core/errors.js';
import { isLegal, type NumberSpec, type ParamSpecs, specIssues, unknownKeys } from '../../core/params.js';
import { didYouMean } from '../../core/suggestion.js';
import { families, type LossDefinition } from './definition.js';
import type { InputSpec, InputSpecs } from './input-spec.js';
import { byLogit, byMargin, byResidual, byTrueProbability, type LossPlot } from './plot.js';
import { type Fit, fits, supply } from './supervision.js';

type Said = 'name' | 'family' | 'summary' | 'formula' | 'fits' | 'inputs' | 'params' | 'compute';

/** A loss of a user's own: what the eight fields do not say has a default. */
export type OwnLoss<
  I extends InputSpecs,
  P extends ParamSpecs,
  N extends string = string,
  V extends string = string,
> = Pick<LossDefinition<I, P, N, V>, Said> & Partial<Omit<LossDefinition<I, P, N, V>, Said>>;

/**
 * Defines a loss outside of this package, formula only: the gradient follows from the operations in `compute`. Throws a
 * {@link UserError} with everything that is wrong with it.
 *
 * @default gradient 'follows from the operations'; source, aliases, elsewhere, traps, relatives empty; variants one
 * named `default`; plot by the first of `fits` that has one
 */
export function defineLoss<
  const I extends InputSpecs,
  const P extends ParamSpecs,
  const N extends string,
  const V extends string = 'default',
>(own: OwnLoss<I, P, N, V>): LossDefinition<I, P, N, V> {
  return completeLoss(own) as unknown as LossDefinition<I, P, N, V>;
}

/** {@link defineLoss} on anything, such as what a plug-in's module exports. */
export function completeLoss(own: unknown): LossDefinition {
  if (!isObject(own)) throw new UserError({ path: 'loss', message: 'must be an object', given: show(own) });
  const complete = {
    gradient: 'follows from the operations',
    source: '',
    aliases: [],
    elsewhere: [],
    traps: [],
    relatives: [],
    variants: { default: {} },
    couples: { why: 'the loss does not say that its rows stand for themselves (couples: null)' },
    ...own,
  } as unknown as LossDefinition;
  const issues = [
    ...unknownKeys(own, DEFINITION_KEYS, 'loss'),
    ...textIssues(complete),
    ...inputIssues(complete.inputs),
    ...specIssues(complete.params, 'loss.params'),
  ];
  issues.push(
    ...variantIssues(complete),
    ...plotIssues(complete.plot),
    ...(issues.length === 0 ? fitIssues(complete) : []),
  );
  if (issues.length > 0) throw new UserError(issues);
  const { plot } = complete;
  if (plot === undefined) return { ...complete, plot: usualPlot(complete) };
  return plot === null ? complete : { ...complete, plot: { ...plot, family: plot.family ?? null } };
}

/** Everything that a definition may say; `evaluate` is what registration adds. */
const DEFINITION_KEYS = [
  'name',
  'family',
  'summary',
  'formula',
  'gradient',
  'source',
  'aliases',
  'elsewhere',
  'traps',
  'relatives',
  'fits',
  'inputs',
  'params',
  'variants',
  'forms',
  'couples',
  'plot',
  'validate',
  'warn',
  'compute',
  'evaluate',
] as const satisfies readonly (keyof LossDefinition | 'evaluate')[];

const INPUT_KEYS = [
  'help',
  'shapes',
  'like',
  'type',
  'learned',
  'optional',
  'values',
  'min',
  'max',
  'below',
  'except',
] as const satisfies readonly (keyof InputSpec)[];

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const NAME = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Whether a text can be the name of a loss: file name, value of a setting and word of a command line at once. */
export function isLossName(name: unknown): name is string {
  return typeof name === 'string' && name.length <= 64 && NAME.test(name);
}

export const NAME_ALLOWED = 'lower-case words with dashes between, such as my-loss';

function textIssues(loss: LossDefinition): Issue[] {
  const issues: Issue[] = [];
  const fail = (path: string, message: string, given: unknown, more: Partial<Issue> = {}) =>
    issues.push({ path: `loss.${path}`, message, given: show(given), ...more });
  if (!isLossName(loss.name)) fail('name', `must be ${NAME_ALLOWED}`, loss.name);
  if (!families.includes(loss.family)) {
    const hint = didYouMean(String(loss.family), families);
    fail('family', 'is not a family of losses', loss.family, {
      allowed: families.join(', '),
      ...(hint === undefined ? {} : { hint }),
    });
  }
  for (const key of ['summary', 'formula', 'gradient', 'source'] as const) {
    if (typeof loss[key] !== 'string') fail(key, 'must be a text', loss[key]);
  }
  for (const key of ['aliases', 'elsewhere', 'traps', 'relatives', 'fits'] as const) {
    const list: unknown = loss[key];
    if (!Array.isArray(list) || !list.every((item) => typeof item === 'string')) {
      fail(key, 'must be a list of texts', list);
    }
  }
  if (typeof loss.compute !== 'function') fail('compute', 'must be a function', loss.compute);
  return issues;
}

function inputIssues(inputs: unknown): Issue[] {
  const made = 'input.learned, input.given or input.index';
  if (!isObject(inputs)) {
    return [{ path: 'loss.inputs', message: `must be a map of what ${made} makes`, given: show(inputs) }];
  }
  const isShape = (shape: unknown) => Array.isArray(shape) && shape.every((letter) => typeof letter === 'string');
  const issues = Object.entries(inputs).flatMap(([name, spec]): Issue[] => {
    const { shapes, type, learned, help }: Partial<Record<keyof InputSpec, unknown>> = isObject(spec) ? spec : {};
    const fine =
      (shapes === null || (Array.isArray(shapes) && shapes.length > 0 && shapes.every(isShape))) &&
      (type === 'real' || type === 'index') &&
      typeof learned === 'boolean' &&
      typeof help === 'string';
    if (!fine) return [{ path: `loss.inputs.${name}`, message: `must be made by ${made}`, given: show(spec) }];
    return unknownKeys(spec as InputSpec, INPUT_KEYS, `loss.inputs.${name}`);
  });
  if (issues.length === 0 && !Object.values(inputs).some((spec) => (spec as InputSpec).learned)) {
    issues.push({ path: 'loss.inputs', message: 'must have a learned input: nothing would get a gradient' });
  }
  return issues;
}

function variantIssues({ variants, params }: LossDefinition): Issue[] {
  const entries = isObject(variants) ? Object.entries<unknown>(variants) : [];
  if (entries.length === 0) {
    return [{ path: 'loss.variants', message: 'must be a map with at least one variant', given: show(variants) }];
  }
  return entries.flatMap(([name, implied]): Issue[] => {
    const path = `loss.variants.${name}`;
    if (!isObject(implied)) return [{ path, message: 'must be a map of settings', given: show(implied) }];
    const unknown = Object.keys(implied).filter((setting) => !isObject(params) || !Object.hasOwn(params, setting));
    return unknown.map((setting) => ({ path: `${path}.${setting}`, message: 'unknown setting' }));
  });
}

/** Only what a drawing could not do without; settings and inputs that do not fit show as refused. */
function plotIssues(plot: unknown): Issue[] {
  if (plot === undefined || plot === null) return [];
  const { variable, symbol, from, to, examples, slope }: Partial<Record<keyof LossPlot, unknown>> = isObject(plot)
    ? plot
    : {};
  const kinds = isObject(examples) ? Object.values(examples) : [];
  const fine =
    typeof variable === 'string' &&
    typeof symbol === 'string' &&
    typeof from === 'number' &&
    typeof to === 'number' &&
    from < to &&
    kinds.length > 0 &&
    kinds.every((example) => typeof example === 'function') &&
    (slope === 'variable' || (isObject(slope) && typeof slope.of === 'string'));
  const allowed = '{ variable, symbol, from, to, examples, slope, family }, as in the losses of the program';
  return fine ? [] : [{ path: 'loss.plot', message: 'says not how to draw the loss', given: show(plot), allowed }];
}

function fitIssues(loss: LossDefinition): Issue[] {
  return loss.fits.flatMap((fit, i): Issue[] => {
    const path = `loss.fits[${i}]`;
    if (!fits.includes(fit)) {
      const hint = didYouMean(fit, fits);
      return [
        {
          path,
          message: 'is not a kind of supervision',
          given: show(fit),
          allowed: fits.join(', '),
          ...(hint === undefined ? {} : { hint }),
        },
      ];
    }
    try {
      supply(loss, fit);
      return [];
    } catch (error) {
      return [{ path, message: error instanceof Error ? error.message : String(error) }];
    }
  });
}

const usual: Readonly<Partial<Record<Fit, Omit<LossPlot, 'family'>>>> = {
  'binary-logits': byLogit,
  'binary-scores': byMargin,
  'class-logits': byTrueProbability,
  regression: byResidual,
};

/** The plot of losses of the same kind, when this one needs no input beyond theirs. */
function usualPlot(loss: LossDefinition): LossPlot | null {
  const base = loss.fits.map((fit) => usual[fit]).find((plot) => plot !== undefined);
  if (base === undefined) return null;
  const given = Object.keys(Object.values(base.examples)[0]!(base.from));
  const missing = Object.entries(loss.inputs).some(([name, spec]) => !spec.optional && !given.includes(name));
  return missing ? null : { ...base, family: usualFamily(loss.params) };
}

/** Half, whole and twice the default of the first number; from 0 up when that is the default. */
function usualFamily(params: ParamSpecs): LossPlot['family'] {
  const found = Object.entries(params).find(([, spec]) => spec.kind === 'number');
  if (found === undefined) return null;
  const [param, spec] = found as [string, NumberSpec];
  const wanted = spec.default === 0 ? [0, 0.5, 1] : [spec.default / 2, spec.default, spec.default * 2];
  const values = wanted.filter((value) => isLegal(spec, value));
  return values.length < 2 ? null : { param, values };
}

import { type Issue, show, UserError } from '../../core/errors.js';
import { type ParamSpecs, type ParamValues, paramIssues } from '../../core/params.js';
import { didYouMean } from '../../core/suggestion.js';
import { commonOptionRefusal, commonOptions } from './common-options.js';
import type { InputForm, LossDefinition } from './definition.js';
import type { InputSpecs } from './input-spec.js';

type Values = Readonly<Record<string, unknown>>;

/** The inputs of a call by name, each with its number of axes. */
export type InputRanks = Readonly<Record<string, number>>;

/** The inputs that a variant needs and takes. */
export function formOf(loss: LossDefinition, variant: string): Required<InputForm> {
  const form = loss.forms?.[variant];
  if (form !== undefined) return { takes: [], shapes: {}, ...form };
  const names = Object.keys(loss.inputs);
  return {
    needs: names.filter((name) => loss.inputs[name]!.optional !== true),
    takes: names.filter((name) => loss.inputs[name]!.optional === true),
    shapes: {},
  };
}

/**
 * How well settings agree with what a variant implies: choices and switches that it implies and that are set, minus those
 * set otherwise. Numbers and the reduction are only its defaults, not what makes it this variant.
 */
function agreement(loss: LossDefinition, variant: string, params: Values): number {
  let score = 0;
  for (const [name, implied] of Object.entries(loss.variants[variant]!)) {
    const kind = loss.params[name]?.kind;
    if (name === 'reduction' || params[name] === undefined || (kind !== 'choice' && kind !== 'boolean')) continue;
    score += params[name] === implied ? 1 : -1;
  }
  return score;
}

/**
 * The variant that some inputs and settings mean: among those that take these inputs, the one that agrees best with the
 * settings, the first in a tie. Without inputs all variants are open.
 */
export function variantFor(loss: LossDefinition, params: Values, inputs?: InputRanks, first?: string): string {
  const names = Object.keys(loss.variants);
  if (first !== undefined) names.sort((a, b) => Number(b === first) - Number(a === first));
  const open = names.filter((variant) => {
    if (inputs === undefined) return true;
    const { needs, takes, shapes } = formOf(loss, variant);
    return (
      needs.every((name) => Object.hasOwn(inputs, name)) &&
      Object.entries(inputs).every(
        ([name, rank]) => (needs.includes(name) || takes.includes(name)) && rank === (shapes[name]?.length ?? rank),
      )
    );
  });
  let best = (open.length > 0 ? open : names)[0]!;
  for (const variant of open.length > 0 ? open : names) {
    if (agreement(loss, variant, params) > agreement(loss, best, params)) best = variant;
  }
  return best;
}

export interface ResolvedLoss<P extends ParamSpecs> {
  /** The variant that the settings add up to. */
  readonly variant: string;
  readonly params: ParamValues<P>;
}

/**
 * The settings of one call: what was given, over what the variant implies, over the defaults. Throws a {@link UserError}
 * with every issue.
 */
export function resolveLoss<P extends ParamSpecs>(
  loss: Pick<LossDefinition<InputSpecs, P>, 'name' | 'inputs' | 'params' | 'variants' | 'forms'>,
  call: { readonly params?: Values; readonly variant?: string; readonly inputs?: InputRanks } = {},
): ResolvedLoss<P> {
  const { issues, ...resolved } = settle(loss as unknown as LossDefinition, call);
  if (issues.length > 0) throw new UserError(issues);
  return resolved as ResolvedLoss<P>;
}

/** The issue of a setting that other losses have, with the reason why this one has it not. */
function withReason(loss: LossDefinition, issue: Issue): Issue {
  const option = commonOptions.find((name) => issue.path === `params.${name}`);
  const why = option && commonOptionRefusal(loss, option);
  if (why === undefined) return issue;
  const { hint: _, ...rest } = issue;
  return { ...rest, message: `is not taken here: ${why}` };
}

/** {@link resolveLoss} with the issues beside the result; illegal settings keep their default there. */
export function settle(
  loss: LossDefinition,
  call: {
    readonly params?: Values | undefined;
    readonly variant?: string | undefined;
    readonly inputs?: InputRanks;
  },
): ResolvedLoss<ParamSpecs> & { readonly issues: Issue[] } {
  const issues: Issue[] = [];
  const names = Object.keys(loss.variants);
  let named: string | undefined;
  if (call.variant !== undefined) {
    if (names.includes(call.variant)) named = call.variant;
    else {
      const hint = didYouMean(String(call.variant), names);
      issues.push({
        path: 'variant',
        message: 'unknown variant',
        given: show(call.variant),
        allowed: names.join(', '),
        ...(hint === undefined ? {} : { hint }),
      });
    }
  }
  const given = call.params ?? {};
  const wrong = paramIssues(loss.params, given, 'params').map((issue) => withReason(loss, issue));
  issues.push(...wrong);
  const legal = Object.fromEntries(
    Object.entries(given).filter(
      ([name, value]) => value !== undefined && !wrong.some((issue) => issue.path === `params.${name}`),
    ),
  );
  const start = named ?? variantFor(loss, legal, call.inputs);
  const values: Record<string, unknown> = {};
  for (const [name, spec] of Object.entries(loss.params)) values[name] = spec.default;
  Object.assign(values, loss.variants[start], legal);
  // Settings may lead away from the variant they were given with: triplet's default with mining hard is batch-hard.
  const variant = variantFor(loss, values, undefined, start);
  return { variant, params: values as ParamValues<ParamSpecs>, issues };
}

import { describeAllowed } from '../../core/params.js';
import { commonOptionRefusal, commonOptions } from '../../losses/kit/common-options.js';
import { type Family, families, type LossDefinition } from '../../losses/kit/definition.js';
import type { InputSpec } from '../../losses/kit/input-spec.js';
import { formOf } from '../../losses/kit/resolved-loss.js';
import { rowOptionNames, rowOptionRefusal, rowOptionSpecs } from '../../losses/kit/row-options.js';
import { settingText } from './loss-curves.js';

/** What is said of a loss in more than one place: page, document, docs. */

export const familyTitles: Readonly<Record<Family, string>> = {
  classification: 'Classification',
  regression: 'Regression',
  ranking: 'Ranking',
  preference: 'Preference',
  contrastive: 'Contrastive',
  rl: 'Reinforcement learning',
};

/** Losses by family, in the order of the families. */
export function byFamily<L extends LossDefinition>(losses: readonly L[]): readonly (readonly [Family, readonly L[]])[] {
  return families.map((family) => [family, losses.filter((loss) => loss.family === family)] as const);
}

/** `[N] or [N,C]`, `any shape`, `like pred`; a scalar is `[]`. */
export function shapeText({ shapes, like }: InputSpec): string {
  if (shapes === null) return like === undefined ? 'any shape' : `like ${like}`;
  return shapes.map((shape) => `[${shape.join(',')}]`).join(' or ');
}

/** What the numbers of an input may be: `-1 or 1`, `0 to C - 1`, `a number >= 0`. */
export function valuesText({ type, values, min, max, below, except }: InputSpec): string {
  if (values !== undefined) return values.join(' or ');
  if (type === 'index') {
    const range = below === undefined ? 'whole numbers' : `0 to ${below} - 1`;
    return except === undefined ? range : `${range}, or ${except}`;
  }
  if (min !== undefined && max !== undefined) return `${min} to ${max}`;
  if (min !== undefined) return `>= ${min}`;
  return max === undefined ? 'numbers' : `<= ${max}`;
}

/** Whether an input gathers a gradient, and whether a call may leave it out. */
export function roleText({ learned, optional }: InputSpec): string {
  return `${learned ? 'gets a gradient' : 'constant'}${optional === true ? ', in some variants only' : ''}`;
}

export interface ParamFact {
  readonly name: string;
  readonly default: string;
  readonly allowed: string;
  readonly help: string;
}

export function paramFacts({ params }: LossDefinition): readonly ParamFact[] {
  return Object.entries(params).map(([name, spec]) => ({
    name,
    default: settingText(spec.default),
    allowed: describeAllowed(spec),
    help: spec.help,
  }));
}

export interface VariantFact {
  readonly name: string;
  /** `form softmax`; empty for a variant that implies no setting. */
  readonly implies: string;
  /** `logits [N], targets, weights (optional)`. */
  readonly takes: string;
}

/** The inputs that are the loss's own: those that nearly every loss takes are told in one line. */
export function ownInputs({ inputs }: LossDefinition): readonly (readonly [string, InputSpec])[] {
  return Object.entries(inputs).filter(([, spec]) => !rowOptionSpecs.includes(spec));
}

/** Which of sampleWeights and mask the loss takes, and why not the others. */
export function rowOptionText(loss: LossDefinition): string {
  const variants = Object.keys(loss.variants);
  const own = rowOptionNames.filter((name) => !rowOptionSpecs.includes(loss.inputs[name] as InputSpec));
  return rowOptionNames
    .filter((name) => !own.includes(name) || loss.inputs[name] === undefined)
    .map((name) => {
      const refusals = variants.map((variant) => rowOptionRefusal(loss, variant, name));
      const taking = variants.filter((_, i) => refusals[i] === undefined);
      const why = refusals.find((refusal) => refusal !== undefined);
      if (why === undefined) return `takes ${name}`;
      return taking.length === 0 ? `no ${name}: ${why}` : `takes ${name} in ${taking.join(', ')}; otherwise ${why}`;
    })
    .join('; ');
}

/** Which of the options that peers have a loss takes, and why not the others. */
export function commonOptionText(loss: LossDefinition): string {
  const taken = commonOptions.filter((option) => commonOptionRefusal(loss, option) === undefined);
  const refused = new Map<string, string[]>();
  for (const option of commonOptions) {
    const why = commonOptionRefusal(loss, option);
    if (why !== undefined) refused.set(why, [...(refused.get(why) ?? []), option]);
  }
  return [
    ...(taken.length === 0 ? [] : [`takes ${taken.join(', ')}`]),
    ...[...refused].map(([why, options]) => `no ${options.join(', ')}: ${why}`),
  ].join('; ');
}

/** The variants with what each implies and takes; none for a loss with a single one. */
export function variantFacts(loss: LossDefinition): readonly VariantFact[] {
  const names = Object.keys(loss.variants);
  if (names.length === 1) return [];
  return names.map((name) => {
    const { needs, takes, shapes } = formOf(loss, name);
    const isOwn = (other: string) => !rowOptionSpecs.includes(loss.inputs[other]!);
    const input = (input: string) => (shapes[input] === undefined ? input : `${input} [${shapes[input].join(',')}]`);
    return {
      name,
      implies: Object.entries(loss.variants[name]!)
        .map(([setting, value]) => `${setting} ${settingText(value)}`)
        .join(', '),
      takes: [...needs.map(input), ...takes.filter(isOwn).map((other) => `${input(other)} (optional)`)].join(', '),
    };
  });
}

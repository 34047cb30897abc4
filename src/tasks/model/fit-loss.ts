import { UserError } from '../../core/errors.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import { type Fit, optionalRoles, supply } from '../../losses/kit/supervision.js';
import type { Engine, Indices, Tensor } from '../../tensor/engine.js';
import { mean } from '../../tensor/ops/index.js';

/** Sizes of the prediction's shape, for the kinds that differ in nothing else. */
const ranks: Readonly<Partial<Record<Fit, number>>> = {
  'binary-logits': 1,
  'class-logits': 2,
  regression: 1,
};

type Params = Readonly<Record<string, unknown>>;

/**
 * The first of `kinds` that the loss takes with these settings: some losses take other inputs by variant, such as triplet,
 * which mines its own triplets when `mining` says so. Throws a UserError when there is none.
 */
export function chooseFit<F extends Fit>(loss: LossDefinition, params: Params, kinds: readonly F[]): F {
  const found = kinds.find((fit) => variantsTaking(loss, fit).some((implied) => agrees(loss, implied, params)));
  if (found !== undefined) return found;
  const ways = kinds.flatMap((fit) => variantsTaking(loss, fit)).map((implied) => telling(loss, implied));
  throw new UserError({
    path: 'loss',
    message: ways.length > 0 ? 'takes other inputs with these settings than this task has' : 'does not fit this task',
    given: loss.name,
    allowed: ways.length > 0 ? ways.join(', or ') : `a loss on ${kinds.join(', ')}`,
  });
}

/** What each variant of the loss implies that takes exactly what `fit` supplies, or can do without the rest. */
function variantsTaking(loss: LossDefinition, fit: Fit): Params[] {
  const roles = supply(loss, fit);
  if (roles === undefined) return [];
  const optional = optionalRoles(fit);
  const given = Object.entries<string | undefined>(roles).flatMap(([role, name]) =>
    name === undefined ? [] : [{ name, needed: !optional.includes(role) }],
  );
  const names = given.map(({ name }) => name);
  const all = Object.keys(loss.inputs);
  return Object.entries<Params>(loss.variants)
    .filter(([variant]) => {
      const form = loss.forms?.[variant];
      const needs = form?.needs ?? all.filter((name) => !loss.inputs[name]!.optional);
      const allowed = form === undefined ? all : [...needs, ...(form.takes ?? [])];
      const rank = form?.shapes?.[names[0]!]?.length ?? ranks[fit];
      return (
        needs.every((name) => names.includes(name)) &&
        given.every(({ name, needed }) => !needed || allowed.includes(name)) &&
        rank === (ranks[fit] ?? rank)
      );
    })
    .map(([, implied]) => implied);
}

/** Settings that every variant gives tell variants apart; those that only some give are mere defaults of theirs. */
function tellingNames(loss: LossDefinition): string[] {
  const variants = Object.values<Params>(loss.variants);
  return Object.keys(variants[0] ?? {}).filter((name) => variants.every((implied) => Object.hasOwn(implied, name)));
}

function agrees(loss: LossDefinition, implied: Params, params: Params): boolean {
  return tellingNames(loss).every((name) => params[name] === implied[name]);
}

function telling(loss: LossDefinition, implied: Params): string {
  return tellingNames(loss)
    .map((name) => `${name} ${implied[name]}`)
    .join(' and ');
}

/** What fills the roles of one kind: a tensor of the model, or plain numbers of a given shape. */
export type Filling = Tensor | { readonly shape: readonly number[]; readonly data: ArrayLike<number> };

/**
 * The loss of a batch as one number: the mean when `reduction` is `none`. What fills the roles of `fit` is given batch by
 * batch; plain numbers become indices or tensors, as the loss wants them.
 */
export function bindLoss(
  engine: Engine,
  loss: LossDefinition,
  params: Params,
  fit: Fit,
): (roles: Readonly<Record<string, Filling>>) => Tensor {
  const optional = optionalRoles(fit);
  const entries = Object.entries<string | undefined>(supply(loss, fit)!);
  const settings = params as Parameters<typeof loss.compute>[1];
  return (roles) => {
    const inputs: Record<string, Tensor | Indices> = {};
    for (const [role, name] of entries) {
      const filling = roles[role];
      if (name === undefined || (filling === undefined && optional.includes(role))) continue;
      if (filling === undefined) throw new Error(`${loss.name}: nothing fills the role ${role} of ${fit}`);
      if (!('data' in filling)) inputs[name] = filling;
      else if (loss.inputs[name]!.type === 'index') inputs[name] = engine.indices(filling.data);
      else inputs[name] = engine.tensor(filling.shape, filling.data);
    }
    const { value } = loss.compute(inputs, settings);
    return value.size === 1 ? value : mean(value);
  };
}

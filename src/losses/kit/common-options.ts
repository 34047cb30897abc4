import type { LossDefinition } from './definition.js';
import { rowOptionRefusal } from './row-options.js';

/** Options that the field's libraries have on some losses, as settings and inputs are named here. */
export const commonOptions = ['labelSmoothing', 'targetProbs', 'weight', 'classCounts', 'ignoreIndex'] as const;
export type CommonOption = (typeof commonOptions)[number];

/** Why a loss has not one of {@link commonOptions}, or undefined when it has it (in some variant at least). */
export function commonOptionRefusal(loss: LossDefinition, option: CommonOption): string | undefined {
  if (Object.hasOwn(loss.params, option) || Object.hasOwn(loss.inputs, option)) return undefined;
  const { targets, labels } = loss.inputs;
  const told = targets ?? labels;
  const variants = Object.keys(loss.variants);
  const rowwise = (name: 'mask' | 'sampleWeights') =>
    variants.some((variant) => rowOptionRefusal(loss, variant, name) === undefined);
  switch (option) {
    case 'labelSmoothing':
    case 'targetProbs':
      if (told === undefined) return 'it has no labels';
      if (told.type === 'real' && told.values === undefined)
        return 'its targets are numbers and may be soft as they are';
      return 'it is defined for hard labels only';
    case 'weight':
    case 'classCounts':
      if (told === undefined) return 'it has no labels';
      return rowwise('sampleWeights')
        ? 'give what each row counts by its class as the input sampleWeights'
        : 'its rows are not weighed one by one';
    case 'ignoreIndex':
      return rowwise('mask') ? 'leave rows out by the input mask' : 'its rows are not counted one by one';
    default:
      return option satisfies never;
  }
}

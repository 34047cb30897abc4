import { Stream } from '../../core/random.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import type { Nested } from '../../losses/kit/input-spec.js';
import { validateInputs } from '../../losses/kit/input-validation.js';
import { resolveLoss } from '../../losses/kit/resolved-loss.js';
import { rowOptionSpecs } from '../../losses/kit/row-options.js';
import { evaluate } from '../../losses/tools/evaluation.js';
import { drawInputs } from '../../losses/tools/random-calls.js';

/** A call of a loss on a few numbers, as the command line takes it, and what it gives. */
export interface Example {
  readonly command: string;
  readonly results: readonly string[];
}

/** Draws among which the example is chosen. */
const DRAWS = 60;
const DIGITS = 5;

function leaves(value: Nested): readonly number[] {
  return typeof value === 'number' ? [value] : value.flatMap(leaves);
}

function rounded(value: Nested): Nested {
  return typeof value === 'number' ? Math.round(value * 10) / 10 : value.map(rounded);
}

const told = (value: Nested): string =>
  JSON.stringify(value, (_, part) => (typeof part === 'number' ? Number(part.toPrecision(DIGITS)) : part));

/**
 * The smallest of some random calls of the first variant, at default settings, whose value and gradients are neither 0 nor
 * huge; always the same one.
 */
export function workedExample(loss: LossDefinition): Example {
  const [variant] = Object.keys(loss.variants) as [string];
  const { params } = resolveLoss(loss, { variant });
  let best: { readonly size: number; readonly inputs: Readonly<Record<string, Nested>> } | null = null;
  for (let i = 0; i < DRAWS; i++) {
    const drawn = drawInputs(loss, variant, params, Stream.from(`${loss.name} ${i}`, 'data'));
    if ('refused' in drawn) continue;
    const own = Object.entries(drawn.inputs).filter(([name]) => !rowOptionSpecs.includes(loss.inputs[name]!));
    const inputs = Object.fromEntries(own.map(([name, value]) => [name, rounded(value)]));
    if (validateInputs(loss, variant, params, inputs).issues.length > 0) continue;
    const { value, grads } = evaluate(loss, { variant, inputs } as never);
    const telling = [value, ...Object.values<Nested>(grads)].every((part) => {
      const numbers = leaves(part);
      return numbers.some((x) => Math.abs(x) > 1e-3) && numbers.every((x) => Math.abs(x) < 1e3);
    });
    const size = Object.values(inputs).reduce<number>((sum, part) => sum + leaves(part).length, telling ? 0 : 1e6);
    if (best === null || size < best.size) best = { size, inputs };
  }
  if (best === null) throw new Error(`${loss.name}: no example was found`);
  const { inputs } = best;
  const { value, grads } = evaluate(loss, { variant, inputs } as never);
  const given = Object.entries(inputs).map(([name, part]) => `--${name} '${JSON.stringify(part)}'`);
  return {
    command: `losscope losses evaluate ${loss.name} ${given.join(' ')}`,
    results: [
      `value ${told(value)}`,
      ...Object.entries<Nested>(grads).map(([name, gradient]) => `gradient of ${name} ${told(gradient)}`),
    ],
  };
}

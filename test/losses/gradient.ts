import type { LossDefinition } from '../../src/losses/kit/definition.js';
import { recordHeld, replaying } from '../../src/losses/kit/held.js';
import type { Nested } from '../../src/losses/kit/input-spec.js';
import { evaluate } from '../../src/losses/tools/evaluation.js';
import { flat, map, sum } from './nested.js';

export interface AnyCall {
  readonly inputs: Readonly<Record<string, Nested>>;
  readonly params: Readonly<Record<string, unknown>>;
  readonly variant: string;
}

const STEP = 1e-6;

/** The gradient element that is farthest from a central difference of the value's sum, in f64. */
export function worstGradient(loss: LossDefinition, call: AnyCall): { error: number; where: string } {
  const { result, held } = recordHeld(() => evaluate(loss, call as never));
  const { grads } = result as { grads: Readonly<Record<string, Nested>> };
  let worst = { error: 0, where: '' };
  for (const [name, gradient] of Object.entries(grads)) {
    const analytic = flat(gradient);
    for (const [i, given] of analytic.entries()) {
      const shifted = (by: number) => {
        const input = map(call.inputs[name]!, (x, at) => (at === i ? x + by : x));
        const moved = { ...call, inputs: { ...call.inputs, [name]: input } };
        // What the gradient holds constant stays where it was.
        return sum(replaying(held, () => evaluate(loss, moved as never)).value);
      };
      const numeric = (shifted(STEP) - shifted(-STEP)) / (2 * STEP);
      const error = Math.abs(given - numeric) / Math.max(1, Math.abs(numeric));
      if (!(error <= worst.error)) worst = { error, where: `${name}[${i}]: ${given}, central difference ${numeric}` };
    }
  }
  return worst;
}

import { boolean, number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';

/** (A - mean) / (std + 1e-8) with the population's std, so a single step gives 0. */
export function normalized(advantages: Tensor): Tensor {
  const result = advantages.engine.tensor(advantages.shape);
  const [a, out] = [advantages.view(), result.view()];
  let sum = 0;
  for (const x of a) sum += x;
  const mean = sum / a.length;
  let squares = 0;
  for (const x of a) squares += (x - mean) * (x - mean);
  const divisor = Math.sqrt(squares / a.length) + 1e-8;
  for (let i = 0; i < a.length; i++) out[i] = (a[i]! - mean) / divisor;
  return result;
}

/** Settings of every loss of a policy's logits. */
export const policyParams = {
  entropyCoef: number(0, 'What a nat of entropy is worth; above 0 it keeps the policy from hardening early.', {
    min: 0,
  }),
  normalizeAdvantages: boolean(false, 'Whether advantages are shifted and scaled to mean 0 and std 1.'),
};

import type { Tensor } from '../engine.js';
import { withRowSlopes } from './custom.js';
import { matrix, needVector } from './make.js';

/** Evenly spaced returns from `vMin` to `vMax`. */
export interface Support {
  readonly vMin: number;
  readonly vMax: number;
}

/**
 * [N,K] from probabilities [N,K] of K atoms: each atom z moved to r + discount z (one number, or one a row), limited to the support and shared between
 * the two atoms beside it; all mass at r where done, and the probabilities are not read. A constant. Bellemare et al. 2017.
 */
export function projectAtoms(
  probabilities: Tensor,
  rewards: Tensor,
  dones: Tensor,
  { vMin, vMax }: Support,
  discount: number | Tensor,
): Tensor {
  const [rows, atoms] = matrix('projectAtoms', probabilities);
  needVector('projectAtoms', rewards, rows);
  needVector('projectAtoms', dones, rows);
  if (typeof discount !== 'number') needVector('projectAtoms', discount, rows);
  if (atoms < 2) throw new Error(`projectAtoms: needs two atoms or more, given [${probabilities.shape}]`);
  const { engine } = probabilities;
  const y = engine.filled([rows, atoms], 0);
  const { ptr } = probabilities;
  const [gamma, discounts] = typeof discount === 'number' ? [discount, 0] : [0, discount.ptr];
  engine.kernels.projectAtoms(ptr, rewards.ptr, dones.ptr, y.ptr, rows, atoms, vMin, vMax, gamma, discounts);
  return y;
}

/**
 * [N] from quantiles [N,K] and constant targets [N,M]: the sum over i of the mean over j of |tau_i - 1[u < 0]| H(u) with
 * u = target_j - quantile_i and tau_i = (i + 1/2) / K; H is Huber's loss over kappa, |u| for kappa 0. Dabney et al. 2018.
 */
export function quantileHuberRows(quantiles: Tensor, targets: Tensor, kappa: number): Tensor {
  const [rows, k] = matrix('quantileHuberRows', quantiles);
  const [others, m] = matrix('quantileHuberRows', targets);
  if (others !== rows) throw new Error(`quantileHuberRows: [${quantiles.shape}] and [${targets.shape}] differ in rows`);
  const { engine } = quantiles;
  const value = engine.tensor([rows]);
  const slopes = engine.tensor(quantiles.shape);
  engine.kernels.quantileHuber(quantiles.ptr, targets.ptr, value.ptr, slopes.ptr, rows, k, m, kappa);
  return withRowSlopes(value, quantiles, slopes);
}

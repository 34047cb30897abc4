import { crossEntropyRows, mul, sum } from '../../../tensor/ops/index.js';
import type { EpisodeBatch } from '../memory/episode-batch.js';
import type { PolicyNetwork } from '../networks/policy-network.js';

/**
 * How far the policy gradients of single episodes scatter: the trace of the sample covariance, over the episodes of the
 * batch, of g = sum_t A_t grad(-log pi(a_t|s_t)), with the advantages as they are, before any normalisation. NaN for one
 * episode. Overwrites the gradients of the policy and ends the engine's step; the weights stay as they are.
 *
 * A baseline computed from these same episodes (the mean at each step number) depends a little on the episode that it
 * judges, so its figure comes out slightly too low.
 *
 * @param advantages one for each row of the batch.
 */
export function gradientVariance(policy: PolicyNetwork, batch: EpisodeBatch, advantages: Float64Array): number {
  const { parameters } = policy;
  const { engine, size } = parameters;
  const sums = new Float64Array(size);
  let squares = 0;
  let from = 0;
  for (const to of batch.ends) {
    engine.reset();
    const rows = to - from;
    const logits = policy.forward(
      engine.tensor([rows, batch.width], batch.observations.subarray(from * batch.width, to * batch.width)),
    );
    const costs = crossEntropyRows(logits, engine.indices(batch.actions.subarray(from, to)));
    const loss = sum(mul(costs, engine.tensor([rows], advantages.subarray(from, to))));
    parameters.zeroGrad();
    engine.backward(loss);
    const { grads } = parameters;
    for (let i = 0; i < size; i++) {
      sums[i]! += grads[i]!;
      squares += grads[i]! * grads[i]!;
    }
    from = to;
  }
  engine.reset();
  const episodes = batch.ends.length;
  let ofMean = 0;
  for (const value of sums) ofMean += value * value;
  return (squares - ofMean / episodes) / (episodes - 1);
}

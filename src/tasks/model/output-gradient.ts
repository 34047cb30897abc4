import type { Engine, Tensor } from '../../tensor/engine.js';

/**
 * The gradient of a loss by outputs that are given as numbers, and its value. Only between steps, since it empties the
 * step region; the model's own gradients stay as they are.
 */
export function gradientAt(
  engine: Engine,
  shape: readonly number[],
  outputs: ArrayLike<number>,
  loss: (outputs: Tensor) => Tensor,
): { readonly value: number; readonly gradient: Float64Array } {
  engine.reset();
  const leaf = engine.leaf(shape, outputs);
  const root = loss(leaf);
  const value = root.item();
  engine.backward(root);
  const gradient = Float64Array.from(leaf.gradView());
  engine.reset();
  return { value, gradient };
}

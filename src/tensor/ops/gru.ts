import type { Tensor } from '../engine.js';
import { gradOf, matrix, needVector, output } from './make.js';
import { addProduct } from './matrix.js';

/** Weights of a GRU from I inputs to H units, the gates side by side in the order reset, update, new. */
export interface GruWeights {
  /** [I, 3H] */
  readonly input: Tensor;
  /** [H, 3H] */
  readonly hidden: Tensor;
  /** [3H] */
  readonly inputBias: Tensor;
  /** [3H] */
  readonly hiddenBias: Tensor;
}

/**
 * A gated recurrent unit (Cho et al. 2014, as torch.nn.GRU) over stretches of time: x[T N, I] holds the N rows of step 0,
 * then those of step 1 and so on; the answer [T N, H] is laid out alike. Before each step the state of a row is multiplied
 * by its `keep` [T N]: 0 where a new episode starts, else 1. `state` [N, H] is the state before step 0. The gradient goes
 * back through the whole stretch, and not over a place where nothing is kept.
 *
 *   r = sigmoid(x Wr + ar + h Ur + br), z = sigmoid(x Wz + az + h Uz + bz)
 *   n = tanh(x Wn + an + r (h Un + bn)), h' = (1 - z) n + z h
 */
export function gru(x: Tensor, state: Tensor, keep: Tensor, weights: GruWeights): Tensor {
  const { input, hidden, inputBias, hiddenBias } = weights;
  const [rows, inputs] = matrix('gru', x);
  const [batch, units] = matrix('gru', state);
  const gates = 3 * units;
  if (batch === 0 || rows % batch !== 0) throw new Error(`gru: ${rows} rows are no stretches of ${batch} states`);
  needMatrix(input, inputs, gates);
  needMatrix(hidden, units, gates);
  needVector('gru', inputBias, gates);
  needVector('gru', hiddenBias, gates);
  needVector('gru', keep, rows);
  const { engine } = x;
  const { kernels, profile, bytes } = engine;
  const steps = rows / batch;
  const all = [x, state, input, hidden, inputBias, hiddenBias];
  const y = output([rows, units], all.find(({ requiresGrad }) => requiresGrad) ?? x);
  const [fromInput, fromHidden, active] = [0, 1, 2].map(() => engine.allocate(rows * gates * bytes)) as [
    number,
    number,
    number,
  ];
  const held = engine.allocate(rows * units * bytes);
  const [one, three, each] = [batch * units * bytes, batch * gates * bytes, batch * bytes];
  profile?.enter('recurrent');
  kernels.linearForward(x.ptr, input.ptr, inputBias.ptr, fromInput, rows, inputs, gates, 0);
  for (let t = 0; t < steps; t++) {
    const before = t === 0 ? state.ptr : y.ptr + (t - 1) * one;
    kernels.mulColumnForward(before, keep.ptr + t * each, held + t * one, batch, units);
    const h = fromHidden + t * three;
    kernels.linearForward(held + t * one, hidden.ptr, hiddenBias.ptr, h, batch, units, gates, 0);
    kernels.gruForward(fromInput + t * three, h, held + t * one, active + t * three, y.ptr + t * one, batch, units);
  }
  profile?.leave();
  if (y.requiresGrad) {
    engine.record(y, () => {
      profile?.enter('recurrent');
      const gInput = engine.allocate(rows * gates * bytes);
      const gHidden = engine.allocate(rows * gates * bytes);
      const g = engine.allocate(one);
      const gHeld = engine.allocate(one);
      const carried = engine.allocateZeroed(one);
      const size = batch * units;
      for (let t = steps - 1; t >= 0; t--) {
        kernels.copy(y.gradPtr + t * one, g, size);
        kernels.accumulate(carried, g, size);
        kernels.zero(gHeld, size);
        const [at, gates3] = [t * one, t * three];
        kernels.gruBackward(
          ...([g, active + gates3, fromHidden + gates3, held + at] as const),
          ...([gInput + gates3, gHidden + gates3, gHeld, batch, units] as const),
        );
        kernels.gemmNT(gHidden + gates3, hidden.ptr, gHeld, batch, units, gates, 1);
        kernels.mulColumnForward(gHeld, keep.ptr + t * each, carried, batch, units);
      }
      if (state.requiresGrad) kernels.accumulate(carried, gradOf(state), size);
      if (inputBias.requiresGrad) kernels.sumColumns(gInput, inputBias.grad(), rows, gates, 1);
      if (hiddenBias.requiresGrad) kernels.sumColumns(gHidden, hiddenBias.grad(), rows, gates, 1);
      if (hidden.requiresGrad) addProduct(kernels.gemmTN, held, gHidden, hidden, units, gates, rows);
      if (input.requiresGrad) addProduct(kernels.gemmTN, x.ptr, gInput, input, inputs, gates, rows);
      if (x.requiresGrad) addProduct(kernels.gemmNT, gInput, input.ptr, x, rows, inputs, gates);
      profile?.leave();
    });
  }
  return y;
}

function needMatrix(x: Tensor, rows: number, columns: number): void {
  const [r, c] = matrix('gru', x);
  if (r !== rows || c !== columns) throw new Error(`gru: needs weights [${rows},${columns}], given [${x.shape}]`);
}

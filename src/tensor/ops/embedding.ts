import type { Indices, Tensor } from '../engine.js';
import { matrix, needIndices, output } from './make.js';

/**
 * table[V,D], tokens, N+1 bounds -> [N,D]: row i is the mean or sum of the table's rows for tokens
 * offsets[i] .. offsets[i+1]-1; an empty bag gives 0. Throws when a token is not in the table or the bounds do not rise
 * from 0 to the number of tokens.
 */
export function embeddingBag(table: Tensor, tokens: Indices, offsets: Indices, mode: 'mean' | 'sum'): Tensor {
  const [words, columns] = matrix('embeddingBag', table);
  needIndices('embeddingBag', table, tokens, tokens.size, words);
  const { engine } = table;
  const { kernels } = engine;
  needBounds(engine.ints, offsets, tokens.size);
  const rows = offsets.size - 1;
  const isMean = mode === 'mean' ? 1 : 0;
  const y = output([rows, columns], table);
  kernels.embeddingBagForward(table.ptr, tokens.ptr, offsets.ptr, y.ptr, rows, columns, isMean);
  if (y.requiresGrad) {
    engine.record(y, () =>
      // biome-ignore format: one kernel call, its arguments in groups
      kernels.embeddingBagBackward(
        tokens.ptr, offsets.ptr, y.gradPtr, table.rowsGrad(), rows, columns, isMean, table.linesPtr,
      ),
    );
  }
  return y;
}

function needBounds(ints: Int32Array, offsets: Indices, count: number): void {
  const start = offsets.ptr >> 2;
  let rising = offsets.size > 0 && ints[start] === 0 && ints[start + offsets.size - 1] === count;
  for (let i = 1; rising && i < offsets.size; i++) rising = ints[start + i - 1]! <= ints[start + i]!;
  if (!rising) throw new Error(`embeddingBag: bounds must rise from 0 to the number of tokens, ${count}`);
}

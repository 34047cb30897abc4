// Matrix products of the kernels in GFLOP/s (2 m n k floating-point operations), one thread.
import { Engine } from '../../dist/tensor/engine.js';

const squares = [64, 128, 256, 512, 1024, 63, 65, 100, 127, 129, 250, 500];
const shapes = [
  ...squares.map((n) => [n, n, n]),
  // One-sided shapes of small networks: batch x outputs, inner inputs.
  [64, 64, 4],
  [64, 2, 64],
  [256, 64, 20],
  [1, 64, 64],
];

/** The fastest of many short samples. */
function gigaflops(engine, kernel, [m, n, k], milliseconds) {
  engine.reset();
  const a = engine.filled([m * k], 0.5).ptr;
  const b = engine.filled([k * n], 0.5).ptr;
  const c = engine.allocate(m * n * engine.bytes);
  const repeats = Math.max(1, Math.floor(2e6 / (m * n * k)));
  let shortest = Number.POSITIVE_INFINITY;
  let samples = 0;
  for (const end = performance.now() + milliseconds; performance.now() < end || samples < 20; samples++) {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) kernel(a, b, c, m, n, k, 0);
    shortest = Math.min(shortest, (performance.now() - start) / repeats);
  }
  return Number(((2 * m * n * k) / shortest / 1e6).toFixed(1));
}

/** A row per shape, a column per kernel. */
export function gemm({ precision = 'f32', milliseconds = 200 } = {}) {
  const engine = new Engine(precision);
  const { kernels } = engine;
  return shapes.map((shape) => ({
    'rows x columns, inner': `${shape[0]} x ${shape[1]}, ${shape[2]}`,
    'a b': gigaflops(engine, kernels.gemm, shape, milliseconds),
    'a bT': gigaflops(engine, kernels.gemmNT, shape, milliseconds),
    'aT b': gigaflops(engine, kernels.gemmTN, shape, milliseconds),
  }));
}

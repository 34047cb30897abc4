// Matrix products in GFLOP/s. Build first, then: node bench/micro-gemm.mjs [f32|f64]
import { Engine } from '../dist/tensor/engine.js';

const precision = process.argv[2] ?? 'f32';
const milliseconds = Number(process.argv[3] ?? 300);
const engine = new Engine(precision);
const { kernels, bytes } = engine;

/** The fastest of many short samples. */
function gigaflops(kernel, m, n, k) {
  engine.reset();
  const a = engine.filled([m * k], 0.5).ptr;
  const b = engine.filled([k * n], 0.5).ptr;
  const c = engine.allocate(m * n * bytes);
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

const sizes = [
  ...[64, 128, 256, 512, 1024].map((n) => [n, n, n]),
  ...[63, 65, 100, 127, 129, 250].map((n) => [n, n, n]),
  [64, 64, 4],
  [64, 2, 64],
  [256, 64, 20],
  [1, 64, 64],
];
const table = {};
for (const [m, n, k] of sizes) {
  table[`${m} x ${n}, inner ${k}`] = {
    'a b': gigaflops(kernels.gemm, m, n, k),
    'a bT': gigaflops(kernels.gemmNT, m, n, k),
    'aT b': gigaflops(kernels.gemmTN, m, n, k),
  };
}
console.table(table);

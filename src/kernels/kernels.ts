/**
 * Loads the WebAssembly kernels. One compiled module serves every engine of a thread; each engine has its own memory.
 */
import { withinLimits } from '../core/limits.js';
import { compiledModule } from './compiled.js';
import {
  type Kernels,
  kernelNames,
  type ScalarMaths,
  scalarNames,
  type TextKernels,
  textNames,
  wasmBase64,
} from './generated/kernels.js';

export type { Kernels, ScalarMaths, TextKernels } from './generated/kernels.js';

/** Precision of an engine: f32 for training, f64 for golden checks and gradient checks. */
export type Precision = 'f32' | 'f64';

/** The module of all kernels, which may be handed to other threads. */
export function wasmModule(): WebAssembly.Module {
  return compiledModule(() => new WebAssembly.Module(Buffer.from(wasmBase64, 'base64')));
}

type Exports = Record<string, (...args: number[]) => number>;

/** Memory for kernels. Throws a `LimitError` where none can be had. */
export function createMemory(descriptor: { readonly initial: number; readonly maximum?: number }): WebAssembly.Memory {
  return withinLimits(() => new WebAssembly.Memory(descriptor));
}

function instantiate(memory: WebAssembly.Memory): Exports {
  const { exports } = new WebAssembly.Instance(wasmModule(), { env: { memory } });
  (exports.start as () => void)();
  return exports as Exports;
}

/** Instantiates the kernels of one precision on `memory`. `heapBase` is the first byte that the caller may use. */
export function loadKernels(memory: WebAssembly.Memory, precision: Precision): { kernels: Kernels; heapBase: number } {
  const exports = instantiate(memory);
  const kernels = Object.fromEntries(kernelNames.map((name) => [name, exports[`${name}_${precision}`]]));
  return { kernels: kernels as unknown as Kernels, heapBase: exports.heapBase!() };
}

/** Instantiates the functions on text and tables on `memory`. `heapBase` is the first byte that the caller may use. */
export function loadTextKernels(memory: WebAssembly.Memory): { kernels: TextKernels; heapBase: number } {
  const exports = instantiate(memory);
  const kernels = Object.fromEntries(textNames.map((name) => [name, exports[name]]));
  return { kernels: kernels as unknown as TextKernels, heapBase: exports.heapBase!() };
}

/** sin, cos, exp, log, pow in f64 with the same bits on every machine and Node version. Use these, never Math's. */
export const maths: ScalarMaths = (() => {
  const exports = instantiate(createMemory({ initial: 1 }));
  return Object.fromEntries(scalarNames.map((name) => [name, exports[name]])) as unknown as ScalarMaths;
})();

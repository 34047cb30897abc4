/**
 * The compiled module of this thread, in a file of its own so that a thread can be given it before anything uses it. V8
 * shares the machine code of a module that was handed over, so that a run begins with what earlier ones have optimised.
 */
let compiled: WebAssembly.Module | null = null;

/** Takes over what another thread has compiled. Before the kernels are first loaded, or it has no effect. */
export function adopt(module: WebAssembly.Module): void {
  compiled ??= module;
}

/** The module, compiled by `compile` where none was adopted. */
export function compiledModule(compile: () => WebAssembly.Module): WebAssembly.Module {
  compiled ??= compile();
  return compiled;
}

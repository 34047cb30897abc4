import type { NamedArrays, Shapes } from '../../core/learner.js';
import { fill, type SavedArray } from '../../core/state.js';
import { type Engine, sizeOf, Tensor } from '../engine.js';
import type { Init } from './init.js';
import { UnitWatch } from './unit-watch.js';

/** Bytes of a line of gradients, as in the kernels. */
const LINE = 64;

/**
 * The parameters of one model in one block of permanent memory, their gradients in a second: optimisers, copies and norms
 * are one kernel call each. Add all parameters between steps, then {@link seal}; no other permanent memory may be taken
 * in between. Parameters start on 64-byte boundaries; the gaps stay zero.
 */
export class ParameterSet {
  readonly engine: Engine;
  /** Looks at the ReLU units of the networks on these parameters. */
  readonly units = new UnitWatch();
  readonly #tensors = new Map<string, Tensor>();
  #start = 0;
  #end = 0;
  #gradients = 0;
  readonly #tables: Tensor[] = [];
  #lines = 0;

  constructor(engine: Engine) {
    this.engine = engine;
  }

  /** A new parameter. Throws when the name is taken, after {@link seal}, or within a step. */
  add(name: string, shape: readonly number[], init: Init, fanIn?: number): Tensor {
    if (this.#gradients !== 0) throw new Error(`parameter ${name} comes after seal()`);
    if (this.#tensors.has(name)) throw new Error(`parameter ${name} is there twice`);
    const { engine } = this;
    const size = sizeOf(shape);
    const ptr = engine.allocatePermanent(size * engine.bytes);
    if (this.#end === 0) this.#start = ptr;
    else if (ptr !== this.#end)
      throw new Error(`parameter ${name}: other permanent memory was taken since the last one`);
    this.#end = engine.used;
    const tensor = new Tensor(engine, ptr, shape, true);
    tensor.write(init(size, shape, fanIn));
    this.#tensors.set(name, tensor);
    return tensor;
  }

  /** As {@link add}, for a matrix of which a step takes some rows by index: the others then cost little. */
  addTable(name: string, shape: readonly [rows: number, columns: number], init: Init): Tensor {
    const table = this.add(name, shape, init);
    this.#tables.push(table);
    return table;
  }

  /** Ends adding: takes the memory of the gradients. */
  seal(): void {
    if (this.#gradients !== 0) return;
    this.#gradients = this.engine.allocatePermanent(this.#end - this.#start);
    for (const tensor of this.#tensors.values()) tensor.gradPtr = this.#gradients + (tensor.ptr - this.#start);
    if (this.#tables.length > 0) this.#watchLines();
  }

  #watchLines(): void {
    const { engine } = this;
    this.#lines = engine.allocatePermanent((this.#end - this.#start) / LINE);
    engine.kernels.markLines(this.#lines, this.size, 1);
    for (const table of this.#tables) {
      table.linesPtr = this.#lines + (table.ptr - this.#start) / LINE;
      engine.kernels.markLines(table.linesPtr, table.size, 0);
    }
  }

  /** Number of parameters, gaps left out. */
  get count(): number {
    let count = 0;
    for (const tensor of this.#tensors.values()) count += tensor.size;
    return count;
  }

  /** Byte offset of the block. */
  get ptr(): number {
    return this.#start;
  }

  /** Byte offset of the block of gradients. */
  get gradPtr(): number {
    if (this.#gradients === 0) throw new Error('parameters have no gradients before seal()');
    return this.#gradients;
  }

  /** Byte offset of the states of the gradients' lines, see the kernels' `lib/lines.ts`; 0 where no parameter is a table. */
  get linesPtr(): number {
    return this.#lines;
  }

  /** Elements of the block, gaps included: a multiple of every vector's lanes. */
  get size(): number {
    return (this.#end - this.#start) / this.engine.bytes;
  }

  /** The whole block, gaps included; a view into live memory that the next allocation may detach. */
  get values(): Float32Array | Float64Array {
    return this.#view(this.#start);
  }

  /** The gradients of the whole block; a view as {@link values}. */
  get grads(): Float32Array | Float64Array {
    return this.#view(this.gradPtr);
  }

  /** Views of each parameter's values, in the order of adding. */
  byName(): NamedArrays {
    const named = new Map<string, Float32Array | Float64Array>();
    for (const [name, tensor] of this.#tensors) named.set(name, tensor.view());
    return named;
  }

  /** The parameters as tensors, in the order of adding. */
  tensors(): ReadonlyMap<string, Tensor> {
    return this.#tensors;
  }

  /** The shape of each parameter, in the order of adding. */
  shapes(): Shapes {
    return new Map([...this.#tensors].map(([name, { shape }]) => [name, shape]));
  }

  /** A copy of all values, gaps included. */
  save(): SavedArray {
    return this.values.slice();
  }

  restore(saved: SavedArray): void {
    fill(this.values, saved);
  }

  /** Sets every gradient to 0; call it before a backward pass. */
  zeroGrad(): void {
    const { kernels } = this.engine;
    if (this.#lines === 0) kernels.zero(this.gradPtr, this.size);
    else kernels.zeroLines(this.gradPtr, this.size, this.#lines);
  }

  /**
   * Runs `body`, which holds a forward pass and its whole backward pass, with these parameters as constants: gradients go
   * through the network to what it stands on, and none of the work for its own weights is done.
   */
  frozen<R>(body: () => R): R {
    const tensors = [...this.#tensors.values()];
    for (const tensor of tensors) tensor.requiresGrad = false;
    try {
      return body();
    } finally {
      for (const tensor of tensors) tensor.requiresGrad = true;
    }
  }

  /** Takes over the values of a set of the same layout. */
  copyFrom(other: ParameterSet): void {
    this.#sameLayout(other);
    this.engine.kernels.copy(other.ptr, this.#start, this.size);
  }

  /** Moves every value by the fraction `tau` towards the other set's (a target network's soft update). */
  lerpFrom(other: ParameterSet, tau: number): void {
    this.#sameLayout(other);
    this.engine.kernels.lerp(other.ptr, this.#start, this.size, tau);
  }

  /** Length of the whole gradient. */
  gradNorm(): number {
    return this.engine.kernels.norm(this.gradPtr, this.size, this.#lines);
  }

  #view(ptr: number): Float32Array | Float64Array {
    const start = ptr / this.engine.bytes;
    return this.engine.floats.subarray(start, start + this.size);
  }

  #sameLayout(other: ParameterSet): void {
    if (other.engine !== this.engine || other.size !== this.size) {
      throw new Error('the two parameter sets differ in layout or belong to different engines');
    }
  }
}

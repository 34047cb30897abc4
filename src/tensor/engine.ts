import { engineBytes, LimitError } from '../core/limits.js';
import type { Profile } from '../core/profile.js';
import { createMemory, type Kernels, loadKernels, type Precision } from '../kernels/kernels.js';

/** A dense row-major array in an engine's memory. Immutable by convention: operations write new tensors. */
export class Tensor {
  readonly engine: Engine;
  /** Byte offset of the first element. */
  readonly ptr: number;
  /** `[]` is a scalar. */
  readonly shape: readonly number[];
  readonly size: number;
  /** Whether it takes part in backward passes; fixed but for parameters, see `ParameterSet.frozen`. */
  requiresGrad: boolean;
  /** Byte offset of the gradient, 0 before the backward pass reaches this tensor. A parameter's stays for good. */
  gradPtr = 0;
  /** Of a table's gradient: byte offset of the states of its lines, see the kernels' `lib/lines.ts`; 0 means none. */
  linesPtr = 0;
  /** Adds this tensor's gradient to those of the operation's inputs; set by {@link Engine.record}. */
  pullBack: (() => void) | null = null;

  constructor(engine: Engine, ptr: number, shape: readonly number[], requiresGrad: boolean) {
    this.engine = engine;
    this.ptr = ptr;
    this.shape = shape;
    this.size = sizeOf(shape);
    this.requiresGrad = requiresGrad;
  }

  /** The gradient's place, made and zeroed at the first call; for who may write anywhere in it. */
  grad(): number {
    if (this.gradPtr === 0) this.gradPtr = this.engine.allocateZeroed(this.size * this.engine.bytes);
    else if (this.linesPtr !== 0) this.engine.kernels.markLines(this.linesPtr, this.size, 0);
    return this.gradPtr;
  }

  /** The same for who marks the lines that it writes. */
  rowsGrad(): number {
    return this.linesPtr === 0 ? this.grad() : this.gradPtr;
  }

  /** The single value of a tensor with one element. */
  item(): number {
    if (this.size !== 1) throw new Error(`item() needs one element, this tensor is [${this.shape}]`);
    return this.engine.floats[this.ptr / this.engine.bytes]!;
  }

  /** The values, row-major; a view into live memory that the next allocation may detach. */
  view(): Float32Array | Float64Array {
    const start = this.ptr / this.engine.bytes;
    return this.engine.floats.subarray(start, start + this.size);
  }

  /** The gradient's values; zeros when the backward pass did not reach this tensor. */
  gradView(): Float32Array | Float64Array {
    const start = this.rowsGrad() / this.engine.bytes;
    return this.engine.floats.subarray(start, start + this.size);
  }

  write(data: ArrayLike<number>): void {
    if (data.length !== this.size) throw new Error(`${data.length} values for a tensor of shape [${this.shape}]`);
    this.engine.floats.set(data, this.ptr / this.engine.bytes);
  }
}

const PAGE = 65_536;
const ALIGNMENT = 64;
/** Kernels read whole vectors, up to this far beyond the last element. */
const SLACK = 64;

/** Class indices, actions, row numbers: 32-bit integers in the step region. */
export interface Indices {
  readonly ptr: number;
  readonly size: number;
}

export interface EngineOptions {
  /** Memory at the start; it grows by itself. @default 1 MB */
  readonly initialBytes?: number;
  readonly profile?: Profile | null;
}

/**
 * Memory, kernels and tape of one precision. Memory has two regions: the permanent one (parameters, their gradients,
 * optimiser state) and above it the step region (everything one step computes), which `reset` empties at no cost.
 * Nothing is freed by hand and nothing is garbage but small objects.
 */
export class Engine {
  readonly precision: Precision;
  /** Bytes of one element. */
  readonly bytes: 4 | 8;
  readonly memory: WebAssembly.Memory;
  readonly kernels: Kernels;
  /** Where the time of this engine's kernels is booked; null for not at all. */
  readonly profile: Profile | null;
  /** Whether operations are recorded for the backward pass. */
  recording = true;

  /** Pages that the memory may grow to. */
  readonly #maximumPages = Math.floor(engineBytes() / PAGE);
  #stepBase: number;
  #top: number;
  #floats!: Float32Array | Float64Array;
  #ints!: Int32Array;
  // Entries past #taped are left over from an earlier step; overwriting them is cheaper than shrinking the array.
  readonly #tape: Tensor[] = [];
  #taped = 0;

  constructor(precision: Precision, { initialBytes = 1 << 20, profile = null }: EngineOptions = {}) {
    this.precision = precision;
    this.bytes = precision === 'f32' ? 4 : 8;
    this.memory = createMemory({ initial: Math.ceil(initialBytes / PAGE), maximum: this.#maximumPages });
    const { kernels, heapBase } = loadKernels(this.memory, precision);
    this.profile = profile;
    this.kernels = profile === null ? kernels : profile.kernels(kernels);
    this.#stepBase = align(heapBase);
    this.#top = this.#stepBase;
    this.#takeViews();
    if (this.#top + SLACK > this.memory.buffer.byteLength) this.#grow(this.#top + SLACK);
  }

  /** The whole memory as elements of this precision: element i stands at byte i * bytes. Do not keep it over an allocation. */
  get floats(): Float32Array | Float64Array {
    return this.#floats;
  }

  /** The whole memory as 32-bit integers. Do not keep it over an allocation. */
  get ints(): Int32Array {
    return this.#ints;
  }

  /** Bytes in use now. */
  get used(): number {
    return this.#top;
  }

  /** Reserves bytes (uninitialised) in the step region; they are gone after {@link reset}. */
  allocate(bytes: number): number {
    const ptr = this.#top;
    this.#top = align(ptr + bytes);
    if (this.#top + SLACK > this.#floats.byteLength) this.#grow(this.#top + SLACK);
    return ptr;
  }

  /** Reserves zeroed bytes in the step region. */
  allocateZeroed(bytes: number): number {
    const ptr = this.allocate(bytes);
    this.#ints.fill(0, ptr >> 2, this.#top >> 2);
    return ptr;
  }

  /** Reserves zeroed bytes that stay. Only between steps: the step region must be empty. */
  allocatePermanent(bytes: number): number {
    if (this.#top !== this.#stepBase)
      throw new Error('permanent memory is allocated between steps only: call reset first');
    const ptr = this.allocateZeroed(bytes);
    this.#stepBase = this.#top;
    return ptr;
  }

  /** Ends a step: forgets the tape and everything in the step region. */
  reset(): void {
    this.#top = this.#stepBase;
    this.#taped = 0;
  }

  /** Runs `body` without recording and gives its step memory back afterwards; its result must be plain numbers. */
  untracked<R>(body: () => R): R {
    const top = this.#top;
    const was = this.recording;
    this.recording = false;
    try {
      return body();
    } finally {
      this.recording = was;
      this.#top = top;
    }
  }

  /** Runs `body` without recording; its tensors stay until the step ends (targets, returns, baselines). */
  constant<R>(body: () => R): R {
    const was = this.recording;
    this.recording = false;
    try {
      return body();
    } finally {
      this.recording = was;
    }
  }

  /** A constant tensor in the step region with the values of `data` (row-major), or uninitialised without. */
  tensor(shape: readonly number[], data?: ArrayLike<number>): Tensor {
    const result = new Tensor(this, this.allocate(sizeOf(shape) * this.bytes), shape, false);
    if (data !== undefined) result.write(data);
    return result;
  }

  /** A constant tensor in permanent memory with the values of `data`, or zeros. Only between steps. */
  permanent(shape: readonly number[], data?: ArrayLike<number>): Tensor {
    const result = new Tensor(this, this.allocatePermanent(sizeOf(shape) * this.bytes), shape, false);
    if (data !== undefined) result.write(data);
    return result;
  }

  /** A tensor in the step region that gathers a gradient. */
  leaf(shape: readonly number[], data: ArrayLike<number>): Tensor {
    const result = new Tensor(this, this.allocate(sizeOf(shape) * this.bytes), shape, true);
    result.write(data);
    return result;
  }

  /** A constant tensor of one value. */
  filled(shape: readonly number[], value: number): Tensor {
    const result = this.tensor(shape);
    this.#floats.fill(value, result.ptr / this.bytes, result.ptr / this.bytes + result.size);
    return result;
  }

  /** Integers in the step region. */
  indices(data: ArrayLike<number>): Indices {
    const ptr = this.allocate(data.length * 4);
    this.#ints.set(data, ptr >> 2);
    return { ptr, size: data.length };
  }

  /**
   * Called by an operation that made `output` from inputs with a gradient: `pullBack` adds output's gradient to theirs.
   * It does not run when nothing that the root depends on uses `output`.
   */
  record(output: Tensor, pullBack: () => void): void {
    output.pullBack = pullBack;
    this.#tape[this.#taped++] = output;
  }

  /**
   * Adds to the gradients of everything that `root` (one element, or the sum of its elements) depends on, and forgets the
   * tape: one backward pass a step. Throws when the root belongs to a pass that has run.
   */
  backward(root: Tensor): void {
    if (!root.requiresGrad) return;
    if (this.profile === null) this.#pullBack(root);
    else this.profile.time('backward', () => this.#pullBack(root));
  }

  #pullBack(root: Tensor): void {
    if (root.pullBack === spent) throw new Error('backward ran over this graph before; add the losses and run it once');
    const ptr = root.grad();
    this.#floats.fill(1, ptr / this.bytes, ptr / this.bytes + root.size);
    for (let i = this.#taped - 1; i >= 0; i--) {
      const output = this.#tape[i]!;
      if (output.gradPtr !== 0) output.pullBack!();
      output.pullBack = spent;
    }
    this.#taped = 0;
  }

  #grow(bytes: number): void {
    const most = this.#maximumPages * PAGE;
    if (bytes > most)
      throw new LimitError(`a step needs more than the ${Math.round(most / (1 << 20))} MB that a run can have`);
    const missing = bytes - this.memory.buffer.byteLength;
    // Growing by half of what is there keeps the number of growths small.
    const extra = Math.max(missing, this.memory.buffer.byteLength / 2);
    const pages = Math.min(Math.ceil(extra / PAGE), this.#maximumPages - this.memory.buffer.byteLength / PAGE);
    this.#growBy(pages, Math.ceil(missing / PAGE));
    this.#takeViews();
  }

  /** Where there is no room for more than is needed, what is needed has to do. */
  #growBy(pages: number, needed: number): void {
    try {
      this.memory.grow(pages);
    } catch (error) {
      if (pages === needed) throw noRoom(this.memory.buffer.byteLength + needed * PAGE, error);
      this.#growBy(needed, needed);
    }
  }

  #takeViews(): void {
    const { buffer } = this.memory;
    this.#floats = this.precision === 'f32' ? new Float32Array(buffer) : new Float64Array(buffer);
    this.#ints = new Int32Array(buffer);
  }
}

function noRoom(bytes: number, cause: unknown): LimitError {
  const megabytes = Math.ceil(bytes / (1 << 20));
  return new LimitError(
    `no memory is left: a run needs ${megabytes} MB, and the system or its limits give no more`,
    cause,
  );
}

function spent(): void {}

function align(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

/** Number of elements of a shape; 1 for a scalar's empty shape. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const n of shape) size *= n;
  return size;
}

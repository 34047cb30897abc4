import { type Engine, sizeOf } from './engine.js';

/** A dense row-major array in an engine's memory. Immutable by convention: operations write new tensors. */
export class Tensor {
  readonly engine: Engine;
  /** Byte offset of the first element. */
  readonly ptr: number;
  /** `[]` is a scalar. */
  readonly shape: readonly number[];
  readonly size: number;
  readonly requiresGrad: boolean;
  /** Byte offset of the gradient, 0 before the backward pass reaches this tensor. A parameter's stays for good. */
  gradPtr = 0;
  /** Of a table's gradient: byte offset of the states of its lines, see the kernels' `lib/lines.ts`; 0 is none. */
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

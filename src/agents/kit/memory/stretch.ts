import { contentOf, type Savable, type Saved, together } from '../../../core/state.js';
import type { Engine } from '../../../tensor/engine.js';
import type { Memory } from '../networks/policy-network.js';
import type { Rollout } from './rollout.js';

/** What a recurrent network remembered in each of several envs when a stretch of play began, and when it ended. */
export class Stretch implements Savable {
  readonly #envs: number;
  readonly #units: number;
  readonly #start: Float32Array;
  readonly #end: Float32Array;
  readonly #parts: Savable;

  constructor(envs: number, units: number) {
    this.#envs = envs;
    this.#units = units;
    this.#start = new Float32Array(envs * units);
    this.#end = new Float32Array(envs * units);
    this.#parts = together({ start: contentOf(this.#start), end: contentOf(this.#end) });
  }

  /** A stretch begins with these memories, row by row. */
  begin(memories: Float32Array): void {
    this.#start.set(memories);
  }

  /** Notes the memories at the end of the stretch, from those after each of its steps; 0 where an episode has ended there. */
  follow(states: ArrayLike<number>, rollout: Rollout): void {
    const last = rollout.length - this.#envs;
    for (let env = 0; env < this.#envs; env++) {
      for (let i = 0; i < this.#units; i++) {
        const at = (last + env) * this.#units + i;
        this.#end[env * this.#units + i] = rollout.ended[last + env] === 1 ? 0 : states[at]!;
      }
    }
  }

  /** The next stretch begins where the last one ended. */
  move(): void {
    this.#start.set(this.#end);
  }

  /** Rows of the stretch of some envs, step by step: what {@link memory} takes. */
  static rowsOf(envs: ArrayLike<number>, all: number, length: number): Int32Array {
    const rows = new Int32Array((length / all) * envs.length);
    for (let i = 0; i < rows.length; i++) {
      const step = Math.floor(i / envs.length);
      rows[i] = step * all + envs[i % envs.length]!;
    }
    return rows;
  }

  /** The memory of a network at the rows of some envs, which stand step by step. */
  memory(engine: Engine, rows: Int32Array, rollout: Rollout): Memory {
    let envs = 0;
    while (envs < rows.length && rows[envs]! < this.#envs) envs++;
    const state = new Float32Array(envs * this.#units);
    for (let i = 0; i < envs; i++) {
      const from = rows[i]! * this.#units;
      state.set(this.#start.subarray(from, from + this.#units), i * this.#units);
    }
    return {
      state: engine.tensor([envs, this.#units], state),
      keep: engine.tensor(
        [rows.length],
        Float32Array.from(rows, (row) => 1 - rollout.started[row]!),
      ),
    };
  }

  save(): Saved {
    return this.#parts.save();
  }

  restore(saved: Saved): void {
    this.#parts.restore(saved);
  }
}

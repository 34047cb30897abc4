import type { Stream } from '../../core/random.js';
import type { Draw } from './golden-document.js';

/** Hands out recorded draws in their order, and fails on another kind, another range, or one too many. */
export class ReplayedStream {
  #draws: readonly Draw[] = [];
  #at = 0;

  /** As an env takes it. */
  get stream(): Stream {
    return this as unknown as Stream;
  }

  /** The draws of the next call. */
  load(draws: readonly Draw[]): void {
    this.#draws = draws;
    this.#at = 0;
  }

  /** Draws that were not asked for. */
  get left(): number {
    return this.#draws.length - this.#at;
  }

  uniform(): number {
    const draw = this.#take('a uniform number');
    return typeof draw === 'number' ? draw : this.#refuse(draw, 'a uniform number');
  }

  below(n: number): number {
    const wanted = `one of ${n}`;
    const draw = this.#take(wanted);
    return Array.isArray(draw) && draw[0] === n ? (draw[1] as number) : this.#refuse(draw, wanted);
  }

  normal(): number {
    const draw = this.#take('a normal number');
    return Array.isArray(draw) && draw[0] === 'normal' ? (draw[1] as number) : this.#refuse(draw, 'a normal number');
  }

  #take(wanted: string): Draw {
    const draw = this.#draws[this.#at];
    if (draw === undefined) throw new Error(`draw ${this.#at + 1}: ${wanted} was asked for, nothing was drawn`);
    this.#at += 1;
    return draw;
  }

  #refuse(draw: Draw, wanted: string): never {
    throw new Error(`draw ${this.#at}: ${wanted} was asked for, ${JSON.stringify(draw)} was drawn`);
  }
}

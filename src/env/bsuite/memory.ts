import { integer } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { BoardScope } from '../../core/scope.js';
import { defineEnv, type ObservationSpace, type Transitions } from '../kit/env.js';
import { refuseState } from '../kit/guard.js';
import { StepEnv } from '../kit/step-env.js';

/** More states than these make no table. */
const MOST_STATES = 20_000;

/** State: [actions done, query, bits]. */
class Memory extends StepEnv {
  readonly name = 'memory';
  readonly actionNames = ['0', '1'];
  readonly observationSpace: ObservationSpace;
  readonly maxEpisodeSteps: number;
  readonly observation: Float64Array;
  readonly transitions?: () => Transitions;
  readonly observe?: (state: number, into: Float64Array | Float32Array, offset: number) => void;
  readonly #length: number;
  readonly #bits: Uint8Array;
  readonly #finite: boolean;
  #query = 0;
  #time = 0;

  constructor(length: number, bits: number) {
    super();
    this.#length = length;
    this.#bits = new Uint8Array(bits);
    this.maxEpisodeSteps = length + 1;
    this.observation = new Float64Array(2 + bits);
    const states = (length + 1) * bits * (1 << Math.min(bits, 16)) + 1;
    this.#finite = states <= MOST_STATES;
    this.observationSpace = {
      size: 2 + bits,
      low: [0, 0, ...Array<number>(bits).fill(-1)],
      high: [1, Math.max(0, bits - 1), ...Array<number>(bits).fill(1)],
      states: this.#finite ? states : null,
      hidden: true,
    };
    if (!this.#finite) return;
    let table: Transitions | null = null;
    this.transitions = () => {
      table ??= memoryTable(length, bits);
      return table;
    };
    this.observe = (state, into, offset) => {
      const contexts = bits * (1 << bits);
      const context = state % contexts;
      const number = context % (1 << bits);
      this.#write(
        (state - context) / contexts,
        (context - number) / (1 << bits),
        Array.from({ length: bits }, (_, i) => (number >> i) & 1),
        into,
        offset,
      );
    };
  }

  protected begin(random: Stream): void {
    for (let i = 0; i < this.#bits.length; i++) this.#bits[i] = random.below(2);
    this.#query = random.below(this.#bits.length);
    this.#time = 0;
    this.#see();
  }

  protected resume(state: readonly number[]): void {
    const count = this.#bits.length;
    const [time, query, ...bits] = Array.isArray(state) ? (state as number[]) : [];
    const within = (value: number | undefined, most: number) =>
      Number.isInteger(value) && value! >= 0 && value! <= most;
    const legal =
      within(time, this.#length) &&
      within(query, count - 1) &&
      bits.length === count &&
      bits.every((b) => within(b, 1));
    if (!legal) refuseState(this, state, `[steps 0 to ${this.#length}, query 0 to ${count - 1}, ${count} bits]`);
    this.#time = time!;
    this.#query = query!;
    this.#bits.set(bits);
    this.#see();
  }

  protected act(action: number): void {
    this.terminated = this.#time === this.#length;
    if (this.terminated) this.reward = action === this.#bits[this.#query] ? 1 : -1;
    this.#time += 1;
    this.#see();
  }

  snapshot(): number[] {
    return [this.#time, this.#query, ...this.#bits];
  }

  render(): string[] {
    const shown = this.#time <= 1 ? `bits ${this.#bits.join(' ')}` : 'bits hidden';
    const asked = Math.max(0, this.#time - 1) === this.#length - 1 ? `, which was bit ${this.#query}?` : '';
    const over = this.#time > this.#length ? 'over' : `${this.#length - this.#time} steps before the answer`;
    return [`${shown}${asked}`, over];
  }

  /** The way to the question, with the bits shown at its beginning. */
  scope(): BoardScope {
    const columns = this.#length + 1;
    const bits = this.#bits.length;
    const cells = Array<number>((bits + 1) * columns).fill(-1);
    for (let i = 0; i < bits; i++) cells[i * columns] = 2 + this.#bits[i]!;
    cells[this.#query * columns + columns - 1] = 1;
    const at = bits * columns + Math.min(this.#time, this.#length);
    cells[at] = 0;
    return {
      kind: 'board',
      rows: bits + 1,
      columns,
      pieces: [
        { name: 'now', sign: '@' },
        { name: 'bit asked for', sign: '?' },
        { name: 'bit 0', sign: '0' },
        { name: 'bit 1', sign: '1' },
      ],
      cells,
      agent: at,
      step: this.elapsed,
      episode: this.episode,
      episodeReturn: this.episodeReturn,
      actions: [],
    };
  }

  #see(): void {
    const bits = this.#bits;
    if (this.#finite) {
      let number = 0;
      for (let i = 0; i < bits.length; i++) number += bits[i]! << i;
      const contexts = bits.length << bits.length;
      this.state = Math.min(
        (this.#time * bits.length + this.#query) * (1 << bits.length) + number,
        (this.#length + 1) * contexts,
      );
    }
    this.#write(this.#time, this.#query, bits, this.observation, 0);
  }

  /** The bits are there before the first two actions, the query before the last. */
  #write(
    time: number,
    query: number,
    bits: ArrayLike<number>,
    into: Float64Array | Float32Array,
    offset: number,
  ): void {
    const shown = Math.max(0, time - 1);
    into[offset] = 1 - shown / this.#length;
    into[offset + 1] = shown === this.#length - 1 ? query : 0;
    for (let i = 0; i < this.#bits.length; i++) into[offset + 2 + i] = shown === 0 ? 2 * bits[i]! - 1 : 0;
  }
}

/** State: steps done, then query, then bits as one number; the last one is the end. */
function memoryTable(length: number, bits: number): Transitions {
  const contexts = bits * (1 << bits);
  const end = (length + 1) * contexts;
  const P = Array.from({ length: end + 1 }, (_, state) =>
    [0, 1].map((action) => {
      if (state === end) return [[1, end, 0, true] as const];
      const context = state % contexts;
      if (state < length * contexts) return [[1, state + contexts, 0, false] as const];
      const number = context % (1 << bits);
      const query = (context - number) / (1 << bits);
      return [[1, end, ((number >> query) & 1) === action ? 1 : -1, true] as const];
    }),
  );
  const start = Array.from({ length: contexts }, (_, context) => [1 / contexts, context] as const);
  return { states: end + 1, actions: 2, start, P, terminal: new Set([end]) };
}

export const memory = defineEnv({
  name: 'memory',
  title: 'Memory',
  summary: 'Bits are shown at the start; after a number of steps that do nothing, one of them is asked for.',
  rewards: '+1 for the right bit as the last action, else -1: at best 1, without a memory 0.',
  source: 'bsuite memory_len, memory_size (Osband et al. 2020)',
  licence: 'bsuite: Apache-2.0. Own code from the paper.',
  gymnasium: null,
  params: {
    length: integer(5, "steps before the answer; bsuite's memory_len has 1 to 100", { min: 1, max: 10_000 }),
    bits: integer(1, "bits to remember; bsuite's memory_size has 1 to 50 at length 2", { min: 1, max: 100 }),
  },
  create: ({ length, bits }) => new Memory(length, bits),
});

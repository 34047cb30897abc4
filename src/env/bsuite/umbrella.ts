import { integer } from '../../core/params.js';
import type { Stream } from '../../core/random.js';
import type { BoardScope } from '../../core/scope.js';
import { defineEnv, type ObservationSpace, type Transitions } from '../kit/env.js';
import { refuseState } from '../kit/guard.js';
import { StepEnv } from '../kit/step-env.js';

/** State: [steps done, whether it will rain, whether there is an umbrella, distractors]. */
class Umbrella extends StepEnv {
  readonly name = 'umbrella';
  readonly actionNames = ['leave it', 'take it'];
  readonly observationSpace: ObservationSpace;
  readonly maxEpisodeSteps: number;
  readonly observation: Float64Array;
  readonly transitions?: () => Transitions;
  readonly observe?: (state: number, into: Float64Array | Float32Array, offset: number) => void;
  readonly #length: number;
  readonly #distractors: Uint8Array;
  #need = 0;
  #has = 0;
  #time = 0;

  constructor(length: number, distractors: number) {
    super();
    this.#length = length;
    this.#distractors = new Uint8Array(distractors);
    this.maxEpisodeSteps = length;
    const size = 3 + distractors;
    this.observation = new Float64Array(size);
    // Distractors say nothing, but they are observed: a table by states could not tell them.
    const states = distractors === 0 ? 4 * length + 1 : null;
    this.observationSpace = { size, low: Array<number>(size).fill(0), high: Array<number>(size).fill(1), states };
    if (states === null) return;
    let table: Transitions | null = null;
    this.transitions = () => {
      table ??= umbrellaTable(length);
      return table;
    };
    this.observe = (state, into, offset) => {
      const time = Math.floor(state / 4);
      into[offset] = time === length ? 0 : (state >> 1) & 1;
      into[offset + 1] = time === length ? 0 : state & 1;
      into[offset + 2] = 1 - time / length;
    };
  }

  protected begin(random: Stream): void {
    this.#need = random.below(2);
    this.#has = random.below(2);
    this.#time = 0;
    this.#distract(random);
    this.#see();
  }

  protected resume(state: readonly number[]): void {
    const count = this.#distractors.length;
    const [time, ...bits] = Array.isArray(state) ? (state as number[]) : [];
    const legal =
      Number.isInteger(time) &&
      time! >= 0 &&
      time! < this.#length &&
      bits.length === 2 + count &&
      bits.every((bit) => bit === 0 || bit === 1);
    if (!legal)
      refuseState(this, state, `[steps 0 to ${this.#length - 1}, need, has, ${count} distractors], all of them bits`);
    this.#time = time!;
    this.#need = bits[0]!;
    this.#has = bits[1]!;
    this.#distractors.set(bits.slice(2));
    this.#see();
  }

  protected act(action: number, random: Stream): void {
    if (this.#time === 0) this.#has = action;
    this.#time += 1;
    this.terminated = this.#time === this.#length;
    // On the way the weather pays by chance, whatever is done.
    if (this.terminated) this.reward = this.#has === this.#need ? 1 : -1;
    else this.reward = 2 * random.below(2) - 1;
    this.#distract(random);
    this.#see();
  }

  snapshot(): number[] {
    return [this.#time, this.#need, this.#has, ...this.#distractors];
  }

  render(): string[] {
    const weather = this.#need === 1 ? 'rain at the end' : 'no rain at the end';
    return [
      `forecast: ${weather}; ${this.#has === 1 ? 'with' : 'without'} an umbrella`,
      `${'.'.repeat(this.#time)}@${'.'.repeat(this.#length - this.#time)}`,
    ];
  }

  scope(): BoardScope {
    const columns = this.#length + 1;
    const cells = Array<number>(2 * columns).fill(-1);
    if (this.#need === 1) cells[this.#length] = 1;
    if (this.#has === 1) cells[this.#time] = 2;
    const agent = columns + this.#time;
    cells[agent] = 0;
    return {
      kind: 'board',
      rows: 2,
      columns,
      pieces: [
        { name: 'walker', sign: '@' },
        { name: 'rain', sign: '/' },
        { name: 'umbrella', sign: '^' },
      ],
      cells,
      agent,
      step: this.elapsed,
      episode: this.episode,
      episodeReturn: this.episodeReturn,
      actions: [],
    };
  }

  #distract(random: Stream): void {
    for (let i = 0; i < this.#distractors.length; i++) this.#distractors[i] = random.below(2);
  }

  #see(): void {
    const { observation } = this;
    observation[0] = this.#need;
    observation[1] = this.#has;
    observation[2] = 1 - this.#time / this.#length;
    for (let i = 0; i < this.#distractors.length; i++) observation[3 + i] = this.#distractors[i]!;
    if (this.#distractors.length === 0) {
      this.state = this.#time === this.#length ? 4 * this.#length : 4 * this.#time + 2 * this.#need + this.#has;
    }
  }
}

/** State: steps done, then need, then has; the last one is the end. */
function umbrellaTable(length: number): Transitions {
  const end = 4 * length;
  const P = Array.from({ length: end + 1 }, (_, state) =>
    [0, 1].map((action) => {
      if (state === end) return [[1, end, 0, true] as const];
      const time = Math.floor(state / 4);
      const need = (state >> 1) & 1;
      const has = time === 0 ? action : state & 1;
      if (time === length - 1) return [[1, end, has === need ? 1 : -1, true] as const];
      const next = 4 * (time + 1) + 2 * need + has;
      return [[0.5, next, 1, false] as const, [0.5, next, -1, false] as const];
    }),
  );
  const start = [0, 1, 2, 3].map((state) => [0.25, state] as const);
  return { states: end + 1, actions: 2, start, P, terminal: new Set([end]) };
}

export const umbrella = defineEnv({
  name: 'umbrella',
  title: 'Umbrella',
  summary:
    'Only the first action counts: take an umbrella or not. Whether it was right shows at the end of a long way on which rewards come by chance.',
  rewards:
    '+1 or -1 by chance on the way; at the end +1 if the umbrella was there when it rained and only then, else -1.',
  source: 'bsuite umbrella_length, umbrella_distract (Osband et al. 2020)',
  licence: 'bsuite: Apache-2.0. Own code from the paper.',
  gymnasium: null,
  params: {
    length: integer(20, "steps of an episode; bsuite's umbrella_length has 1 to 100", { min: 1, max: 10_000 }),
    distractors: integer(20, "random bits observed beside; bsuite's umbrella_distract has 1 to 100", {
      min: 0,
      max: 1000,
    }),
  },
  create: ({ length, distractors }) => new Umbrella(length, distractors),
});

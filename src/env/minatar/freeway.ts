import type { Stream } from '../../core/random.js';
import { defineEnv } from '../kit/env.js';
import {
  DOWN,
  MINATAR_LICENCE,
  MINATAR_SOURCE,
  MinatarGame,
  type MinatarSettings,
  minatarParams,
  NOOP,
  SIDE,
  type StateReader,
  UP,
} from './game.js';

const [CHICKEN, CAR, SLOWEST] = [0, 1, 2];
const SPEEDS = 5;
const channels = [
  { name: 'chicken', sign: '@' },
  { name: 'car', sign: '#' },
  ...Array.from({ length: SPEEDS }, (_, i) => ({ name: `car that waits ${i + 1}`, sign: String(i + 1) })),
];
/** Rows 1 to 8 have a car each; the chicken stays in one column. */
const CARS = 8;
const COLUMN = 4;
const BOTTOM = SIDE - 1;
const REST = 3;
const FRAMES = 2500;

/** State: last action, row of the chicken, rest, frames left, then x, timer and speed (negative: to the left) of each car. */
class Freeway extends MinatarGame {
  readonly name = 'freeway';
  readonly #x = new Int32Array(CARS);
  readonly #timer = new Int32Array(CARS);
  readonly #speed = new Int32Array(CARS);
  #row = 0;
  #rest = 0;
  #framesLeft = 0;

  constructor(settings: MinatarSettings) {
    super(settings, [NOOP, UP, DOWN], channels);
  }

  protected start(random: Stream): void {
    this.#drawCars(random);
    this.#x.fill(0);
    this.#row = BOTTOM;
    this.#rest = REST;
    this.#framesLeft = FRAMES;
  }

  protected play(action: number, random: Stream): void {
    if (this.#rest === 0 && (action === UP || action === DOWN)) {
      this.#row = action === UP ? Math.max(0, this.#row - 1) : Math.min(BOTTOM, this.#row + 1);
      this.#rest = REST;
    }
    if (this.#row === 0) {
      this.reward = 1;
      this.#row = BOTTOM;
      this.#drawCars(random);
    }
    for (let i = 0; i < CARS; i++) this.#drive(i);
    if (this.#rest > 0) this.#rest -= 1;
    this.#framesLeft -= 1;
    // A time limit, but the original says terminated.
    this.terminated = this.#framesLeft < 0;
  }

  protected draw(): void {
    this.lamps.light(this.#row, COLUMN, CHICKEN);
    for (let i = 0; i < CARS; i++) {
      const x = this.#x[i]!;
      const speed = this.#speed[i]!;
      this.lamps.light(i + 1, x, CAR);
      const behind = speed > 0 ? x - 1 : x + 1;
      this.lamps.light(i + 1, (behind + SIDE) % SIDE, SLOWEST - 1 + Math.abs(speed));
    }
  }

  protected write(numbers: number[]): void {
    numbers.push(this.#row, this.#rest, this.#framesLeft);
    for (let i = 0; i < CARS; i++) numbers.push(this.#x[i]!, this.#timer[i]!, this.#speed[i]!);
  }

  protected read(reader: StateReader): void {
    this.#row = reader.whole(0, BOTTOM);
    this.#rest = reader.whole(0, REST);
    this.#framesLeft = reader.whole(0, FRAMES);
    for (let i = 0; i < CARS; i++) {
      this.#x[i] = reader.whole(0, SIDE - 1);
      this.#timer[i] = reader.whole(0, SPEEDS);
      this.#speed[i] = reader.whole(-SPEEDS, SPEEDS);
      // A car that stands still is none.
      if (this.#speed[i] === 0) this.#speed[i] = reader.whole(1, 0);
    }
  }

  protected override told(): string {
    return `, frames left ${this.#framesLeft}`;
  }

  /** New speeds and directions for all; where they are, they stay. */
  #drawCars(random: Stream): void {
    for (let i = 0; i < CARS; i++) this.#speed[i] = random.below(SPEEDS) + 1;
    for (let i = 0; i < CARS; i++) {
      this.#timer[i] = this.#speed[i]!;
      if (!(random.uniform() > 0.5)) this.#speed[i] = -this.#speed[i]!;
    }
  }

  #drive(i: number): void {
    this.#hit(i);
    if (this.#timer[i]! > 0) {
      this.#timer[i]! -= 1;
      return;
    }
    const speed = this.#speed[i]!;
    this.#timer[i] = Math.abs(speed);
    this.#x[i] = (this.#x[i]! + (speed > 0 ? 1 : SIDE - 1)) % SIDE;
    this.#hit(i);
  }

  #hit(i: number): void {
    if (this.#x[i] === COLUMN && this.#row === i + 1) this.#row = BOTTOM;
  }
}

export const freeway = defineEnv({
  name: 'freeway',
  title: 'Freeway',
  summary: 'Lead a chicken over eight lanes of traffic as often as the time allows; a car sends it back to the start.',
  rewards: '+1 for each crossing.',
  source: MINATAR_SOURCE,
  licence: MINATAR_LICENCE,
  gymnasium: 'MinAtar/Freeway-v1',
  params: minatarParams,
  create: (params) => new Freeway(params),
});

import { defineEnv } from '../kit/env.js';
import {
  FIRE,
  LEFT,
  MINATAR_LICENCE,
  MINATAR_SOURCE,
  MinatarGame,
  type MinatarSettings,
  minatarParams,
  NOOP,
  RIGHT,
  rampingParam,
  SIDE,
  type StateReader,
} from './game.js';

const [CANNON, ALIEN, ALIEN_LEFT, ALIEN_RIGHT, BULLET, BOMB] = [0, 1, 2, 3, 4, 5];
const channels = [
  { name: 'cannon', sign: 'A' },
  { name: 'alien', sign: 'W' },
  { name: 'alien heading left', sign: '<' },
  { name: 'alien heading right', sign: '>' },
  { name: 'bullet', sign: "'" },
  { name: 'bomb', sign: '*' },
];
const FLOOR = SIDE - 1;
/** A wave stands in rows 0 to 3 of columns 2 to 7. */
const WAVE_ROWS = 4;
const WAVE_COLUMNS = 0b0011111100;
const WAVE = WAVE_ROWS * 6;
const MOVE_EVERY = 12;
const FASTEST = 6;
const BOMB_EVERY = 10;
const GUN = 5;

/**
 * State: last action, cannon, whether they head right, move timer and interval, bomb timer, gun timer, level, then a number
 * for each cell: 1 alien + 2 bullet + 4 bomb.
 */
class SpaceInvaders extends MinatarGame {
  readonly name = 'space-invaders';
  readonly #ramping: boolean;
  /** A bit for each column, by row. */
  readonly #aliens = new Int32Array(SIDE);
  readonly #bullets = new Int32Array(SIDE);
  readonly #bombs = new Int32Array(SIDE);
  #left = 0;
  #cannon = 0;
  #heading = 0;
  #moveTimer = 0;
  #moveEvery = 0;
  #bombTimer = 0;
  #gun = 0;
  #level = 0;

  constructor(settings: MinatarSettings & { readonly ramping: boolean }) {
    super(settings, [NOOP, LEFT, RIGHT, FIRE], channels);
    this.#ramping = settings.ramping;
  }

  protected start(): void {
    this.#aliens.fill(0);
    this.#bullets.fill(0);
    this.#bombs.fill(0);
    this.#fill();
    this.#cannon = 5;
    this.#heading = -1;
    this.#moveTimer = this.#moveEvery = MOVE_EVERY;
    this.#bombTimer = BOMB_EVERY;
    this.#gun = 0;
    this.#level = 0;
  }

  protected play(action: number): void {
    const aliens = this.#aliens;
    const bullets = this.#bullets;
    const bombs = this.#bombs;
    if (action === FIRE) {
      if (this.#gun === 0) {
        bullets[FLOOR]! |= 1 << this.#cannon;
        this.#gun = GUN;
      }
    } else if (action === LEFT) this.#cannon = Math.max(0, this.#cannon - 1);
    else if (action === RIGHT) this.#cannon = Math.min(SIDE - 1, this.#cannon + 1);
    for (let row = 0; row < FLOOR; row++) bullets[row] = bullets[row + 1]!;
    bullets[FLOOR] = 0;
    for (let row = FLOOR; row > 0; row--) bombs[row] = bombs[row - 1]!;
    bombs[0] = 0;
    const here = 1 << this.#cannon;
    if (((bombs[FLOOR]! | aliens[FLOOR]!) & here) !== 0) this.terminated = true;
    if (this.#moveTimer === 0) {
      this.#march();
      if ((aliens[FLOOR]! & here) !== 0) this.terminated = true;
    }
    if (this.#bombTimer === 0) {
      this.#bombTimer = BOMB_EVERY;
      this.#dropBomb();
    }
    for (let row = 0; row < SIDE; row++) {
      const hit = aliens[row]! & bullets[row]!;
      if (hit === 0) continue;
      const count = bitsOf(hit);
      this.reward += count;
      this.#left -= count;
      aliens[row]! ^= hit;
      bullets[row]! ^= hit;
    }
    if (this.#gun > 0) this.#gun -= 1;
    this.#moveTimer -= 1;
    this.#bombTimer -= 1;
    if (this.#left > 0) return;
    if (this.#moveEvery > FASTEST && this.#ramping) {
      this.#moveEvery -= 1;
      this.#level += 1;
    }
    this.#fill();
  }

  protected draw(): void {
    this.lamps.light(FLOOR, this.#cannon, CANNON);
    const heading = this.#heading < 0 ? ALIEN_LEFT : ALIEN_RIGHT;
    for (let row = 0; row < SIDE; row++) {
      for (let left = this.#aliens[row]!; left !== 0; left &= left - 1) {
        const column = lowestBit(left);
        this.lamps.light(row, column, ALIEN);
        this.lamps.light(row, column, heading);
      }
      for (let left = this.#bullets[row]!; left !== 0; left &= left - 1) this.lamps.light(row, lowestBit(left), BULLET);
      for (let left = this.#bombs[row]!; left !== 0; left &= left - 1) this.lamps.light(row, lowestBit(left), BOMB);
    }
  }

  protected write(numbers: number[]): void {
    numbers.push(this.#cannon, this.#heading < 0 ? 0 : 1, this.#moveTimer, this.#moveEvery, this.#bombTimer);
    numbers.push(this.#gun, this.#level);
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        const bit = (rows: Int32Array) => (rows[row]! >> column) & 1;
        numbers.push(bit(this.#aliens) + 2 * bit(this.#bullets) + 4 * bit(this.#bombs));
      }
    }
  }

  protected read(reader: StateReader): void {
    this.#cannon = reader.whole(0, SIDE - 1);
    this.#heading = reader.bit() ? 1 : -1;
    this.#moveTimer = reader.whole(0, MOVE_EVERY);
    this.#moveEvery = reader.whole(FASTEST, MOVE_EVERY);
    this.#bombTimer = reader.whole(0, BOMB_EVERY);
    this.#gun = reader.whole(0, GUN);
    this.#level = reader.whole(0, MOVE_EVERY - FASTEST);
    this.#left = 0;
    for (let row = 0; row < SIDE; row++) {
      this.#aliens[row] = this.#bullets[row] = this.#bombs[row] = 0;
      for (let column = 0; column < SIDE; column++) {
        const bits = reader.whole(0, 7);
        this.#aliens[row]! |= (bits & 1) << column;
        this.#bullets[row]! |= ((bits >> 1) & 1) << column;
        this.#bombs[row]! |= (bits >> 2) << column;
      }
      this.#left += bitsOf(this.#aliens[row]!);
    }
    if (this.#left < 1 || this.#left > WAVE) reader.whole(1, 0);
  }

  protected override told(): string {
    return `, aliens ${this.#left}`;
  }

  #fill(): void {
    this.#aliens.fill(WAVE_COLUMNS, 0, WAVE_ROWS);
    this.#left = WAVE;
  }

  /** One step on, or at the edge one row down with the heading turned. */
  #march(): void {
    const aliens = this.#aliens;
    this.#moveTimer = Math.min(this.#left, this.#moveEvery);
    const edge = this.#heading < 0 ? 1 : 1 << (SIDE - 1);
    let standing = 0;
    for (let row = 0; row < SIDE; row++) standing |= aliens[row]!;
    if ((standing & edge) === 0) {
      for (let row = 0; row < SIDE; row++) aliens[row] = this.#heading < 0 ? aliens[row]! >> 1 : aliens[row]! << 1;
      return;
    }
    this.#heading = -this.#heading;
    const landed = aliens[FLOOR]!;
    if (landed !== 0) this.terminated = true;
    for (let row = FLOOR; row > 0; row--) aliens[row] = aliens[row - 1]!;
    // Those that have landed come in again at the top, in the last frame.
    aliens[0] = landed;
  }

  /** From the lowest alien of the column nearest to the cannon, the left one of two. */
  #dropBomb(): void {
    for (let distance = 0; distance < SIDE; distance++) {
      for (let side = -1; side <= 1; side += 2) {
        const column = this.#cannon + side * distance;
        if (column < 0 || column >= SIDE) continue;
        for (let row = FLOOR; row >= 0; row--) {
          if (((this.#aliens[row]! >> column) & 1) === 0) continue;
          this.#bombs[row]! |= 1 << column;
          return;
        }
      }
    }
  }
}

/** How many bits are set. */
function bitsOf(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

/** Number of the lowest bit that is set. */
function lowestBit(bits: number): number {
  return 31 - Math.clz32(bits & -bits);
}

export const spaceInvaders = defineEnv({
  name: 'space-invaders',
  title: 'Space Invaders',
  summary: 'Shoot down wave after wave of aliens that come nearer and drop bombs; each wave marches faster.',
  rewards: '+1 for each alien.',
  source: MINATAR_SOURCE,
  licence: MINATAR_LICENCE,
  gymnasium: 'MinAtar/SpaceInvaders-v1',
  params: { ...minatarParams, ramping: rampingParam },
  create: (params) => new SpaceInvaders(params),
});

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
const CELLS = SIDE * SIDE;
const FLOOR = SIDE - 1;
/** A wave stands in rows 0 to 3 of columns 2 to 7. */
const WAVE_ROWS = 4;
const [WAVE_LEFT, WAVE_RIGHT] = [2, 7];
const WAVE = WAVE_ROWS * (WAVE_RIGHT - WAVE_LEFT + 1);
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
  readonly #aliens = new Uint8Array(CELLS);
  readonly #bullets = new Uint8Array(CELLS);
  readonly #bombs = new Uint8Array(CELLS);
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
    if (action === FIRE) {
      if (this.#gun === 0) {
        this.#bullets[FLOOR * SIDE + this.#cannon] = 1;
        this.#gun = GUN;
      }
    } else if (action === LEFT) this.#cannon = Math.max(0, this.#cannon - 1);
    else if (action === RIGHT) this.#cannon = Math.min(SIDE - 1, this.#cannon + 1);
    this.#bullets.copyWithin(0, SIDE);
    this.#bullets.fill(0, CELLS - SIDE);
    this.#bombs.copyWithin(SIDE, 0, CELLS - SIDE);
    this.#bombs.fill(0, 0, SIDE);
    const here = FLOOR * SIDE + this.#cannon;
    if (this.#bombs[here] === 1 || aliens[here] === 1) this.terminated = true;
    if (this.#moveTimer === 0) {
      this.#march();
      if (aliens[here] === 1) this.terminated = true;
    }
    if (this.#bombTimer === 0) {
      this.#bombTimer = BOMB_EVERY;
      this.#dropBomb();
    }
    for (let cell = 0; cell < CELLS; cell++) {
      if ((aliens[cell]! & this.#bullets[cell]!) === 0) continue;
      this.reward += 1;
      aliens[cell] = 0;
      this.#bullets[cell] = 0;
      this.#left -= 1;
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
    this.light(FLOOR, this.#cannon, CANNON);
    const heading = this.#heading < 0 ? ALIEN_LEFT : ALIEN_RIGHT;
    for (let row = 0; row < SIDE; row++) {
      for (let column = 0; column < SIDE; column++) {
        const cell = row * SIDE + column;
        if (this.#aliens[cell] === 1) {
          this.light(row, column, ALIEN);
          this.light(row, column, heading);
        }
        if (this.#bullets[cell] === 1) this.light(row, column, BULLET);
        if (this.#bombs[cell] === 1) this.light(row, column, BOMB);
      }
    }
  }

  protected write(numbers: number[]): void {
    numbers.push(
      this.#cannon,
      this.#heading < 0 ? 0 : 1,
      this.#moveTimer,
      this.#moveEvery,
      this.#bombTimer,
      this.#gun,
      this.#level,
    );
    for (let cell = 0; cell < CELLS; cell++) {
      numbers.push(this.#aliens[cell]! + 2 * this.#bullets[cell]! + 4 * this.#bombs[cell]!);
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
    for (let cell = 0; cell < CELLS; cell++) {
      const bits = reader.whole(0, 7);
      this.#aliens[cell] = bits & 1;
      this.#bullets[cell] = (bits >> 1) & 1;
      this.#bombs[cell] = bits >> 2;
      this.#left += bits & 1;
    }
    if (this.#left < 1 || this.#left > WAVE) reader.whole(1, 0);
  }

  protected override told(): string {
    return `, aliens ${this.#left}`;
  }

  #fill(): void {
    for (let row = 0; row < WAVE_ROWS; row++) this.#aliens.fill(1, row * SIDE + WAVE_LEFT, row * SIDE + WAVE_RIGHT + 1);
    this.#left = WAVE;
  }

  /** One step on, or at the edge one row down with the heading turned. */
  #march(): void {
    const aliens = this.#aliens;
    this.#moveTimer = Math.min(this.#left, this.#moveEvery);
    const edge = this.#heading < 0 ? 0 : SIDE - 1;
    let atEdge = false;
    for (let row = 0; row < SIDE; row++) if (aliens[row * SIDE + edge] === 1) atEdge = true;
    if (!atEdge) {
      if (this.#heading < 0) aliens.copyWithin(0, 1);
      else aliens.copyWithin(1, 0, CELLS - 1);
      // The column that they left behind; none stood at the other end of a row.
      const behind = this.#heading < 0 ? SIDE - 1 : 0;
      for (let row = 0; row < SIDE; row++) aliens[row * SIDE + behind] = 0;
      return;
    }
    this.#heading = -this.#heading;
    let landed = false;
    for (let column = 0; column < SIDE; column++) if (aliens[FLOOR * SIDE + column] === 1) landed = true;
    if (landed) this.terminated = true;
    // Those that have landed come in again at the top, in the last frame.
    for (let column = 0; column < SIDE; column++) {
      const bottom = aliens[FLOOR * SIDE + column]!;
      for (let row = FLOOR; row > 0; row--) aliens[row * SIDE + column] = aliens[(row - 1) * SIDE + column]!;
      aliens[column] = bottom;
    }
  }

  /** From the lowest alien of the column nearest to the cannon, the left one of two. */
  #dropBomb(): void {
    for (let distance = 0; distance < SIDE; distance++) {
      for (let side = -1; side <= 1; side += 2) {
        const column = this.#cannon + side * distance;
        if (column < 0 || column >= SIDE) continue;
        for (let row = FLOOR; row >= 0; row--) {
          if (this.#aliens[row * SIDE + column] === 0) continue;
          this.#bombs[row * SIDE + column] = 1;
          return;
        }
      }
    }
  }
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

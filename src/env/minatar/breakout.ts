import type { Stream } from '../../core/random.js';
import { defineEnv } from '../kit/env.js';
import {
  LEFT,
  MINATAR_LICENCE,
  MINATAR_SOURCE,
  MinatarGame,
  type MinatarSettings,
  minatarParams,
  NOOP,
  RIGHT,
  SIDE,
  type StateReader,
} from './game.js';

const [PADDLE, BALL, TRAIL, BRICK] = [0, 1, 2, 3];
const channels = [
  { name: 'paddle', sign: '=' },
  { name: 'ball', sign: 'o' },
  { name: 'trail', sign: "'" },
  { name: 'brick', sign: '#' },
];
/** The rows of bricks begin here; there are three. */
const WALL = 1;
const WALL_ROWS = 3;
const FLOOR = SIDE - 1;

/** Steps by direction: 0 left-up, 1 right-up, 2 right-down, 3 left-down. */
const STEP_X = [-1, 1, 1, -1];
const STEP_Y = [-1, -1, 1, 1];
const mirrorAcross = (direction: number) => direction ^ 1;
const mirrorUpright = (direction: number) => 3 - direction;

/** State: last action, paddle, ball x, y, trail x, y, direction, struck, then a bit a brick. */
class Breakout extends MinatarGame {
  readonly name = 'breakout';
  readonly #bricks = new Uint8Array(WALL_ROWS * SIDE);
  #left = 0;
  #paddle = 0;
  #x = 0;
  #y = 0;
  #lastX = 0;
  #lastY = 0;
  #direction = 0;
  #struck = false;

  constructor(settings: MinatarSettings) {
    super(settings, [NOOP, LEFT, RIGHT], channels);
  }

  protected start(random: Stream): void {
    const fromLeft = random.below(2) === 0;
    this.#x = fromLeft ? 0 : SIDE - 1;
    this.#y = WALL + WALL_ROWS - 1;
    this.#direction = fromLeft ? 2 : 3;
    this.#lastX = this.#x;
    this.#lastY = this.#y;
    this.#paddle = 4;
    this.#struck = false;
    this.#fill();
  }

  protected play(action: number): void {
    if (action === LEFT) this.#paddle = Math.max(0, this.#paddle - 1);
    else if (action === RIGHT) this.#paddle = Math.min(SIDE - 1, this.#paddle + 1);
    this.#lastX = this.#x;
    this.#lastY = this.#y;
    let x = this.#x + STEP_X[this.#direction]!;
    let y = this.#y + STEP_Y[this.#direction]!;
    if (x < 0 || x >= SIDE) {
      x = x < 0 ? 0 : SIDE - 1;
      this.#direction = mirrorAcross(this.#direction);
    }
    const brick = y >= WALL && y < WALL + WALL_ROWS ? (y - WALL) * SIDE + x : -1;
    const struck = brick >= 0 && this.#bricks[brick] === 1;
    if (y < 0) {
      y = 0;
      this.#direction = mirrorUpright(this.#direction);
    } else if (struck) {
      // A ball that struck in the step before flies in.
      if (!this.#struck) {
        this.reward = 1;
        this.#bricks[brick] = 0;
        this.#left -= 1;
        y = this.#y;
        this.#direction = mirrorUpright(this.#direction);
      }
    } else if (y === FLOOR) {
      if (this.#left === 0) this.#fill();
      if (this.#x === this.#paddle) {
        this.#direction = mirrorUpright(this.#direction);
        y = this.#y;
      } else if (x === this.#paddle) {
        this.#direction = mirrorAcross(mirrorUpright(this.#direction));
        y = this.#y;
      } else this.terminated = true;
    }
    this.#struck = struck;
    this.#x = x;
    this.#y = y;
  }

  protected draw(): void {
    this.lamps.light(FLOOR, this.#paddle, PADDLE);
    this.lamps.light(this.#y, this.#x, BALL);
    this.lamps.light(this.#lastY, this.#lastX, TRAIL);
    for (let i = 0; i < this.#bricks.length; i++) {
      if (this.#bricks[i] === 1) this.lamps.light(WALL + Math.floor(i / SIDE), i % SIDE, BRICK);
    }
  }

  protected write(numbers: number[]): void {
    numbers.push(this.#paddle, this.#x, this.#y, this.#lastX, this.#lastY, this.#direction, this.#struck ? 1 : 0);
    for (const brick of this.#bricks) numbers.push(brick);
  }

  protected read(reader: StateReader): void {
    const place = () => reader.whole(0, SIDE - 1);
    this.#paddle = place();
    this.#x = place();
    this.#y = place();
    this.#lastX = place();
    this.#lastY = place();
    this.#direction = reader.whole(0, 3);
    this.#struck = reader.bit();
    this.#left = 0;
    for (let i = 0; i < this.#bricks.length; i++) {
      this.#bricks[i] = reader.bit() ? 1 : 0;
      this.#left += this.#bricks[i]!;
    }
  }

  #fill(): void {
    this.#bricks.fill(1);
    this.#left = this.#bricks.length;
  }
}

export const breakout = defineEnv({
  name: 'breakout',
  title: 'Breakout',
  summary: 'Keep a ball in the air with a paddle and break three rows of bricks, again and again.',
  rewards: '+1 for each brick.',
  source: MINATAR_SOURCE,
  licence: MINATAR_LICENCE,
  gymnasium: 'MinAtar/Breakout-v1',
  params: minatarParams,
  create: (params) => new Breakout(params),
});

import type { Stream } from '../../core/random.js';
import { defineEnv } from '../kit/env.js';
import {
  DOWN,
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
  UP,
} from './game.js';

const [PLAYER, ENEMY, TRAIL, GOLD] = [0, 1, 2, 3];
const channels = [
  { name: 'player', sign: '@' },
  { name: 'enemy', sign: 'X' },
  { name: 'trail', sign: '-' },
  { name: 'gold', sign: '$' },
];
/** Rows 1 to 8 hold one thing each. */
const SLOTS = 8;
const SPAWN_EVERY = 10;
const MOVE_EVERY = 5;
const RAMP_EVERY = 100;
/** No thing in this slot. */
const NOTHING = -1;

/**
 * State: last action, player x, y, spawn timer and interval, move timer and interval, ramp timer and level, then x (-1 where
 * there is none), whether it goes right and whether it is gold of each slot.
 */
class Asterix extends MinatarGame {
  readonly name = 'asterix';
  readonly #ramping: boolean;
  readonly #at = new Int32Array(SLOTS);
  readonly #right = new Uint8Array(SLOTS);
  readonly #gold = new Uint8Array(SLOTS);
  #x = 0;
  #y = 0;
  #spawnTimer = 0;
  #spawnEvery = 0;
  #moveTimer = 0;
  #moveEvery = 0;
  #rampTimer = 0;
  #level = 0;

  constructor(settings: MinatarSettings & { readonly ramping: boolean }) {
    super(settings, [NOOP, LEFT, UP, RIGHT, DOWN], channels);
    this.#ramping = settings.ramping;
  }

  protected start(): void {
    this.#x = 5;
    this.#y = 5;
    this.#spawnTimer = this.#spawnEvery = SPAWN_EVERY;
    this.#moveTimer = this.#moveEvery = MOVE_EVERY;
    this.#rampTimer = RAMP_EVERY;
    this.#level = 0;
    this.#at.fill(NOTHING);
  }

  protected play(action: number, random: Stream): void {
    if (this.#spawnTimer === 0) {
      this.#spawn(random);
      this.#spawnTimer = this.#spawnEvery;
    }
    if (action === LEFT) this.#x = Math.max(0, this.#x - 1);
    else if (action === RIGHT) this.#x = Math.min(SIDE - 1, this.#x + 1);
    else if (action === UP) this.#y = Math.max(1, this.#y - 1);
    else if (action === DOWN) this.#y = Math.min(SLOTS, this.#y + 1);
    this.#meet(this.#y - 1);
    if (this.#moveTimer === 0) {
      this.#moveTimer = this.#moveEvery;
      for (let slot = 0; slot < SLOTS; slot++) this.#move(slot);
    }
    this.#spawnTimer -= 1;
    this.#moveTimer -= 1;
    if (this.#ramping && (this.#spawnEvery > 1 || this.#moveEvery > 1)) this.#ramp();
  }

  protected draw(): void {
    this.lamps.light(this.#y, this.#x, PLAYER);
    for (let slot = 0; slot < SLOTS; slot++) {
      const x = this.#at[slot]!;
      if (x === NOTHING) continue;
      this.lamps.light(slot + 1, x, this.#gold[slot] === 1 ? GOLD : ENEMY);
      const behind = this.#right[slot] === 1 ? x - 1 : x + 1;
      if (behind >= 0 && behind < SIDE) this.lamps.light(slot + 1, behind, TRAIL);
    }
  }

  protected write(numbers: number[]): void {
    numbers.push(this.#x, this.#y, this.#spawnTimer, this.#spawnEvery, this.#moveTimer, this.#moveEvery);
    numbers.push(this.#rampTimer, this.#level);
    for (let slot = 0; slot < SLOTS; slot++) {
      const there = this.#at[slot] !== NOTHING;
      numbers.push(this.#at[slot]!, there ? this.#right[slot]! : 0, there ? this.#gold[slot]! : 0);
    }
  }

  protected read(reader: StateReader): void {
    this.#x = reader.whole(0, SIDE - 1);
    this.#y = reader.whole(1, SLOTS);
    this.#spawnTimer = reader.whole(0, SPAWN_EVERY);
    this.#spawnEvery = reader.whole(1, SPAWN_EVERY);
    this.#moveTimer = reader.whole(0, MOVE_EVERY);
    this.#moveEvery = reader.whole(1, MOVE_EVERY);
    this.#rampTimer = reader.whole(-1, RAMP_EVERY);
    this.#level = reader.whole(0, 1e6);
    for (let slot = 0; slot < SLOTS; slot++) {
      this.#at[slot] = reader.whole(NOTHING, SIDE - 1);
      this.#right[slot] = reader.whole(0, 1);
      this.#gold[slot] = reader.whole(0, 1);
    }
  }

  /** Draws direction and kind, then the row among the free ones from the top. */
  #spawn(random: Stream): void {
    const right = random.uniform() < 0.5;
    const gold = random.uniform() < 1 / 3;
    let free = 0;
    for (let slot = 0; slot < SLOTS; slot++) if (this.#at[slot] === NOTHING) free++;
    if (free === 0) return;
    let skip = random.below(free);
    let slot = 0;
    while (this.#at[slot] !== NOTHING || skip-- > 0) slot++;
    this.#at[slot] = right ? 0 : SIDE - 1;
    this.#right[slot] = right ? 1 : 0;
    this.#gold[slot] = gold ? 1 : 0;
  }

  /** What is in this slot meets the player, if it is where he is. */
  #meet(slot: number): void {
    if (slot !== this.#y - 1 || this.#at[slot] !== this.#x) return;
    if (this.#gold[slot] === 0) {
      this.terminated = true;
      return;
    }
    this.reward += 1;
    this.#at[slot] = NOTHING;
  }

  #move(slot: number): void {
    if (this.#at[slot] === NOTHING) return;
    this.#at[slot]! += this.#right[slot] === 1 ? 1 : -1;
    if (this.#at[slot]! < 0 || this.#at[slot]! >= SIDE) this.#at[slot] = NOTHING;
    else this.#meet(slot);
  }

  #ramp(): void {
    if (this.#rampTimer >= 0) {
      this.#rampTimer -= 1;
      return;
    }
    if (this.#level % 2 === 1 && this.#moveEvery > 1) this.#moveEvery -= 1;
    if (this.#spawnEvery > 1) this.#spawnEvery -= 1;
    this.#level += 1;
    this.#rampTimer = RAMP_EVERY;
  }
}

export const asterix = defineEnv({
  name: 'asterix',
  title: 'Asterix',
  summary: 'Collect the gold that crosses the board and keep out of the way of enemies, which become more and faster.',
  rewards: '+1 for each piece of gold.',
  source: MINATAR_SOURCE,
  licence: MINATAR_LICENCE,
  gymnasium: 'MinAtar/Asterix-v1',
  params: { ...minatarParams, ramping: rampingParam },
  create: (params) => new Asterix(params),
});

import type { Stream } from '../../core/random.js';
import { defineEnv } from '../kit/env.js';
import {
  DOWN,
  FIRE,
  LEFT,
  MINATAR_LICENCE,
  MINATAR_SOURCE,
  MinatarGame,
  type MinatarSettings,
  minatarParams,
  NOOP,
  Pool,
  RIGHT,
  rampingParam,
  SIDE,
  type StateReader,
  UP,
} from './game.js';

const [FRONT, BACK, BULLET, TRAIL, ENEMY_BULLET, FISH, SUB, OXYGEN_GAUGE, DIVER_GAUGE, DIVER] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
] as const;
const channels = [
  { name: 'submarine, bow', sign: '@' },
  { name: 'submarine, stern', sign: 'o' },
  { name: 'bullet', sign: "'" },
  { name: 'trail', sign: '-' },
  { name: 'enemy bullet', sign: '*' },
  { name: 'fish', sign: 'f' },
  { name: 'enemy submarine', sign: 'S' },
  { name: 'oxygen', sign: '=' },
  { name: 'divers aboard', sign: 'd' },
  { name: 'diver', sign: 'p' },
];
const LAST = SIDE - 1;
/** The surface is row 0, the gauges are in row 9. */
const DEEPEST = 8;
const OXYGEN = 200;
/** Oxygen of one cell of the gauge. */
const CELL_OXYGEN = 20;
const MOST_DIVERS = 6;
const SPAWN_EVERY = 20;
const DIVER_EVERY = 30;
const MOVE_EVERY = 5;
const FASTEST = 2;
const SHOT_EVERY = 10;
const GUN = 5;
const DIVER_MOVES = 5;
const CAPACITY = 200;

/** Places in an entry of a list: x, y, whether it goes right; then timers of moves and shots. */
const [X, Y, TO_RIGHT, TIMER, SHOT] = [0, 1, 2, 3, 4] as const;

/**
 * State: last action, x, y, facing right, oxygen, divers, at the surface, gun timer, enemy timer and interval, diver timer,
 * move interval, level, then lists, each with its count before it: own bullets and enemy bullets (x, y, right), fish and
 * divers (and move timer), enemy submarines (and shot timer).
 */
class Seaquest extends MinatarGame {
  readonly name = 'seaquest';
  readonly #ramping: boolean;
  readonly #bullets = new Pool(3, 16);
  readonly #enemyBullets = new Pool(3, CAPACITY);
  readonly #fish = new Pool(4, CAPACITY);
  readonly #divers = new Pool(4, 16);
  readonly #subs = new Pool(5, CAPACITY);
  #x = 0;
  #y = 0;
  #facing = 0;
  #oxygen = 0;
  #aboard = 0;
  #atSurface = true;
  #gun = 0;
  #enemyTimer = 0;
  #spawnEvery = 0;
  #diverTimer = 0;
  #moveEvery = 0;
  #level = 0;

  constructor(settings: MinatarSettings & { readonly ramping: boolean }) {
    super(settings, [NOOP, LEFT, UP, RIGHT, DOWN, FIRE], channels);
    this.#ramping = settings.ramping;
  }

  protected start(): void {
    this.#x = 5;
    this.#y = 0;
    this.#facing = 0;
    this.#oxygen = OXYGEN;
    this.#aboard = 0;
    this.#atSurface = true;
    this.#gun = 0;
    this.#enemyTimer = this.#spawnEvery = SPAWN_EVERY;
    this.#diverTimer = DIVER_EVERY;
    this.#moveEvery = MOVE_EVERY;
    this.#level = 0;
    this.#bullets.clear();
    this.#enemyBullets.clear();
    this.#fish.clear();
    this.#divers.clear();
    this.#subs.clear();
  }

  protected play(action: number, random: Stream): void {
    if (this.#enemyTimer === 0) {
      this.#spawnEnemy(random);
      this.#enemyTimer = this.#spawnEvery;
    }
    if (this.#diverTimer === 0) {
      this.#spawnDiver(random);
      this.#diverTimer = DIVER_EVERY;
    }
    this.#steer(action);
    this.#moveBullets();
    this.#moveDivers();
    this.#moveSubs();
    this.#moveEnemyBullets();
    this.#moveFish();
    if (this.#enemyTimer > 0) this.#enemyTimer -= 1;
    if (this.#diverTimer > 0) this.#diverTimer -= 1;
    if (this.#gun > 0) this.#gun -= 1;
    if (this.#oxygen <= 0) this.terminated = true;
    if (this.#y > 0) {
      this.#oxygen -= 1;
      this.#atSurface = false;
    } else if (!this.#atSurface) {
      if (this.#aboard === 0) this.terminated = true;
      else this.#surface();
    }
  }

  protected draw(): void {
    this.lamps.light(this.#y, this.#x, FRONT);
    const stern = this.#facing === 1 ? this.#x - 1 : this.#x + 1;
    if (stern >= 0 && stern <= LAST) this.lamps.light(this.#y, stern, BACK);
    const gauge = Math.floor(this.#oxygen / CELL_OXYGEN);
    for (let x = 0; x < gauge; x++) this.lamps.light(LAST, x, OXYGEN_GAUGE);
    for (let x = LAST - this.#aboard; x < LAST; x++) this.lamps.light(LAST, x, DIVER_GAUGE);
    this.#drawAll(this.#bullets, BULLET, false);
    this.#drawAll(this.#enemyBullets, ENEMY_BULLET, false);
    this.#drawAll(this.#fish, FISH, true);
    this.#drawAll(this.#subs, SUB, true);
    this.#drawAll(this.#divers, DIVER, true);
  }

  protected write(numbers: number[]): void {
    numbers.push(this.#x, this.#y, this.#facing, this.#oxygen, this.#aboard, this.#atSurface ? 1 : 0, this.#gun);
    numbers.push(this.#enemyTimer, this.#spawnEvery, this.#diverTimer, this.#moveEvery, this.#level);
    for (const list of [this.#bullets, this.#enemyBullets, this.#fish, this.#divers, this.#subs]) list.write(numbers);
  }

  protected read(reader: StateReader): void {
    this.#x = reader.whole(0, LAST);
    this.#y = reader.whole(0, DEEPEST);
    this.#facing = reader.whole(0, 1);
    this.#oxygen = reader.whole(-1, OXYGEN);
    this.#aboard = reader.whole(-1e6, MOST_DIVERS);
    this.#atSurface = reader.bit();
    this.#gun = reader.whole(0, GUN);
    this.#enemyTimer = reader.whole(0, SPAWN_EVERY);
    this.#spawnEvery = reader.whole(1, SPAWN_EVERY);
    this.#diverTimer = reader.whole(0, DIVER_EVERY);
    this.#moveEvery = reader.whole(FASTEST, MOVE_EVERY);
    this.#level = reader.whole(0, 1e6);
    const [low, high] = [
      [0, 0, 0],
      [LAST, DEEPEST, 1],
    ];
    reader.list(this.#bullets, low, high);
    reader.list(this.#enemyBullets, low, high);
    reader.list(this.#fish, [...low, 0], [...high, MOVE_EVERY]);
    reader.list(this.#divers, [...low, 0], [...high, DIVER_MOVES]);
    reader.list(this.#subs, [...low, 0, 0], [...high, MOVE_EVERY, SHOT_EVERY]);
  }

  protected override told(): string {
    return `, oxygen ${this.#oxygen}, divers aboard ${this.#aboard}`;
  }

  /** Draws direction, kind and row; none comes into a row in which one goes the other way. */
  #spawnEnemy(random: Stream): void {
    const right = random.uniform() < 0.5 ? 1 : 0;
    const isSub = random.uniform() < 1 / 3;
    const row = random.below(DEEPEST) + 1;
    if (this.#opposed(this.#fish, row, right) || this.#opposed(this.#subs, row, right)) return;
    const list = isSub ? this.#subs : this.#fish;
    const at = list.add();
    list.data[at + X] = right === 1 ? 0 : LAST;
    list.data[at + Y] = row;
    list.data[at + TO_RIGHT] = right;
    list.data[at + TIMER] = this.#moveEvery;
    if (isSub) list.data[at + SHOT] = SHOT_EVERY;
  }

  #opposed({ count, data }: Pool, row: number, right: number): boolean {
    const width = data.length / CAPACITY;
    for (let at = 0; at < count * width; at += width) {
      if (data[at + Y] === row && data[at + TO_RIGHT] !== right) return true;
    }
    return false;
  }

  #spawnDiver(random: Stream): void {
    const right = random.uniform() < 0.5 ? 1 : 0;
    const row = random.below(DEEPEST) + 1;
    const at = this.#divers.add();
    this.#divers.data[at + X] = right === 1 ? 0 : LAST;
    this.#divers.data[at + Y] = row;
    this.#divers.data[at + TO_RIGHT] = right;
    this.#divers.data[at + TIMER] = DIVER_MOVES;
  }

  #steer(action: number): void {
    switch (action) {
      case FIRE: {
        if (this.#gun > 0) return;
        const at = this.#bullets.add();
        this.#bullets.data[at + X] = this.#x;
        this.#bullets.data[at + Y] = this.#y;
        this.#bullets.data[at + TO_RIGHT] = this.#facing;
        this.#gun = GUN;
        return;
      }
      case LEFT:
        this.#facing = 0;
        this.#x = Math.max(0, this.#x - 1);
        return;
      case RIGHT:
        this.#facing = 1;
        this.#x = Math.min(LAST, this.#x + 1);
        return;
      case UP:
        this.#y = Math.max(0, this.#y - 1);
        return;
      case DOWN:
        this.#y = Math.min(DEEPEST, this.#y + 1);
        return;
      default:
        return;
    }
  }

  /** Moves an entry one cell on; true where it has left the board. */
  #advance(data: Int32Array, at: number): boolean {
    data[at]! += data[at + TO_RIGHT] === 1 ? 1 : -1;
    return data[at]! < 0 || data[at]! > LAST;
  }

  #isHere(data: Int32Array, at: number): boolean {
    return data[at + X] === this.#x && data[at + Y] === this.#y;
  }

  #moveBullets(): void {
    const list = this.#bullets;
    const { data } = list;
    for (let i = list.count - 1; i >= 0; i--) {
      const at = list.at(i);
      if (this.#advance(data, at)) list.remove(i);
      else if (this.#shoot(this.#fish, data[at + X]!, data[at + Y]!)) list.remove(i);
      else if (this.#shoot(this.#subs, data[at + X]!, data[at + Y]!)) list.remove(i);
    }
  }

  /** Takes out the first of this list on a cell, which pays. */
  #shoot(list: Pool, x: number, y: number): boolean {
    const i = list.find(x, y);
    if (i < 0) return false;
    list.remove(i);
    this.reward += 1;
    return true;
  }

  #moveDivers(): void {
    const list = this.#divers;
    const { data } = list;
    for (let i = list.count - 1; i >= 0; i--) {
      const at = list.at(i);
      if (this.#take(at)) list.remove(i);
      else if (data[at + TIMER]! > 0) data[at + TIMER]! -= 1;
      else {
        data[at + TIMER] = DIVER_MOVES;
        if (this.#advance(data, at) || this.#take(at)) list.remove(i);
      }
    }
  }

  /** Takes a diver aboard who is where the submarine is, if there is room. */
  #take(at: number): boolean {
    if (this.#aboard >= MOST_DIVERS || !this.#isHere(this.#divers.data, at)) return false;
    this.#aboard += 1;
    return true;
  }

  #moveSubs(): void {
    const list = this.#subs;
    const { data } = list;
    for (let i = list.count - 1; i >= 0; i--) {
      const at = list.at(i);
      const gone = this.#moveEnemy(data, at);
      // Gone or not, it still shoots from where it is.
      if (data[at + SHOT] === 0) {
        data[at + SHOT] = SHOT_EVERY;
        const shot = this.#enemyBullets.add();
        for (let k = 0; k < 3; k++) this.#enemyBullets.data[shot + k] = data[at + k]!;
      } else data[at + SHOT]! -= 1;
      if (gone) list.remove(i);
    }
  }

  #moveFish(): void {
    const list = this.#fish;
    for (let i = list.count - 1; i >= 0; i--) if (this.#moveEnemy(list.data, list.at(i))) list.remove(i);
  }

  /** True where an enemy has left the board or was shot. */
  #moveEnemy(data: Int32Array, at: number): boolean {
    if (this.#isHere(data, at)) this.terminated = true;
    if (data[at + TIMER]! > 0) {
      data[at + TIMER]! -= 1;
      return false;
    }
    data[at + TIMER] = this.#moveEvery;
    if (this.#advance(data, at)) return true;
    if (this.#isHere(data, at)) {
      this.terminated = true;
      return false;
    }
    const bullet = this.#bullets.find(data[at + X]!, data[at + Y]!);
    if (bullet < 0) return false;
    this.#bullets.remove(bullet);
    this.reward += 1;
    return true;
  }

  #moveEnemyBullets(): void {
    const list = this.#enemyBullets;
    for (let i = list.count - 1; i >= 0; i--) {
      const at = list.at(i);
      if (this.#isHere(list.data, at)) this.terminated = true;
      if (this.#advance(list.data, at)) list.remove(i);
      else if (this.#isHere(list.data, at)) this.terminated = true;
    }
  }

  /** Fresh air and one diver less; a full load pays, and then the count falls below 0, as in the original. */
  #surface(): void {
    this.#atSurface = true;
    if (this.#aboard === MOST_DIVERS) {
      this.reward += Math.floor(this.#oxygen / CELL_OXYGEN);
      this.#aboard = 0;
    }
    this.#oxygen = OXYGEN;
    this.#aboard -= 1;
    if (!this.#ramping || (this.#spawnEvery <= 1 && this.#moveEvery <= FASTEST)) return;
    if (this.#level % 2 === 1 && this.#moveEvery > FASTEST) this.#moveEvery -= 1;
    if (this.#spawnEvery > 1) this.#spawnEvery -= 1;
    this.#level += 1;
  }

  #drawAll(list: Pool, channel: number, trails: boolean): void {
    const { data, count } = list;
    for (let i = 0; i < count; i++) {
      const at = list.at(i);
      const x = data[at + X]!;
      const y = data[at + Y]!;
      this.lamps.light(y, x, channel);
      if (!trails) continue;
      const behind = data[at + TO_RIGHT] === 1 ? x - 1 : x + 1;
      if (behind >= 0 && behind <= LAST) this.lamps.light(y, behind, TRAIL);
    }
  }
}

export const seaquest = defineEnv({
  name: 'seaquest',
  title: 'Seaquest',
  summary: 'Shoot fish and submarines, take divers aboard and bring them to the surface before the oxygen is used up.',
  rewards: '+1 for each enemy shot; for six divers brought up, the cells left of the oxygen gauge (at most 10).',
  source: MINATAR_SOURCE,
  licence: MINATAR_LICENCE,
  gymnasium: 'MinAtar/Seaquest-v1',
  params: { ...minatarParams, ramping: rampingParam },
  create: (params) => new Seaquest(params),
});

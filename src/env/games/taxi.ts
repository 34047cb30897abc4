import { boolean, integer, number } from '../../core/params.js';
import type { BoardScope } from '../../core/scope.js';
import { defineEnv, type Env, type ObservationSpace, type Transitions } from '../kit/env.js';
import { createShared, type TableSpec } from '../kit/table.js';

const SIDE = 5;
/** R, G, Y, B by row and column. */
const PLACES = [
  [0, 0],
  [0, 4],
  [4, 0],
  [4, 3],
] as const;
const LETTERS = 'RGYB';
const ABOARD = PLACES.length;
const STATES = SIDE * SIDE * (ABOARD + 1) * PLACES.length;
/** By row, the columns with a wall on their right. */
const WALLS: readonly (readonly number[])[] = [[1], [1], [], [0, 2], [0, 2]];

const actionNames = ['down', 'up', 'right', 'left', 'pick up', 'put down'];
const [PICK_UP, PUT_DOWN] = [4, 5];
/** Row and column of a step down, up, right and left. */
const MOVES = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;
/** The two directions beside each. */
const SIDEWAYS = [
  [3, 2],
  [3, 2],
  [0, 1],
  [0, 1],
] as const;

interface Town {
  readonly row: number;
  readonly column: number;
  /** Number of the place where the passenger waits, or aboard. */
  readonly passenger: number;
  readonly destination: number;
}

function numberOf({ row, column, passenger, destination }: Town): number {
  return ((row * SIDE + column) * (ABOARD + 1) + passenger) * PLACES.length + destination;
}

function unpack(state: number): Town {
  const destination = state % PLACES.length;
  const rest = (state - destination) / PLACES.length;
  const passenger = rest % (ABOARD + 1);
  const cell = (rest - passenger) / (ABOARD + 1);
  return { row: Math.floor(cell / SIDE), column: cell % SIDE, passenger, destination };
}

/** The town after a move, the same one where an edge or a wall is in the way. */
function moved(town: Town, direction: number): Town {
  const [down, right] = MOVES[direction]!;
  const [row, column] = [town.row + down, town.column + right];
  if (row < 0 || row >= SIDE || column < 0 || column >= SIDE) return town;
  if (right !== 0 && WALLS[row]!.includes(Math.min(column, town.column))) return town;
  return { ...town, row, column };
}

type Outcome = readonly [number, number, number, boolean];

/** In rain a move that is possible goes to one of its two sides as often as it does not go ahead. */
function moves(town: Town, direction: number, ahead: number): readonly Outcome[] {
  const to = moved(town, direction);
  const outcome = (probability: number, next: Town): Outcome => [probability, numberOf(next), -1, false];
  if (ahead === 1 || to === town) return [outcome(1, to)];
  const [first, second] = SIDEWAYS[direction]!;
  const side = (1 - ahead) / 2;
  return [outcome(ahead, to), outcome(side, moved(town, first)), outcome(side, moved(town, second))];
}

function placeAt({ row, column }: Town): number {
  return PLACES.findIndex(([y, x]) => y === row && x === column);
}

function pickUp(town: Town): readonly Outcome[] {
  if (town.passenger === ABOARD || placeAt(town) !== town.passenger) return [[1, numberOf(town), -10, false]];
  return [[1, numberOf({ ...town, passenger: ABOARD }), -1, false]];
}

function putDown(town: Town): readonly Outcome[] {
  const place = placeAt(town);
  if (town.passenger !== ABOARD || place < 0) return [[1, numberOf(town), -10, false]];
  const next = numberOf({ ...town, passenger: place });
  return place === town.destination ? [[1, next, 20, true]] : [[1, next, -1, false]];
}

function taxiTransitions(ahead: number, masked: boolean): Transitions {
  const starts: number[] = [];
  const terminal = new Set<number>();
  const P = Array.from({ length: STATES }, (_, state) => {
    const town = unpack(state);
    // The passenger has arrived; with the taxi anywhere else this cannot be.
    const arrived = town.passenger === town.destination;
    if (!arrived && town.passenger !== ABOARD) starts.push(state);
    if (arrived && placeAt(town) === town.destination) terminal.add(state);
    return actionNames.map((_name, action) => {
      const row = action === PICK_UP ? pickUp(town) : action === PUT_DOWN ? putDown(town) : moves(town, action, ahead);
      const idle = row.length === 1 && row[0]![1] === state && !row[0]![3];
      return masked && idle && !terminal.has(state) ? [] : row;
    });
  });
  return { states: STATES, actions: 6, start: starts.map((state) => [1 / starts.length, state]), P, terminal };
}

const PLANES = SIDE * SIDE + ABOARD + 1 + PLACES.length;

const space: ObservationSpace = {
  size: PLANES,
  low: Array<number>(PLANES).fill(0),
  high: Array<number>(PLANES).fill(1),
  states: STATES,
  binary: true,
};

function taxiTable(params: { readonly rain: number; readonly masked: boolean; readonly maxSteps: number }): TableSpec {
  const transitions = taxiTransitions(params.rain, params.masked);
  const unreachable = transitions.P.map((_, s) => s).filter((s) => {
    const { passenger, destination } = unpack(s);
    return passenger === destination;
  });
  return {
    name: 'taxi',
    actionNames,
    maxEpisodeSteps: params.maxSteps,
    transitions,
    blocked: new Set(unreachable),
    observationSpace: space,
    observe(state, into, offset) {
      const { row, column, passenger, destination } = unpack(state);
      into.fill(0, offset, offset + PLANES);
      into[offset + row * SIDE + column] = 1;
      into[offset + SIDE * SIDE + passenger] = 1;
      into[offset + SIDE * SIDE + ABOARD + 1 + destination] = 1;
    },
    render: (env) => [...townLines(env), jobText(unpack(env.state))],
    scope: townBoard,
  };
}

const pieces = [
  { name: 'taxi, empty', sign: '@' },
  { name: 'taxi with passenger', sign: '&' },
  { name: 'destination', sign: 'D' },
  { name: 'passenger', sign: 'p' },
  { name: 'wall', sign: '|' },
  ...[...LETTERS].map((sign) => ({ name: `place ${sign}`, sign })),
];

function jobText({ passenger, destination }: Town): string {
  const where = passenger === ABOARD ? 'the passenger is aboard' : `the passenger waits at ${LETTERS[passenger]}`;
  return `${where} and wants to ${LETTERS[destination]}`;
}

/** Numbers of the pieces, row by row; walls stand in columns of their own between those of the town. */
function townCells(env: Env): number[] {
  const { row, column, passenger, destination } = unpack(env.state);
  return Array.from({ length: SIDE * (2 * SIDE - 1) }, (_, cell) => {
    const [y, at] = [Math.floor(cell / (2 * SIDE - 1)), cell % (2 * SIDE - 1)];
    if (at % 2 === 1) return WALLS[y]!.includes((at - 1) / 2) ? 4 : -1;
    const x = at / 2;
    if (y === row && x === column) return passenger === ABOARD ? 1 : 0;
    const place = PLACES.findIndex(([r, c]) => r === y && c === x);
    if (place < 0) return -1;
    return place === destination ? 2 : place === passenger ? 3 : 5 + place;
  });
}

function townLines(env: Env): string[] {
  const cells = townCells(env);
  const width = 2 * SIDE - 1;
  return Array.from({ length: SIDE }, (_, y) =>
    cells
      .slice(y * width, (y + 1) * width)
      .map((piece, x) => (piece >= 0 ? pieces[piece]!.sign : x % 2 === 1 ? ' ' : '.'))
      .join(''),
  );
}

function townBoard(env: Env, episode: number, episodeReturn: number): BoardScope {
  const cells = townCells(env);
  const { row, column } = unpack(env.state);
  return {
    kind: 'board',
    rows: SIDE,
    columns: 2 * SIDE - 1,
    pieces,
    cells,
    agent: row * (2 * SIDE - 1) + 2 * column,
    step: env.elapsed,
    episode,
    episodeReturn,
    actions: [],
  };
}

export const taxi = defineEnv({
  name: 'taxi',
  title: 'Taxi',
  summary: 'Fetch a passenger at one of four places of a small town with walls, and bring him to another one.',
  rewards: '-1 a step, -10 for a wrong pick-up or put-down, +20 for the passenger put down at his destination.',
  source: 'Dietterich 2000; Gymnasium Taxi-v3 (and v4, whose rain is rain=0.8)',
  licence: 'Gymnasium: MIT. Own code from the rules of its documentation.',
  gymnasium: 'Taxi-v3',
  params: {
    rain: number(1, 'probability that a move goes ahead and not to one of its sides; Taxi-v4 in rain has 0.8', {
      min: 0,
      max: 1,
    }),
    masked: boolean(false, 'actions that would change nothing do not exist (the mask)'),
    maxSteps: integer(200, 'steps after which an episode is truncated', { min: 1, max: 1e9 }),
  },
  create: createShared(taxiTable),
});

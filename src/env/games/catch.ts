import { integer } from '../../core/params.js';
import { defineEnv, type ObservationSpace, type Transitions } from '../kit/env.js';
import { createShared, type TableSpec } from '../kit/table.js';

/** A board's size; its states are (row of the ball, column of the ball, column of the paddle) in one number. */
interface Board {
  readonly rows: number;
  readonly columns: number;
}

function unpack(state: number, { columns }: Board): { ballRow: number; ball: number; paddle: number } {
  const paddle = state % columns;
  const rest = (state - paddle) / columns;
  const ball = rest % columns;
  return { ballRow: (rest - ball) / columns, ball, paddle };
}

function catchTransitions(board: Board): Transitions {
  const { rows, columns } = board;
  const states = rows * columns * columns;
  const terminal = new Set<number>();
  const P = Array.from({ length: states }, (_, state) => {
    const { ballRow, ball, paddle } = unpack(state, board);
    const over = ballRow === rows - 1;
    if (over) terminal.add(state);
    return [-1, 0, 1].map((move) => {
      if (over) return [[1, state, 0, true] as const];
      const to = Math.min(Math.max(paddle + move, 0), columns - 1);
      const next = ((ballRow + 1) * columns + ball) * columns + to;
      const last = ballRow + 1 === rows - 1;
      return [[1, next, last ? (to === ball ? 1 : -1) : 0, last] as const];
    });
  });
  const middle = Math.floor(columns / 2);
  const start = Array.from({ length: columns }, (_, ball) => [1 / columns, ball * columns + middle] as const);
  return { states, actions: 3, start, P, terminal };
}

function catchTable(board: Board): TableSpec {
  const { rows, columns } = board;
  const size = rows * columns;
  const observationSpace: ObservationSpace = {
    size,
    low: Array<number>(size).fill(0),
    high: Array<number>(size).fill(1),
    states: rows * columns * columns,
  };
  return {
    name: 'catch',
    actionNames: ['left', 'stay', 'right'],
    // The ball lands one step earlier: the limit never cuts an episode short.
    maxEpisodeSteps: rows,
    transitions: catchTransitions(board),
    blocked: new Set(),
    observationSpace,
    observe(state, into, offset) {
      const { ballRow, ball, paddle } = unpack(state, board);
      into.fill(0, offset, offset + size);
      into[offset + ballRow * columns + ball] = 1;
      into[offset + (rows - 1) * columns + paddle] = 1;
    },
    render(env) {
      const { ballRow, ball, paddle } = unpack(env.state, board);
      return Array.from({ length: rows }, (_, row) =>
        Array.from({ length: columns }, (_, column) => {
          if (row === ballRow && column === ball) return 'o';
          return row === rows - 1 && column === paddle ? '=' : '.';
        }).join(''),
      );
    },
    scope(env, episode, episodeReturn) {
      const { ballRow, ball, paddle } = unpack(env.state, board);
      const state = [ballRow, ball, paddle];
      return { kind: 'body', env: 'catch', state, step: env.elapsed, episode, episodeReturn, actions: [] };
    },
  };
}

export const catchBall = defineEnv({
  name: 'catch',
  title: 'Catch',
  summary: 'A ball falls from a random column; move the paddle under it before it lands.',
  rewards: '+1 when the paddle is under the ball at the end, else -1.',
  source: 'Mnih et al. 2014 (recurrent attention); bsuite catch (Osband et al. 2020)',
  gymnasium: null,
  params: {
    rows: integer(10, 'height of the board', { min: 2, max: 32 }),
    columns: integer(5, 'width of the board', { min: 1, max: 16 }),
  },
  create: createShared(catchTable),
});

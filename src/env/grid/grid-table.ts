import type { GridScope } from '../../core/scope.js';
import type { ObservationSpace, Transitions } from '../kit/env.js';
import type { RewardNoise, TableSpec } from '../kit/table.js';

/** Directions in the order of a GridScope's policy, which is also FrozenLake's order of actions. */
export const directions = ['left', 'down', 'right', 'up'] as const;

/** A grid's size; cells are numbered row by row. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The cell one step in a direction, or the same cell at the edge. */
export function neighbour(cell: number, direction: number, { width, height }: Size): number {
  const row = Math.floor(cell / width);
  const column = cell - row * width;
  switch (direction) {
    case 0:
      return column === 0 ? cell : cell - 1;
    case 1:
      return row === height - 1 ? cell : cell + width;
    case 2:
      return column === width - 1 ? cell : cell + 1;
    default:
      return row === 0 ? cell : cell - width;
  }
}

export interface GridSpec extends Size {
  readonly name: string;
  /** The four directions in the env's own order. */
  readonly actionNames: readonly string[];
  readonly maxEpisodeSteps: number;
  readonly transitions: Transitions;
  readonly blocked: ReadonlySet<number>;
  /** One character a cell, in a GridScope's alphabet. */
  readonly cells: string;
  /** The same for a text picture, in the env's own alphabet; `cells` where it is left out. */
  readonly picture?: string;
  /** Copies of the map, of which the states are: 2 where what an agent holds matters. @default 1 */
  readonly planes?: number;
  /** An observation is one-hot over the states, (x, y) and the plane, all from 0 to 1, or what is to be seen around. */
  readonly observation: 'one-hot' | 'xy' | GridView;
  readonly noise?: RewardNoise;
}

/** What an agent sees of a grid world that it does not know as a whole. */
export interface GridView {
  readonly space: Omit<ObservationSpace, 'states'>;
  observe(state: number, into: Float64Array | Float32Array, offset: number): void;
}

/** A grid world as a table with observations, pictures and scope. */
export function gridTable(spec: GridSpec): TableSpec {
  const { width, height, cells, picture = spec.cells, planes = 1, observation } = spec;
  const area = width * height;
  const states = area * planes;
  const size = observation === 'xy' ? 1 + planes : states;
  const observationSpace: ObservationSpace =
    typeof observation === 'object'
      ? { ...observation.space, states }
      : { size, low: Array<number>(size).fill(0), high: Array<number>(size).fill(1), states };
  const unit = { x: 1 / Math.max(1, width - 1), y: 1 / Math.max(1, height - 1) };
  return {
    ...spec,
    observationSpace,
    observe(state, into, offset) {
      if (typeof observation === 'object') observation.observe(state, into, offset);
      else if (observation === 'xy') {
        const plane = Math.floor(state / area);
        const row = Math.floor((state - plane * area) / width);
        into[offset] = (state - plane * area - row * width) * unit.x;
        into[offset + 1] = row * unit.y;
        if (planes > 1) into[offset + 2] = plane;
      } else {
        into.fill(0, offset, offset + states);
        into[offset + state] = 1;
      }
    },
    render: (env) =>
      Array.from({ length: height }, (_, row) => {
        const text = picture.slice(row * width, (row + 1) * width);
        const column = (env.state % area) - row * width;
        return column < 0 || column >= width ? text : `${text.slice(0, column)}@${text.slice(column + 1)}`;
      }),
    scope: (env): GridScope => ({
      kind: 'grid',
      width,
      height,
      cells,
      values: Array<number>(area).fill(Number.NaN),
      policy: Array<number>(area).fill(-1),
      visits: Array<number>(area).fill(0),
      agent: env.state % area,
      ...(env.state >= area && { firstState: env.state - (env.state % area) }),
      qError: null,
      regret: null,
    }),
  };
}

import type { Stream } from '../../core/random.js';

export interface GraphOptions {
  /** The entities stand on a grid of so many columns and rows. */
  readonly columns: number;
  readonly rows: number;
  /** Relations that lead a fixed way over the grid. */
  readonly translations: number;
  /** Relations that mirror the grid; each is its own inverse. */
  readonly mirrors: number;
  readonly testPart: number;
}

/** Head, relation, tail. */
export type Triple = readonly [head: number, relation: number, tail: number];

export interface Graph {
  readonly entities: number;
  /** Translations first, then mirrors. */
  readonly relations: number;
  readonly train: readonly Triple[];
  readonly test: readonly Triple[];
  /** The row of the grid on which an entity stands. */
  readonly rowOf: Int32Array;
}

/** Longest way of a translation, in columns or rows. */
const REACH = 3;

/**
 * A graph in which every relation is known: entities stand on a grid in drawn order; a translation leads from each
 * entity to the one a fixed number of columns and rows away, if there is one; a mirror leads to the entity at the mirrored
 * place (left and right, then top and bottom, in turn). A vector can be the way of a translation, but none is a mirror's.
 */
export function makeGraph(options: GraphOptions, stream: Stream): Graph {
  const { columns, rows, translations, mirrors, testPart } = options;
  const entities = columns * rows;
  const at = stream.shuffle(Int32Array.from({ length: entities }, (_, i) => i));
  const rowOf = new Int32Array(entities);
  at.forEach((entity, place) => {
    rowOf[entity] = Math.floor(place / columns);
  });
  const ways = drawWays(options, stream);
  const triples: Triple[] = [];
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const head = at[y * columns + x]!;
      ways.forEach(([dx, dy], relation) => {
        const [toX, toY] = [x + dx, y + dy];
        if (toX >= 0 && toX < columns && toY >= 0 && toY < rows)
          triples.push([head, relation, at[toY * columns + toX]!]);
      });
      for (let m = 0; m < mirrors; m++) {
        const place = m % 2 === 0 ? y * columns + (columns - 1 - x) : (rows - 1 - y) * columns + x;
        if (at[place] !== head) triples.push([head, translations + m, at[place]!]);
      }
    }
  const order = stream.shuffle(Int32Array.from(triples.keys()));
  const tested = Math.min(triples.length - 1, Math.max(1, Math.round(triples.length * testPart)));
  const pick = (from: number, to: number) => Array.from(order.subarray(from, to), (i) => triples[i]!);
  return {
    entities,
    relations: translations + mirrors,
    test: pick(0, tested),
    train: pick(tested, triples.length),
    rowOf,
  };
}

type Way = readonly [columns: number, rows: number];

/** All ways other than staying that some entity of the grid can go. */
export function waysOver(columns: number, rows: number): readonly Way[] {
  const ways: Way[] = [];
  for (let dy = -REACH; dy <= REACH; dy++)
    for (let dx = -REACH; dx <= REACH; dx++)
      if ((dx !== 0 || dy !== 0) && Math.abs(dx) < columns && Math.abs(dy) < rows) ways.push([dx, dy]);
  return ways;
}

function drawWays({ columns, rows, translations }: GraphOptions, stream: Stream): readonly Way[] {
  const all = waysOver(columns, rows);
  const order = stream.shuffle(Int32Array.from(all.keys()));
  return Array.from(order.subarray(0, translations), (i) => all[i]!);
}

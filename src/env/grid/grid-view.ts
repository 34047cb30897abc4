import type { GridView } from './grid-table.js';
import type { Layout } from './layout.js';

/** What each channel of a view shows; beyond the map there is wall. */
const channels: readonly ((character: string) => boolean)[] = [
  (character) => character === '#',
  (character) => /[G1-9]/.test(character),
  (character) => character === 'X',
  (character) => character === 'k',
  (character) => character === 'D',
];

/**
 * The cells up to `radius` away in each direction, the agent in the middle, with a channel each for walls, goals, pits, keys
 * and doors; in a map with a key one more, all 1 for whom has it. Cells that look alike are told apart by memory only.
 */
export function gridView({ cells, width, height }: Layout, radius: number): GridView {
  const side = 2 * radius + 1;
  const hasKey = cells.includes('k');
  const depth = channels.length + (hasKey ? 1 : 0);
  const size = side * side * depth;
  const area = width * height;
  return {
    space: {
      size,
      low: Array<number>(size).fill(0),
      high: Array<number>(size).fill(1),
      shape: [side, side, depth],
      binary: true,
      hidden: true,
    },
    observe(state, into, offset) {
      const holds = state >= area;
      const cell = state % area;
      const row = Math.floor(cell / width);
      const column = cell - row * width;
      for (let y = 0; y < side; y++) {
        for (let x = 0; x < side; x++) {
          const r = row + y - radius;
          const c = column + x - radius;
          const inside = r >= 0 && r < height && c >= 0 && c < width;
          const character = inside ? cells.charAt(r * width + c) : '#';
          const at = offset + (y * side + x) * depth;
          for (let k = 0; k < channels.length; k++) {
            // Who holds the key sees none.
            into[at + k] = channels[k]!(character) && !(holds && character === 'k') ? 1 : 0;
          }
          if (hasKey) into[at + channels.length] = holds ? 1 : 0;
        }
      }
    },
  };
}

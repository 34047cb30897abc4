import { UserError } from '../../core/errors.js';

/** Weights that a table of tiles may have at most, over all actions: 400 MB. */
const MOST_WEIGHTS = 5e7;

/**
 * Tile coding (Sutton and Barto 2018, section 9.5.4): several grids over the observations, each shifted by a part of a tile,
 * so that an observation is the set of the tiles that it lies in, one of each grid. Grid i is shifted by i, 3i, 5i ... times
 * tile / tilings along the components (Miller and Glanz 1996), which spreads the shifts evenly.
 */
export class TileCoder {
  readonly tilings: number;
  /** Tiles of all grids. */
  readonly size: number;
  readonly #tiles: number;
  readonly #low: readonly number[];
  readonly #scale: Float64Array;

  /** Each component is cut off at its bounds. `tiles` is the number of tiles from one bound to the other. */
  constructor(low: readonly number[], high: readonly number[], tilings: number, tiles: number) {
    this.tilings = tilings;
    this.#tiles = tiles;
    this.#low = low;
    this.#scale = Float64Array.from(low, (from, i) => tiles / (high[i]! - from));
    // A shifted grid needs one more tile a component to cover the range.
    this.size = low.reduce((size) => size * (tiles + 1), tilings);
  }

  /** Writes the numbers of the active tiles, one of each grid. */
  active(observation: ArrayLike<number>, into: Int32Array): void {
    const { tilings } = this;
    const side = this.#tiles + 1;
    for (let grid = 0; grid < tilings; grid++) {
      let tile = grid;
      for (let i = 0; i < this.#low.length; i++) {
        const place = (observation[i]! - this.#low[i]!) * this.#scale[i]!;
        const shift = ((grid * (2 * i + 1)) % tilings) / tilings;
        tile = tile * side + Math.floor(Math.max(0, Math.min(this.#tiles, place)) + shift);
      }
      into[grid] = tile;
    }
  }
}

/** Throws a {@link UserError} where a component has no bounds, or where there would be too many weights. */
export function checkTiles(
  env: { readonly name: string },
  {
    low,
    high,
    tilings,
    tiles,
    size,
  }: { low: readonly number[]; high: readonly number[]; tilings: number; tiles: number; size: number },
  actions: number,
): void {
  for (const [name, bounds] of Object.entries({ low, high })) {
    if (bounds.length === size) continue;
    throw new UserError({
      path: `agent.${name}`,
      message: "must have one number for each component of the env's observation",
      given: `${bounds.length} numbers`,
      allowed: `${size} numbers, or none`,
    });
  }
  const endless = low.findIndex((from, i) => !(Number.isFinite(from) && Number.isFinite(high[i]) && from < high[i]!));
  if (endless >= 0) {
    throw new UserError({
      path: 'agent.low',
      message: `tiles need finite bounds, and component ${endless} of ${env.name}'s observation has none`,
      given: `${low[endless]} to ${high[endless]}`,
      allowed: `agent.low and agent.high with ${low.length} numbers each`,
    });
  }
  const weights = low.reduce((size) => size * (tiles + 1), tilings * actions);
  if (weights > MOST_WEIGHTS) {
    throw new UserError({
      path: 'agent.tiles',
      message: `makes ${weights.toExponential(1)} weights for ${low.length} components of the observation`,
      given: String(tiles),
      allowed: `so many that tilings (tiles + 1)^${low.length} actions is at most ${MOST_WEIGHTS.toExponential(0)}`,
    });
  }
}

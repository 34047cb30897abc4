import type { Tensor } from '../tensor.js';

/**
 * Counts ReLU units that fire for no row: dead for as long as their inputs stay as they are, since no gradient reaches them
 * (Maas et al. 2013). It looks only between {@link start} and {@link share}, and changes nothing.
 */
export class UnitWatch {
  /** Whether it looks. */
  on = false;
  /** By layer: whether each unit has fired. */
  readonly #fired: Uint8Array[] = [];

  /** Takes in a layer of so many ReLU units; the answer is its number. */
  add(units: number): number {
    return this.#fired.push(new Uint8Array(units)) - 1;
  }

  /** Units of all layers. */
  get size(): number {
    return this.#fired.reduce((sum, fired) => sum + fired.length, 0);
  }

  /** A layer's outputs [N, units]; a layer that is run several times counts once. */
  see(layer: number, outputs: Tensor): void {
    const fired = this.#fired[layer]!;
    const values = outputs.view();
    for (let i = 0, unit = 0; i < values.length; i++) {
      if (values[i]! > 0) fired[unit] = 1;
      if (++unit === fired.length) unit = 0;
    }
  }

  start(): void {
    this.on = true;
    for (const fired of this.#fired) fired.fill(0);
  }

  /** Ends looking; the share of units that have not fired since {@link start}, NaN without any. */
  share(): number {
    this.on = false;
    let dead = 0;
    for (const fired of this.#fired) for (let unit = 0; unit < fired.length; unit++) if (fired[unit] === 0) dead++;
    return dead / this.size;
  }
}

import type { Tensor } from '../tensor.js';

/**
 * Counts ReLU units that fire for no row: dead for as long as their inputs stay as they are, since no gradient reaches them
 * (Maas et al. 2013). Given to a network as its `watch`; it looks only between {@link start} and {@link share}, and changes
 * nothing.
 */
export class UnitWatch {
  #on = false;
  /** By layer: whether each unit has fired. */
  readonly #fired: Uint8Array[] = [];

  /** A layer's outputs [N, units]; a layer that is run several times counts once. */
  readonly see = (layer: number, outputs: Tensor): void => {
    if (!this.#on) return;
    const units = outputs.shape[1]!;
    const values = outputs.view();
    const fired = this.#fired[layer] ?? new Uint8Array(units);
    this.#fired[layer] = fired;
    for (let i = 0, unit = 0; i < values.length; i++) {
      if (values[i]! > 0) fired[unit] = 1;
      if (++unit === units) unit = 0;
    }
  };

  start(): void {
    this.#on = true;
    for (const fired of this.#fired) fired?.fill(0);
  }

  /** Ends looking; the share of dead units over all layers, NaN without any. */
  share(): number {
    this.#on = false;
    let dead = 0;
    let all = 0;
    for (const fired of this.#fired) {
      if (fired === undefined) continue;
      for (let unit = 0; unit < fired.length; unit++) if (fired[unit] === 0) dead++;
      all += fired.length;
    }
    return dead / all;
  }
}

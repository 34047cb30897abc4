import type { Tensor } from '../engine.js';
import type { Convolution } from './filter-figures.js';

/**
 * Counts ReLU units that fire for no row: dead for as long as their inputs stay as they are, since no gradient reaches them
 * (Maas et al. 2013), and keeps what networks give. It looks only between {@link start} and {@link share}, and changes
 * nothing.
 */
export class UnitWatch {
  /** Whether it looks. */
  on = false;
  /** By layer: whether each unit has fired. */
  readonly #fired: Uint8Array[] = [];
  readonly #names: string[] = [];
  readonly #given: { readonly network: string; readonly outputs: Tensor }[] = [];

  readonly #convolved = new Map<string, Convolution>();

  /** Takes in a layer of so many ReLU units; the answer is its number. */
  add(units: number, name = ''): number {
    this.#names.push(name);
    return this.#fired.push(new Uint8Array(units)) - 1;
  }

  /** Units of all layers. */
  get size(): number {
    return this.#fired.reduce((sum, fired) => sum + fired.length, 0);
  }

  /** A layer's outputs [N, units]; a layer that is run several times counts once. */
  see(layer: number, outputs: Tensor): void {
    const fired = this.#fired[layer]!;
    const { engine, ptr, size } = outputs;
    engine.untracked(() => {
      // Nothing is below 0, so that a sum is above it where one of its summands is.
      const sums = engine.tensor([fired.length]);
      engine.kernels.sumColumns(ptr, sums.ptr, size / fired.length, fired.length, 0);
      sums.view().forEach((sum, unit) => {
        if (sum > 0) fired[unit] = 1;
      });
    });
  }

  /** Outputs [N, units] of a network's last layer. */
  gave(network: string, outputs: Tensor): void {
    this.#given.push({ network, outputs });
  }

  /**
   * What the network that ran first since {@link start} gave, pass by pass; those after it may stand on it. Only before the
   * engine's next reset.
   */
  given(): readonly Tensor[] {
    const first = this.#given[0]?.network;
    return this.#given.filter(({ network }) => network === first).map(({ outputs }) => outputs);
  }

  /** What a convolution gave; of several passes the first. Only before the engine's next reset. */
  convolved(convolution: Convolution): void {
    if (!this.#convolved.has(convolution.name)) this.#convolved.set(convolution.name, convolution);
  }

  /** Convolutions since {@link start}, in order. */
  convolutions(): readonly Convolution[] {
    return [...this.#convolved.values()];
  }

  start(): void {
    this.on = true;
    this.#convolved.clear();
    this.#given.length = 0;
    for (const fired of this.#fired) fired.fill(0);
  }

  /** Ends looking; the share of units that have not fired since {@link start}, NaN without any. */
  share(): number {
    this.on = false;
    let dead = 0;
    for (const fired of this.#fired) dead += silent(fired);
    return dead / this.size;
  }

  /** The share by layer, of layers that were added with a name. */
  shares(): ReadonlyMap<string, number> {
    return new Map(this.#names.map((name, layer) => [name, silent(this.#fired[layer]!) / this.#fired[layer]!.length]));
  }
}

function silent(fired: Uint8Array): number {
  let count = 0;
  for (let unit = 0; unit < fired.length; unit++) if (fired[unit] === 0) count++;
  return count;
}

import { histogramOf } from '../../core/histogram.js';
import type { NamedArrays } from '../../core/learner.js';
import type { LayerFigures } from '../../core/scope.js';
import type { ParameterSet } from './parameters.js';

/** Gradients of a layer that are looked at; of more, evenly taken ones. */
const MOST = 2048;
const BARS = 8;

/** What one update does to each layer of a set of parameters. It changes nothing, and takes memory only while it looks. */
export class LayerWatch {
  readonly #parameters: ParameterSet;
  #before: NamedArrays = new Map();

  constructor(parameters: ParameterSet) {
    this.#parameters = parameters;
  }

  /** Before the step of the optimiser. */
  before(): void {
    this.#before = new Map([...this.#parameters.byName()].map(([name, values]) => [name, values.slice()]));
  }

  /** After it; `norm` is the length of the gradient before clipping. */
  after(norm: number): LayerFigures[] {
    const parameters = this.#parameters;
    // Clipping has shortened the gradients where they stand.
    const clipped = parameters.gradNorm();
    const factor = clipped > 0 && Number.isFinite(norm / clipped) ? norm / clipped : 1;
    const dead = parameters.units.shares();
    const figures = [...layersOf(parameters)].map(([name, members]): LayerFigures => {
      const sizes = this.#sizes(members, factor);
      return {
        name,
        median: quantile(sizes, 0.5),
        high: quantile(sizes, 0.99),
        spread: histogramOf(name, sizes, BARS)?.counts ?? [],
        dead: dead.get(name) ?? null,
        ratio: this.#ratio(members),
      };
    });
    this.#before = new Map();
    return figures;
  }

  /** Sizes of the gradients of these parameters, sorted. */
  #sizes(members: readonly string[], factor: number): Float64Array {
    const tensors = members.map((name) => this.#parameters.tensors().get(name)!);
    const count = tensors.reduce((sum, { size }) => sum + size, 0);
    // Odd, so that it goes over all columns of a table.
    const stride = count > MOST ? Math.ceil(count / MOST) | 1 : 1;
    const sizes = new Float64Array(Math.ceil(count / stride));
    let [taken, from] = [0, 0];
    for (const tensor of tensors) {
      const gradient = tensor.gradView();
      for (; taken * stride < from + tensor.size; taken++)
        sizes[taken] = Math.abs(gradient[taken * stride - from]!) * factor;
      from += tensor.size;
    }
    return sizes.sort();
  }

  #ratio(members: readonly string[]): number {
    let [moved, length] = [0, 0];
    for (const name of members) {
      const now = this.#parameters.tensors().get(name)!.view();
      const before = this.#before.get(name)!;
      for (let i = 0; i < now.length; i++) {
        moved += (now[i]! - before[i]!) * (now[i]! - before[i]!);
        length += before[i]! * before[i]!;
      }
    }
    return length === 0 ? Number.NaN : Math.sqrt(moved / length);
  }
}

/** Names of parameters by layer: `mlp.0.weight` and `mlp.0.bias` are `mlp.0`, and so are the parts of a norm or of noise. */
function layersOf(parameters: ParameterSet): ReadonlyMap<string, readonly string[]> {
  const layers = new Map<string, string[]>();
  for (const name of parameters.tensors().keys()) {
    const layer = name.replace(/\.(?:weight|bias|gain|shift|weightDeviation|biasDeviation)$/, '');
    layers.set(layer, [...(layers.get(layer) ?? []), name]);
  }
  return layers;
}

/** The value below which the share `q` of sorted values lies, of those that are there. */
function quantile(sorted: Float64Array, q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]!;
}

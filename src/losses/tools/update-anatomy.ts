import { histogramOf } from '../../core/histogram.js';
import type { Anatomy, FilterFigures, Scope } from '../../core/scope.js';
import type { Tensor } from '../../tensor/engine.js';
import { filterFigures } from '../../tensor/nn/filter-figures.js';
import { LayerWatch } from '../../tensor/nn/layer-watch.js';
import type { ParameterSet } from '../../tensor/nn/parameters.js';
import type { LossDefinition } from '../kit/definition.js';

/** Fractions of the budget from which on an evaluation asks for a first anatomy, and for another. */
const HALF = 0.5;
const LATE = 0.9;

/** One evaluation of the loss within an update. */
interface Call {
  readonly loss: LossDefinition;
  readonly inputs: Parameters<LossDefinition['compute']>[0];
  readonly params: Parameters<LossDefinition['compute']>[1];
}

/**
 * Takes single updates of a network apart: the loss and the pull of each example, and what happens to each layer. It looks
 * at the next update after a picture was asked for, and at what a learner wants to have for a picture that nobody has asked
 * for yet; any other update costs a comparison. What it looks at is computed as it would have been: it draws no number and
 * gives back all memory of the step that it takes.
 *
 * Within an update, {@link begin} comes before the forward pass, {@link between} between loss and optimiser, {@link end}
 * after the optimiser and before the engine's reset.
 */
export class Anatomist {
  readonly #parameters: ParameterSet;
  readonly #layers: LayerWatch;
  #wanted = false;
  #looking = false;
  /** Whether the update that was begun last is looked at. */
  #looked = false;
  #calls: Call[] = [];
  #outputs: readonly Tensor[] = [];
  #values: Float64Array | null = null;
  #filters: readonly FilterFigures[] = [];
  #last: Anatomy | null = null;

  constructor(parameters: ParameterSet) {
    this.#parameters = parameters;
    this.#layers = new LayerWatch(parameters);
  }

  /**
   * An evaluation at a fraction 0..1 of the budget. Some have the next update looked at although nobody has asked: a run that
   * has ended has one to show.
   */
  evaluated(progress: number): void {
    if (progress >= (this.#last === null ? HALF : LATE)) this.#wanted = true;
  }

  /** The picture with the last anatomy; `apart` has the next update give another. */
  join(picture: Scope | null, apart = true): Scope | null {
    this.#wanted ||= apart;
    return picture === null || this.#last === null ? picture : { ...picture, anatomy: this.#last };
  }

  /** The loss, which tells what it is called with in an update that is looked at. Build the learner on it. */
  listen<L extends LossDefinition>(loss: L): L {
    const value: LossDefinition['compute'] = (inputs, params) => {
      if (this.#looking) this.#calls.push({ loss, inputs, params });
      return loss.compute(inputs, params);
    };
    return Object.create(loss, { compute: { value, enumerable: true } }) as L;
  }

  /** `always` looks although nobody has asked: a run that has ended shows its last update. */
  begin(always = false): void {
    this.#looking = this.#wanted || always;
    this.#looked = this.#looking;
    if (!this.#looking) return;
    this.#wanted = false;
    this.#calls = [];
    this.#parameters.units.start();
  }

  /** `outputs` have a row an example; by default those of the network that ran first. */
  between(outputs?: readonly Tensor[]): void {
    if (!this.#looking) return;
    const { engine, units } = this.#parameters;
    units.on = false;
    this.#outputs = outputs ?? units.given();
    this.#filters = units.convolutions().map(filterFigures);
    try {
      this.#values = engine.untracked(() => valuesOf(this.#calls));
    } catch {
      // A loss of a plug-in may offer the reduction none and not keep its word: looking at a run must not end it.
      this.#values = null;
    }
    this.#layers.before();
  }

  /** `norm` is the length of the gradient before clipping. */
  end(step: number, norm: number): void {
    if (!this.#looking) return;
    this.#looking = false;
    const values = this.#values;
    this.#last = {
      step,
      losses: values && histogramOf(`loss (${this.#calls[0]!.loss.name})`, values),
      weights: histogramOf('gradient weight', this.#pulls()),
      layers: this.#layers.after(norm),
      ...(this.#filters.length > 0 && { filters: this.#filters }),
    };
    this.#calls = [];
    this.#outputs = [];
    this.#values = null;
  }

  /**
   * After {@link end}: the forward pass and the step of another network in the same update, such as a critic's. `update`
   * returns the length of its gradient before clipping; the layers stand behind the others.
   */
  beside(parameters: ParameterSet, update: () => number): void {
    if (!this.#looked || this.#last === null) {
      update();
      return;
    }
    const watch = new LayerWatch(parameters);
    watch.before();
    parameters.units.start();
    const norm = update();
    parameters.units.on = false;
    this.#last = { ...this.#last, layers: [...this.#last.layers, ...watch.after(norm)] };
    this.#looked = false;
  }

  /** How hard each example pulls at the outputs, or where no network gave any, at what the loss compares. */
  #pulls(): Float64Array {
    const compared = this.#compared();
    const reached = (x: Tensor) => x.requiresGrad && x.gradPtr !== 0;
    const outputs = this.#outputs.filter(reached);
    const tensors = outputs.length > 0 ? outputs : compared.filter(reached);
    const lengths = rowLengths(tensors, compared.length === 1 ? compared[0]! : null);
    if (this.#calls[0]?.params.reduction === 'sum') return lengths;
    return lengths.map((length) => length * lengths.length);
  }

  /** The tensors that the loss sends gradients to, parameters of its own left out. */
  #compared(): readonly Tensor[] {
    const own = new Set(this.#parameters.tensors().values());
    const found = new Set<Tensor>();
    for (const { loss, inputs } of this.#calls) {
      for (const [name, { learned }] of Object.entries(loss.inputs)) {
        const input = inputs[name];
        if (learned && input !== undefined && 'gradPtr' in input && input.requiresGrad && !own.has(input))
          found.add(input);
      }
    }
    return [...found];
  }
}

/** The unreduced values of the calls; null where the loss has none, or one for the whole batch. */
function valuesOf(calls: readonly Call[]): Float64Array | null {
  const all: number[] = [];
  for (const { loss, inputs, params } of calls) {
    const spec = loss.params.reduction;
    if (spec?.kind !== 'choice' || !spec.options.includes('none')) return null;
    const { value } = loss.compute(inputs, { ...params, reduction: 'none' });
    if (value.shape.length === 0) return null;
    for (const one of value.view()) all.push(one);
  }
  return all.length === 0 ? null : Float64Array.from(all);
}

/**
 * The length of the gradient of each example. Examples are the rows of `compared`, what the loss compares, where the tensors
 * are made of as many; tensors of equal rows are several outputs of each example; otherwise each row is one.
 */
function rowLengths(tensors: readonly Tensor[], compared: Tensor | null): Float64Array {
  const rowsOf = ({ shape, size }: Tensor) => (shape.length < 2 ? size : size / shape.at(-1)!);
  const total = tensors.reduce((sum, x) => sum + rowsOf(x), 0);
  const size = tensors.reduce((sum, x) => sum + x.size, 0);
  if (compared !== null && (compared.size === size || rowsOf(compared) === total)) {
    const lengths = new Float64Array(rowsOf(compared));
    let at = 0;
    for (const x of tensors)
      for (const g of x.gradView()) lengths[Math.floor((at++ * lengths.length) / size)]! += g * g;
    return lengths.map(Math.sqrt);
  }
  const first = tensors[0] === undefined ? 0 : rowsOf(tensors[0]);
  const paired = tensors.every((x) => rowsOf(x) === first);
  const lengths = new Float64Array(paired ? first : total);
  let from = 0;
  for (const x of tensors) {
    const rows = rowsOf(x);
    x.gradView().forEach((g, i) => {
      lengths[from + Math.floor((i * rows) / x.size)]! += g * g;
    });
    if (!paired) from += rows;
  }
  return lengths.map(Math.sqrt);
}

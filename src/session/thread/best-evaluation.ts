import type { MetricSpec } from '../../core/learner.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { BestEvaluation } from '../../store/result.js';

/**
 * The evaluation with the best value of the metric in focus; of equal ones the first. Shown every point, in order, it looks at
 * the last one before each evaluation.
 */
export class BestOf {
  best: BestEvaluation | null = null;
  readonly #focus: string;
  readonly #every: number;
  readonly #steps: number;
  #id = -1;
  #better: MetricSpec['better'] = 'neither';
  #value = Number.NaN;
  /** Step of the evaluation to which the last point belongs. */
  #at = 0;

  constructor({ focus, evaluateEvery, steps }: Pick<Scenario, 'focus' | 'evaluateEvery' | 'steps'>) {
    this.#focus = focus;
    this.#every = evaluateEvery;
    this.#steps = steps;
  }

  define(id: number, { name, better }: Pick<MetricSpec, 'name' | 'better'>): void {
    if (name !== this.#focus || better === 'neither') return;
    this.#id = id;
    this.#better = better;
  }

  point(id: number, step: number, value: number): void {
    if (id !== this.#id) return;
    this.#value = value;
    this.#at = Math.min(Math.ceil(step / this.#every) * this.#every, this.#steps);
  }

  /** An evaluation is over: true where it is the best so far. */
  evaluated(step: number): boolean {
    const value = this.#value;
    if (this.#at !== step || Number.isNaN(value)) return false;
    const { best } = this;
    if (best !== null && !(this.#better === 'higher' ? value > best.value : value < best.value)) return false;
    this.best = { metric: this.#focus, value, step };
    return true;
  }

  /** All points until `step` have been shown again. */
  recalled(step: number): void {
    if (this.#at > 0 && this.#at <= step) this.evaluated(this.#at);
  }

  /** Shows points that were recorded before; {@link evaluated} need not be called between them. */
  recall(id: number, step: number, value: number): void {
    if (id !== this.#id) return;
    const before = this.#at;
    const after = Math.min(Math.ceil(step / this.#every) * this.#every, this.#steps);
    if (after > before && before > 0) this.evaluated(before);
    this.point(id, step, value);
  }
}

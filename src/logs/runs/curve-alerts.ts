import type { MetricSpec } from '../../core/learner.js';
import type { Alert } from '../../train/alerts/alert.js';

/** Points before anything is said of a curve but that it is not finite. */
const FEWEST = 20;
/** A point so many mean deviations from the running mean is a spike, if it is at least half of the mean away too. */
const SPIKE = 12;
const APART = 0.5;
/** Weight of a new point in the running mean and deviation. */
const NEW = 0.05;
/** Points before a curve can be said to stand still, and the part of them without a better mean. */
const LONG = 200;
const STILL = 0.6;
/** A curve that came so much of its start further has learned something: standing still is then how training ends. */
const LEARNED = 0.05;

type Found = Omit<Alert, 'step' | 'kind'>;

/**
 * What looks wrong in one curve of a training of which nothing is known but its points, in their order: a value that is
 * not finite, a spike, no progress. Each is told once.
 */
export class CurveWatch {
  readonly #name: string;
  /** 1 where lower is better, -1 where higher is; 0 where neither is. */
  readonly #sign: number;
  readonly #told = new Set<string>();
  #points = 0;
  #mean = Number.NaN;
  #deviation = 0;
  #first = Number.NaN;
  #best = Number.NaN;
  #bestAt = 0;
  #bestStep = 0;

  constructor({ name, better }: Pick<MetricSpec, 'name' | 'better'>) {
    this.#name = name;
    this.#sign = better === 'lower' ? 1 : better === 'higher' ? -1 : 0;
  }

  /** What the point shows; null for nothing new. */
  point(step: number, value: number): Alert | null {
    if (!Number.isFinite(value)) return this.#tell('not-finite', step, () => this.#notFinite(value));
    const spike = this.#isSpike(value);
    const told = spike ? this.#tell('spike', step, () => this.#spike(value)) : null;
    this.#take(step, value);
    return told ?? (this.#isStill() ? this.#tell('plateau', step, () => this.#plateau()) : null);
  }

  #take(step: number, value: number): void {
    const weight = Math.max(NEW, 1 / ++this.#points);
    const before = Number.isNaN(this.#mean) ? value : this.#mean;
    this.#deviation += weight * (Math.abs(value - before) - this.#deviation);
    this.#mean = before + weight * (value - before);
    if (this.#points < FEWEST) return;
    if (Number.isNaN(this.#first)) this.#first = this.#mean;
    const gain = this.#sign * (this.#best - this.#mean);
    if (gain > 0.005 * Math.abs(this.#first) || Number.isNaN(this.#best)) {
      this.#best = this.#mean;
      this.#bestAt = this.#points;
      this.#bestStep = step;
    }
  }

  #isSpike(value: number): boolean {
    const away = Math.abs(value - this.#mean);
    return this.#points >= FEWEST && away > SPIKE * this.#deviation && away > APART * Math.abs(this.#mean);
  }

  #isStill(): boolean {
    if (this.#sign === 0 || this.#points < LONG || this.#points - this.#bestAt < STILL * this.#points) return false;
    return this.#sign * (this.#first - this.#best) <= LEARNED * Math.abs(this.#first);
  }

  #tell(kind: string, step: number, found: () => Found): Alert | null {
    if (this.#told.has(kind)) return null;
    this.#told.add(kind);
    return { step, kind, ...found() };
  }

  #notFinite(value: number): Found {
    const before = Number.isNaN(this.#mean) ? '' : `, around ${figure(this.#mean)} before`;
    return {
      level: 'error',
      text: `${this.#name} is ${Number.isNaN(value) ? 'NaN' : value > 0 ? 'infinite' : '-infinite'}${before}`,
      cause: 'An overflow, a logarithm or root of a negative number, or a division by zero',
      advice: 'Try a smaller learning rate, clip gradients, look at the batch of this step',
    };
  }

  #spike(value: number): Found {
    return {
      level: 'warning',
      text: `${this.#name} jumps to ${figure(value)} from around ${figure(this.#mean)}`,
      cause: 'A batch unlike the others, or a step that was too large',
      advice: 'Clip gradients, or try a smaller learning rate',
    };
  }

  #plateau(): Found {
    return {
      level: 'warning',
      text: `no progress: ${this.#name} is around ${figure(this.#mean)}, at the start ${figure(this.#first)}; no better since step ${this.#bestStep}`,
      cause: 'The steps are far too small or too large, or the inputs do not tell what is asked for',
      advice: 'Try learning rates ten times smaller and ten times larger',
    };
  }
}

const figure = (value: number): string => String(Number(value.toPrecision(3)));

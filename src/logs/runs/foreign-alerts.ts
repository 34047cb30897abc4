import type { Scenario } from '../../scenario/scenario.js';
import type { Alert } from '../../train/alerts/alert.js';
import { AlertWatch } from '../../train/alerts/alert-watch.js';
import { divergence } from '../../train/alerts/divergence.js';
import { explodingGradient } from '../../train/alerts/exploding-gradient.js';

/** Detectors that need nothing but the curves: no settings and no budget. */
const DETECTORS = [divergence, explodingGradient];

/** Looks for trouble in the curves of another program, whose metrics it knows by their names: `train/Loss` is a loss. */
export class ForeignAlerts {
  readonly #watch: AlertWatch;
  #metrics = 0;

  constructor(scenario: Scenario) {
    this.#watch = new AlertWatch(scenario, DETECTORS);
  }

  /** What its points are shown under; see {@link point}. */
  define(metric: string): number {
    const id = this.#metrics++;
    this.#watch.define(id, ourName(metric));
    return id;
  }

  point(id: number, x: number, value: number): readonly Alert[] {
    this.#watch.point(id, x, value);
    return this.#watch.take();
  }
}

/** What we call a metric: the last part of its path, in lower case and without blanks. */
function ourName(metric: string): string {
  const last = metric
    .slice(metric.lastIndexOf('/') + 1)
    .toLowerCase()
    .replaceAll(/[\s.-]+/g, '_');
  if (/^(?:total_)?(?:grad|gradient|g)_?norm(?:_total)?$/.test(last)) return 'grad_norm';
  return /(?:^|_)loss_|logloss$|^trl$|^tel$/.test(last) ? `${last}_loss` : last;
}

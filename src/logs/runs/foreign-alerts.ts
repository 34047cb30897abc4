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
  readonly #ids = new Map<string, number>();

  constructor(scenario: Scenario) {
    this.#watch = new AlertWatch(scenario, DETECTORS);
  }

  point(metric: string, x: number, value: number): readonly Alert[] {
    let id = this.#ids.get(metric);
    if (id === undefined) {
      id = this.#ids.size;
      this.#ids.set(metric, id);
      this.#watch.define(id, ourName(metric));
    }
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

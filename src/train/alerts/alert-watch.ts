import type { Scenario } from '../../scenario/scenario.js';
import type { Alert } from './alert.js';
import type { Detector, See } from './detector.js';
import { detectors } from './registry.js';

/**
 * Shows every point of one run to the detectors and gathers what they find. Without a point that concerns a detector it
 * costs a look into an array. What it remembers is not saved: whoever goes on with a run shows it the recorded points again.
 */
export class AlertWatch {
  readonly #watches;
  /** By metric id: who looks at it. Undefined for a metric that is not defined yet, null for one that nobody looks at. */
  readonly #lookouts: (readonly Lookout[] | null)[] = [];
  readonly #told = new Set<Detector>();
  /** Points that came before the definition of their metric: id, step, value, id, ... */
  #early: number[] = [];
  #found: Alert[] = [];

  constructor(scenario: Scenario, watchers: readonly Detector[] = detectors) {
    this.#watches = watchers.flatMap((detector) => {
      const watch = detector.watch(scenario);
      return watch === null ? [] : [{ detector, watch }];
    });
  }

  define(id: number, metric: string): void {
    const lookouts = this.#watches.flatMap(({ detector, watch }) => {
      const see = watch(metric);
      return see === null ? [] : [{ detector, see }];
    });
    this.#lookouts[id] = lookouts.length === 0 ? null : lookouts;
    const early = this.#early;
    this.#early = [];
    for (let i = 0; i < early.length; i += 3) this.point(early[i]!, early[i + 1]!, early[i + 2]!);
  }

  point(id: number, step: number, value: number): void {
    const lookouts = this.#lookouts[id];
    if (lookouts === null) return;
    if (lookouts === undefined) this.#early.push(id, step, value);
    else for (let i = 0; i < lookouts.length; i++) this.#show(lookouts[i]!, step, value);
  }

  /** A point of no metric: something that the loop itself has seen. */
  tell(name: string, step: number, value: number): void {
    for (const { detector, watch } of this.#watches) {
      const see = watch(name);
      if (see !== null) this.#show({ detector, see }, step, value);
    }
  }

  /** What was found since the last call, in order. */
  take(): readonly Alert[] {
    if (this.#found.length === 0) return NONE;
    const found = this.#found;
    this.#found = [];
    return found;
  }

  #show({ detector, see }: Lookout, step: number, value: number): void {
    const finding = see(value, step);
    if (finding === null || this.#told.has(detector)) return;
    this.#told.add(detector);
    this.#found.push({ step, kind: detector.kind, ...finding });
  }
}

interface Lookout {
  readonly detector: Detector;
  readonly see: See;
}

const NONE: readonly Alert[] = [];

/** An alert in one line: what was seen and when, why, and what to try. */
export function alertLine({ step, text, cause, advice }: Alert): string {
  return `step ${step}: ${text}. ${cause}. ${advice}.`;
}

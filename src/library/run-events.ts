import type { Scope } from '../core/scope.js';
import type { Session } from '../session/run-view.js';
import type { RunResult } from '../store/result.js';
import type { Alert } from '../train/alerts/alert.js';

/** What happens in a training, in the order in which it was seen. `run` is the run's id. */
export type RunEvent =
  | {
      readonly kind: 'start';
      readonly run: string;
      readonly scenario: string;
      /** Empty for the scenario as written. */
      readonly variant: string;
      readonly seed: number;
      /** Its budget: env steps of an agent, gradient updates of a task. */
      readonly steps: number;
    }
  | {
      readonly kind: 'metric';
      readonly run: string;
      readonly metric: string;
      readonly step: number;
      readonly value: number;
    }
  /** The learner's picture; only of runs that somebody asked to watch. */
  | { readonly kind: 'scope'; readonly run: string; readonly step: number; readonly scope: Scope }
  | { readonly kind: 'alert'; readonly run: string; readonly alert: Alert }
  | {
      readonly kind: 'end';
      readonly run: string;
      readonly result: RunResult;
      /** Metric events that were lost since this program was too busy to take them; the run folder has all points. */
      readonly dropped: number;
    };

/** Drains a session at each call, and tells what is new since the last one: all but `metric` events. */
export function observer(session: Session, tell: (event: RunEvent) => void): () => void {
  const seen = new Map<string, { scope: Scope | null; alerts: number; ended: boolean }>();
  return () => {
    for (const run of session.runs) {
      if (run.status === 'queued' || seen.has(run.id)) continue;
      const { id, scenario, seed, steps } = run;
      tell({ kind: 'start', run: id, scenario: scenario.name, variant: scenario.variant, seed, steps });
      seen.set(id, { scope: null, alerts: 0, ended: false });
    }
    session.drain();
    const results = session.results();
    session.runs.forEach((run, i) => {
      const before = seen.get(run.id);
      if (before === undefined || before.ended) return;
      for (const alert of run.alerts.slice(before.alerts)) tell({ kind: 'alert', run: run.id, alert });
      before.alerts = run.alerts.length;
      if (run.scope !== null && run.scope !== before.scope) {
        before.scope = run.scope;
        tell({ kind: 'scope', run: run.id, step: run.step, scope: run.scope });
      }
      before.ended = run.status !== 'running' && run.status !== 'paused';
      if (before.ended) tell({ kind: 'end', run: run.id, result: results[i]!, dropped: run.dropped });
    });
  };
}

import type { Session } from '../../session/run-view.js';
import type { Alert } from '../../train/alerts/alert.js';

/** One line of the log. */
export interface LogEntry {
  readonly seconds: number | null;
  readonly level: 'info' | 'warning' | 'error';
  readonly run: string | null;
  /** The run as the list calls it; its id where the list does not know it. */
  readonly name: string | null;
  readonly text: string;
  /** Of a line that tells an alert: where it was seen, why that is likely, what to try. */
  readonly alert: Alert | null;
}

/** What happened in the session and what its detectors saw, oldest first. `names` are those of the runs by id. */
export function logEntries(
  { events, runs }: Pick<Session, 'events' | 'runs'>,
  names: ReadonlyMap<string, string>,
): readonly LogEntry[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const told = new Set<Alert>();
  const entries = events.map(({ seconds, level, run, text }): LogEntry => {
    // The session logs an alert in one line with its cause and advice; here they stand apart.
    const alert =
      level === 'warning' && run !== null
        ? (byId.get(run)?.alerts.find((one) => !told.has(one) && text.startsWith(`step ${one.step}: ${one.text}`)) ??
          null)
        : null;
    const name = run === null ? null : (names.get(run) ?? run);
    if (alert === null) return { seconds, level, run, name, text, alert };
    told.add(alert);
    return { seconds, level: alert.level, run, name, text: alert.text, alert };
  });
  // Recorded runs have alerts that no event of this session tells.
  const rest = runs.flatMap((run) =>
    run.alerts
      .filter((alert) => !told.has(alert))
      .map((alert): LogEntry => {
        const name = names.get(run.id) ?? run.id;
        return { seconds: null, level: alert.level, run: run.id, name, text: alert.text, alert };
      }),
  );
  return [...rest, ...entries];
}

export const LOG_LEVELS = ['info', 'warning', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Which lines of the log are shown. */
export interface LogFilter {
  /** The least level that shows. */
  readonly level: LogLevel;
  /** A text that the run's name, its id or the words must have; capitals do not matter. */
  readonly search: string;
}

/** The lines that pass the filter. */
export function passingEntries(log: readonly LogEntry[], { level, search }: LogFilter): readonly LogEntry[] {
  const least = LOG_LEVELS.indexOf(level);
  const wanted = search.toLowerCase();
  if (least === 0 && wanted === '') return log;
  return log.filter(
    (entry) =>
      LOG_LEVELS.indexOf(entry.level) >= least &&
      (wanted === '' || `${entry.name ?? ''} ${entry.run ?? ''} ${entry.text}`.toLowerCase().includes(wanted)),
  );
}

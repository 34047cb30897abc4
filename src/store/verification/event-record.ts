import { join } from 'node:path';
import { readFolderText } from '../../core/regular-file.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Alert } from '../../train/alerts/alert.js';
import { divergence, WEIGHTS } from '../../train/alerts/divergence.js';
import type { RunResult } from '../result.js';

interface RecordedEvent {
  readonly step: number;
  readonly kind: string;
  readonly [detail: string]: unknown;
}

/**
 * Why `events.jsonl` is not the record of a run that has ended as `result` says; null where it is. `alerts` are those that the
 * recorded points give; null when they cannot be known.
 */
export function eventsDoubt(
  folder: string,
  { steps, evaluateEvery }: Scenario,
  result: RunResult,
  alerts: readonly Alert[] | null,
): string | null {
  const events = readEvents(folder);
  if (typeof events === 'string') return events;
  const end = events.at(-1);
  if (end?.kind !== result.status || end.step !== result.steps) {
    return `events.jsonl ends with ${end?.kind ?? 'nothing'} at step ${end?.step ?? 0}, and result.json says ${result.status} at step ${result.steps}`;
  }
  const evaluated = events.filter(({ kind }) => kind === 'evaluated').map(({ step }) => step);
  const due: number[] = [];
  for (let at = Math.min(evaluateEvery, steps); at <= result.steps && due.at(-1) !== steps; ) {
    due.push(at);
    at = Math.min(at + evaluateEvery, steps);
  }
  // A fork may be evaluated more or less often than its parent.
  if (alerts !== null && evaluated.join() !== due.join()) {
    return `events.jsonl has ${evaluated.length} evaluations where ${due.length} were due`;
  }
  const told = events.filter(({ kind }) => kind === 'alert');
  const kept = result.alerts ?? [];
  if (told.length !== kept.length || told.some((event, i) => !isSame(event, kept[i]!))) {
    return 'the alerts of events.jsonl are not those of result.json';
  }
  // Weights are no recorded points.
  const found = told.filter(({ alert, text }) => alert !== divergence.kind || !String(text).startsWith(WEIGHTS));
  if (alerts !== null && (found.length !== alerts.length || found.some((event, i) => !isSame(event, alerts[i]!)))) {
    return 'the alerts of events.jsonl are not those that the recorded points give';
  }
  return null;
}

function isSame({ step, alert, text }: RecordedEvent, one: Alert): boolean {
  return step === one.step && alert === one.kind && text === one.text;
}

/** The events, or why there are none. */
function readEvents(folder: string): readonly RecordedEvent[] | string {
  let text: string;
  try {
    text = readFolderText(join(folder, 'events.jsonl'));
  } catch {
    return 'events.jsonl cannot be read';
  }
  const events: RecordedEvent[] = [];
  for (const [i, line] of text.split('\n').entries()) {
    if (line === '') continue;
    try {
      events.push(JSON.parse(line) as RecordedEvent);
    } catch {
      return `line ${i + 1} of events.jsonl is no event`;
    }
  }
  return events;
}

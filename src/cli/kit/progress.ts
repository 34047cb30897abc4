import { type Line, tone } from '../../report/lines.js';
import { formatCount, formatDuration, formatNumber } from '../../report/numbers.js';
import { variantName } from '../../report/summary.js';
import type { RunView, Session } from '../../session/run-view.js';
import type { Terminal } from './terminal.js';

/** The session is drained this often, so that its rings never fill up. */
const DRAIN_MS = 100;
const LINES_MS = 3000;

/**
 * Follows a session without frames: a line per run at work every few seconds, and one when a run has ended, with the
 * reason if it did not end well. Resolves with `done`: when all runs have ended.
 */
export async function followPlainly(session: Session, terminal: Terminal, done = session.done): Promise<void> {
  const told = new Set<string>();
  let events = 0;
  const tellNews = () => {
    session.drain();
    for (const { level, run, text } of session.events.slice(events)) {
      const own = session.runs.find(({ id }) => id === run);
      const name = own === undefined ? run : nameOf(own);
      if (level === 'warning') terminal.err(name === null ? text : `${name}: ${text}`);
    }
    events = session.events.length;
    for (const run of session.runs.filter((other) => hasEnded(other) && !told.has(other.id))) {
      told.add(run.id);
      terminal.err(endLine(run));
    }
  };
  const draining = setInterval(tellNews, DRAIN_MS);
  const telling = setInterval(() => {
    for (const run of session.runs)
      if (run.status === 'running' || run.status === 'paused') terminal.err(progressLine(run));
  }, LINES_MS);
  try {
    await done;
  } finally {
    clearInterval(draining);
    clearInterval(telling);
  }
  tellNews();
}

function hasEnded({ status }: RunView): boolean {
  return status === 'done' || status === 'failed' || status === 'diverged' || status === 'stopped';
}

function progressLine(run: RunView): Line {
  const percent = Math.floor((100 * run.step) / run.steps);
  return [
    nameOf(run),
    `  ${formatCount(run.step)}/${formatCount(run.steps)}  ${percent}%`,
    run.stepsPerSecond > 0 ? `  ${formatCount(run.stepsPerSecond)} steps/s` : '',
    run.etaSeconds === null ? '' : `  ETA ${formatDuration(run.etaSeconds)}`,
    focusOf(run, '  '),
  ];
}

function endLine(run: RunView): Line {
  return [nameOf(run), '  ', ...howItEnded(run), `  ${formatDuration(run.seconds)}`, focusOf(run, '  ')];
}

/** Reasons of stopped and diverged runs tell the step themselves. */
function howItEnded({ status, reason, step }: RunView): Line {
  switch (status) {
    case 'done':
      return [tone('good', 'done')];
    case 'stopped':
      return [tone('dim', reason ?? 'stopped')];
    case 'diverged':
      return [tone('bad', 'diverged'), reason === null ? '' : `: ${reason}`];
    case 'failed':
      return [tone('bad', 'failed'), ` at step ${formatCount(step)}`, reason === null ? '' : `: ${reason}`];
    default:
      return [status];
  }
}

function nameOf({ scenario, seed }: RunView): string {
  return `${variantName(scenario)} seed ${seed}`;
}

function focusOf({ scenario, series }: RunView, before: string): string {
  const focus = series.get(scenario.focus);
  return focus === undefined || focus.points === 0 ? '' : `${before}${scenario.focus} ${formatNumber(focus.last)}`;
}

import { setTimeout } from 'node:timers/promises';
import { onTestFinished } from 'vitest';
import type { RunView, Session } from '../../src/session/run-view.js';
import { createSession, type PlanEntry, type SessionOptions } from '../../src/session/session.js';
import { linePlugin } from '../train/line.js';

/** A session that knows the task `line` and is closed when the test ends, however it ends. */
export function lineSession(plan: readonly PlanEntry[], options: Partial<SessionOptions> = {}): Session {
  const session = createSession(plan, { workers: 2, out: null, plugins: [linePlugin], ...options });
  onTestFinished(() => session.close());
  return session;
}

/** Drains the session until `condition` holds; the test's own time limit ends a wait in vain. */
export async function until(session: Session, condition: () => boolean): Promise<void> {
  for (session.drain(); !condition(); session.drain()) await setTimeout(2);
}

/** Waits for all runs without draining anything before. */
export async function finished(session: Session): Promise<readonly RunView[]> {
  await session.done;
  session.drain();
  return session.runs;
}

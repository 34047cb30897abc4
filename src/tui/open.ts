import type { Session } from '../run/view.js';
import type { DashboardEnd } from './dashboard.js';
import { enterTerminal } from './terminal.js';
import { colorDepth, makeTheme } from './theme.js';

export interface OpenOptions {
  readonly title: string;
  /** Frames a second at most. @default 15 */
  readonly rate?: number;
}

/**
 * Shows the session on the whole terminal until the user leaves: `quit`, or `interrupt` for Ctrl-C. The terminal is
 * given back whatever happens; the session goes on, and ending it is the caller's part. Rejects when drawing failed.
 */
export async function openDashboard(session: Session, options: OpenOptions): Promise<DashboardEnd> {
  // React's development build, which it takes otherwise, is slower and keeps a record of every render.
  process.env.NODE_ENV ??= 'production';
  const { Dashboard } = await import('./dashboard.js');
  const { stdin, stdout } = process;
  const dashboard = new Dashboard(session, {
    title: options.title,
    theme: makeTheme(colorDepth(process.env)),
    stdin,
    stdout,
    rate: options.rate ?? 15,
    now: () => performance.now(),
  });
  const leave = enterTerminal(stdout, () => dashboard.close());
  stdout.on('resize', dashboard.resize);
  stdout.on('error', dashboard.lost);
  try {
    dashboard.open();
    return await dashboard.ended;
  } finally {
    stdout.off('resize', dashboard.resize);
    leave();
    stdout.off('error', dashboard.lost);
  }
}

import type { Session } from '../run/view.js';
import { initialModel, raiseCurtain } from './curtain.js';
import type { Dashboard, DashboardEnd } from './dashboard.js';
import { Screen } from './screen.js';
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
  const { stdin, stdout } = process;
  const screen = new Screen(stdout);
  let dashboard: Dashboard | null = null;
  const onResize = (): void => dashboard?.resize();
  const onError = (): void => dashboard?.lost();
  stdout.on('resize', onResize);
  stdout.on('error', onError);
  const leave = enterTerminal(stdout, () => dashboard?.close());
  try {
    const model = initialModel(session, options.title, makeTheme(colorDepth(process.env)), screen);
    raiseCurtain(screen, model);
    const module = await import('./dashboard.js');
    dashboard = new module.Dashboard(model, {
      screen,
      stdin,
      rate: options.rate ?? 15,
      now: () => performance.now(),
    });
    dashboard.open();
    return await dashboard.ended;
  } finally {
    leave();
    stdout.off('resize', onResize);
    stdout.off('error', onError);
  }
}

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
  /** Leaves as an interrupt when aborted, also when that happened before. */
  readonly signal?: AbortSignal;
}

/**
 * Shows the session on the whole terminal until the user leaves: `quit`, or `interrupt` for Ctrl-C. The terminal is
 * given back whatever happens; the session goes on, and ending it is the caller's part. Rejects when drawing failed. When
 * a signal took the terminal away and the process lives on, resolves once every run has ended.
 */
export async function openDashboard(session: Session, options: OpenOptions): Promise<DashboardEnd> {
  // React's development build, which it takes otherwise, is slower and keeps a record of every render.
  process.env.NODE_ENV ??= 'production';
  const { stdin, stdout } = process;
  const screen = new Screen(stdout);
  let dashboard: Dashboard | null = null;
  let left = false;
  let end: (how: DashboardEnd) => void = () => {};
  const ended = new Promise<DashboardEnd>((resolve) => {
    end = resolve;
  });
  const onResize = (): void => dashboard?.resize();
  const onError = (): void => dashboard?.lost();
  stdout.on('resize', onResize);
  stdout.on('error', onError);
  // Now rather than when Ink is ready, or keys pressed until then would be echoed onto the first frame.
  stdin.setRawMode?.(true);
  const leave = enterTerminal(stdout, () => {
    left = true;
    dashboard?.close();
    stdin.setRawMode?.(false);
    // A signal leaves what comes to its other listeners; when they end the runs, nobody is to wait for a key.
    void session.done.then(() => end('interrupt'));
  });
  const onAbort = (): void => {
    leave();
    end('interrupt');
  };
  options.signal?.addEventListener('abort', onAbort);
  try {
    if (options.signal?.aborted === true) return 'interrupt';
    const model = initialModel(session, options.title, makeTheme(colorDepth(process.env)), screen);
    raiseCurtain(screen, model);
    const module = await import('./dashboard.js');
    dashboard = new module.Dashboard(model, {
      screen,
      stdin,
      rate: options.rate ?? 15,
      now: () => performance.now(),
    });
    if (!left) dashboard.open();
    return await Promise.race([dashboard.ended, ended]);
  } finally {
    leave();
    stdout.off('resize', onResize);
    stdout.off('error', onError);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

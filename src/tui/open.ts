import { printableLine } from '../core/printable.js';
import type { Session } from '../session/run-view.js';
import { Announcer, type Notification } from './announcer.js';
import type { Dashboard, DashboardEnd } from './dashboard.js';
import type { ExportOptions } from './exporter.js';
import { initialModel, raiseCurtain } from './first-frame.js';
import { BINDINGS, type Binding } from './input/keys.js';
import { MOUSE_OFF, MOUSE_ON } from './input/mouse.js';
import { layoutIn, type RememberedLayout, readLayout, sameAs, USUAL_LAYOUT, writeLayout } from './remembered-layout.js';
import { lacksParts, loadParts } from './state/parts.js';
import type { Setup } from './state/state.js';
import { groundOf } from './terminal/background-color.js';
import { clipboardText } from './terminal/clipboard.js';
import { Screen } from './terminal/screen.js';
import { enterTerminal, suspendTerminal } from './terminal/terminal.js';
import { colorDepth, makeTheme, type ThemeChoice } from './terminal/theme.js';

export interface OpenOptions extends Pick<ExportOptions, 'commandOf' | 'folderOf'> {
  readonly title: string;
  /** Frames a second. @default 15, fewer while training needs every processor */
  readonly rate?: number;
  /** @default the one of the saved layout, else dark */
  readonly theme?: ThemeChoice;
  /** Only ASCII characters: no boxes, no braille. @default false */
  readonly ascii?: boolean;
  /** Whether clicks and the wheel are taken from the terminal. @default as in the saved layout, else true */
  readonly mouse?: boolean;
  /** The key table, see `withOverrides`. @default the usual one */
  readonly bindings?: readonly Binding[];
  /** Where the layout is saved for the next session; without a file none is. @default none */
  readonly layoutFile?: string | undefined;
  /** What the charts begin with. @default as in the saved layout, else no smoothing, 95 % intervals */
  readonly chart?: NonNullable<Setup['chart']>;
  /** How the end of all runs and a failure are told outside of the dashboard. @default none */
  readonly notify?: Notification;
  /** Where the user's settings stand, for the help. */
  readonly settingsFile?: string;
  /** What keys are read from. @default the standard input */
  readonly stdin?: NodeJS.ReadStream;
  /** Called when the whole dashboard stands, or when it never will. */
  readonly onOpen?: () => void;
  /** Leaves as an interrupt when aborted, also when that happened before. */
  readonly signal?: AbortSignal;
}

const RESTORED = 'layout of the last session; :layout reset takes it back';

/**
 * Shows the session on the whole terminal until the user leaves: `quit`, or `interrupt` for Ctrl-C. The terminal is
 * given back whatever happens; the session goes on, and ending it is the caller's part. Rejects when drawing failed. When
 * a signal took the terminal away and the process lives on, resolves once every run has ended.
 */
export async function openDashboard(session: Session, options: OpenOptions): Promise<DashboardEnd> {
  // React's development build, which it takes otherwise, is slower and keeps a record of every render.
  process.env.NODE_ENV ??= 'production';
  const { stdout } = process;
  const { stdin = process.stdin } = options;
  const { ascii = false, bindings = BINDINGS, chart = {}, settingsFile = null, layoutFile } = options;
  const saved = layoutFile === undefined ? {} : readLayout(layoutFile);
  const { theme = saved.theme ?? 'dark', mouse = saved.mouse ?? true } = options;
  const screen = new Screen(stdout, ascii);
  const announcer = new Announcer(options.notify ?? 'none', options.title, (text) => void stdout.write(text));
  let dashboard: Dashboard | null = null;
  let left = false;
  let start: RememberedLayout | null = null;
  const copied = new Set<string>();
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
    announcer.close();
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
    const ground = await groundOf(theme, stdin, stdout);
    const colours = makeTheme(colorDepth(process.env), ground);
    const layout = { ...saved, ...chart, theme: colours.name, mouse };
    if (lacksParts(session.runs)) await loadParts();
    const setup = { bindings, mouse, chart, settingsFile };
    const first = initialModel(session, options.title, colours, screen, setup, layout);
    start = layoutIn(first.state);
    const restored = !sameAs(start, { ...USUAL_LAYOUT, ...chart, theme: colours.name, mouse });
    const model = restored ? { ...first, state: { ...first.state, notice: RESTORED } } : first;
    raiseCurtain(screen, model);
    const module = await import('./dashboard.js');
    dashboard = new module.Dashboard(model, {
      screen,
      stdin,
      rate: options.rate ?? null,
      now: () => performance.now(),
      exportTo: process.cwd(),
      commandOf: options.commandOf,
      folderOf: options.folderOf,
      onCopy: (text) => {
        copied.add(text);
        const sequence = clipboardText(text, process.env);
        if (sequence !== null) stdout.write(sequence);
        return sequence !== null;
      },
      onRuns: (runs) => announcer.look(runs),
      onMouse: (on) => void stdout.write(on ? MOUSE_ON : MOUSE_OFF),
      onSuspend: () => {
        if (process.platform === 'win32') return;
        stdin.setRawMode?.(false);
        suspendTerminal(stdout);
        stdin.setRawMode?.(true);
        if (dashboard?.state.mouse === true) stdout.write(MOUSE_ON);
        screen.forget();
        dashboard?.resize();
      },
    });
    if (!left && mouse) stdout.write(MOUSE_ON);
    if (!left) dashboard.open();
    options.onOpen?.();
    return await Promise.race([dashboard.ended, ended]);
  } finally {
    options.onOpen?.();
    leave();
    if (layoutFile !== undefined && dashboard !== null && start !== null) {
      const now = layoutIn(dashboard.state);
      const problem = sameAs(now, start) ? null : writeLayout(layoutFile, now);
      if (problem !== null) stdout.write(`${printableLine(problem)}\n`);
    }
    if (dashboard?.cutShort === true) stdout.write('the export was not finished: no file was written\n');
    // The clipboard of a terminal may not take it: here it can be read and taken by hand.
    for (const text of copied) stdout.write(`${printableLine(text)}\n`);
    stdout.off('resize', onResize);
    stdout.off('error', onError);
    options.signal?.removeEventListener('abort', onAbort);
  }
}

import { MOUSE_OFF } from '../input/mouse.js';
import type { Output } from './screen.js';

const ENTER = '\x1b[?1049h\x1b[?25l\x1b[2J';
const LEAVE = `${MOUSE_OFF}\x1b[?2026l\x1b[0m\x1b[?25h\x1b[?1049l`;
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGINT'] as const;

/** What the terminal needs of a process; the running one fits. */
export type Host = Pick<NodeJS.Process, 'pid' | 'on' | 'off' | 'listenerCount' | 'kill'>;

/**
 * Switches to the alternate screen without a cursor and returns the function that switches back. That happens once,
 * whichever comes first: the call, a signal, an uncaught exception (before its trace is printed) or the process's exit.
 * `onLeave` is called then, so that no further frame is written over what follows.
 */
export function enterTerminal(output: Pick<Output, 'write'>, onLeave: () => void, host: Host = process): () => void {
  let inside = true;
  const leave = (): void => {
    if (!inside) return;
    inside = false;
    onLeave();
    output.write(LEAVE);
    host.off('exit', leave);
    host.off('uncaughtExceptionMonitor', leave);
    for (const signal of SIGNALS) host.off(signal, onSignal);
  };
  const onSignal = (signal: NodeJS.Signals): void => {
    leave();
    // With our listener gone the default action ends the process; another listener decides for itself.
    if (host.listenerCount(signal) === 0) host.kill(host.pid, signal);
  };
  host.on('exit', leave);
  host.on('uncaughtExceptionMonitor', leave);
  for (const signal of SIGNALS) host.on(signal, onSignal);
  output.write(ENTER);
  return leave;
}

/**
 * Gives the terminal to the shell, as Ctrl-Z does elsewhere, and takes it back when the process is continued. Where
 * nothing stops the process (no shell with job control), it is taken back at once.
 */
export function suspendTerminal(output: Pick<Output, 'write'>, host: Pick<Host, 'pid' | 'kill'> = process): void {
  output.write(LEAVE);
  host.kill(host.pid, 'SIGTSTP');
  output.write(ENTER);
}

import { openSync } from 'node:fs';
import { ReadStream } from 'node:tty';

/** The keyboard of the terminal while standard input is a pipe; null where there is no terminal. */
export function terminalKeys(): ReadStream | null {
  try {
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return null;
  }
}

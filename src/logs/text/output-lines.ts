import type { Readable } from 'node:stream';
import { withoutEscapes } from './clean.js';

/** Lines of a program that the log shows, and characters of one. */
const MOST_LINES = 5000;
const LONGEST_LINE = 1000;

/** Gives every line that a program prints, without escapes and empty ones; after the most, one that says so. */
export function eachLine(output: Readable, give: (line: string) => void): void {
  const decoder = new TextDecoder();
  let rest = '';
  let lines = 0;
  output.on('data', (piece: Uint8Array) => {
    const parts = (rest + decoder.decode(piece, { stream: true })).split('\n');
    rest = (parts.pop() ?? '').slice(-LONGEST_LINE);
    for (const line of parts) {
      // Of a bar that draws itself again, how it ended.
      const text = withoutEscapes(line.replace(/\r$/, '')).split('\r').at(-1)!.trim();
      if (text === '' || lines > MOST_LINES) continue;
      const shown = ++lines > MOST_LINES ? 'further output is not shown here; --tee writes all of it to a file' : text;
      give(shown.slice(0, LONGEST_LINE));
    }
  });
}

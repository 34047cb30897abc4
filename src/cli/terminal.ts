import { printableLine } from '../core/printable.js';
import type { Line, Span, Tone } from '../report/lines.js';
import { colorDepth, makeTheme } from '../tui/theme.js';

const TONES: Readonly<Record<Tone, string>> = { good: '32', bad: '31', dim: '2', strong: '1' };

type Stream = NodeJS.WriteStream;

/**
 * The two ends of the terminal. Everything that is printed outside the dashboard goes through here, where foreign text
 * is made safe. A reader that went away (`| head -1`) silences the stream and nothing else.
 */
export class Terminal {
  readonly #out: Stream;
  readonly #err: Stream;
  readonly #closed = new Set<Stream>();

  constructor(out: Stream = process.stdout, err: Stream = process.stderr) {
    this.#out = out;
    this.#err = err;
    for (const stream of [out, err]) {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EPIPE' && error.code !== 'EIO' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
        this.#closed.add(stream);
      });
    }
  }

  out(...lines: readonly (Line | string)[]): void {
    this.#write(this.#out, lines);
  }

  err(...lines: readonly (Line | string)[]): void {
    this.#write(this.#err, lines);
  }

  /** Resolves when everything written has left the process, or cannot. */
  async flush(): Promise<void> {
    await Promise.all(
      [this.#out, this.#err].map(
        (stream) =>
          new Promise<void>((resolve) => (this.#closed.has(stream) ? resolve() : stream.write('', () => resolve()))),
      ),
    );
  }

  #write(stream: Stream, lines: readonly (Line | string)[]): void {
    if (this.#closed.has(stream)) return;
    const colour = stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
    const text = lines.map((line) => `${typeof line === 'string' ? plain(line) : paint(line, colour)}\n`).join('');
    stream.write(text);
  }
}

/** A text may hold several lines; control characters in it are shown. */
function plain(text: string): string {
  return text.split('\n').map(printableLine).join('\n');
}

function paint(line: Line, colour: boolean): string {
  return line
    .map((span) => {
      if (typeof span === 'string') return printableLine(span);
      const text = printableLine(span.text);
      const style = colour ? styleOf(span) : '';
      return style === '' ? text : `${style}${text}\x1b[0m`;
    })
    .join('')
    .trimEnd();
}

function styleOf(span: Exclude<Span, string>): string {
  return 'tone' in span ? `\x1b[${TONES[span.tone]}m` : makeTheme(colorDepth(process.env)).heat(span.heat);
}

/** Whether the dashboard can open: a terminal on both ends that is more than a log. */
export function isInteractive({ stdin, stdout, env } = process): boolean {
  return Boolean(stdin.isTTY && stdout.isTTY && !env.CI && env.TERM !== 'dumb');
}

import { printableLine } from '../../core/printable.js';
import type { Line, Span, Tone } from '../../report/lines.js';
import { colorDepth, makeTheme } from '../../tui/terminal/theme.js';

const TONES: Readonly<Record<Tone, string>> = { good: '32', bad: '31', dim: '2', strong: '1' };

type Stream = NodeJS.WriteStream;

/** Errors of a stream whose reader has gone. */
const GONE: ReadonlySet<string> = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);

/**
 * The two ends of the terminal. Everything that is printed outside the dashboard goes through here, where foreign text
 * is made safe. A reader that went away (`| head -1`) silences the stream and nothing else.
 */
export class Terminal {
  readonly #out: Stream;
  readonly #err: Stream;
  readonly #closed = new Set<Stream>();
  /** Whether progress and notes stay unsaid; errors are told anyway. */
  quiet = false;
  /** Something that was printed got lost, other than to a reader that went away. */
  lost = false;

  constructor(out: Stream = process.stdout, err: Stream = process.stderr) {
    this.#out = out;
    this.#err = err;
    for (const stream of [out, err]) {
      stream.on('error', (error: NodeJS.ErrnoException) => {
        const first = !this.#closed.has(stream);
        this.#closed.add(stream);
        if (!first || GONE.has(error.code ?? '')) return;
        // Such as a redirection to a full disk: what was asked for is not there, and nothing else may fail for it.
        this.lost = true;
        if (stream === out) this.fail(`the output could not be written: ${error.message}`);
      });
    }
  }

  out(...lines: readonly (Line | string)[]): void {
    this.#write(this.#out, lines);
  }

  /** What stands beside the output: progress, notes, warnings. */
  err(...lines: readonly (Line | string)[]): void {
    if (!this.quiet) this.#write(this.#err, lines);
  }

  /** Why a command has not done what it was to do. */
  fail(...lines: readonly (Line | string)[]): void {
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
  if ('tone' in span) return `\x1b[${TONES[span.tone]}m`;
  const theme = makeTheme(colorDepth(process.env));
  return 'heat' in span ? theme.heat(span.heat) : theme.lines[span.line % theme.lines.length]!.color;
}

/** Whether the dashboard can open: a terminal on both ends that is more than a log. */
export function isInteractive({ stdin, stdout, env } = process): boolean {
  return Boolean(stdin.isTTY && stdout.isTTY && !env.CI && env.TERM !== 'dumb');
}

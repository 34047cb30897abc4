import { printableLine } from '../../core/printable.js';
import { displayWidth } from '../../core/text-width.js';
import { HANG, type Line, type Span, type Tone, textOf } from '../../report/lines.js';
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
  /** Whether a moving line stands there, which gives way to whatever is printed. */
  #moves = false;
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

  /** Columns of the output; no bound where it is no terminal. */
  get width(): number {
    return widthOf(this.#out);
  }

  out(...lines: readonly (Line | string)[]): void {
    this.#write(this.#out, lines);
  }

  /** What stands beside the output: progress, notes, warnings. */
  err(...lines: readonly (Line | string)[]): void {
    if (!this.quiet) this.#write(this.#err, lines);
  }

  /**
   * A line beside the output that moves: it takes the place of the one before, and nothing is left of an empty one. Nothing where
   * there is no terminal.
   */
  status(text: string): void {
    const { isTTY } = this.#err;
    if (this.quiet || !isTTY || process.env.TERM === 'dumb' || this.#closed.has(this.#err)) return;
    this.#moves = text !== '';
    this.#err.write(`\r${printableLine(text).slice(0, Math.max(0, widthOf(this.#err) - 1))}\x1b[K`);
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
    if (this.#moves) this.status('');
    const colour = stream.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
    const width = widthOf(stream);
    const rows = lines.flatMap((line) => (typeof line === 'string' ? [plain(line)] : paint(line, colour, width)));
    const text = rows.map((row) => `${row}\n`).join('');
    stream.write(text);
  }
}

/** A text may hold several lines; control characters in it are shown. */
function plain(text: string): string {
  return text.split('\n').map(printableLine).join('\n');
}

function widthOf({ isTTY, columns }: Stream): number {
  return isTTY && columns > 0 ? columns : Number.POSITIVE_INFINITY;
}

/** A hanging part narrower than this would be a column of single words. */
const NARROWEST = 24;

/** The line as the rows of a terminal: one, unless a part of it hangs and does not fit. */
function paint(line: Line, colour: boolean, width: number): readonly string[] {
  const painted = (span: Span, text: string): string => {
    const style = colour && typeof span !== 'string' ? styleOf(span) : '';
    return style === '' ? text : `${style}${text}\x1b[0m`;
  };
  const row = (spans: Line): string => spans.map((span) => painted(span, printableLine(textOf(span)))).join('');
  const whole = row(line).trimEnd();
  const at = line.indexOf(HANG);
  if (at < 0 || displayWidth(line.map((span) => printableLine(textOf(span))).join('')) <= width) return [whole];
  const head = line.slice(0, at);
  const indent = displayWidth(head.map((span) => printableLine(textOf(span))).join(''));
  // Beside columns that leave it no room it stands below them.
  const own = width - indent >= NARROWEST ? indent : Math.min(4, width - 1);
  const rest = line.slice(at + 1);
  const rows = wrapWords(printableLine(rest.map(textOf).join('')), width - own);
  const style = rest.length === 1 ? rest[0]! : '';
  const hung = rows.map((text, i) => (i === 0 && own === indent ? row(head) : ' '.repeat(own)) + painted(style, text));
  return own === indent ? hung : [row(head).trimEnd(), ...hung];
}

/** The text broken at spaces; a word that is longer, such as a path, stays whole. */
function wrapWords(text: string, width: number): readonly string[] {
  const rows: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${rows.at(-1) ?? ''} ${word}`;
    if (rows.length > 0 && displayWidth(longer) <= width) rows[rows.length - 1] = longer;
    else rows.push(word);
  }
  return rows;
}

function styleOf(span: Exclude<Span, string>): string {
  if ('hangs' in span) return '';
  if ('tone' in span) return `\x1b[${TONES[span.tone]}m`;
  const theme = makeTheme(colorDepth(process.env));
  return 'heat' in span ? theme.heat(span.heat) : theme.lines[span.line % theme.lines.length]!.color;
}

/** Whether the dashboard can open: a terminal on both ends that is more than a log. */
export function isInteractive({ stdin, stdout, env } = process): boolean {
  return Boolean(stdin.isTTY && stdout.isTTY && !env.CI && env.TERM !== 'dumb');
}

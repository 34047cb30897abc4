import type { MetricSpec } from '../../core/learner.js';

/** A part of a whole, such as batch 30 of 600. */
export interface Part {
  readonly at: number;
  /** null where nothing tells. */
  readonly of: number | null;
}

/** Figures that stand together: a row of a table, a line, a record. */
export interface Row {
  /** Names with numbers, in the order of the file. Counters are among them: which is the axis is settled by their names. */
  readonly numbers: ReadonlyMap<string, number>;
  /** More figures that are neither counters nor clocks: the columns of a table, whose arrays are filled anew with each row. */
  readonly table?: { readonly names: readonly string[]; readonly values: Float64Array; readonly count: number };
  /** Names with texts: what tells runs and parts of the data apart. */
  readonly words?: ReadonlyMap<string, string>;
  /** When it was written, in seconds since 1970. */
  readonly wall?: number;
  /** Part of the data that the figures are of, in short: `train`, `val`, `test`, `eval`, `valid`. */
  readonly role?: string;
  /** What tells the process apart that wrote it, where several write one log. */
  readonly rank?: string;
  /** How far the epoch is: a progress bar. */
  readonly part?: Part;
  /** Of how many the counter of steps is one, `iter 20/100`, where that is told. */
  readonly steps?: number;
  /** Whether places within an epoch are shares of it, not numbers of batches. @default false */
  readonly inEpochs?: boolean;
  /** Whether figures at the same place are the same ones, printed again: a progress bar. @default false */
  readonly again?: boolean;
  /**
   * Whether it is certain that these are figures of the training. Else a row without its own place counts once another one
   * of the same names has come. @default false
   */
  readonly sure?: boolean;
}

/** What a format gives what it has read to. */
export interface Sink {
  row(row: Row): void;
  /** A figure of which everything is known. `wall` in seconds since 1970, NaN where nothing tells. */
  point(metric: string, x: number, value: number, wall: number): void;
  /** What the file itself says of a metric. */
  spec(spec: MetricSpec): void;
  /** What `x` of {@link point} is called. */
  axis(name: string): void;
  /** The file says that the run has ended. */
  finished(): void;
  /** Something that a user may miss was left out: `12 histograms`. Counted by kind. */
  leftOut(kind: string): void;
  /** The line before the last that was given counts as understood after all: it was a header. */
  headerWas(line: string): void;
}

/** What became of a line. `no`: it is none of this format. `quiet`: it is, and holds no figures. */
export type Taken = 'figures' | 'quiet' | 'no';

/** Reads the lines of one log that are of its format; what spans lines it remembers. */
export interface LineReader {
  read(line: string, sink: Sink): Taken;
  /** Whether the next line goes to this reader before all others: it is in the middle of something. */
  readonly holds?: boolean;
  /** No more lines come: gives what it still holds. */
  end?(sink: Sink): void;
}

/** What is known of a log before its first byte. */
export interface Place {
  /** Path of the file; the name of a stream. */
  readonly path: string;
}

/** A format of lines. The first in the registry that takes a line has it. */
export interface LineFormat {
  readonly kind: 'lines';
  /** Id, as the file is called. */
  readonly name: string;
  /** What writes it, for the table of formats. */
  readonly title: string;
  /** A line, or a few, as a program writes them. */
  readonly example: string;
  open(place: Place): LineReader;
}

/** Reads the bytes of one binary log. */
export interface ByteReader {
  /** Takes as much as is whole of `bytes`, which begin where the last call ended; returns how many bytes it took. */
  read(bytes: Uint8Array, sink: Sink): number;
  /** Why the file cannot be read on; null as long as it can. */
  readonly broken: string | null;
}

/** A binary format. */
export interface ByteFormat {
  readonly kind: 'bytes';
  readonly name: string;
  readonly title: string;
  readonly example: string;
  /** Bytes that {@link recognises} needs. */
  readonly needs: number;
  /** Whether a file begins as this format does. */
  recognises(head: Uint8Array): boolean;
  open(place: Place): ByteReader;
}

export type LogFormat = LineFormat | ByteFormat;

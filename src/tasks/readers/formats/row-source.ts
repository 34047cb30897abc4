import { DelimitedRow, PLAIN } from '../../../core/delimited-lexer.js';
import { Problems, rowPath } from '../problems.js';
import { CSV_LIMITS, eachCsvRow } from './csv.js';
import { type Dialect, dialectOf, separatorName } from './dialect.js';
import { arffLines, refuseForeign } from './foreign.js';
import { jsonlRows } from './jsonl.js';
import { letorRows, looksLikeLetor } from './letor.js';
import { flatten, objectNames } from './objects.js';
import { parquetFile } from './parquet.js';
import type { RowBatch } from './row-cutter.js';
import { type Encoding, fileSize, headOf, magicOf, packingOf, TAKE_SOME } from './source.js';

/** How a file was read, in words. */
export interface FileFacts {
  /** CSV, JSON, JSON Lines, LETOR, Parquet. */
  readonly format: string;
  /** What is not usual: separator, encoding, packing, no header, lines left out. */
  readonly notes: readonly string[];
  readonly separator: string | null;
}

/** The rows of a file of any format, as fields in one order of columns. */
export interface RowSource {
  readonly facts: FileFacts;
  readonly names: readonly string[];
  /** Line of the header; 0 for none. */
  readonly headerLine: number;
  /** Calls back with each row of values; a row may have fewer or more fields than there are names. */
  each(
    problems: Problems,
    back: (row: DelimitedRow, number: number) => boolean | undefined,
    /** Takes rows with a field for each name many at a time, where the format can; `number` is that of the first. False ends. */
    batch?: (batch: RowBatch, number: number) => boolean | undefined,
  ): void;
  /** Rows that there probably are, for room for their values; undefined where nobody can tell. */
  readonly expected?: number;
  /** Lines of comments among the rows, once they were read. */
  readonly comments: { count: number; line: number };
}

export interface SourceOptions {
  readonly separator: string;
  readonly header: 'auto' | 'yes' | 'no';
  readonly encoding: Encoding;
  readonly skipLines: number;
  /** Columns that are looked for: what LETOR's target and query are called, and what a header is known by. */
  readonly wanted: readonly string[];
  readonly query: string | null;
  /** Whether rows beyond the limits are allowed, because only some are kept. */
  readonly unlimited: boolean;
}

/** Opens a data file by its content: Parquet, JSON, JSON Lines, SVMLight or LETOR, else delimited text. */
export function openRows(problems: Problems, options: SourceOptions): RowSource {
  const magic = magicOf(problems);
  if (Buffer.from(magic.subarray(0, 4)).toString('latin1') === 'PAR1') {
    const source = openObjects(new Problems(problems.file, parquetFile(problems)), options, 'Parquet', []);
    return source;
  }
  refuseForeign(problems, magic);
  const { encoding } = options;
  const packing = packingOf(problems, encoding, options.unlimited ? Number.POSITIVE_INFINITY : undefined);
  const notes = [
    ...(packing.gzip ? ['gzip'] : []),
    ...(packing.encoding === 'utf-8' ? [] : [packing.encoding.toUpperCase()]),
  ];
  const head = headOf(problems, encoding);
  const text = new TextDecoder().decode(head);
  const first = text.trimStart()[0];
  if (first === '{' || first === '[')
    return openObjects(problems, options, first === '[' ? 'JSON' : 'JSON Lines', notes);
  if (looksLikeLetor(text)) return openLetor(problems, options, notes);
  const lines = arffLines(text);
  if (lines > Math.max(0, options.skipLines))
    problems.fatal({
      path: '',
      message: 'is an ARFF file, whose header is not read',
      hint: `Add task.skipLines=${lines} and task.header=no: its columns are then named column 1, column 2, ...`,
    });
  const isPlain = notes.length === 0 && !options.unlimited;
  return { ...openDelimited(problems, head, options, notes), ...(isPlain ? expectedOf(problems, head) : {}) };
}

/** A hundredth more rows than the lines of the head tell. */
function expectedOf({ source }: Problems, head: Uint8Array): { readonly expected?: number } {
  let lines = 0;
  for (const byte of head) if (byte === 10) lines++;
  const rows = (fileSize(source) / head.length) * lines * 1.01;
  return lines > 100 && rows < CSV_LIMITS.rows ? { expected: Math.ceil(rows) } : {};
}

function openDelimited(
  problems: Problems,
  head: Uint8Array,
  options: SourceOptions,
  notes: readonly string[],
): RowSource {
  const dialect = dialectOf(head, options);
  const { separator, merge, skip, header, rowNames } = dialect;
  const comments = { count: 0, line: 0 };
  const csv = {
    ...{ separator, merge, skip, encoding: options.encoding },
    ...(options.unlimited ? { rows: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY } : {}),
  };
  let names: string[] | null = null;
  let headerLine = 0;
  eachCsvRow(new Problems(problems.file, problems.source), { ...csv, header }, (row, number) => {
    if (names === null) {
      headerLine = header ? row.line : 0;
      names = namesOf(row, dialect, head);
      return header && rowNames;
    }
    return number < 1;
  });
  if (names === null)
    return { facts: { format: 'CSV', notes, separator }, names: [], headerLine: 0, each() {}, comments };
  const { names: shown, notes: renamed } = distinctNames(names);
  const told = [
    ...(separator === ',' ? [] : [`separator ${separatorName(separator)}`]),
    ...notes,
    ...(skip === 0 ? [] : [`${skip} ${skip === 1 ? 'line' : 'lines'} before the header left out`]),
    ...(header ? [] : ['no header: columns are named column 1, column 2, ...']),
    ...(rowNames ? ['the first column has no name in the header'] : []),
    ...renamed,
  ];
  return {
    facts: { format: separator === '\t' ? 'TSV' : 'CSV', notes: told, separator },
    names: shown,
    headerLine,
    comments,
    each(own, back, batch) {
      comments.count = 0;
      let row = 0;
      const each = (found: DelimitedRow, number: number) => {
        if (number === 0) return undefined;
        // A line of comment among the rows has a single field; in a table of one column it is a value.
        if (found.count === 1 && shown.length > 1 && found.bytes[found.starts[0]!] === 35) {
          if (comments.count++ === 0) comments.line = found.line;
          return undefined;
        }
        return back(found, ++row);
      };
      if (batch === undefined) {
        eachCsvRow(own, { ...csv, header }, each);
        return;
      }
      const take = (rows: RowBatch) => {
        const from = row + 1;
        row += rows.rows;
        return batch(rows, from);
      };
      eachCsvRow(own, { ...csv, header }, each, { width: shown.length, take });
    },
  };
}

/** Columns of one name are told apart as pandas does: a, a.1, a.2. */
function distinctNames(names: readonly string[]): {
  readonly names: readonly string[];
  readonly notes: readonly string[];
} {
  const all = new Set(names);
  const seen = new Set<string>();
  const notes: string[] = [];
  const told = names.map((name, i) => {
    if (!seen.has(name)) {
      seen.add(name);
      return name;
    }
    let k = 1;
    while (all.has(`${name}.${k}`)) k++;
    const own = `${name}.${k}`;
    all.add(own);
    seen.add(own);
    notes.push(`column ${i + 1} is named ${name} as an earlier one is: it is called ${own}`);
    return own;
  });
  const most = 5;
  return {
    names: told,
    notes: notes.length > most ? [...notes.slice(0, most), `and ${notes.length - most} columns more`] : notes,
  };
}

/** Names of the columns; an empty one gets its place as a name, one behind the last column of values is none. */
function namesOf(row: DelimitedRow, { header, rowNames }: Dialect, head: Uint8Array): string[] {
  if (!header) return Array.from({ length: row.count }, (_, i) => `column ${i + 1}`);
  const written = row.texts().map((name) => name.trim());
  if (rowNames) return ['row names', ...written];
  if (written.length > 1 && written.at(-1) === '' && head.length > 0) written.pop();
  return written.map((name, i) => (name === '' ? `column ${i + 1}` : name));
}

/** Makes rows of fields from texts. */
class RowWriter {
  readonly row = new DelimitedRow();
  #bytes = new Uint8Array(4096);
  #size = 0;
  readonly #encoder = new TextEncoder();

  begin(line: number): void {
    this.row.count = 0;
    this.row.line = line;
    this.#size = 0;
  }

  add(text: string): void {
    const room = this.#size + 3 * text.length;
    if (room > this.#bytes.length) {
      const larger = new Uint8Array(2 * room);
      larger.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = larger;
    }
    const { written } = this.#encoder.encodeInto(text, this.#bytes.subarray(this.#size));
    this.row.add(this.#size, this.#size + written, PLAIN);
    this.#size += written;
  }

  end(): DelimitedRow {
    this.row.bytes = this.#bytes;
    return this.row;
  }
}

function openObjects(
  problems: Problems,
  { encoding, unlimited }: SourceOptions,
  format: string,
  notes: readonly string[],
): RowSource {
  const limits = {
    encoding,
    ...(unlimited ? { rows: Number.POSITIVE_INFINITY, bytes: Number.POSITIVE_INFINITY } : {}),
  };
  const looking = new Problems(problems.file, problems.source);
  const told: string[] = [];
  const names = objectNames(looking, { ...limits, told: (how) => told.push(how) });
  looking.check();
  return {
    facts: { format: told.length > 0 ? 'JSON' : format, notes: [...notes, ...told], separator: null },
    names,
    headerLine: 0,
    comments: { count: 0, line: 0 },
    each(given, back) {
      // Of Parquet, the rows stand in another file than the one that messages name.
      const reading = new Problems(given.file, problems.source);
      const writer = new RowWriter();
      for (const { row, line, value } of jsonlRows(reading, limits)) {
        const cells = flatten(value, reading, { row, line });
        writer.begin(line);
        for (const name of names) writer.add(cells.get(name) ?? '');
        if (back(writer.end(), row) === false) return;
      }
      reading.check();
    },
  };
}

/** The name of a column of a SVMLight or LETOR file. */
const FEATURE = /^feature (\d{1,6})$/;

function openLetor(
  problems: Problems,
  { encoding, wanted, query, unlimited }: SourceOptions,
  notes: readonly string[],
): RowSource {
  const looking = new Problems(problems.file, problems.source);
  let highest = -1;
  let lowest = Number.POSITIVE_INFINITY;
  // Features that training had are 0 here, where no line names them.
  for (const name of wanted) {
    const index = Number(FEATURE.exec(name)?.[1] ?? Number.NaN);
    if (index > highest) highest = index;
    if (index < lowest) lowest = index;
  }
  let hasQuery = false;
  let cells = 0;
  for (const { row, line, at, query: own } of letorRows(looking, encoding)) {
    for (const index of at) {
      if (index > highest) highest = index;
      if (index < lowest) lowest = index;
    }
    if (own !== null) hasQuery = true;
    cells += at.length;
    if (highest > CSV_LIMITS.columns)
      looking.fatal({ path: rowPath(row), line, message: `names a feature beyond ${CSV_LIMITS.columns}` });
    if (cells > CSV_LIMITS.cells && !unlimited)
      looking.fatal({ path: rowPath(row), line, message: 'goes beyond the values allowed', hint: TAKE_SOME });
  }
  looking.check();
  const from = Math.min(lowest, 1);
  const features = Math.max(0, highest - from + 1);
  const target = wanted.find((name) => name !== query && !FEATURE.test(name)) ?? 'target';
  const names = [
    target,
    ...(hasQuery ? [query ?? 'query'] : []),
    ...Array.from({ length: features }, (_, i) => `feature ${from + i}`),
  ];
  return {
    facts: {
      format: hasQuery ? 'LETOR' : 'SVMLight',
      notes: [...notes, `the first number of a line is ${target}`, 'features that a line leaves out are 0'],
      separator: null,
    },
    names,
    headerLine: 0,
    comments: { count: 0, line: 0 },
    each(own, back) {
      const writer = new RowWriter();
      const values = new Array<string>(features);
      for (const { row, line, target: given, query: list, at, values: found } of letorRows(own, encoding)) {
        writer.begin(line);
        writer.add(given);
        if (hasQuery) writer.add(list ?? '');
        values.fill('0');
        at.forEach((index, i) => {
          values[index - from] = found[i]!;
        });
        for (const value of values) writer.add(value);
        if (back(writer.end(), row) === false) return;
      }
    },
  };
}

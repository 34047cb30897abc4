/** One figure of a watched run. */
export interface Point {
  /** What tells the runs of one file apart; empty when it holds one. */
  readonly run: string;
  readonly metric: string;
  readonly x: number;
  readonly value: number;
  /** What the line says of the epoch, where that is another column than the axis. */
  readonly epoch?: number;
}

/** One row of figures: names with numbers, and words that tell which run it belongs to. */
export interface Row {
  readonly numbers: ReadonlyMap<string, number>;
  readonly words: ReadonlyMap<string, string>;
}

/** Makes rows of the lines of one format; null for a line that holds none. */
export type RowReader = (line: string) => Row | null;

/** Deeper maps are configuration rather than figures. */
const DEEPEST = 3;
const SEPARATORS = [',', ';', '\t'] as const;

/** The format that the first line with something in it is written in. */
export function readerFor(line: string): { readonly reader: RowReader; readonly header: Header | null } {
  const text = line.replace(/^\uFEFF/, '').trimStart();
  if (text.startsWith('{')) return { reader: jsonRow, header: null };
  const header = headerOf(line.replace(/^\uFEFF/, ''));
  if (header !== null) return { reader: csvReader(header), header };
  return { reader: textRow, header: null };
}

/** A line of JSON Lines: numbers at the top and in maps within it, `{"train": {"loss": 1}}` as `train.loss`. */
function jsonRow(line: string): Row | null {
  let value: unknown;
  try {
    value = JSON.parse(line.replace(/^\uFEFF/, ''));
  } catch {
    return null;
  }
  const numbers = new Map<string, number>();
  const words = new Map<string, string>();
  const walk = (map: object, prefix: string, depth: number): void => {
    for (const [key, item] of Object.entries(map)) {
      const name = prefix + key;
      const number = typeof item === 'number' ? item : typeof item === 'string' ? numberIn(item) : null;
      if (number !== null) numbers.set(name, number);
      else if (typeof item === 'string') words.set(name, item);
      else if (typeof item === 'object' && item !== null && !Array.isArray(item) && depth < DEEPEST)
        walk(item, `${name}.`, depth + 1);
    }
  };
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  walk(value, '', 1);
  return { numbers, words };
}

/** The first line of a CSV table. */
export interface Header {
  readonly separator: string;
  readonly names: readonly string[];
}

/** Column names, when a line looks like a list of them: at least two, none a number, none empty. */
function headerOf(line: string): Header | null {
  for (const separator of SEPARATORS) {
    const names = cells(line, separator).map((name) => name.trim());
    const isName = (name: string) => name !== '' && numberIn(name) === null && !/[=:]\s*[-+.\d]/.test(name);
    if (names.length > 1 && names.every(isName)) return { separator, names };
  }
  return null;
}

function csvReader({ separator, names }: Header): RowReader {
  return (line) => {
    if (line.trim() === '') return null;
    const found = cells(line, separator);
    // A torn or a merged line: its numbers stand under the wrong names.
    if (found.length > names.length) return null;
    const numbers = new Map<string, number>();
    const words = new Map<string, string>();
    found.forEach((cell, i) => {
      const number = cellNumberIn(cell, separator);
      if (number !== null) numbers.set(names[i]!, number);
      else if (cell.trim() !== '') words.set(names[i]!, cell.trim());
    });
    return { numbers, words };
  };
}

/** The cells of a line as RFC 4180 has them: quotes may hold separators, a double quote stands for one. */
export function cells(line: string, separator: string): readonly string[] {
  if (!line.includes('"')) return line.split(separator);
  const found: string[] = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (quoted && char === '"' && line[i + 1] === '"') {
      cell += '"';
      i++;
    } else if (char === '"') quoted = !quoted;
    else if (char === separator && !quoted) {
      found.push(cell);
      cell = '';
    } else cell += char;
  }
  return [...found, cell];
}

/** `name=1.5`, `name: 1.5`, `name 1.5`, with `epoch [3/10]` and `step 12/100` for the first of the two. */
const PAIR =
  /([A-Za-z_][\w./@-]*)\s*(?:[=:]\s*|\s)[[(]?\s*([-+]?(?:\d[\d_]*\.?\d*(?:e[-+]?\d+)?|\.\d+(?:e[-+]?\d+)?|nan|inf(?:inity)?))(?![\w.])/gi;

/** Longer lines are none for people. */
const LONGEST_TEXT = 2000;

/** Words before numbers that name a thing rather than a figure: `cuda:0`. */
const THINGS = new Set(['cuda', 'gpu', 'cpu', 'device', 'rank', 'seed', 'pid', 'port', 'version', 'line']);

/** Figures in what a program prints for people, such as `epoch 3 | train loss: 0.25, acc=0.91`. */
function textRow(line: string): Row | null {
  if (line.length > LONGEST_TEXT) return null;
  const numbers = new Map<string, number>();
  for (const [, name, digits] of line.matchAll(PAIR)) {
    const number = numberIn(digits!.replaceAll('_', ''));
    if (number !== null && !THINGS.has(name!.toLowerCase())) numbers.set(name!.replace(/[./-]+$/, ''), number);
  }
  return numbers.size === 0 ? null : { numbers, words: new Map() };
}

/** The number in a cell; where commas part no columns they may stand before the decimals: `0,25`. */
export function cellNumberIn(cell: string, separator: string): number | null {
  const number = numberIn(cell);
  return number !== null || separator === ',' ? number : numberIn(cell.replace(',', '.'));
}

/** A number as programs write it, NaN and infinities of any spelling too; null for anything else. */
export function numberIn(text: string): number | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > 40) return null;
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(trimmed)) return Number(trimmed);
  if (/^[-+]?nan$/i.test(trimmed)) return Number.NaN;
  const infinite = /^([-+]?)inf(inity)?$/i.exec(trimmed);
  if (infinite === null) return null;
  return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

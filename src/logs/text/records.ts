import type { Row, Sink } from '../formats/format.js';
import { axisName, isClock } from '../placing/axis-names.js';
import { numberIn, secondsOfDate } from './numbers.js';
import { isFigureName } from './pairs.js';

/** Lists of so many numbers at most are figures each; longer ones are samples or weights. */
const MOST_IN_LIST = 16;
/** Maps of settings, which are no figures. */
const SETTINGS = new Set([
  'config',
  'hparams',
  'hyperparameters',
  'hyper_params',
  'args',
  'params',
  'sampler_perf_config',
]);

/** Lists of samples, not of figures. */
const SAMPLES = /(?:^|[./])hist_stats(?:[./]|$)/;

/** Figures of the end beside a history, rather than of one step. */
const OF_THE_END = /best|final|last|min|max|test|mean/i;

/** Whether a name is that of samples: the returns of all episodes rather than their mean. */
export const isSamples = (name: string): boolean => SAMPLES.test(name);

type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Flat {
  readonly numbers: Map<string, number>;
  readonly words: Map<string, string>;
  /** Lists of numbers by their path. */
  readonly lists: Map<string, readonly number[]>;
  wall: number;
}

/** A record as a row: numbers at any depth by their path, `{"train": {"loss": 1}}` as `train.loss`. */
export function rowOf(record: Fields, sink: Sink): Row | null {
  const flat = flatten(record, sink);
  for (const [name, list] of flat.lists) {
    if (list.length > MOST_IN_LIST) sink.leftOut('lists of numbers');
    else for (const [i, value] of list.entries()) flat.numbers.set(`${name}.${i}`, value);
  }
  const { numbers, words, wall } = flat;
  if (numbers.size === 0) return null;
  return Number.isNaN(wall) ? { numbers, words } : { numbers, words, wall };
}

/**
 * The rows of a document that is a history, `{"loss": [2.4, 2.3], "val_loss": [2.5, 2.4]}`, at any depth; null for one that is
 * none: a single figure with a counter beside it makes it a record.
 */
export function historyOf(document: Fields, sink: Sink): readonly Row[] | null {
  const { lists, numbers } = flatten(document, SILENT);
  const long = [...lists].filter(([, list]) => list.length > 1);
  if (long.length === 0) return null;
  const names = [...numbers.keys()];
  const isRecord =
    names.some((name) => axisName(name) !== null) &&
    (long.every(([, list]) => list.length <= MOST_IN_LIST) ||
      names.some((name) => isFigureName(name) && !OF_THE_END.test(name)));
  if (isRecord) return null;
  flatten(document, sink);
  const series = seriesOf(lists);
  if (series !== null) return series;
  const length = Math.max(...long.map(([, list]) => list.length));
  return Array.from({ length }, (_, i): Row => {
    const row = new Map<string, number>();
    for (const [name, list] of long) if (i < list.length) row.set(name.replace(/^(?:history|History)\./, ''), list[i]!);
    return { numbers: row, sure: true };
  });
}

const SILENT: Pick<Sink, 'leftOut'> = { leftOut: () => undefined };

/** Series with their steps, `{"loss": {"steps": [0, 10], "values": [2.4, 2.3]}}`, as Sacred writes them. */
function seriesOf(lists: Flat['lists']): readonly Row[] | null {
  const rows: Row[] = [];
  for (const [name, values] of lists) {
    const of = /^(.+)\.values?$/.exec(name)?.[1];
    const steps = of === undefined ? undefined : (lists.get(`${of}.steps`) ?? lists.get(`${of}.step`));
    if (steps === undefined || steps.length !== values.length) continue;
    for (const [i, value] of values.entries()) {
      const numbers = new Map([
        ['step', steps[i]!],
        [of!, value],
      ]);
      rows.push({ numbers, sure: true });
    }
  }
  return rows.length === 0 ? null : rows;
}

function flatten(record: Fields, sink: Pick<Sink, 'leftOut'>): Flat {
  const flat: Flat = { numbers: new Map(), words: new Map(), lists: new Map(), wall: Number.NaN };
  const walk = (map: Fields, prefix: string): void => {
    for (const key of Object.keys(map)) {
      const item = map[key];
      const name = prefix + key;
      if (typeof item === 'number') flat.numbers.set(name, item);
      else if (typeof item === 'string') word(flat, name, item);
      else if (Array.isArray(item)) list(flat, name, item, sink);
      else if (isFields(item)) {
        if (SETTINGS.has(key)) sink.leftOut('settings');
        else walk(item, `${name}.`);
      }
    }
  };
  walk(record, '');
  return flat;
}

function word(flat: Flat, name: string, text: string): void {
  const number = numberIn(/^[-+.\d\s]+%$/.test(text) ? text.slice(0, -1) : beforeSlash(name, text));
  if (number !== null) {
    flat.numbers.set(name, number);
    return;
  }
  const seconds = isClock(name) ? secondsOfDate(text) : null;
  if (seconds !== null) flat.wall = seconds;
  else flat.words.set(name, text);
}

/** `3/10` of a counter. */
const beforeSlash = (name: string, text: string): string =>
  axisName(name) !== null ? text.replace(/^(\d+)\s*\/\s*\d+$/, '$1') : text;

/** The figures of a list such as `[{"name": "loss", "value": 2.4}]`. */
function namedIn(items: readonly unknown[]): readonly (readonly [string, number])[] | null {
  const figures: [string, number][] = [];
  for (const item of items) {
    if (!isFields(item)) return null;
    const name = item.name ?? item.metric ?? item.key ?? item.tag;
    const { value } = item;
    if (typeof name !== 'string' || typeof value !== 'number') return null;
    figures.push([name, value]);
  }
  return figures;
}

/** A table as a list of lists below its names, or as `columns` and `data`; null for anything else. */
export function tableOf(
  value: unknown,
): { readonly names: readonly string[]; readonly rows: readonly (readonly unknown[])[] } | null {
  const isNames = (item: unknown): item is readonly string[] =>
    Array.isArray(item) && item.length > 1 && item.every((name) => typeof name === 'string' && numberIn(name) === null);
  const [names, rows] = Array.isArray(value)
    ? [value[0] as unknown, value.slice(1) as unknown]
    : isFields(value)
      ? [value.columns, value.data]
      : [null, null];
  if (!isNames(names) || !Array.isArray(rows) || rows.length === 0) return null;
  return rows.every((row) => Array.isArray(row) && row.length === names.length) ? { names, rows } : null;
}

export const rowOfTable = (names: readonly string[], row: readonly unknown[], sink: Sink): Row | null =>
  rowOf(Object.fromEntries(names.map((name, i) => [name, row[i]])), sink);

const isCount = (key: string): boolean => /^\d{1,15}$/.test(key);

/** The records of a map from steps, `{"0": {"loss": 2.4}, "10": {"loss": 2.3}}`; null for anything else. */
export function stepsIn(map: Fields): readonly Fields[] | null {
  const entries = Object.entries(map);
  if (entries.length < 2 || !entries.every(([key, item]) => isCount(key) && (isFields(item) || isNumber(item))))
    return null;
  return entries.map(([key, item]) =>
    isFields(item) ? { step: Number(key), ...item } : { step: Number(key), value: item },
  );
}

/** The records of columns by row, `{"step": {"0": 0, "1": 10}, "loss": {"0": 2.4, "1": 2.3}}`, as pandas writes them. */
export function columnsIn(map: Fields): readonly Fields[] | null {
  const columns = Object.entries(map);
  const first = columns[0]?.[1];
  const rows = isFields(first) ? Object.keys(first) : [];
  if (rows.length < 2 || !rows.every(isCount)) return null;
  if (!columns.every(([, column]) => isFields(column) && Object.keys(column).length === rows.length)) return null;
  return rows.map((row) => Object.fromEntries(columns.map(([name, column]) => [name, (column as Fields)[row]])));
}

const isNumber = (item: unknown): boolean => typeof item === 'number';

function list(flat: Flat, name: string, items: readonly unknown[], sink: Pick<Sink, 'leftOut'>): void {
  if (isSamples(name)) {
    sink.leftOut('lists of samples');
    return;
  }
  const figures = items.length > 0 ? namedIn(items) : null;
  if (figures !== null) {
    for (const [one, value] of figures) flat.numbers.set(one, value);
    return;
  }
  const numbers = items.map((item) =>
    typeof item === 'number' ? item : typeof item === 'string' ? numberIn(item) : null,
  );
  if (items.length > 0 && numbers.every((number) => number !== null)) flat.lists.set(name, numbers as number[]);
  else if (items.length > 0) sink.leftOut('lists of other things');
}

/** A JSON document that is one table, as the rows that it has; and how it was written. */
export interface JsonTable {
  readonly rows: readonly unknown[];
  readonly how: string;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The rows of named columns of values, the columns as long as one another. */
function fromColumns(names: readonly string[], columns: readonly (readonly unknown[])[]): readonly unknown[] {
  return columns[0]!.map((_, row) => Object.fromEntries(names.map((name, i) => [name, columns[i]![row]])));
}

/** Rows of lists of values; a first row of texts above others is the header. */
function fromLists(lists: readonly (readonly unknown[])[]): JsonTable {
  const [first = [], ...rest] = lists;
  const isText = (value: unknown) => typeof value === 'string';
  const isHeader =
    rest.length > 0 &&
    first.every((value) => isText(value) && value !== '') &&
    new Set(first).size === first.length &&
    rest.some((row) => row.some((value) => !isText(value)));
  const width = lists.reduce((most, row) => Math.max(most, row.length), 0);
  const names = Array.from({ length: width }, (_, i) =>
    isHeader && i < first.length ? String(first[i]) : `column ${i + 1}`,
  );
  return {
    rows: (isHeader ? rest : lists).map((row) => Object.fromEntries(names.map((name, i) => [name, row[i]]))),
    how: `rows as lists of values${isHeader ? ', the first of them the header' : ''}`,
  };
}

const isIndex = (keys: readonly string[]) => keys.every((key) => /^\d+$/.test(key));

/** Columns {name: {row: value}} or rows {row: {name: value}}, as pandas writes them with orient=columns and orient=index. */
function fromTwoLevels(value: Fields): JsonTable | null {
  const outer = Object.keys(value);
  const inner = Object.values(value) as readonly Fields[];
  const keys = Object.keys(inner[0]!);
  const areAlike = inner.every((one) => {
    const own = Object.keys(one);
    return own.length === keys.length && own.every((key) => Object.hasOwn(inner[0]!, key));
  });
  const areRows = isIndex(outer) && !isIndex(keys) ? true : isIndex(keys) && !isIndex(outer) ? false : null;
  if (areRows === null && (!areAlike || outer.length * keys.length < 6)) return null;
  if (areRows ?? outer.length > keys.length) return { rows: inner, how: 'one object of rows (pandas orient=index)' };
  if (!areAlike) return null;
  const rows = keys.map((key) => Object.fromEntries(outer.map((name, i) => [name, inner[i]![key]])));
  return { rows, how: 'one object of columns (pandas orient=columns)' };
}

/**
 * What a whole JSON document holds as a table: a list of objects or of lists, columns side by side, what pandas writes with any orient,
 * or one list of objects under a name. Null for one that is none of these; a text says what keeps it from being one.
 */
export function jsonTable(value: unknown): JsonTable | string | null {
  if (Array.isArray(value)) {
    if (value.length > 0 && value.every((row) => Array.isArray(row))) return fromLists(value);
    return { rows: value, how: '' };
  }
  if (!isFields(value)) return null;
  const entries = Object.entries(value);
  if (entries.length === 0) return null;
  const { columns, data } = value;
  if (Array.isArray(columns) && Array.isArray(data) && data.every((row) => Array.isArray(row))) {
    const names = columns.map((name) => (Array.isArray(name) ? name.join(' ') : String(name)));
    const rows = data.map((row: readonly unknown[]) => Object.fromEntries(names.map((name, i) => [name, row[i]])));
    return { rows, how: 'names and rows side by side (pandas orient=split)' };
  }
  const lists = entries.filter(([, item]) => Array.isArray(item)) as [string, readonly unknown[]][];
  const tables = lists.filter(([, list]) => list.length > 0 && list.every(isFields));
  if (tables.length === 1 && (lists.length === 1 || isFields(value.schema)))
    return { rows: tables[0]![1], how: `the rows stand under ${JSON.stringify(tables[0]![0])}` };
  if (lists.length === entries.length) {
    const short = lists.find(([, list]) => list.length !== lists[0]![1].length);
    if (short !== undefined)
      return `has columns of different lengths: ${lists[0]![0]} has ${lists[0]![1].length} values, ${short[0]} has ${short[1].length}`;
    const rows = fromColumns(
      lists.map(([name]) => name),
      lists.map(([, list]) => list),
    );
    return { rows, how: 'one object of columns' };
  }
  if (entries.every(([, item]) => isFields(item) && Object.keys(item).length > 0)) return fromTwoLevels(value);
  return null;
}

import { show, UserError } from '../../core/errors.js';
import type { NamedArrays, ResultColumn } from '../../core/learner.js';
import type { InputSpec } from '../readers/features.js';
import { type CategoricalColumn, RARE, readTable, type Table } from '../readers/table.js';
import { applyModel } from './apply-model.js';
import type { ModelDocument } from './model-document.js';

/** Predictions of rows that training did not see. */
export interface NewRows {
  readonly columns: readonly ResultColumn[];
  readonly rows: number;
  /** What of the file was handled as missing or unknown, each in a line. */
  readonly notes: readonly string[];
}

/** Columns that an error names at most. */
const MOST_NAMED = 12;

/** Scores the rows of a file. Columns are read as in training; what is missing or new there is handled as in training. */
export function predictRows(model: ModelDocument, weights: NamedArrays, file: string): NewRows {
  const { columns: specs, reading } = model;
  const table = readTable(file, {
    ...{ missing: reading.missing, encoding: reading.encoding === 'auto' ? 'auto' : reading.encoding },
    ...{ roles: new Map(), specs, mayLackRoles: true },
  });
  const absent = table.report.absent ?? [];
  if (specs.length > 0 && specs.every(({ name }) => absent.includes(name)))
    throw new UserError({
      ...{ file, path: 'header', message: 'has none of the columns of training' },
      allowed: specs
        .map(({ name }) => name)
        .slice(0, MOST_NAMED)
        .join(', '),
    });
  return {
    columns: [{ name: 'row', values: table.numbers }, ...applyModel(model, weights, table.columns, table.rows)],
    rows: table.rows,
    notes: notesOf(model, table),
  };
}

function notesOf({ columns: specs, inputs }: ModelDocument, { columns, report, rows }: Table): readonly string[] {
  const absent = report.absent ?? [];
  const lacking = specs.map(({ name }) => name).filter((name) => absent.includes(name));
  return [
    ...(lacking.length === 0
      ? []
      : [`missing columns, handled as missing values in all ${rows} rows: ${lacking.map(show).join(', ')}`]),
    ...report.columns.flatMap(({ name, how, missing, firstMissing }) => {
      if (lacking.includes(name)) return [];
      if (how !== 'as in training') return [`${name}: ${how}`];
      const usual = inputs.some((input) => input.kind === 'missing' && input.column === name);
      return missing === 0 || usual
        ? []
        : [
            `${name}: ${missing} missing values, the first in row ${firstMissing}; training had none and takes the mean`,
          ];
    }),
    ...columns.flatMap((column) => (column.kind === 'categorical' ? unknownIn(column, inputs) : [])),
  ];
}

function unknownIn({ name, texts, codes }: CategoricalColumn, inputs: readonly InputSpec[]): readonly string[] {
  const other = inputs.find((input) => input.kind === 'other' && input.column === name);
  if (other === undefined || other.kind !== 'other') return [];
  const known = new Set(other.known);
  let [count, first] = [0, ''];
  for (const code of codes) {
    if (code !== RARE && (code < 0 || known.has(texts[code]!))) continue;
    if (count++ === 0) first = code < 0 ? '' : texts[code]!;
  }
  return count === 0
    ? []
    : [`${name}: ${count} values without an input of their own, such as ${show(first)}, count as other`];
}

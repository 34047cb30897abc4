import type { CellState } from '../../experiment/sweep/cells.js';
import type { Plan } from '../../experiment/sweep/plan.js';
import { parseOverride } from '../../scenario/overrides.js';
import { DECISIVE } from '../../scenario/registries.js';

/** One cell as a flat row. */
type Row = Readonly<Record<string, unknown>>;

/** A row a cell: a column a setting that the sweep varies, and a column a metric. */
export function sweepRows(plan: Plan, states: readonly CellState[]): readonly Row[] {
  const settings = plan.configs.map(({ varied }) => Object.fromEntries(varied.map(settingIn)));
  const names = [...new Set(settings.flatMap(Object.keys))];
  const metrics = [...new Set(states.flatMap(({ result }) => Object.keys(result?.final ?? {})))];
  return states.map(({ cell, status, result }) => ({
    ...{ index: cell.index, run: cell.id, status, seed: cell.seed },
    ...Object.fromEntries(names.map((name) => [name, settings[cell.config]![name] ?? null])),
    ...{ steps: result?.steps ?? 0, seconds: result?.seconds ?? null, digest: result?.digest ?? null },
    ...Object.fromEntries(metrics.map((name) => [name, result?.final[name] ?? null])),
  }));
}

/** `loss.gamma=2` as its name and value. */
export function settingIn(text: string): readonly [string, unknown] {
  const { path, value } = parseOverride(text, '--set', DECISIVE);
  return [path.join('.'), value];
}

/** RFC 4180; numbers as JSON writes them, what is not there empty. */
export function csvLines(rows: readonly Row[]): readonly string[] {
  const names = Object.keys(rows[0] ?? {});
  const field = (value: unknown): string => {
    if (value === null || value === undefined) return '';
    const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : JSON.stringify(value);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [names.map(field).join(','), ...rows.map((row) => names.map((name) => field(row[name])).join(','))];
}

/** One JSON object a line; NaN and the infinities as texts. */
export function jsonLines(rows: readonly Row[]): readonly string[] {
  const plain = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return rows.map((row) => JSON.stringify(row, plain));
}

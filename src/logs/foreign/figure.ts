import { UserError } from '../../core/errors.js';
import type { Better } from '../grouping/direction.js';

/** Which figure of a curve stands for a run. */
export type Figure =
  | { readonly kind: 'last' | 'best' | 'auc' }
  | { readonly kind: 'mean-last'; readonly count: number }
  | { readonly kind: 'at'; readonly x: number };

export const FIGURES = 'last, best, mean-last:10, at:50000, auc';

/** Reads `last`, `best`, `mean-last:10`, `at:50000` or `auc`. Throws a {@link UserError} for anything else. */
export function figureIn(text: string): Figure {
  if (text === 'last' || text === 'best' || text === 'auc') return { kind: text };
  const [kind, number = ''] = text.split(':');
  const value = number.trim() === '' ? Number.NaN : Number(number);
  if (kind === 'mean-last' && Number.isInteger(value) && value >= 1) return { kind, count: value };
  if (kind === 'at' && Number.isFinite(value)) return { kind, x: value };
  throw new UserError({ path: '--figure', message: 'is no figure of a curve', given: `"${text}"`, allowed: FIGURES });
}

/** What a figure is called in a sentence. */
export function figureText(figure: Figure): string {
  if (figure.kind === 'mean-last') return `the mean of the last ${figure.count} values`;
  if (figure.kind === 'at') return `the value at ${figure.x}`;
  if (figure.kind === 'auc') return 'the area under the curve over its length';
  return `the ${figure.kind} value`;
}

/**
 * The figure of a curve; NaN where it has none, such as the value at a place that it has not reached. The best value of a
 * metric of which neither direction is better is its last one.
 */
export function figureOf(
  { xs, values }: { readonly xs: readonly number[]; readonly values: readonly number[] },
  better: Better,
  figure: Figure,
): number {
  const last = values.at(-1) ?? Number.NaN;
  if (figure.kind === 'last' || (figure.kind === 'best' && better === 'neither')) return last;
  if (figure.kind === 'best') {
    const finite = values.filter(Number.isFinite);
    if (finite.length === 0) return Number.NaN;
    return finite.reduce((a, b) => (better === 'higher' ? Math.max(a, b) : Math.min(a, b)));
  }
  if (figure.kind === 'mean-last') {
    const end = values.slice(-figure.count);
    return end.reduce((sum, value) => sum + value, 0) / end.length;
  }
  if (figure.kind === 'at') {
    if (xs.length === 0 || xs.at(-1)! < figure.x) return Number.NaN;
    let at = xs.length - 1;
    while (at >= 0 && xs[at]! > figure.x) at--;
    return values[at] ?? Number.NaN;
  }
  const width = (xs.at(-1) ?? 0) - (xs[0] ?? 0);
  if (!(width > 0)) return last;
  let area = 0;
  for (let i = 1; i < xs.length; i++) area += ((values[i - 1]! + values[i]!) / 2) * (xs[i]! - xs[i - 1]!);
  return area / width;
}

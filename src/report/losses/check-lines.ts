import type { CheckReport } from '../../losses/tools/golden-check.js';
import { type Line, tone } from '../lines.js';

/** What a golden check found: each failure with its place and both values, skips with their reasons, the counts last. */
export function checkLines(report: CheckReport): readonly Line[] {
  const { skipped, failed } = report;
  return [
    ...failed.flatMap(({ id, where, expected, got }): readonly Line[] => [
      [tone('bad', 'FAILED'), `  ${id}`],
      ['  where     ', where],
      ['  expected  ', expected],
      ['  got       ', got],
    ]),
    ...skipped.map(({ id, reason }): Line => [tone('dim', 'skipped'), `  ${id}: ${reason}`]),
    [countLine(report)],
  ];
}

/** The line that a check ends with. */
export function countLine({ checked, skipped, failed }: CheckReport): string {
  return `checked ${checked}, skipped ${skipped.length}, failed ${failed.length}`;
}

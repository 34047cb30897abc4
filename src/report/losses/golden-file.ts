import { UserError } from '../../core/errors.js';
import type { Precision } from '../../kernels/kernels.js';
import { type CheckReport, checkGolden, type Tolerance } from '../../losses/tools/golden-check.js';
import { readJson } from '../json-file.js';

/** Golden files larger than this are refused: a case is a line of a few hundred bytes. */
const MOST_BYTES = 256 * 2 ** 20;

/** Checks a golden file; what is wrong with the file itself is a {@link UserError} with file, line and column. */
export function checkGoldenFile(file: string, precision: Precision, tolerance?: Tolerance): CheckReport {
  const { document, place } = readJson(file, MOST_BYTES);
  try {
    if (isEmpty(document)) throw new UserError({ path: 'cases', message: 'is empty: there is nothing to check' });
    return checkGolden(document, tolerance === undefined ? { precision } : { precision, tolerance });
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(error.issues.map((issue) => ({ ...issue, ...place(issue.path) })));
  }
}

function isEmpty(document: unknown): boolean {
  const cases = (document as { readonly cases?: unknown } | null)?.cases;
  return Array.isArray(cases) && cases.length === 0;
}

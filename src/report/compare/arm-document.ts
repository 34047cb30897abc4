import type { Arm } from '../../experiment/arm.js';
import type { JsonFile } from '../json-file.js';
import { variantName } from '../summary.js';
import { FileChecker } from './check-file.js';

/** The variants of a document that `losscope run --json` printed, see docs/results.schema.json. It has no curves. */
export function armsOfDocument(file: JsonFile, name: string): readonly Arm[] {
  const check = new FileChecker(file);
  const { version: format = 1, losscope, scenarios } = check.record(file.document, '');
  if (format !== 1) check.refuse('version', 'must be 1: another losscope wrote this', format);
  const version = check.textOrNull(losscope, 'losscope');
  const arms = check.list(scenarios, 'scenarios').map((given, i): Arm => {
    const at = `scenarios[${i}]`;
    const entry = check.record(given, at);
    const scenario = check.text(entry.name, `${at}.name`);
    const variant = check.text(entry.variant, `${at}.variant`);
    return {
      label: variantName({ name: scenario, variant }),
      source: name,
      scenario,
      variant,
      version,
      hash: check.textOrNull(entry.hash, `${at}.hash`),
      decides: entry.settings === undefined ? null : check.record(entry.settings, `${at}.settings`),
      regression: entry.regression === undefined ? null : check.regression(entry.regression, `${at}.regression`),
      better: check.better(entry.better, `${at}.better`),
      seeds: check.seeds(entry.runs, `${at}.runs`),
      curves: () => null,
    };
  });
  check.finish();
  return arms;
}

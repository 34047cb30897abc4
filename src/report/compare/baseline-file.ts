import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { show, UserError } from '../../core/errors.js';
import type { Arm, SeedEnd } from '../../experiment/arm.js';
import type { SeedCurves } from '../../experiment/seed-curves.js';
import type { Regression } from '../../scenario/scenario.js';
import { makeFolders } from '../../store/disk.js';
import { encodeJson } from '../../store/number-json.js';
import { asciiJson } from '../ascii-json.js';
import { type JsonFile, readJson } from '../json-file.js';
import { writeText } from '../losses/write-file.js';
import { variantName } from '../summary.js';
import { FileChecker } from './check-file.js';

export const BASELINE_FORMAT = 'losscope baseline';
/** Of the format. Version 1 had a summary of one curve in place of the curves of its seeds. */
const VERSION = 2;
const MOST_BYTES = 32 * 1024 * 1024;

/** Why a baseline was changed. */
export interface Accepted {
  /** ISO 8601. */
  readonly at: string;
  readonly losscope: string;
  readonly commit: string | null;
  readonly reason: string;
  readonly verdict: string;
  /** What differed from the baseline before, in words. */
  readonly changes: readonly string[];
}

/** A committed record of how a scenario came out, to which later runs are held. */
export interface Baseline {
  /** How the scenario is found again: a bundled name, or a file seen from the baseline's folder. */
  readonly reference: string;
  /** `path=value` texts that were set over it. */
  readonly set: readonly string[];
  /** Which of the variants that the scenario declares; null for the scenario as written. */
  readonly variantName: string | null;
  readonly scenario: string;
  readonly variant: string;
  readonly losscope: string;
  /** Plug-ins by file name with the hashes of their content; absent in files of before they were kept. */
  readonly plugins?: Arm['plugins'];
  readonly commit: string | null;
  readonly created: string;
  readonly hash: string;
  readonly settings: unknown;
  readonly regression: Regression;
  readonly better: Arm['better'];
  readonly seeds: readonly SeedEnd[];
  /** Of the metrics whose area and time to threshold are held; none in a file of version 1. */
  readonly curves: readonly SeedCurves[];
  /** Seconds of one processor that a seed took on average; null in a file of version 1. */
  readonly secondsPerSeed: number | null;
  readonly history: readonly Accepted[];
}

/** Whether there is a file of this name. */
export function isThere(file: string): boolean {
  return existsSync(file);
}

/** Names of the baselines in a folder; none where there is no folder. */
export function baselineNames(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

/** Makes the folder of the baselines before anything is trained for it. */
export function ensureFolder(folder: string): void {
  try {
    makeFolders(resolve(folder));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : show(error);
    throw new UserError({ path: '--baselines', message: `cannot be made: ${code}`, given: resolve(folder) });
  }
}

export function writeBaseline(file: string, { seeds, curves, history, ...head }: Baseline): void {
  // A line a seed, so that a diff shows which seeds changed.
  const texts = seeds.map((seed) => `    ${ascii(encodeJson(seed))}`);
  const front = asciiJson({ format: BASELINE_FORMAT, version: VERSION, ...head }).replace(/\n}$/, ',');
  const rest = [
    `  "seeds": [\n${texts.join(',\n')}\n  ]`,
    `  "curves": [${curves.map(curvesText).join(', ')}]`,
    `  "history": ${history.length === 0 ? '[]' : asciiJson(history).replaceAll('\n', '\n  ')}`,
  ];
  writeText(file, `${front}\n${rest.join(',\n')}\n}\n`);
}

function curvesText({ metric, steps, seeds }: SeedCurves): string {
  const lines = seeds.map((one) => `      ${ascii(encodeJson(one))}`);
  const head = `    "metric": ${ascii(encodeJson(metric))},\n    "steps": ${encodeJson(steps)},\n    "seeds": [`;
  return `{\n${head}\n${lines.join(',\n')}\n    ]\n  }`;
}

function ascii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Reads a baseline; throws a {@link UserError} with everything that is wrong with the file. */
export function readBaseline(file: string): Baseline {
  return baselineIn(readJson(file, MOST_BYTES));
}

export function isBaseline(document: unknown): boolean {
  return (
    typeof document === 'object' && document !== null && 'format' in document && document.format === BASELINE_FORMAT
  );
}

export function baselineIn(file: JsonFile): Baseline {
  const check = new FileChecker(file);
  const { format, version, ...fields } = check.record(file.document, '');
  if (format !== BASELINE_FORMAT) check.refuse('format', `must be "${BASELINE_FORMAT}"`, format);
  else if (version !== VERSION && version !== 1) {
    check.refuse('version', `must be 1 or ${VERSION}: another losscope wrote this`, version);
  }
  check.finish();
  const baseline: Baseline = {
    reference: check.text(fields.reference, 'reference'),
    set: check.list(fields.set, 'set').map((one, i) => check.text(one, `set[${i}]`)),
    variantName: check.textOrNull(fields.variantName, 'variantName'),
    scenario: check.text(fields.scenario, 'scenario'),
    variant: check.text(fields.variant, 'variant'),
    losscope: check.text(fields.losscope, 'losscope'),
    ...(fields.plugins == null ? {} : { plugins: check.plugins(fields.plugins, 'plugins') }),
    commit: check.textOrNull(fields.commit, 'commit'),
    created: check.text(fields.created, 'created'),
    hash: check.text(fields.hash, 'hash'),
    settings: check.record(fields.settings, 'settings'),
    regression: check.regression(fields.regression, 'regression'),
    better: check.better(fields.better, 'better'),
    seeds: check.someSeeds(fields.seeds, 'seeds'),
    curves:
      version === 1 ? [] : check.list(fields.curves, 'curves').map((one, i) => curvesIn(check, one, `curves[${i}]`)),
    secondsPerSeed: typeof fields.secondsPerSeed === 'number' ? fields.secondsPerSeed : null,
    history: check.list(fields.history, 'history').map((one, i) => acceptedIn(check, one, `history[${i}]`)),
  };
  check.finish();
  return baseline;
}

function curvesIn(check: FileChecker, given: unknown, at: string): SeedCurves {
  const curves = check.record(given, at);
  const steps = check.numbers(curves.steps, `${at}.steps`);
  const seeds = check.list(curves.seeds, `${at}.seeds`).map((item, i) => {
    const place = `${at}.seeds[${i}]`;
    const { seed, values: list } = check.record(item, place);
    if (!Number.isSafeInteger(seed)) check.refuse(`${place}.seed`, 'must be a whole number', seed);
    const values = check.numbers(list, `${place}.values`);
    if (values.length !== steps.length) check.refuse(`${place}.values`, `must be ${steps.length} numbers`);
    return { seed: Number(seed), values };
  });
  return { metric: check.text(curves.metric, `${at}.metric`), steps, seeds };
}

function acceptedIn(check: FileChecker, given: unknown, at: string): Accepted {
  const { losscope, commit, reason, verdict, changes, at: when } = check.record(given, at);
  return {
    at: check.text(when, `${at}.at`),
    losscope: check.text(losscope, `${at}.losscope`),
    commit: check.textOrNull(commit, `${at}.commit`),
    reason: check.text(reason, `${at}.reason`),
    verdict: check.text(verdict, `${at}.verdict`),
    changes: check.list(changes, `${at}.changes`).map((one, i) => check.text(one, `${at}.changes[${i}]`)),
  };
}

export function armOfBaseline(baseline: Baseline, file: string): Arm {
  const { scenario, variant, losscope, plugins = null, hash, settings, regression, better, seeds, curves } = baseline;
  return {
    label: `baseline of ${variantName({ name: scenario, variant })}`,
    source: file,
    scenario,
    variant,
    version: losscope,
    plugins,
    hash,
    decides: settings,
    regression,
    better,
    seeds,
    curves: (metric) => curves.find((one) => one.metric === metric) ?? null,
  };
}

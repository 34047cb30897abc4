import type { Command } from 'commander';
import type { Arm } from '../../experiment/arm.js';
import type { Baseline } from '../../report/compare/baseline-file.js';
import type { Scenario } from '../../scenario/scenario.js';
import { type Context, collect } from '../kit/command.js';
import { addPluginOptions, type PluginOptions, usePlugins } from '../kit/plugins.js';

const BASELINES = 'baselines';
/** What stands in a baseline of logs in place of the name of a scenario. */
export const FROM_LOGS = 'logs of another program';
const MOST_WORKERS = 256;

export interface TrainOptions extends PluginOptions {
  readonly baselines: string;
  readonly seeds?: string;
  readonly set?: readonly string[];
  readonly workers?: string;
  readonly variant?: readonly string[];
}

/** The options of commands that train for a baseline. */
export function addTrainOptions(command: Command, seeds: string, variant: string): void {
  command
    .option('--seeds <seeds>', seeds)
    .option('--variant <name>', `${variant} (repeatable)`, collect)
    .option('--set <path=value>', 'override a setting (repeatable)', collect)
    .option('--workers <number>', 'runs at a time (default: one per processor)')
    .option('--baselines <folder>', 'where the baselines are', BASELINES);
  addPluginOptions(command);
}

/** The numbers among the options, all of what is wrong with them told at once. */
export async function readNumbers({
  seeds,
  workers,
  maxSeeds,
}: Pick<TrainOptions, 'seeds' | 'workers'> & { readonly maxSeeds?: string }) {
  const { parseSeeds, SEEDS_ALLOWED } = await import('../../scenario/seeds.js');
  const { UserError } = await import('../../core/errors.js');
  const issues = [];
  const parsed = seeds === undefined ? null : parseSeeds(seeds);
  if (typeof parsed === 'string') {
    issues.push({ path: '--seeds', message: parsed, given: `"${seeds}"`, allowed: SEEDS_ALLOWED });
  }
  const number = workers === undefined ? null : Number(workers);
  if (number !== null && !(Number.isInteger(number) && number >= 1 && number <= MOST_WORKERS)) {
    const message = `must be a whole number from 1 to ${MOST_WORKERS}`;
    issues.push({ path: '--workers', message, given: `"${workers}"` });
  }
  const most = maxSeeds === undefined ? null : Number(maxSeeds);
  if (most !== null && !(Number.isInteger(most) && most >= 1)) {
    issues.push({ path: '--max-seeds', message: 'must be a whole number >= 1', given: `"${maxSeeds}"` });
  }
  if (most !== null && seeds !== undefined) {
    issues.push({ path: '--max-seeds', message: 'cannot stand beside --seeds, which names them all' });
  }
  if (issues.length > 0) throw new UserError(issues);
  return { seeds: typeof parsed === 'string' ? null : parsed, workers: number, maxSeeds: most };
}

/** A scenario as written or one of its variants, with settings over it, checked as `losscope run` does. */
export async function loadOne(
  reference: string,
  { set, variant }: { readonly set: readonly string[]; readonly variant: string | null },
  options: PluginOptions,
) {
  const { loadScenarios } = await import('../../scenario/loader.js');
  const { registries } = await import('../../train/registries.js');
  const { rehearse } = await import('../../train/rehearsal.js');
  const plugins = await usePlugins([reference], options, registries);
  const variants = variant === null ? 'written' : [variant];
  const loaded = loadScenarios([reference], { catalogues: registries, set, variants, allowPlugins: plugins });
  const [first] = loaded;
  if (loaded.length !== 1) {
    const { UserError } = await import('../../core/errors.js');
    throw new UserError({ path: '', message: 'names several scenarios, and a baseline is of one', given: reference });
  }
  rehearse(loaded, registries);
  return { scenario: first!.scenario, plugins };
}

export interface Trained {
  readonly arm: Arm;
  readonly seconds: number;
  /** Seconds of training that a seed took on average. */
  readonly secondsPerSeed: number;
  /** Exit code of the signal that stopped the runs; null when they came to their ends. */
  readonly stopped: number | null;
}

/** Trains the seeds of a scenario in this process's threads, without run folders. */
export async function trainSeeds(
  { scenario, plugins }: { readonly scenario: Scenario; readonly plugins: readonly string[] },
  seeds: readonly number[],
  workers: number | null,
  { terminal }: Context,
): Promise<Trained> {
  const { boundWorkers } = await import('../kit/workers.js');
  const { createSession } = await import('../../session/session.js');
  const { watchSignals } = await import('../kit/signals.js');
  const { followPlainly } = await import('../kit/progress.js');
  const { armOfSession } = await import('../../report/compare/arm-session.js');
  const started = performance.now();
  const session = createSession([{ scenario, seeds }], {
    workers: boundWorkers(workers, seeds.length, terminal),
    out: null,
    plugins,
  });
  const signals = watchSignals(() => {
    terminal.err('stopping at the next step; a second signal quits immediately');
    session.stop(null);
  });
  try {
    await followPlainly(session, terminal);
  } finally {
    await session.close();
    signals.end();
  }
  const seconds = (performance.now() - started) / 1000;
  const spent = session.results().map((result) => result.seconds);
  const secondsPerSeed = spent.reduce((sum, one) => sum + one, 0) / Math.max(1, spent.length);
  return { arm: armOfSession(session, scenario), seconds, secondsPerSeed, stopped: signals.code() ?? null };
}

/** A baseline of the user's with its file and its scenario as it is now. */
export interface Opened {
  readonly file: string;
  readonly name: string;
  readonly baseline: Baseline;
}

/** The name of a baseline, which is that of its file: the scenario's file or bundled name, and the variant. */
export function baselineName(stem: string, variant: string | null): string {
  return variant === null ? stem : `${stem}.${variant}`;
}

/**
 * Baselines by scenario (all of its variants, or those of `--variant`), by the name of one, by scenario file or by baseline file;
 * without any name all of the folder.
 */
export async function openBaselines(
  names: readonly string[],
  { baselines: folder, variant }: Pick<TrainOptions, 'baselines' | 'variant'>,
): Promise<readonly Opened[]> {
  const { UserError } = await import('../../core/errors.js');
  const { baselineNames, readBaseline } = await import('../../report/compare/baseline-file.js');
  const { join } = await import('node:path');
  const { stemOf, looksLikeFile } = await import('../../scenario/bundled.js');
  const { didYouMean } = await import('../../core/suggestion.js');
  const there = baselineNames(folder);
  if (names.length === 0 && there.length === 0) {
    const hint = 'Make one with losscope baseline save <scenario>';
    throw new UserError({ path: '--baselines', message: 'holds no baseline', given: folder, hint });
  }
  const issues: InstanceType<typeof UserError>['issues'][number][] = [];
  const files = new Map<string, string>();
  for (const given of names.length === 0 ? there : names) {
    if (given.endsWith('.json')) {
      files.set(given, stemOf(given));
      continue;
    }
    // A scenario may be named by its file, as when it was saved.
    const stem = names.length > 0 && looksLikeFile(given) ? stemOf(given) : given;
    const found = there.filter((name) => name === stem || (names.length > 0 && name.startsWith(`${stem}.`)));
    for (const name of found) files.set(join(folder, `${name}.json`), name);
    if (found.length > 0) continue;
    const hint = didYouMean(stem, there);
    issues.push({
      path: '',
      message: `there is no baseline of ${stem} in ${folder}`,
      allowed: there.length === 0 ? 'none there' : there.join(', '),
      ...(hint === undefined ? {} : { hint }),
    });
  }
  const opened: Opened[] = [];
  for (const [file, name] of files) {
    try {
      opened.push({ file, name, baseline: readBaseline(file) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(...error.issues);
    }
  }
  if (issues.length > 0) throw new UserError(issues);
  if (variant === undefined) return opened;
  const named = (one: Opened) => one.baseline.variantName ?? 'written';
  const chosen = opened.filter((one) => variant.includes(named(one)));
  const missing = variant.filter((name) => !opened.some((one) => named(one) === name));
  if (missing.length === 0) return chosen;
  throw new UserError(
    missing.map((name) => {
      const known = [...new Set(opened.map(named))];
      const hint = didYouMean(name, known);
      return {
        path: '--variant',
        message: 'has no baseline',
        given: name,
        allowed: known.join(', '),
        ...(hint === undefined ? {} : { hint }),
      };
    }),
  );
}

/** The scenario of a baseline as it is now. */
export async function loadBaselined({ file, baseline }: Opened, options: TrainOptions) {
  const { dirname, resolve } = await import('node:path');
  const { looksLikeFile } = await import('../../scenario/bundled.js');
  const { reference, set } = baseline;
  if (reference === FROM_LOGS) {
    const { UserError } = await import('../../core/errors.js');
    const hint = 'Give the logs of the new runs: losscope baseline check ... --from <source>';
    throw new UserError({ path: '', file, message: 'was saved from logs: there is no scenario to train', hint });
  }
  const found = looksLikeFile(reference) ? resolve(dirname(file), reference) : reference;
  return loadOne(found, { set: [...set, ...(options.set ?? [])], variant: baseline.variantName }, options);
}

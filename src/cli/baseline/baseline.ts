import { availableParallelism } from 'node:os';
import type { Command } from 'commander';
import { type AddCommand, type Context, examples } from '../kit/command.js';
import { accept } from './accept.js';
import { addBaselineCheck } from './check.js';
import type { FromOptions } from './from-logs.js';
import { addFromOptions } from './from-options.js';
import {
  addTrainOptions,
  baselineName,
  loadBaselined,
  loadOne,
  type Opened,
  openBaselines,
  readNumbers,
  type Trained,
  type TrainOptions,
  trainSeeds,
} from './training.js';

/** Seeds of a baseline: all where training them takes minutes, else the fewer. */
const ALL_SEEDS = 40;
const FEWER_SEEDS = 20;
/** Twenty seeds that take longer than this are enough. */
const MOST_SECONDS = 300;

interface UpdateOptions extends TrainOptions, Partial<FromOptions> {
  readonly baselines: string;
  readonly variant?: readonly string[];
  readonly reason?: string;
}

export const addBaseline: AddCommand = (program, context) => {
  const command = program
    .command('baseline')
    .description('compare a scenario with its earlier results: save, check, update')
    .addHelpText(
      'after',
      examples(
        ['losscope baseline save gridworld-dqn', 'baselines/gridworld-dqn.json, to be committed'],
        ['losscope baseline save outliers-regression --variant huber', 'baselines/outliers-regression.huber.json'],
        ['losscope baseline check', 'all of them; exit code 1 for a regression'],
        ['losscope baseline check gridworld-dqn --junit report.xml', 'in a pipeline'],
        [
          'losscope baseline save resnet --from logs/*/metrics.csv --metric val_acc',
          'seeds that another program trained',
        ],
        ['losscope baseline update gridworld-dqn --reason "Huber in place of MSE"', 'accept a change, with its reason'],
      ),
    );
  const save = command
    .command('save')
    .description('train a scenario and write its results as a baseline')
    .argument('<scenario>', 'a name or a file; with --from, the name of the baseline')
    .action(async (reference: string, _: unknown, below: Command) => {
      const { from } = below.opts<{ from?: readonly string[] }>();
      if (from === undefined) return saveAll(reference, below.opts<TrainOptions>(), context);
      const { saveFromLogs } = await import('./from-logs.js');
      return saveFromLogs(reference, below.opts<FromOptions>(), context);
    });
  addTrainOptions(
    save,
    `seeds of the baseline (default: 0-${ALL_SEEDS - 1} where that takes minutes, else 0-${FEWER_SEEDS - 1})`,
    'of the variants that the scenario declares, this one: a baseline each',
  );
  addFromOptions(save);
  addBaselineCheck(command, context);
  const update = command
    .command('update')
    .description('train a scenario again and accept the new results, with a reason; prints what changes')
    .argument('<scenario>', 'a name, as it was saved, a scenario file, or a baseline file')
    .option('--reason <text>', 'why the change is right; recorded in the file')
    .action((name: string, _: unknown, below: Command) => updateAll(name, below.opts<UpdateOptions>(), context));
  addFromOptions(update);
  addTrainOptions(update, 'seeds (default: those of the baseline)', 'only baselines of this variant');
};

async function saveAll(reference: string, options: TrainOptions, context: Context): Promise<void> {
  const { ensureFolder, isThere } = await import('../../report/compare/baseline-file.js');
  const { UserError } = await import('../../core/errors.js');
  const { join } = await import('node:path');
  const { stemOf, looksLikeFile } = await import('../../scenario/bundled.js');
  const numbers = await readNumbers(options);
  if (numbers.seeds !== null) await checkNumber(numbers.seeds);
  const stem = looksLikeFile(reference) ? stemOf(reference) : reference;
  const jobs = [];
  for (const variant of options.variant ?? [null]) {
    const loaded = await loadOne(reference, { set: options.set ?? [], variant }, options);
    // Named as the scenario's file is: that is what people look for, whatever name stands inside.
    const file = join(options.baselines, `${baselineName(stem, variant)}.json`);
    if (isThere(file)) {
      const message = 'is there already';
      const hint = `Accept changes with losscope baseline update ${baselineName(stem, variant)} --reason "..."`;
      throw new UserError({ path: '', file, message, hint });
    }
    jobs.push({ loaded, file, variant });
  }
  ensureFolder(options.baselines);
  for (const { loaded, file, variant } of jobs) {
    if (!(await saveOne(reference, loaded, file, variant, options, numbers, context))) return;
  }
}

/** Whether it came to its end. */
async function saveOne(
  reference: string,
  loaded: Awaited<ReturnType<typeof loadOne>>,
  file: string,
  variantName: string | null,
  options: TrainOptions,
  { seeds, workers }: Awaited<ReturnType<typeof readNumbers>>,
  context: Context,
): Promise<boolean> {
  const { armOfBaseline, writeBaseline } = await import('../../report/compare/baseline-file.js');
  const { relative, resolve } = await import('node:path');
  const { looksLikeFile } = await import('../../scenario/bundled.js');
  const { powerLines } = await import('../../report/gate/power.js');
  const { ruleOf } = await import('../../experiment/gate/gate.js');
  const { armFacts } = await import('../../report/compare/facts.js');
  const trained =
    seeds === null ? await trainByTime(loaded, workers, context) : await trainSeeds(loaded, seeds, workers, context);
  if (!(await isWhole(trained, context))) return false;
  const told = looksLikeFile(reference)
    ? relative(resolve(options.baselines), resolve(reference)).replaceAll('\\', '/')
    : reference;
  const head = await headOf(trained);
  const baseline = { reference: told, set: options.set ?? [], variantName, ...head, history: [] };
  writeBaseline(file, baseline);
  context.terminal.out(`wrote ${file}: ${armFacts(trained.arm)}`);
  const parallel = workers ?? availableParallelism();
  context.terminal.out(
    ...powerLines(armOfBaseline(baseline, file), ruleOf(loaded.scenario), head.secondsPerSeed, parallel),
  );
  return true;
}

/** Trains twenty seeds, and twenty more where the first have shown that this takes minutes. */
async function trainByTime(
  loaded: Awaited<ReturnType<typeof loadOne>>,
  workers: number | null,
  context: Context,
): Promise<Trained> {
  const { joinArms } = await import('../../experiment/gate/stages.js');
  const { formatDuration } = await import('../../report/numbers.js');
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  const first = await trainSeeds(loaded, range(0, FEWER_SEEDS), workers, context);
  if (first.stopped !== null) return first;
  const took = `${FEWER_SEEDS} seeds took ${formatDuration(first.seconds)}`;
  if (first.seconds > MOST_SECONDS) {
    context.terminal.err(
      `${took}: the baseline holds no more; --seeds 0-${ALL_SEEDS - 1} would let its checks see more`,
    );
    return first;
  }
  context.terminal.err(`${took}: ${ALL_SEEDS - FEWER_SEEDS} more, so that a doubtful check can look at ${ALL_SEEDS}`);
  const second = await trainSeeds(loaded, range(FEWER_SEEDS, ALL_SEEDS), workers, context);
  return {
    arm: joinArms(first.arm, second.arm),
    seconds: first.seconds + second.seconds,
    secondsPerSeed: (first.secondsPerSeed + second.secondsPerSeed) / 2,
    stopped: second.stopped,
  };
}

async function updateAll(name: string, options: UpdateOptions, context: Context): Promise<void> {
  const { UserError } = await import('../../core/errors.js');
  const reason = options.reason?.trim() ?? '';
  if (reason === '') {
    const message = 'is needed: why the new results are right';
    throw new UserError({ path: '--reason', message, hint: 'It is recorded in the file' });
  }
  if (options.from !== undefined) {
    const { updateFromLogs } = await import('./from-logs.js');
    return updateFromLogs(name, { ...options, from: options.from, reason }, context);
  }
  const numbers = await readNumbers(options);
  const opened = await openBaselines([name], options);
  const loaded = [];
  for (const one of opened) loaded.push(await loadBaselined(one, options));
  for (const [i, one] of opened.entries()) {
    if (!(await updateOne(one, loaded[i]!, reason, options, numbers, context))) return;
  }
}

/** Whether it came to its end. */
async function updateOne(
  opened: Opened,
  loaded: Awaited<ReturnType<typeof loadBaselined>>,
  reason: string,
  options: UpdateOptions,
  numbers: Awaited<ReturnType<typeof readNumbers>>,
  context: Context,
): Promise<boolean> {
  const seeds = numbers.seeds ?? opened.baseline.seeds.map(({ seed }) => seed);
  await checkNumber(seeds);
  const trained = await trainSeeds(loaded, seeds, numbers.workers, context);
  if (!(await isWhole(trained, context))) return false;
  const { arm } = trained;
  await accept({ opened, arm, set: options.set ?? [], reason, head: await headOf(trained) }, context.terminal);
  return true;
}

async function checkNumber(seeds: readonly number[]): Promise<void> {
  const { FEWEST_SEEDS } = await import('../../experiment/verdict.js');
  if (seeds.length >= FEWEST_SEEDS) return;
  const { UserError } = await import('../../core/errors.js');
  const message = 'are too few to decide anything';
  const allowed = `at least ${FEWEST_SEEDS}, better ${ALL_SEEDS}`;
  throw new UserError({ path: '--seeds', message, given: `${seeds.length}`, allowed });
}

/** Whether every seed came to an end that a baseline can hold; else says why not and sets the exit code. */
async function isWhole({ arm, stopped }: Trained, { terminal, exit }: Context): Promise<boolean> {
  const missing = arm.seeds.filter(({ status }) => status !== 'done' && status !== 'diverged');
  if (stopped === null && missing.length === 0) return true;
  const seeds = missing.map(({ seed, status }) => `seed ${seed} ${status}`).join(', ');
  terminal.err(`nothing was written: ${seeds === '' ? 'the runs were stopped' : seeds}`);
  exit(stopped ?? 3);
  return false;
}

async function headOf({ arm, secondsPerSeed }: Trained) {
  const { commitOf } = await import('../../store/machine.js');
  const regression = arm.regression!;
  return {
    scenario: arm.scenario,
    variant: arm.variant,
    losscope: arm.version!,
    plugins: arm.plugins ?? null,
    commit: commitOf(process.cwd()),
    created: new Date().toISOString(),
    hash: arm.hash!,
    settings: arm.decides,
    ...{ regression, better: arm.better, seeds: arm.seeds, curves: [arm.curves(regression.metric) ?? []].flat() },
    secondsPerSeed,
  };
}

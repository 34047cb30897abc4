import type { Command } from 'commander';
import { type AddCommand, type Context, examples } from '../kit/command.js';
import { addBaselineCheck } from './check.js';
import {
  addTrainOptions,
  loadBaselined,
  loadOne,
  openBaselines,
  readNumbers,
  type Trained,
  type TrainOptions,
  trainSeeds,
} from './training.js';

interface UpdateOptions extends TrainOptions {
  readonly reason?: string;
}

/** Seeds of a baseline. */
const SEEDS = '0-19';

export const addBaseline: AddCommand = (program, context) => {
  const command = program
    .command('baseline')
    .description('hold a scenario to how it came out before: save, check, update')
    .addHelpText(
      'after',
      examples(
        ['losscope baseline save gridworld-dqn', 'baselines/gridworld-dqn.json, to be committed'],
        ['losscope baseline check', 'all of them; exit code 1 for a regression'],
        ['losscope baseline check gridworld-dqn --confirm --junit report.xml', 'in a pipeline'],
        ['losscope baseline update gridworld-dqn --reason "Huber in place of MSE"', 'accept a change, with its reason'],
      ),
    );
  const save = command
    .command('save')
    .description('train a scenario and write its results as a baseline')
    .argument('<scenario>', 'a name or a file')
    .action((reference: string, _: unknown, below: Command) => saveOne(reference, below.opts<TrainOptions>(), context));
  addTrainOptions(save, `seeds of the baseline (default: ${SEEDS})`);
  addBaselineCheck(command, context);
  const update = command
    .command('update')
    .description('train a scenario again and accept what came out, with a reason; prints what changes')
    .argument('<scenario>', 'a name, as it was saved')
    .option('--reason <text>', 'why the change is right; recorded in the file')
    .action((name: string, _: unknown, below: Command) => updateOne(name, below.opts<UpdateOptions>(), context));
  addTrainOptions(update, 'seeds (default: those of the baseline)');
};

async function saveOne(reference: string, options: TrainOptions, context: Context): Promise<void> {
  const { ensureFolder, isThere, writeBaseline } = await import('../../report/compare/baseline-file.js');
  const { UserError } = await import('../../core/errors.js');
  const { join, relative, resolve } = await import('node:path');
  const { looksLikeFile } = await import('../../scenario/bundled.js');
  const { parseSeeds } = await import('../../scenario/seeds.js');
  const numbers = await readNumbers(options);
  const seeds = numbers.seeds ?? (parseSeeds(SEEDS) as readonly number[]);
  await checkNumber(seeds);
  const loaded = await loadOne(reference, options.set ?? [], options);
  const file = join(options.baselines, `${loaded.scenario.name}.json`);
  if (isThere(file)) {
    const message = 'is there already';
    const hint = `Accept changes with losscope baseline update ${loaded.scenario.name} --reason "..."`;
    throw new UserError({ path: '', file, message, hint });
  }
  ensureFolder(options.baselines);
  const trained = await trainSeeds(loaded, seeds, numbers.workers, context);
  if (!(await isWhole(trained, context))) return;
  const told = looksLikeFile(reference)
    ? relative(resolve(options.baselines), resolve(reference)).replaceAll('\\', '/')
    : reference;
  writeBaseline(file, { reference: told, set: options.set ?? [], ...(await headOf(trained)), history: [] });
  const { armFacts } = await import('../../report/compare/facts.js');
  context.terminal.out(`wrote ${file}: ${armFacts(trained.arm)}`);
}

async function updateOne(name: string, options: UpdateOptions, context: Context): Promise<void> {
  const { terminal } = context;
  const { UserError } = await import('../../core/errors.js');
  const { armOfBaseline, writeBaseline } = await import('../../report/compare/baseline-file.js');
  const { compareArms } = await import('../../experiment/comparison.js');
  const { comparisonLines } = await import('../../report/compare/lines.js');
  const { changeLine } = await import('../../report/compare/facts.js');
  const { verdictSentence } = await import('../../report/compare/verdict-words.js');
  const { formatNumber } = await import('../../report/numbers.js');
  const { programVersion } = await import('../../core/package.js');
  const { commitOf } = await import('../../store/machine.js');
  const reason = options.reason?.trim() ?? '';
  if (reason === '') {
    const message = 'is needed: why the new results are right';
    throw new UserError({ path: '--reason', message, hint: 'It is recorded in the file' });
  }
  const numbers = await readNumbers(options);
  const [opened] = await openBaselines([name], options.baselines);
  const { file, baseline } = opened!;
  const loaded = await loadBaselined(opened!, options);
  const seeds = numbers.seeds ?? baseline.seeds.map(({ seed }) => seed);
  await checkNumber(seeds);
  const trained = await trainSeeds(loaded, seeds, numbers.workers, context);
  if (!(await isWhole(trained, context))) return;
  const head = await headOf(trained);
  const comparison = compareArms(armOfBaseline(baseline, file), trained.arm, head.regression);
  const { metric, margin, alpha } = baseline.regression;
  const rule = head.regression;
  const sameRule = rule.metric === metric && rule.margin === margin && rule.alpha === alpha;
  if (comparison.verdict === 'identical' && seeds.length === baseline.seeds.length && sameRule) {
    terminal.out(`${file} stays as it is: ${verdictSentence(comparison)}`);
    return;
  }
  const changes = [
    ...(comparison.changes ?? []).map(changeLine),
    ...(sameRule ? [] : [`regression: ${JSON.stringify(baseline.regression)} -> ${JSON.stringify(rule)}`]),
    ...comparison.metrics.flatMap(({ metric: of, reference, candidate }) =>
      reference.mean === candidate.mean && reference.n === candidate.n
        ? []
        : [
            `mean ${of}: ${formatNumber(reference.mean)} (n ${reference.n}) -> ${formatNumber(candidate.mean)} (n ${candidate.n})`,
          ],
    ),
  ];
  const accepted = {
    at: new Date().toISOString(),
    losscope: programVersion(),
    commit: commitOf(process.cwd()),
    ...{ reason, verdict: comparison.verdict, changes },
  };
  const set = [...baseline.set, ...(options.set ?? [])];
  writeBaseline(file, { reference: baseline.reference, set, ...head, history: [...baseline.history, accepted] });
  terminal.out(
    ...comparisonLines(comparison),
    '',
    ...changes.map((text) => `accepted  ${text}`),
    `reason    ${reason}`,
  );
  terminal.out(`wrote ${file}`);
}

async function checkNumber(seeds: readonly number[]): Promise<void> {
  const { FEWEST_SEEDS } = await import('../../experiment/verdict.js');
  if (seeds.length >= FEWEST_SEEDS) return;
  const { UserError } = await import('../../core/errors.js');
  const message = 'are too few: nothing could be told from them';
  const allowed = `at least ${FEWEST_SEEDS}, better 20`;
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
    commit: commitOf(process.cwd()),
    created: new Date().toISOString(),
    hash: arm.hash!,
    settings: arm.decides,
    ...{ regression, better: arm.better, seeds: arm.seeds, curves: [arm.curves(regression.metric) ?? []].flat() },
    secondsPerSeed,
  };
}

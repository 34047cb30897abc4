import { UserError } from '../../core/errors.js';
import { type AddCommand, collect, examples } from '../kit/command.js';
import { addLookOptions, type LookOptions } from '../kit/look.js';
import { RUNS } from '../kit/stored-runs.js';
import { checkpointSeconds, runPlan } from '../run.js';
import type { FileOptions } from './guessing.js';

interface Options extends FileOptions, LookOptions {
  readonly seeds?: string;
  readonly time?: string;
  readonly saveScenario?: string | boolean;
  readonly workers?: string;
  readonly out: string;
  readonly save?: boolean;
  readonly plain?: boolean;
  readonly json?: boolean;
}

export const addTrain: AddCommand = (program, context) => {
  const command = program
    .command('train')
    .description(
      'train on your own file: chooses the task from the target, reports how it read the file, keeps predictions',
    )
    .argument(
      '<file>',
      'a table (CSV, TSV, JSON, JSON Lines, Parquet, SVMLight, LETOR, gzip), a BEIR folder, or - for the standard input',
    )
    .option('--target <column>', 'the column to predict (default: by name, else the last one)')
    .option('--task <task>', 'auto, or a task of losscope tasks', 'auto')
    .option('--loss <loss>', 'a loss in place of the usual one of the task')
    .option('--test <file>', 'a second file whose rows are held out in place of a part of the first')
    .option('--time <duration>', 'train about so long in all, such as 60s or 5m (default: by the number of rows)')
    .option('--seeds <seeds>', 'seeds: 0-4 or 0,3,7', '0-4')
    .option('--set <path=value>', 'override a setting, such as task.lr=1e-3 (repeatable)', collect)
    .option(
      '--save-scenario [file]',
      'write the scenario, to run and change it later (default: the name of the data with .yaml)',
    )
    .option('--workers <number>', 'runs at a time (default: one per processor)')
    .option('--out <folder>', 'where each run gets its folder', RUNS)
    .option('--no-save', 'write no run folders')
    .option('--plain', 'no dashboard')
    .option('--json', 'no dashboard; print the results as one JSON document')
    .addHelpText(
      'after',
      examples(
        ['losscope train mine.csv --target price', 'regression on five seeds, with a linear model beside'],
        [
          'losscope train mine.csv --target sick --set task.positive=yes --loss focal',
          'name the positive class, choose the loss',
        ],
        ['losscope train faq.jsonl --time 60s', 'questions and answers: retrieval'],
        ['zcat big.csv.gz | losscope train - --target y', 'from the standard input'],
      ),
    )
    .action(async (file: string, options: Options) => {
      const { draft, endTelling, understoodLines } = await import('./guessing.js');
      const { parseScenario } = await import('../../scenario/loader.js');
      const { registries } = await import('../../train/registries.js');
      const { rehearse } = await import('../../train/rehearsal.js');
      const { availableParallelism } = await import('node:os');
      const { resolve, basename, extname } = await import('node:path');
      const { terminal } = context;
      const seeds = await seedsOf(options.seeds);
      const workers = workersOf(options.workers) ?? Math.min(availableParallelism(), seeds.length);
      const { guess, text, data } = await draft(file, options, context);
      const name =
        typeof options.saveScenario === 'string' ? options.saveScenario : `${basename(data, extname(data))}.yaml`;
      const at = resolve(name);
      let set = options.set ?? [];
      const load = () => parseScenario(text, at, { catalogues: registries, set });
      let loaded = load();
      if (options.time !== undefined) {
        const steps = await stepsIn(secondsOf(options.time), loaded.scenario, workers / seeds.length);
        set = [
          ...set.filter((one) => !/^\s*(steps|evaluateEvery)\s*=/.test(one)),
          `steps=${steps}`,
          `evaluateEvery=${Math.max(1, Math.floor(steps / 20))}`,
        ];
        loaded = load();
      }
      const { scenario } = loaded;
      rehearse([loaded], registries);
      await endTelling(context);
      if (options.json !== true) {
        const taskName = scenario.learner.kind === 'task' ? scenario.learner.task.name : '';
        terminal.err(`task      ${taskName}: ${guess.why}`, ...(await understoodLines(scenario)));
        terminal.err(
          `training  ${scenario.loss?.name ?? 'no loss'}, ${scenario.steps} steps, seeds ${options.seeds}; looked at first: ${scenario.focus}`,
        );
      }
      if (options.saveScenario !== undefined && options.saveScenario !== false) {
        const { writeScenario } = await import('../../scenario/yaml/writer.js');
        const { writeText } = await import('../../report/losses/write-file.js');
        writeText(at, writeScenario({ ...scenario, variant: '', seeds }, registries));
        terminal.err(`scenario  ${name}: run it with losscope run ${name.includes('/') ? name : `./${name}`}`);
      }
      const out = options.save === false ? null : options.out;
      await runPlan(
        { plan: [{ scenario: { ...scenario, variant: '' }, seeds }], plugins: [], workers, commandOf: () => null },
        { ...options, out, checkpoint: checkpointSeconds({}) },
        context,
      );
      const keeps = registries.tasks.get(guess.task).understand !== undefined;
      const next =
        guess.task === 'retrieval'
          ? `a query: losscope retrieve ${scenario.name}-${seeds[0]} "query"`
          : `new rows: losscope predict ${scenario.name}-${seeds[0]} new.csv`;
      if (keeps && out !== null && options.json !== true)
        terminal.err(`predictions of the held-out rows are in ${out}/${scenario.name}-*/predictions.csv; ${next}`);
    });
  addLookOptions(command);
};

async function seedsOf(given = '0-4'): Promise<readonly number[]> {
  const { parseSeeds, SEEDS_ALLOWED } = await import('../../scenario/seeds.js');
  const seeds = parseSeeds(given);
  if (typeof seeds === 'string')
    throw new UserError({ path: '--seeds', message: seeds, given: `"${given}"`, allowed: SEEDS_ALLOWED });
  return seeds;
}

function workersOf(given: string | undefined): number | null {
  if (given === undefined) return null;
  const workers = Number(given);
  if (Number.isInteger(workers) && workers >= 1 && workers <= 256) return workers;
  throw new UserError({ path: '--workers', message: 'must be a whole number from 1 to 256', given: `"${given}"` });
}

/** Seconds of a duration such as 60s, 5m, 1h or 90. */
function secondsOf(given: string): number {
  const found = /^(\d+(?:\.\d+)?)\s*(s|m|min|h)?$/.exec(given.trim());
  const seconds = found === null ? 0 : Number(found[1]) * { s: 1, m: 60, min: 60, h: 3600 }[found[2] ?? 's']!;
  if (seconds > 0) return seconds;
  throw new UserError({ path: '--time', message: 'must be a duration', given: `"${given}"`, allowed: '60s, 5m, 1h' });
}

/**
 * Part of the time that goes into measuring the speed, and milliseconds of it at most: first as long to warm up, then to
 * measure. Code is compiled well only after a second or two: less of it would promise fewer steps than there is time for.
 */
const MEASURED_PART = 0.1;
const MEASURED_MS = 3000;
/** Updates at least of either. */
const MEASURED_STEPS = 20;

/** Steps that fit into the time, by the speed of the first steps; the runs share the workers. */
async function stepsIn(
  seconds: number,
  scenario: import('../../scenario/scenario.js').Scenario,
  share: number,
): Promise<number> {
  const { train } = await import('../../train/training.js');
  const { registries } = await import('../../train/registries.js');
  const run = train({ ...scenario, steps: 1e9, evaluateEvery: 1e9 }, 0, { registries, sink: () => {} });
  const enough = Math.min(MEASURED_MS, 1000 * seconds * MEASURED_PART);
  const began = performance.now();
  let warm: { readonly step: number; readonly time: number } | null = null;
  for (let next = run.next(0); !next.done; next = run.next(MEASURED_STEPS)) {
    if (next.value.kind !== 'tick') continue;
    const { step } = next.value;
    const time = performance.now();
    if (warm === null) {
      // The first evaluation and code that is not compiled yet are slower than the rest.
      if (step >= MEASURED_STEPS && time - began >= enough) warm = { step, time };
    } else if (step >= warm.step + MEASURED_STEPS && time - warm.time >= enough) {
      const left = Math.max(0, 1000 * seconds - (time - began));
      return stepsFor((left * Math.min(1, share) * (step - warm.step)) / (time - warm.time));
    }
  }
  throw new Error('the measured run ended before its 1e9 steps');
}

const stepsFor = (steps: number): number => Math.min(1e9, Math.max(20, Math.floor(steps)));

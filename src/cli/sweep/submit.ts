import { resolve } from 'node:path';
import { type Issue, UserError } from '../../core/errors.js';
import type { Plan } from '../../experiment/sweep/plan.js';
import type { Engine, Job } from '../../fleet/engine.js';
import { engines } from '../../fleet/registry.js';
import { type AddCommand, type Context, examples } from '../kit/command.js';
import { type FreezeOptions, freezeSweep } from './plan.js';

interface Options extends FreezeOptions {
  readonly engine: string;
  readonly shards?: string;
  readonly parallel?: string;
  readonly cpus: string;
  readonly memory: string;
  readonly time?: string;
  readonly program?: string;
  readonly go?: boolean;
  readonly [engineOption: string]: unknown;
}

/** Tasks of one array at most, unless the user asks for more: sites cap arrays at 1001. */
const MOST_SHARDS = 1000;

export const addSweepSubmit: AddCommand = (program, context) => {
  const command = program
    .command('submit')
    .description('write the job files that submit a sweep to a scheduler; with --go, submit it')
    .argument('<file>', 'a sweep file, or a frozen plan or its folder')
    .requiredOption(
      '--engine <name>',
      engines
        .list()
        .map(({ name, title }) => `${name}: ${title}`)
        .join('; '),
    )
    .option('--out <folder>', 'folder of the sweep (default: sweeps/<name>)')
    .option('--shards <number>', `shares of the cells, a job each (default: one a cell, at most ${MOST_SHARDS})`)
    .option('--parallel <number>', 'shares at a time')
    .option('--cpus <number>', 'processors of a share, and runs at a time in it', '1')
    .option('--memory <size>', 'memory of a share, such as 2G', '2G')
    .option('--time <minutes>', 'time limit of a share; before it a checkpoint is written')
    .option('--program <command>', 'how losscope is started there (slurm: as here; kubernetes: losscope)')
    .option('--go', 'submit it now')
    .option('--yes', 'even if it has many runs')
    .option(
      '--plugin <file>',
      'your own module that the cells need (repeatable)',
      (one: string, all: string[] = []) => [...all, one],
    )
    .option('--allow-plugins', 'run the modules that the scenario names');
  for (const engine of engines.list()) {
    for (const { name, help } of engine.options) command.option(`--${name} <value>`, `${engine.name}: ${help}`);
  }
  command
    .addHelpText(
      'after',
      examples(
        ['losscope sweep submit sweep.yaml --engine slurm --shards 20 --time 60', 'writes sweeps/<name>/submit/*.sh'],
        ['losscope sweep submit sweeps/lr --engine slurm --go', 'submits it with sbatch'],
        ['losscope sweep submit sweep.yaml --engine kubernetes --image my/losscope --claim sweeps', 'writes job.yaml'],
      ),
    )
    .action((file: string, options: Options) => submitSweep(file, options, context));
};

async function submitSweep(given: string, options: Options, { terminal }: Context): Promise<void> {
  const engine = engines.get(options.engine);
  const settings = settingsOf(engine, options);
  const { plan, out } = await planAt(given, options, terminal);
  const { programHere, submit, writeJobFiles } = await import('../../fleet/submission.js');
  const job = jobOf(plan, resolve(out), engine, settings, options, engine.program ?? programHere());
  const { folder, files } = await writeJobFiles(out, engine, job);
  const what = `${plan.cells.length} cells in ${job.shards} ${job.shards === 1 ? 'share' : 'shares'}`;
  terminal.out(`${what}, ${job.resources.cpus} at a time in each`, ...files.map((file) => `wrote ${file}`));
  if (options.go !== true) {
    terminal.out(`hand it over with: ${engine.submit(folder).join(' ')}, or the same command with --go`);
    return;
  }
  const { jobs } = await submit(out, engine);
  terminal.out(`${engine.name} has it: ${jobs.join(', ')}`);
}

async function planAt(given: string, options: Options, terminal: Context['terminal']) {
  const { isPlanned } = await import('../../fleet/submission.js');
  if (!isPlanned(given)) return freezeSweep(given, options, terminal);
  if (options.out !== undefined) throw new UserError({ path: '--out', message: 'is the folder of the plan' });
  const { planFile, readPlan } = await import('../../experiment/sweep/plan.js');
  const { file, out } = planFile(given);
  return { plan: readPlan(file), out };
}

/** The options of this engine; those of another one are refused. */
function settingsOf(engine: Engine, options: Options): Job['settings'] {
  const own = new Set(engine.options.map(({ name }) => name));
  const given = engines
    .list()
    .flatMap(({ options: all }) => all.map(({ name }) => name))
    .filter((name) => options[name] !== undefined);
  const foreign = given.filter((name) => !own.has(name));
  if (foreign.length > 0) {
    throw new UserError(foreign.map((name) => ({ path: `--${name}`, message: `is no option of ${engine.name}` })));
  }
  const defaults = engine.options.flatMap(({ name, fallback }) =>
    fallback === null ? [] : [[name, fallback] as const],
  );
  return Object.fromEntries([...defaults, ...given.map((name) => [name, String(options[name])] as const)]);
}

function jobOf(
  plan: Plan,
  out: string,
  engine: Engine,
  settings: Job['settings'],
  options: Options,
  usual: readonly string[],
): Job {
  const { shards, parallel, cpus, memory, time, program } = options;
  const issues: Issue[] = [];
  const whole = (path: string, text: string | undefined, max: number): number | null => {
    if (text === undefined) return null;
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= 1 && value <= max) return value;
    issues.push({ path, message: `must be a whole number from 1 to ${max}`, given: `"${text}"` });
    return null;
  };
  if (!/^\d+[KMGT]$/i.test(memory)) {
    issues.push({ path: '--memory', message: 'must be a whole number of K, M, G or T', given: `"${memory}"` });
  }
  const job = {
    ...{ plan, settings },
    folder: engine.folder(out, settings),
    program: program === undefined ? usual : program.split(/\s+/).filter((word) => word !== ''),
    shards: Math.min(whole('--shards', shards, 1e6) ?? Math.min(plan.cells.length, MOST_SHARDS), plan.cells.length),
    parallel: whole('--parallel', parallel, 1e6),
    resources: { cpus: whole('--cpus', cpus, 256) ?? 1, memory, minutes: whole('--time', time, 1e6) },
  };
  if (issues.length > 0) throw new UserError(issues);
  return job;
}

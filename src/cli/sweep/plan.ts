import { type Issue, UserError } from '../../core/errors.js';
import type { Plan } from '../../experiment/sweep/plan.js';
import { type AddCommand, examples } from '../kit/command.js';
import { MOST_CELLS, MOST_GRID_RUNS } from '../kit/grid-size.js';
import { addPluginOptions, type PluginOptions, usePlugins } from '../kit/plugins.js';
import type { Terminal } from '../kit/terminal.js';

/** Below it each sweep has its folder, unless `--out` says otherwise. */
const SWEEPS = 'sweeps';
/** So many configurations are rehearsed at most: building a learner can take a tenth of a second. */
const MOST_REHEARSED = 20;

export interface FreezeOptions extends PluginOptions {
  readonly out?: string;
  readonly yes?: boolean;
}

export interface Frozen {
  readonly plan: Plan;
  readonly out: string;
  /** Whether the same plan was there already. */
  readonly known: boolean;
}

export const addSweepPlan: AddCommand = (program, { terminal }) => {
  const command = program
    .command('plan')
    .description('write the plan of a sweep without running it, for job arrays that run it cell by cell')
    .argument('<file>', 'a sweep file')
    .option('--out <folder>', `folder of the sweep (default: ${SWEEPS}/<name>)`)
    .option('--yes', `although it has more than ${MOST_GRID_RUNS} runs`)
    .addHelpText(
      'after',
      examples(
        ['losscope sweep plan sweep.yaml --out sweeps/lr', 'writes sweeps/lr/plan.json'],
        ['losscope sweep run --plan sweeps/lr/plan.json --index 0', 'then runs its first cell'],
      ),
    )
    .action(async (file: string, options: FreezeOptions) => {
      const { plan, out, known } = await freezeSweep(file, options, terminal);
      const { planFile } = await import('../../experiment/sweep/plan.js');
      const last = plan.cells.length - 1;
      const path = planFile(out).file;
      terminal.out(`${path}: ${known ? 'is there already, ' : ''}${plan.cells.length} cells, --index 0 to ${last}`);
      for (const [i, at] of (plan.prune?.at ?? []).entries()) {
        terminal.out(`  rung ${i + 1} of ${plan.prune?.at.length} at ${at} of the budget`);
      }
    });
  addPluginOptions(command);
};

/** Reads a sweep file, checks all of it, tells its size and puts its plan into its folder. */
export async function freezeSweep(file: string, options: FreezeOptions, terminal: Terminal): Promise<Frozen> {
  const { readSweepFile } = await import('../../experiment/sweep/sweep-file.js');
  const { configCount, loadBase, makeConfigs, measureOf } = await import('../../experiment/sweep/configurations.js');
  const { firstTrials } = await import('../../experiment/sweep/search.js');
  const { metricsOf } = await import('../../experiment/sweep/metric-names.js');
  const { freeze, placePlan } = await import('../../experiment/sweep/plan.js');
  const { registries } = await import('../../train/registries.js');
  const { join } = await import('node:path');
  const sweep = readSweepFile(file);
  const plugins = await usePlugins([sweep.reference], options, registries);
  const loading = { catalogues: registries, allowPlugins: plugins };
  const base = loadBase(sweep, loading);
  const seeds = sweep.seeds ?? base.scenario.seeds;
  checkSize(file, configCount(sweep), seeds.length, options);
  const [measure, { configs, dropped }] = together(
    () => measureOf(sweep, base, metricsOf(base.scenario, registries)),
    () => makeConfigs(sweep, base, loading, firstTrials(sweep)),
  );
  tellSize(configs.length, seeds.length, dropped, terminal);
  const { random } = sweep;
  if (random?.sampler === 'tpe' && random.samples > configs.length) {
    terminal.err(
      `search: at most ${random.samples} trials, ${random.batch} more at a time when those before have ended`,
    );
  }
  const { rehearse } = await import('../../train/rehearsal.js');
  rehearse(chosenForRehearsal(configs), registries);
  const plan = freeze(sweep, measure, configs, plugins);
  const out = options.out ?? join(SWEEPS, plan.name);
  const { plan: placed, before } = placePlan(out, plan);
  const added = before === null ? 0 : placed.cells.length - before;
  if (added > 0) terminal.err(`${added} cells added to the ${before} that were planned before`);
  const { carryFiles } = await import('../../fleet/carried-files.js');
  carryFiles(out, placed);
  return { plan: placed, out, known: before !== null && added === 0 };
}

/** Both results, or everything that is wrong with either. */
function together<A, B>(first: () => A, second: () => B): readonly [A, B] {
  const issues: Issue[] = [];
  const attempt = <T>(act: () => T): T | undefined => {
    try {
      return act();
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      issues.push(...error.issues);
      return undefined;
    }
  };
  const results = [attempt(first), attempt(second)] as const;
  if (issues.length > 0) throw new UserError(issues.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0)));
  return results as readonly [A, B];
}

/** A slip of a comma must not start a week of training. */
function checkSize(file: string, configs: number, seeds: number, { yes }: FreezeOptions): void {
  const most = yes === true ? MOST_CELLS : MOST_GRID_RUNS;
  if (configs * seeds <= most) return;
  throw new UserError({
    ...{ file, path: '' },
    message: 'makes a large sweep',
    given: `${configs} configurations on ${seeds} seeds: ${configs * seeds} runs`,
    allowed: `at most ${most}${yes === true ? '' : ' without --yes'}`,
    ...(yes === true ? {} : { hint: 'Give --yes to start it' }),
  });
}

function tellSize(configs: number, seeds: number, dropped: number, terminal: Terminal): void {
  const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? '' : 's'}`;
  const same = dropped === 0 ? '' : ` (${dropped} more came out equal)`;
  const runs = counted(configs * seeds, 'run');
  terminal.err(`${counted(configs, 'configuration')}${same} on ${counted(seeds, 'seed')}: ${runs}`);
}

/** Configurations that together have every varied value, as far as there are few of them. */
function chosenForRehearsal<T>(
  configs: readonly { readonly varied: readonly string[]; readonly loaded: T }[],
): readonly T[] {
  const seen = new Set<string>();
  const chosen = configs.filter(({ varied }, i) => {
    const fresh = i === 0 || varied.some((text) => !seen.has(text));
    for (const text of varied) seen.add(text);
    return fresh;
  });
  return chosen.slice(0, MOST_REHEARSED).map(({ loaded }) => loaded);
}

import { type Command, Option } from 'commander';
import type { Look } from '../../experiment/gate/stages.js';
import type { Checked } from '../../report/gate/junit.js';
import { type Context, examples } from '../kit/command.js';
import type { FromOptions } from './from-logs.js';
import { addFromOptions } from './from-options.js';
import {
  addTrainOptions,
  loadBaselined,
  type Opened,
  openBaselines,
  readNumbers,
  type TrainOptions,
  trainSeeds,
} from './training.js';

interface Options extends TrainOptions {
  readonly maxSeeds?: string;
  readonly strict?: boolean;
  readonly confirm?: boolean;
  readonly junit?: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

export function addBaselineCheck(command: Command, context: Context): void {
  const check = command
    .command('check')
    .description('train the scenarios of baselines again and report regressions')
    .argument(
      '[scenario...]',
      'names, as they were saved, scenario files, or baseline files (default: all of the folder)',
    )
    .option('--max-seeds <number>', 'seeds at most, where the first ten raise doubts (default: all of the baseline)')
    .option('--strict', 'exit with 1 for an improvement that is suspiciously large')
    .addOption(new Option('--confirm', 'without effect: doubts are looked into by themselves').hideHelp())
    .option('--junit <file>', 'also write a JUnit report')
    .option('--json', 'print one JSON document')
    .option('--markdown', 'print Markdown')
    .addHelpText(
      'after',
      `${examples(
        ['losscope baseline check', 'all baselines: two seeds, ten on changed bits, all on doubt'],
        ['losscope baseline check gridworld-dqn --seeds 0-19', 'one of them, on exactly these seeds'],
        ['losscope baseline check gridworld-dqn --set agent.lr=1e-2', 'what a changed setting would do'],
        ['losscope baseline check resnet --from logs/*/metrics.csv', 'seeds that another program trained'],
      )}

Exit codes: 0 no regression, 1 a regression or a claim that is no longer met, 2 bad input, 3 seeds broke that did not in the
baseline, 4 too few seeds.`,
    )
    .action(async (names: readonly string[], _: unknown, below: Command) => {
      const { from } = below.opts<{ from?: readonly string[] }>();
      if (from === undefined) return checkAll(names, below.opts<Options>(), context);
      const { checkFromLogs } = await import('./from-logs.js');
      return checkFromLogs(names, below.opts<FromOptions>(), context);
    });
  addFromOptions(check);
  addTrainOptions(check, 'exactly these seeds (default: as many as it takes)', 'only baselines of this variant');
}

/** A baseline with what its check has found, or why it could not be checked. */
interface Found {
  readonly opened: Opened;
  readonly seconds: number;
  /** Empty for bad input. */
  readonly looks: readonly Look[];
  readonly code: 0 | 1 | 2 | 3 | 4;
  readonly text: string;
  readonly notes: readonly string[];
  readonly error: unknown;
}

async function checkAll(names: readonly string[], options: Options, context: Context): Promise<void> {
  const { exit, terminal } = context;
  const { UserError } = await import('../../core/errors.js');
  const { tellBadInput, tellChecks } = await import('./telling.js');
  try {
    if (options.json === true && options.markdown === true) {
      throw new UserError({ path: '--markdown', message: 'cannot stand beside --json: there is one output' });
    }
    if (options.confirm === true) terminal.err('--confirm has no effect: doubts are looked into on more seeds anyway');
    const numbers = await readNumbers(options);
    const opened = await openBaselines(names, options);
    // All scenarios are loaded before the first is trained: a typing error must not show after an hour.
    const loaded = [];
    for (const one of opened) loaded.push(await loadBaselined(one, options));
    const found: Found[] = [];
    for (const [i, one] of opened.entries()) {
      if (opened.length > 1) terminal.err(`${one.name}: ${one.file}`);
      const result = await checkOne(one, loaded[i]!, numbers, options, context);
      if (result === null) return;
      found.push(result);
    }
    await tellChecks(found.map(checkedOf), options, terminal);
    exit(([2, 3, 1, 4] as const).find((code) => found.some((one) => one.code === code)) ?? 0);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    await tellBadInput(error, options, terminal);
    exit(2);
  }
}

/** null when a signal has stopped the runs. */
async function checkOne(
  opened: Opened,
  loaded: Awaited<ReturnType<typeof loadBaselined>>,
  { seeds, workers, maxSeeds }: Awaited<ReturnType<typeof readNumbers>>,
  { strict }: Options,
  context: Context,
): Promise<Found | null> {
  const { armOfBaseline } = await import('../../report/compare/baseline-file.js');
  const { gateExitCode, ruleOf } = await import('../../experiment/gate/gate.js');
  const { lookInStages } = await import('../../experiment/gate/stages.js');
  const { doubtText, gateSentence, suspicionText } = await import('../../report/gate/words.js');
  const { UserError } = await import('../../core/errors.js');
  const { terminal } = context;
  const { baseline, file, name } = opened;
  const { scenario } = loaded;
  const rule = ruleOf(scenario);
  let seconds = 0;
  const train = async (chosen: readonly number[]) => {
    const trained = await trainSeeds(loaded, chosen, workers, context);
    seconds += trained.seconds;
    if (trained.stopped !== null) context.exit(trained.stopped);
    return trained.stopped === null ? trained.arm : null;
  };
  const all = baseline.seeds.map(({ seed }) => seed);
  const plan = {
    seeds: seeds ?? all.slice(0, maxSeeds ?? all.length),
    fixed: seeds !== null,
    onMore: ({ gate }: Look, next: readonly number[]) =>
      terminal.err(`${name}: ${doubtText(gate.doubts)}; ${next.length} more seeds`),
  };
  const notes = await ruleNotes(baseline.regression, rule.regression);
  try {
    const looks = await lookInStages(armOfBaseline(baseline, file), rule, scenario, train, plan);
    if (looks === null) return null;
    const { gate } = looks.at(-1)!;
    const code = gateExitCode(gate, { strict: strict === true });
    const suspicion = suspicionText(gate);
    if (gate.verdict === 'improved' && suspicion === null) {
      notes.push(`improved: accept it with losscope baseline update ${name} --reason "..."`);
    }
    const text = [gateSentence(gate), ...(suspicion === null ? [] : [suspicion])].join('. ');
    return { ...{ opened, seconds, looks, code, text, notes }, error: null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { ...{ opened, seconds, notes, error }, looks: [], code: 2, text: error.message };
  }
}

/** The scenario's rule counts; where it is not that of the baseline, the difference is told. */
async function ruleNotes(before: object, now: object): Promise<string[]> {
  const text = (rule: object) =>
    Object.entries(rule)
      .map(([key, value]) => `${key} ${value}`)
      .join(', ');
  if (text(before) === text(now)) return [];
  return [`regression: changed since the baseline was saved, and in effect: ${text(before)} -> ${text(now)}`];
}

function checkedOf({ opened, seconds, looks, text, code, notes, error }: Found): Checked {
  const outcome = ({ 0: 'passed', 1: 'regressed', 2: 'bad input', 3: 'broken', 4: 'inconclusive' } as const)[code];
  const { name, file } = opened;
  return { name, file, seconds, text, notes, outcome, code, looks, error };
}

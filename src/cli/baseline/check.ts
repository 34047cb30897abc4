import type { Command } from 'commander';
import type { Comparison } from '../../experiment/comparison.js';
import type { Checked } from '../../report/compare/junit.js';
import { type Context, examples } from '../kit/command.js';
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
  readonly confirm?: boolean;
  readonly junit?: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** Seeds of a candidate where the user names none. */
const CANDIDATES = 10;

export function addBaselineCheck(command: Command, context: Context): void {
  const check = command
    .command('check')
    .description('train the scenarios of baselines again and tell whether they regressed')
    .argument('[scenario...]', 'names, as they were saved, or baseline files (default: all of the folder)')
    .option('--confirm', 'before failing, once more on fresh seeds')
    .option('--junit <file>', 'write a JUnit report too')
    .option('--json', 'print one JSON document')
    .option('--markdown', 'print Markdown')
    .addHelpText(
      'after',
      `${examples(
        ['losscope baseline check', 'all baselines on the first ten of their seeds'],
        ['losscope baseline check gridworld-dqn --seeds 0-19', 'one of them, on twenty'],
        ['losscope baseline check gridworld-dqn --set agent.lr=1e-2', 'what a changed setting would do'],
      )}

Exit codes: 0 no regression, 1 a regression, 2 bad input, 3 seeds broke that did not in the baseline, 4 too few seeds.`,
    )
    .action((names: readonly string[], _: unknown, below: Command) => checkAll(names, below.opts<Options>(), context));
  addTrainOptions(check, `seeds to train (default: the first ${CANDIDATES} of the baseline)`);
}

/** A baseline with what its check has found. */
interface Found {
  readonly opened: Opened;
  readonly seconds: number;
  readonly comparison: Comparison;
  /** The second comparison, on fresh seeds; null when there was none. */
  readonly confirmation: Comparison | null;
  readonly code: 0 | 1 | 3 | 4;
  readonly text: string;
}

async function checkAll(names: readonly string[], options: Options, context: Context): Promise<void> {
  const { terminal, exit } = context;
  const { UserError } = await import('../../core/errors.js');
  if (options.json === true && options.markdown === true) {
    throw new UserError({ path: '--markdown', message: 'cannot stand beside --json: there is one output' });
  }
  const numbers = await readNumbers(options);
  const opened = await openBaselines(names, options.baselines);
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
  await tell(found, options, context);
  const codes = found.map(({ code }) => code);
  exit(codes.includes(3) ? 3 : codes.includes(1) ? 1 : Math.max(0, ...codes));
}

/** null when a signal has stopped the runs. */
async function checkOne(
  opened: Opened,
  loaded: Awaited<ReturnType<typeof loadBaselined>>,
  { seeds, workers }: Awaited<ReturnType<typeof readNumbers>>,
  { confirm }: Options,
  context: Context,
): Promise<Found | null> {
  const { armOfBaseline } = await import('../../report/compare/baseline-file.js');
  const { compareArms, comparisonExitCode } = await import('../../experiment/comparison.js');
  const { verdictSentence } = await import('../../report/compare/verdict-words.js');
  const { baseline, file } = opened;
  const reference = armOfBaseline(baseline, file);
  const run = async (chosen: readonly number[]) => {
    const { arm, seconds, stopped } = await trainSeeds(loaded, chosen, workers, context);
    if (stopped !== null) context.exit(stopped);
    return stopped === null ? { comparison: compareArms(reference, arm, baseline.regression), seconds } : null;
  };
  const first = seeds ?? baseline.seeds.slice(0, CANDIDATES).map(({ seed }) => seed);
  const one = await run(first);
  if (one === null) return null;
  const { comparison, seconds } = one;
  const text = verdictSentence(comparison);
  const code = comparisonExitCode([comparison]);
  if (confirm !== true || comparison.verdict !== 'regressed') {
    return { opened, seconds, comparison, confirmation: null, code, text };
  }
  const used = [...first, ...baseline.seeds.map(({ seed }) => seed), ...loaded.scenario.tunedOn];
  const fresh = freshSeeds(used, first.length);
  context.terminal.err(`${opened.name}: ${text}; once more on seeds ${fresh[0]}-${fresh.at(-1)}`);
  const two = await run(fresh);
  if (two === null) return null;
  const { comparison: confirmation } = two;
  const again = confirmation.verdict === 'regressed';
  const broke = comparisonExitCode([{ ...comparison, verdict: 'no evidence of regression' }]);
  return {
    ...{ opened, comparison, confirmation },
    seconds: seconds + two.seconds,
    code: again ? comparisonExitCode([comparison, confirmation]) : broke === 3 ? 3 : comparisonExitCode([confirmation]),
    text: again
      ? `${text}; confirmed on fresh seeds`
      : `not confirmed on fresh seeds: ${verdictSentence(confirmation)}; before: ${text}`,
  };
}

/** Whole numbers above all that were used, for baseline, candidate and tuning. */
export function freshSeeds(used: readonly number[], count: number): readonly number[] {
  const start = Math.max(...used) + 1;
  return Array.from({ length: count }, (_, i) => start + i);
}

async function tell(found: readonly Found[], { json, markdown, junit }: Options, { terminal }: Context): Promise<void> {
  if (junit !== undefined) {
    const { writeText } = await import('../../report/losses/write-file.js');
    const { junitDocument } = await import('../../report/compare/junit.js');
    writeText(junit, junitDocument(found.map(checkedOf)));
  }
  if (json === true) {
    const { asciiJson } = await import('../../report/document.js');
    const { comparisonPart } = await import('../../report/compare/document.js');
    const part = (comparison: Comparison | null) => (comparison === null ? null : comparisonPart(comparison));
    terminal.out(
      asciiJson({
        checks: found.map(({ opened, comparison, confirmation, text, seconds, code }) => ({
          ...{ name: opened.name, baseline: opened.file, code, text, seconds },
          comparison: part(comparison),
          confirmation: part(confirmation),
        })),
      }),
    );
    return;
  }
  if (markdown === true) {
    const { comparisonMarkdown } = await import('../../report/compare/markdown.js');
    const all = found.flatMap(({ comparison, confirmation }) => [
      comparison,
      ...(confirmation === null ? [] : [confirmation]),
    ]);
    terminal.out(comparisonMarkdown(all));
    return;
  }
  const { comparisonLines } = await import('../../report/compare/lines.js');
  const { tone } = await import('../../report/lines.js');
  for (const { comparison, confirmation, opened, text, code } of found) {
    if (found.indexOf(found.find((one) => one.opened === opened)!) > 0) terminal.out('');
    terminal.out(...comparisonLines(comparison));
    if (confirmation === null) continue;
    terminal.out('', ...comparisonLines(confirmation), '', [
      tone(code === 0 ? 'good' : 'bad', `${opened.name}: ${text}`),
    ]);
  }
}

function checkedOf({ opened, seconds, text, code, comparison }: Found): Checked {
  const outcome = ({ 0: 'passed', 1: 'regressed', 3: 'broken', 4: 'inconclusive' } as const)[code];
  const { candidate, reference } = comparison;
  const seeds = `${candidate.seeds.length} seeds against ${reference.seeds.length} of losscope ${reference.version}, config ${candidate.hash?.slice(0, 8)} against ${reference.hash?.slice(0, 8)}`;
  return { name: opened.name, seconds, text: `${text}\n${seeds}`, outcome };
}

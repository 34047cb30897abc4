import type { Comparison } from '../../experiment/comparison.js';
import type { Overrides } from '../../report/compare/rules.js';
import { type AddCommand, type Context, examples } from '../kit/command.js';
import { addLogOptions, type LogFlags, logOptions } from '../kit/log-options.js';
import { RUNS } from '../kit/stored-runs.js';
import type { Terminal } from '../kit/terminal.js';

/** Of a randomisation test: twenty variants need p-values of 2.5e-4 each. */
const DRAWS = 9999;
/** More variants than this are told by their table alone. */
const MOST_PARTS = 12;

interface Options extends Shown, LogFlags {
  readonly out: string;
  readonly against?: string;
  readonly metric?: string;
  readonly margin?: string;
  readonly alpha?: string;
}

/** Where comparisons go besides the terminal. */
export interface Shown {
  readonly json?: boolean;
  readonly markdown?: boolean;
  readonly svg?: string;
  readonly html?: string;
  readonly plots?: boolean;
  readonly plan?: boolean;
}

export const addCompare: AddCommand = (program, context) => {
  const command = program
    .command('compare')
    .description('compare variants over their seeds: figures, tests, curves, and a verdict')
    .argument(
      '<what...>',
      'ids of runs or their beginnings, folders of runs, baselines, documents of run --json, logs of other programs',
    )
    .option('--against <variant>', 'the reference variant (default: the first)')
    .option('--metric <name>', 'the metric that decides (default: what the scenario says, else its focus)')
    .option('--margin <number>', 'a drop up to this much is not a regression (default: what the scenario says, else 0)')
    .option(
      '--alpha <number>',
      'accepted probability of a false alarm among all variants (default: what the scenario says, else 0.01)',
    )
    .option('--out <folder>', 'where the runs are that are given by id', RUNS)
    .option('--json', 'print one JSON document')
    .option('--markdown', 'print Markdown')
    .option('--svg <file>', 'also write the charts as SVG')
    .option('--html <file>', 'also write a self-contained HTML page')
    .option('--plan', 'print how many seeds are needed to detect drops of several sizes, instead of the comparison')
    .option('--no-plots', 'print no charts')
    .addHelpText(
      'after',
      `${examples(
        ['losscope compare runs', 'every variant in a folder with the first one'],
        ['losscope compare imbalanced-focal', 'all runs whose ids begin so'],
        ['losscope compare runs --against loss=bce --metric recall', 'with another one, by another metric'],
        ['losscope compare before.json after.json', 'two documents of losscope run --json'],
        ['losscope compare baselines/gridworld-dqn.json runs', 'runs with a baseline'],
        ['losscope compare runs --html report.html', 'a page with tables and charts'],
        [
          'losscope compare logs/*/*/progress.csv --figure mean-last:10',
          'logs of other programs, seeds by their paths',
        ],
      )}

Of several variants against one reference the p-values are adjusted (Holm): with more variants each needs stronger evidence.
Exit codes: 0 no regression, 1 a regression, 2 bad input, 3 seeds broke that did not in the reference, 4 too few seeds.`,
    )
    .action((given: readonly string[], options: Options) => compare(given, options, context));
  addLogOptions(command);
};

async function compare(given: readonly string[], options: Options, { terminal, exit }: Context): Promise<void> {
  const { readSources, pairArms } = await import('../../report/compare/sources.js');
  const { compareArms, comparisonExitCode } = await import('../../experiment/comparison.js');
  const { adjustFamilies } = await import('../../experiment/family.js');
  const { regressionsOf } = await import('../../report/compare/rules.js');
  const overrides = await readOverrides(options);
  const logs = await logOptions(options);
  const sources = readSources(given, options.out, (text) => terminal.err(text), logs);
  const pairs = pairArms(sources, options.against ?? null);
  const regressions = regressionsOf(pairs, options.metric, overrides);
  const comparisons = adjustFamilies(
    pairs.map(({ reference, candidate }, i) => compareArms(reference, candidate, regressions[i]!, DRAWS)),
  );
  await showComparisons(comparisons, options, terminal);
  exit(comparisonExitCode(comparisons));
}

async function readOverrides({ margin, alpha, json, markdown }: Options): Promise<Overrides> {
  const { UserError } = await import('../../core/errors.js');
  const issues = [];
  const number = (text: string) => (text.trim() === '' ? Number.NaN : Number(text));
  if (margin !== undefined && !(number(margin) >= 0)) {
    issues.push({ path: '--margin', message: 'must be a number >= 0', given: `"${margin}"` });
  }
  if (alpha !== undefined && !(number(alpha) > 0 && number(alpha) < 0.5)) {
    issues.push({ path: '--alpha', message: 'must be a number > 0 and < 0.5', given: `"${alpha}"` });
  }
  if (json === true && markdown === true) {
    issues.push({ path: '--markdown', message: 'cannot stand beside --json: there is one output' });
  }
  if (issues.length > 0) throw new UserError(issues);
  return {
    ...(margin === undefined ? {} : { margin: number(margin) }),
    ...(alpha === undefined ? {} : { alpha: number(alpha) }),
  };
}

/** Prints comparisons as the user wants them and writes the files. */
export async function showComparisons(
  comparisons: readonly Comparison[],
  { json, markdown, svg, html, plots, plan }: Shown,
  terminal: Terminal,
): Promise<void> {
  const { writeText } = await import('../../report/losses/write-file.js');
  if (svg !== undefined) writeText(svg, (await import('../../report/compare/svg.js')).comparisonSvg(comparisons));
  if (html !== undefined) writeText(html, (await import('../../report/compare/html.js')).comparisonHtml(comparisons));
  if (json === true) {
    const { aggregateOf } = await import('../../report/compare/aggregate.js');
    const { INTERVAL_METHODS } = await import('../../experiment/statistics/intervals.js');
    const more = { intervals: INTERVAL_METHODS, aggregate: aggregateOf(comparisons) };
    terminal.out((await import('../../report/compare/document.js')).comparisonDocument(comparisons, more));
  } else if (markdown === true) {
    terminal.out((await import('../../report/compare/markdown.js')).comparisonMarkdown(comparisons));
  } else {
    const { aggregateLines } = await import('../../report/compare/aggregate.js');
    if (plan === true) {
      const { planLines } = await import('../../report/compare/seed-planning.js');
      terminal.out(...comparisons.flatMap(planLines));
      return;
    }
    const { comparisonLines } = await import('../../report/compare/lines.js');
    const { overviewLines } = await import('../../report/compare/overview.js');
    const width = Math.min(100, process.stdout.columns ?? 80);
    terminal.out(...overviewLines(comparisons), ...aggregateLines(comparisons));
    if (comparisons.length > MOST_PARTS) {
      terminal.out(
        `the parts of ${comparisons.length} variants are left out here: --markdown, --html and --json have them`,
      );
    } else {
      comparisons.forEach((comparison, i) => {
        terminal.out(...(i === 0 ? [] : ['']), ...comparisonLines(comparison, width));
      });
    }
    if (plots !== false) {
      const { plotLines } = await import('./plots.js');
      terminal.out('', ...plotLines(comparisons, width));
    }
  }
  for (const file of [svg, html]) if (file !== undefined) terminal.err(`wrote ${file}`);
}

import { type AddCommand, type Context, examples } from '../kit/command.js';

interface Options {
  readonly json?: boolean;
  readonly cells?: boolean;
  readonly csv?: boolean;
  readonly jsonl?: boolean;
}

export const addSweepShow: AddCommand = (program, context) => {
  program
    .command('show')
    .description('the state of a sweep: cells by status, the ranking, the command of the best')
    .argument('<plan>', 'plan.json of a sweep, or its folder')
    .option('--cells', 'a line per cell: its number for --index, its run folder, its status')
    .option('--csv', 'a row per cell with a column per setting and metric')
    .option('--jsonl', 'the same rows, one JSON object a line')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        ['losscope sweep show sweeps/lr', 'also while it runs, from another terminal'],
        ['losscope sweep show sweeps/lr --cells', 'which cell is which number'],
      ),
    )
    .action((given: string, options: Options) => show(given, options, context));
};

async function show(given: string, { json, cells, csv, jsonl }: Options, { terminal }: Context): Promise<void> {
  const { planFile, readPlan } = await import('../../experiment/sweep/plan.js');
  const { statesOf, versionsIn } = await import('../../experiment/sweep/cells.js');
  const { rungsOf } = await import('../../experiment/sweep/rungs.js');
  const { file, out } = planFile(given);
  const plan = readPlan(file);
  const states = statesOf(out, plan);
  if (json === true) {
    const { sweepDocument } = await import('../../report/sweep/document.js');
    terminal.out(sweepDocument(plan, states, rungsOf(out, plan), versionsIn(out, states)));
    return;
  }
  if (csv === true || jsonl === true) {
    const { csvLines, jsonLines, sweepRows } = await import('../../report/sweep/rows.js');
    const rows = sweepRows(plan, states);
    terminal.out(...(csv === true ? csvLines(rows) : jsonLines(rows)));
    return;
  }
  const { cellLines, statusLines, sweepLines } = await import('../../report/sweep/table.js');
  if (cells === true) {
    terminal.out(...cellLines(plan, states));
    return;
  }
  terminal.out(
    ...statusLines(plan, states, rungsOf(out, plan)),
    [],
    ...sweepLines(plan, states, versionsIn(out, states)),
  );
  const { importanceOf, settingsIn } = await import('../../report/sweep/axes.js');
  const shares = importanceOf(settingsIn(plan, states));
  if (shares.length > 0) {
    const list = shares.map(({ name, share }) => `${name} ${(100 * share).toFixed(0)} %`).join(', ');
    terminal.out('', `importance for ${plan.metric} (fANOVA, each setting alone): ${list}`);
  }
  const { engineLines } = await import('../../fleet/submission.js');
  const engine = await engineLines(out);
  if (engine.length > 0) terminal.out('', ...engine);
  const open = states.some(({ status }) => ['open', 'stopped', 'interrupted', 'waiting'].includes(status));
  const failed = states.some(({ status }) => status === 'failed');
  const { shellWord } = await import('../../report/shell-command.js');
  if (open) terminal.out('', `resume with: losscope sweep run --plan ${shellWord(file)}`);
  if (failed) terminal.out('', `to run the failed again: losscope sweep run --plan ${shellWord(file)} --retry-failed`);
}

import type { Command } from 'commander';
import type { RunRecord } from '../store/run-list.js';
import { type AddCommand, type Context, examples } from './kit/command.js';
import { addStoredOption, awaitLocks, resumeCommand, type StoredOptions } from './kit/stored-runs.js';

interface Options extends StoredOptions {
  readonly json?: boolean;
}

interface RemoveOptions extends StoredOptions {
  readonly yes?: boolean;
}

export const addRuns: AddCommand = (program, context) => {
  const command = program
    .command('runs')
    .description('list the recorded runs, show one, remove some')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      examples(
        ['losscope runs', 'status, age and size of each'],
        ['losscope runs show gridworld-dqn-0', 'one of them; the beginning of an id is enough'],
        ['losscope runs rm gridworld-dqn-0 --yes', 'remove it without being asked'],
      ),
    )
    .action((options: Options) => list(options, context));
  addStoredOption(command);
  // What stands on `runs` holds for the commands below it too, before and after their names.
  command
    .command('show')
    .description('show one run')
    .argument('<id>', "the run's id, or the beginning of it")
    .action((id: string, _: unknown, below: Command) => showRun(id, below.optsWithGlobals<Options>(), context));
  command
    .command('rm')
    .description('remove runs with everything they recorded; asks first')
    .argument('<id...>', 'ids, or the beginnings of them')
    .option('--yes', 'do not ask')
    .action((ids: readonly string[], _: unknown, below: Command) =>
      removeRuns(ids, below.optsWithGlobals<RemoveOptions>(), context),
    );
};

async function list({ out, json }: Options, { terminal }: Context): Promise<void> {
  const { listRuns } = await import('../store/run-list.js');
  const { quickDoubts } = await import('../store/verification/verification.js');
  const runs = listRuns(out);
  const { doubts, unchecked } = quickDoubts(runs.filter(({ digest }) => digest !== null));
  if (json === true) {
    const { jsonDocument } = await import('../report/json-document.js');
    terminal.out(
      jsonDocument('runs', { runs: runs.map((run) => ({ ...run, doubt: doubts.get(run.id) ?? null })), unchecked }),
    );
    return;
  }
  if (runs.length === 0) {
    terminal.out(`no runs in ${out}`);
    return;
  }
  const { alignTable } = await import('../report/text-table.js');
  const { formatAge, formatBytes, formatCount } = await import('../report/numbers.js');
  const { tone } = await import('../report/lines.js');
  const heads = [
    { title: 'run' },
    { title: 'status' },
    { title: 'steps', align: 'right' },
    { title: 'age', align: 'right' },
    { title: 'size', align: 'right' },
  ] as const;
  const now = Date.now();
  const rows = runs.map(({ id, status, step, steps, started, bytes }) => [
    tone('strong', id),
    doubts.has(id) ? tone('bad', `${status}, changed`) : statusSpan(status, tone),
    steps === null ? '?' : `${formatCount(step)} of ${formatCount(steps)}`,
    formatAge((now - new Date(started).getTime()) / 1000),
    formatBytes(bytes),
  ]);
  terminal.out(...alignTable(heads, rows));
  for (const [id, doubt] of doubts) terminal.out([tone('bad', `${id}: was changed after it ended: ${doubt}`)]);
  if (unchecked > 0) {
    const what = unchecked === 1 ? '1 run is' : `${formatCount(unchecked)} runs are`;
    terminal.out(`${what} too long to be checked here: losscope verify <id> does`);
  }
}

function statusSpan(status: RunRecord['status'], tone: typeof import('../report/lines.js').tone) {
  if (status === 'done') return tone('good', status);
  return status === 'failed' || status === 'diverged' || status === 'damaged' ? tone('bad', status) : status;
}

async function showRun(given: string, { out, json }: Options, { terminal }: Context): Promise<void> {
  const { findRun, recordOf } = await import('../store/run-list.js');
  const { quickDoubt } = await import('../store/verification/verification.js');
  const run = recordOf(out, findRun(out, given));
  const doubt = run.digest === null ? null : quickDoubt(run.folder);
  if (json === true) {
    const { jsonDocument } = await import('../report/json-document.js');
    terminal.out(jsonDocument('run-record', { ...run, doubt }));
    return;
  }
  const { formatBytes, formatCount, formatNumber } = await import('../report/numbers.js');
  const { variantName } = await import('../report/summary.js');
  const name = run.scenario === null ? '?' : variantName({ name: run.scenario, variant: run.variant ?? '' });
  const steps = run.steps === null ? '?' : formatCount(run.steps);
  const facts: (readonly [string, string])[] = [
    ['run', run.id],
    ['folder', run.folder],
    ['scenario', name],
    ['seed', String(run.seed ?? '?')],
    ...(run.fork === null
      ? []
      : [['forked from', `${run.fork.parent} at step ${formatCount(run.fork.step)}`] as const]),
    ['status', run.reason === null ? run.status : `${run.status}: ${run.reason}`],
    ['steps', `${formatCount(run.step)} of ${steps}`],
    ['started', run.started],
    ['size', formatBytes(run.bytes)],
    ...(run.digest === null ? [] : [['digest', run.digest] as const]),
    ...(doubt === null ? [] : [['changed', doubt] as const]),
    ...Object.entries(run.final).map(([metric, value]) => [metric, formatNumber(Number(value))] as const),
  ];
  const width = Math.max(...facts.map(([label]) => label.length));
  terminal.out(...facts.map(([label, text]) => [`${label.padEnd(width)}  ${text}`]));
  if (['interrupted', 'stopped', 'failed'].includes(run.status)) {
    terminal.out('', `resume with: ${resumeCommand(run.id, out)}`);
  }
}

async function removeRuns(given: readonly string[], { out, yes }: RemoveOptions, context: Context): Promise<void> {
  const { terminal, exit } = context;
  const { findRun, removeRun } = await import('../store/run-list.js');
  const ids = [...new Set(given.map((id) => findRun(out, id)))];
  if (yes !== true) {
    if (!process.stdin.isTTY) {
      const { UserError } = await import('../core/errors.js');
      throw new UserError({
        path: '--yes',
        message: 'is required when there is no terminal to ask on',
        given: `${ids.length} ${ids.length === 1 ? 'run' : 'runs'} to remove: ${ids.join(', ')}`,
      });
    }
    if (!(await confirm(`remove ${ids.join(', ')} with everything recorded? [y/N] `, context))) {
      terminal.err('nothing was removed');
      exit(1);
      return;
    }
  }
  await awaitLocks(out, ids, terminal);
  for (const id of ids) {
    removeRun(out, id);
    terminal.out(`removed ${id}`);
  }
}

async function confirm(question: string, { terminal }: Context): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises');
  const asking = createInterface({ input: process.stdin });
  terminal.err(question.trimEnd());
  try {
    const answer = await Promise.race([
      asking.question(''),
      new Promise<string>((resolve) => asking.once('close', () => resolve(''))),
    ]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
  }
}

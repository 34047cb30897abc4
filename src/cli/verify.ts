import { type AddCommand, type Context, examples } from './kit/command.js';
import { addStoredOption, type StoredOptions } from './kit/stored-runs.js';

interface Options extends StoredOptions {
  readonly json?: boolean;
}

export const addVerify: AddCommand = (program, context) => {
  const command = program
    .command('verify')
    .description('check recorded runs against their digests, without training')
    .argument('<id...>', 'ids of runs, or the beginnings of them (see losscope runs)')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `${examples(
        ['losscope verify gridworld-dqn-0', 'every metric point and every weight, to the last bit'],
        ['losscope verify gridworld-dqn-0 gridworld-dqn-1 --json', 'several, for a script'],
      )}

losscope replay trains again, and also finds a record that was changed together with its digest.
Exit codes: 0 all agree, 1 something differs, 2 bad input, or a run without an end.`,
    )
    .action((ids: readonly string[], options: Options) => verify(ids, options, context));
  addStoredOption(command);
};

async function verify(given: readonly string[], { out, json }: Options, { terminal, exit }: Context): Promise<void> {
  const { join } = await import('node:path');
  const { findRun } = await import('../store/run-list.js');
  const { verifyRun } = await import('../store/verification/verification.js');
  const { formatCount } = await import('../report/numbers.js');
  const ids = [...new Set(given.map((id) => findRun(out, id)))];
  const found = ids.map((id) => ({ id, ...verifyRun(join(out, id)) }));
  if (json === true) {
    const { jsonDocument } = await import('../report/json-document.js');
    terminal.out(jsonDocument('verification', { runs: found }));
  } else {
    for (const { id, outcome, reason, points } of found) {
      terminal.out(
        `${id}: ${outcome === 'agrees' ? `agrees (${formatCount(points)} points)` : `${outcome}: ${reason}`}`,
      );
    }
  }
  const outcomes = found.map(({ outcome }) => outcome);
  exit(outcomes.includes('differs') ? 1 : outcomes.includes('open') ? 2 : 0);
}

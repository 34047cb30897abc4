import { type AddCommand, type Context, examples } from './kit/command.js';
import { acceptedOf, addCodeOptions, addPluginOptions, type CodeOptions, type PluginOptions } from './kit/plugins.js';
import { addStoredOption, openStored, type StoredOptions } from './kit/stored-runs.js';

interface Options extends StoredOptions, PluginOptions, CodeOptions {
  readonly json?: boolean;
}

const TELL_MS = 3000;

export const addReplay: AddCommand = (program, context) => {
  const command = program
    .command('replay')
    .description('run a recorded run again and compare every bit')
    .argument('<id>', "the run's id, or the beginning of it (see losscope runs)")
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      `${examples(['losscope replay gridworld-dqn-0', 'says whether every bit agrees, else where the first differs'])}

Exit codes: 0 every bit agrees, 1 something differs.`,
    )
    .action((id: string, options: Options) => replayRun(id, options, context));
  addStoredOption(command);
  addPluginOptions(command);
  addCodeOptions(command);
};

async function replayRun(given: string, options: Options, { terminal, exit }: Context): Promise<void> {
  const { join } = await import('node:path');
  const { setImmediate } = await import('node:timers/promises');
  const { id, config, registries, warnings } = await openStored(given, options.out, options, acceptedOf(options));
  for (const warning of warnings) terminal.err(`${id}: ${warning}`);
  const folder = join(options.out, id);
  const { checkUnchanged } = await import('../store/config-file.js');
  const { replay } = await import('../session/replay.js');
  const { readEndWeights, readResult } = await import('../store/run-list.js');
  const { initIn, readWeights } = await import('../store/initial-weights.js');
  const { formatCount } = await import('../report/numbers.js');
  checkUnchanged(folder, config, null);
  const init = initIn(folder, null);
  const again = replay({
    scenario: config.scenario,
    seed: config.seed,
    init: init === null ? null : readWeights(init),
    fork: config.fork,
    metrics: join(folder, 'metrics.jsonl'),
    result: readResult(folder),
    weights: readEndWeights(folder),
    registries,
  });
  let told = performance.now();
  let turn = again.next();
  while (turn.done !== true) {
    if (performance.now() - told > TELL_MS) {
      told = performance.now();
      terminal.err(`${id}  ${formatCount(turn.value)}/${formatCount(config.scenario.steps)}`);
    }
    // Lets signals through.
    await setImmediate();
    turn = again.next();
  }
  const { steps, points, difference } = turn.value;
  exit(difference === null ? 0 : 1);
  if (options.json === true) {
    const { jsonDocument } = await import('../report/json-document.js');
    terminal.out(jsonDocument('replay', { id, agrees: difference === null, steps, points, difference }));
  } else if (difference === null) {
    terminal.out(`${id}: every bit agrees (${formatCount(points)} points, ${formatCount(steps)} steps)`);
  } else {
    const { step, metric, recorded, again: now } = difference;
    const said = (value: number | string | null) => (value === null ? 'nothing' : String(value));
    terminal.out(`${id}: ${metric} differs at step ${formatCount(step)}: recorded ${said(recorded)}, now ${said(now)}`);
  }
}

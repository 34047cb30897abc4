import { UserError } from '../../core/errors.js';
import type { Context } from './command.js';
import { acceptedOf, type CodeOptions, type PluginOptions } from './plugins.js';
import { openStored, type StoredOptions } from './stored-runs.js';

const TELL_MS = 3000;
/** Lines that are written in one go. */
const BATCH = 1000;

/**
 * Trains a recorded run again, bit by bit as it was, and writes every step of it. Throws a UserError where the second
 * training differs from the recorded one: then the steps would be those of another run.
 */
export async function exportTransitions(
  given: string,
  file: string,
  options: StoredOptions & PluginOptions & CodeOptions,
  terminal: Context['terminal'],
): Promise<void> {
  const { join } = await import('node:path');
  const { setImmediate } = await import('node:timers/promises');
  const { id, config, registries, warnings } = await openStored(given, options.out, options, acceptedOf(options));
  for (const warning of warnings) terminal.err(`${id}: ${warning}`);
  if (config.scenario.learner.kind !== 'agent') {
    throw new UserError({ path: '--transitions', message: 'takes the run of an agent in an env', given: id });
  }
  const folder = join(options.out, id);
  const { checkUnchanged } = await import('../../store/config-file.js');
  const { replay } = await import('../../session/replay.js');
  const { recordingRegistries } = await import('../../session/transitions.js');
  const { readResult } = await import('../../store/run-list.js');
  const { initIn, readWeights } = await import('../../store/initial-weights.js');
  const { WholeFile } = await import('../../store/whole-file.js');
  const { formatCount } = await import('../../report/numbers.js');
  checkUnchanged(folder, config, null);
  const init = initIn(folder, null);
  const output = new WholeFile(`${file}.part`);
  let steps = 0;
  let lines: string[] = [];
  const flush = () => {
    if (lines.length > 0) output.write(`${lines.join('\n')}\n`);
    lines = [];
  };
  try {
    const again = replay({
      scenario: config.scenario,
      seed: config.seed,
      init: init === null ? null : readWeights(init),
      fork: config.fork,
      metrics: join(folder, 'metrics.jsonl'),
      result: readResult(folder),
      registries: recordingRegistries(registries, (transition) => {
        steps += 1;
        lines.push(JSON.stringify(transition));
        if (lines.length >= BATCH) flush();
      }),
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
    const { difference } = turn.value;
    if (difference !== null) {
      throw new UserError({
        path: '--transitions',
        message: `${id} does not train again as it was recorded: ${difference.metric} differs at step ${difference.step}`,
        hint: `losscope replay ${id} tells more`,
      });
    }
    flush();
    output.replace(file);
  } catch (error) {
    output.discard();
    throw error;
  }
  terminal.out(`${file}: ${formatCount(steps)} steps of ${id}, which trained again bit by bit`);
}

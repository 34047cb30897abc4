import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../core/errors.js';
import { readRegular } from '../core/regular-file.js';
import { hashOf } from '../scenario/canonical.js';
import type { Scenario } from '../scenario/scenario.js';
import { CheckpointError, decodeCheckpoint } from '../store/checkpoint.js';
import { copyHead, guard } from '../store/disk.js';
import { initHash, initIn, keepInit } from '../store/initial-weights.js';
import { decidesOf, type Lineage, START } from '../store/lineage.js';
import { codeFacts } from '../store/machine.js';
import type { RunCode } from '../store/run-code.js';
import type { ResumePoint } from '../store/run-folder.js';
import { announceRun } from '../store/run-folder.js';
import { writeWhole } from '../store/whole-file.js';
import { loadPlugins } from '../train/plugins/plugins.js';
import { type Registries, registries } from '../train/registries.js';
import { type Progress, train } from '../train/training.js';

/**
 * Writes what a fork is into its folder, as if it had been cut off at this step: the records of its parent until then (and
 * the weights that those began with), the state, and the configuration with the whole lineage. `from` is the folder that
 * the records are in.
 */
export function layFork(
  folder: string,
  from: string,
  state: Uint8Array,
  { id, scenario, seed, fork, code }: { id: string; scenario: Scenario; seed: number; fork: Lineage; code: RunCode },
): ResumePoint {
  const { metricsBytes, openBlock, eventsBytes } = decodeCheckpoint(state);
  guard(folder, () => {
    copyHead(join(from, 'metrics.jsonl'), join(folder, 'metrics.jsonl'), metricsBytes);
    copyHead(join(from, 'events.jsonl'), join(folder, 'events.jsonl'), eventsBytes);
    const init = initIn(from, null);
    if (init !== null) keepInit(folder, init);
    writeWhole(join(folder, START), state);
  });
  const { parent, step, set } = fork;
  const beginning = { init: initHash(folder), fork, code };
  announceRun(folder, scenario, seed, { ...codeFacts(id, code), fork: { parent, step, set } }, beginning);
  return { checkpoint: join(folder, START), metricsBytes, openBlock, eventsBytes, step };
}

/** The state that a fork's folder began with. Throws a {@link UserError} when it is not that of its parent at that step. */
export function readStart(folder: string, { scenario, step, fork }: Lineage): ResumePoint {
  const file = join(folder, START);
  const refuse = (message: string): never => {
    throw new UserError({ path: '', file, message, hint: 'Without this state the fork cannot start again' });
  };
  if (!existsSync(file)) return refuse('is missing');
  try {
    const kept = decodeCheckpoint(readRegular(file, { follow: false }));
    const { origin, progress, metricsBytes, openBlock, eventsBytes } = kept;
    const hash = hashOf(decidesOf(scenario, { init: initHash(folder), fork }));
    if (origin.hash !== hash || progress.step !== step) return refuse('is not the state that this run was forked from');
    return { checkpoint: file, metricsBytes, openBlock, eventsBytes, step };
  } catch (error) {
    if (!(error instanceof CheckpointError)) throw error;
    return refuse(error.message);
  }
}

/** The registries that know what a scenario names; plug-ins that this thread has not loaded yet are loaded now. */
export async function registriesOf({ learner }: Scenario, plugins: readonly string[]): Promise<Registries> {
  const known =
    learner.kind === 'task'
      ? registries.tasks.has(learner.task.name)
      : registries.agents.has(learner.agent.name) && registries.envs.has(learner.env.name);
  if (!known) await loadPlugins(plugins, registries);
  return registries;
}

/**
 * Builds the learner of a fork once and lets it take over the state; nothing is trained. Throws a {@link UserError} when
 * the settings do not fit together or to the state.
 */
export function rehearseFork(scenario: Scenario, seed: number, from: Progress, registries: Registries): void {
  try {
    train(scenario, seed, { registries, sink() {}, from }).next(0);
  } catch (error) {
    if (error instanceof UserError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError({ path: '', message: `these settings cannot go on from the state of that run: ${why}` });
  }
}

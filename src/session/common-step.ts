import { setTimeout } from 'node:timers/promises';
import type { LiveRun } from './live-run.js';

const LOOK_MS = 4;

/**
 * Pauses runs that are at work and lets those behind come to the step of the furthest, so that what is made of their states
 * begins at one step. Resolves with what lets those go on that were not paused before. A run that ends meanwhile is left out.
 */
export async function toCommonStep(runs: readonly LiveRun[]): Promise<() => void> {
  const going = runs.filter(({ control }) => !control.paused);
  const release = () => {
    for (const run of going) if (!run.ended) run.control.send({ kind: 'resume' });
  };
  for (const { control } of runs) control.send({ kind: 'pause' });
  const rests = ({ control }: LiveRun): boolean => control.phase === 'paused' && control.allowed === 0;
  const all = async (holds: (run: LiveRun) => boolean): Promise<void> => {
    while (!runs.every((run) => run.ended || holds(run))) await setTimeout(LOOK_MS);
  };
  await all(rests);
  const stepOf = ({ control }: LiveRun): number => control.progress.step;
  const furthest = Math.max(...runs.filter(({ ended }) => !ended).map(stepOf));
  for (const run of runs) {
    const steps = furthest - stepOf(run);
    if (!run.ended && steps > 0) run.control.send({ kind: 'step', steps });
  }
  await all((run) => stepOf(run) >= furthest);
  return release;
}

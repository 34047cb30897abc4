import { formatSpeed } from '../format.js';
import { isLive } from './outline.js';
import { nameOf, type State, type Step, selectedRuns, still, told } from './state.js';

const SPEEDS = [1, 0.5, 0.25, 0.1, 0.05, 0.02, 0.01];

/** What is said when a key wants to change runs of another program. */
export const WATCHED = 'another program trains these runs: they can only be watched';

/** Pauses when any of the runs is running, otherwise resumes. */
export function pause(state: State, runs: readonly string[] | null, name: string): Step {
  if (state.outline.watching) return told(state, WATCHED);
  const chosen = state.outline.groups
    .flatMap((group) => group.runs)
    .filter((run) => (runs === null || runs.includes(run.id)) && isLive(run.status));
  if (chosen.length === 0) return told(state, `${name}: no live run to pause`);
  const resume = !chosen.some((run) => run.status !== 'paused');
  return told(state, `${resume ? 'resumed' : 'paused'} ${name}`, { kind: resume ? 'resume' : 'pause', runs });
}

export function changeSpeed(state: State, by: 1 | -1): Step {
  if (state.outline.watching) return told(state, WATCHED);
  const runs = selectedRuns(state);
  const now = state.speeds[runs[0] ?? ''] ?? 1;
  const at = Math.max(0, Math.min(SPEEDS.indexOf(now) + by, SPEEDS.length - 1));
  const speed = SPEEDS[at] ?? 1;
  const speeds = { ...state.speeds };
  for (const run of runs) speeds[run] = speed;
  return told({ ...state, speeds }, `${nameOf(state)}: ${formatSpeed(speed)} of full speed`, {
    kind: 'speed',
    runs,
    speed,
  });
}

/** Asks whether to stop what is live of the selection. */
export function askToStop(state: State): Step {
  if (state.outline.watching) return told(state, WATCHED);
  const runs = selectedRuns(state).filter((id) =>
    state.outline.groups.some((group) => group.runs.some((run) => run.id === id && isLive(run.status))),
  );
  if (runs.length === 0) return told(state, `${nameOf(state)}: no live run to stop`);
  const what = runs.length === 1 ? nameOf(state) : `${runs.length} runs of ${nameOf(state)}`;
  return still({ ...state, modal: { kind: 'confirm', question: `Stop ${what}?`, yes: { kind: 'stop', runs } } });
}

/** Starts the selected runs anew, with the same seeds. */
export function rerun(state: State): Step {
  if (state.outline.watching) return told(state, WATCHED);
  const runs = selectedRuns(state);
  if (runs.length === 0) return told(state, 'nothing to run again');
  return told(state, `${nameOf(state)}: restarted from step 0`, { kind: 'rerun', runs });
}

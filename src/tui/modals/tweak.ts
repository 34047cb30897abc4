import { WATCHED } from '../state/run-control.js';
import type { Setting } from '../state/settings.js';
import { nameOf, type State, selectedGroup, selectedRuns, told } from '../state/state.js';
import { lineOf } from '../state/text-input.js';
import { fieldOf } from './exchange.js';
import { type ModalStep, withModal } from './modal.js';

/** The settings of the selected run, or of every seed of the variant, that a fork may change. */
export function openTweak(state: State): ModalStep {
  const group = selectedGroup(state);
  if (state.outline.watching) return told(state, WATCHED);
  const tunable = (group?.settings ?? []).filter((setting) => setting.tunable);
  // What learns before how long it does.
  const isBudget = ({ path }: Setting): boolean => !path.includes('.');
  const ordered = [...tunable.filter((setting) => !isBudget(setting)), ...tunable.filter(isBudget)];
  const fields = ordered.map(fieldOf);
  if (group === null || fields.length === 0) return told(state, 'no setting here can change during a run');
  const begun = selectedRuns(state).filter((id) => group.runs.find((run) => run.id === id)?.status !== 'queued');
  if (begun.length === 0) return told(state, `${nameOf(state)}: no run has started that could be forked`);
  const name = nameOf(state);
  return withModal(state, {
    kind: 'settings',
    title: begun.length === 1 ? `Tweak ${name}` : `Tweak ${name}, ${begun.length} seeds`,
    purpose: { kind: 'fork', runs: begun, name },
    ...{ find: lineOf(''), fields, at: 1, fresh: true, problems: [], busy: false },
  });
}

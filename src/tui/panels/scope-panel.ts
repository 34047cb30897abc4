import type { Choice } from '../../scenario/scenario.js';
import type { RunView } from '../../session/run-view.js';
import { grouped } from '../format.js';
import { paintScopeLegend } from '../scopes/legend.js';
import { paintWithErrors } from '../scopes/with-errors.js';
import type { Model } from '../state/model.js';
import { picturedRun, selectionOf } from '../state/selectors.js';
import type { Region } from '../terminal/cell-buffer.js';
import { wrap } from '../terminal/text-fit.js';
import { paintFrame } from './frame.js';

/** The live picture of the selected run, or of the scenario's first live one. */
export function paintScopePanel(region: Region, model: Model): void {
  const { theme, groups, state } = model;
  const group = selectionOf(groups, state)?.group;
  const run = group === undefined ? null : picturedRun(group, state.list.cursor.run);
  const title = group === undefined ? 'Scope' : learnerOf(group.runs[0]!).name;
  const note = run === null ? '' : `seed ${run.seed}`;
  const inner = paintFrame(
    region,
    { title, note, right: run === null ? '' : grouped(run.pictures?.at(-1)?.step ?? run.step), focused: false },
    theme,
  );
  if (run === null) return;
  if (run.scope === null) {
    for (const [y, text] of wrap(absence(run), inner.width - 4).entries()) inner.write(2, 1 + y, text, theme.dim);
    return;
  }
  paintScopeLegend(region, run.scope, theme);
  paintWithErrors(inner.region(1, 0, inner.width - 2, inner.height), run.scope, theme, learnerOf(run).params);
}

/** What the run learns in, or what it learns. */
export function learnerOf({ scenario: { learner } }: RunView): Choice {
  return learner.kind === 'agent' ? learner.env : learner.task;
}

/** Why there is no picture. */
export function absence(run: RunView): string {
  if (run.isWatched === true) return 'a watched run has curves only';
  if (run.status === 'queued') return 'waiting for a worker';
  return run.status === 'running' || run.status === 'paused' ? 'no picture yet' : 'ended before a picture was taken';
}

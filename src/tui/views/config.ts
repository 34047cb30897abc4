import type { Choice, Scenario } from '../../scenario/scenario.js';
import type { Model } from '../model.js';
import { paintFrame } from '../panels/frame.js';
import { selectionOf } from '../selectors.js';
import type { Region } from '../sheet.js';
import { still } from '../state.js';
import { cut } from '../widths.js';
import { scrolled, type View } from './view.js';

/** More lines than any scenario has; painting stops at the last. */
const MOST_LINES = 200;

/** The settings of the selected variant, as `--set` takes them. */
export const config: View = {
  panes: () => ['page'],
  move: (state, action) => scrolled(state, action, MOST_LINES, 10),
  panels: (_state, box) => [
    {
      id: 'config',
      box,
      pane: 'page',
      paint: paintConfig,
      mouse: (now, { what }) => still(what === 'press' ? now : config.move(now, what === 'wheelUp' ? 'up' : 'down')),
    },
  ],
};

function paintConfig(region: Region, { groups, state, theme }: Model): void {
  const group = selectionOf(groups, state)?.group;
  const note = group?.label ?? '';
  const inner = paintFrame(region, { title: 'Config', note, focused: state.pane === 'page' }, theme);
  if (group === undefined) return;
  const lines = settingsOf(group.scenario);
  const width = Math.max(...lines.map(([name]) => name.length));
  const first = Math.max(0, Math.min(state.scroll.config ?? 0, lines.length - inner.height));
  for (const [y, [name, value]] of lines.slice(first, first + inner.height).entries()) {
    inner.write(1, y, cut(name, inner.width - 2), theme.dim);
    inner.write(width + 3, y, cut(value, inner.width - width - 4));
  }
}

/** Paths and values of all settings of a scenario. */
function settingsOf(scenario: Scenario): (readonly [string, string])[] {
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const choice = (path: string, { name, params }: Choice): (readonly [string, string])[] => [
    [path, name],
    ...Object.entries(params).map(([key, value]) => [`${path}.${key}`, text(value)] as const),
  ];
  const { learner, loss } = scenario;
  return [
    ['scenario', scenario.name],
    ['variant', scenario.variant === '' ? 'as written' : scenario.variant],
    ['steps', String(scenario.steps)],
    ['evaluateEvery', String(scenario.evaluateEvery)],
    ['focus', scenario.focus],
    ...(learner.kind === 'agent'
      ? [...choice('env', learner.env), ...choice('agent', learner.agent)]
      : choice('task', learner.task)),
    ...(loss === null ? [] : choice('loss', loss)),
  ];
}

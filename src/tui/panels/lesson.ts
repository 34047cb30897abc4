import type { Model } from '../model.js';
import { selectionOf } from '../selectors.js';
import type { Region } from '../sheet.js';
import { wrap } from '../widths.js';
import { paintFrame } from './frame.js';

/** What the selected scenario teaches: its question, what to watch, and what was measured. */
export function paintLesson(region: Region, model: Model): void {
  const { theme, groups, state } = model;
  const scenario = selectionOf(groups, state)?.group.scenario;
  const lesson = scenario?.lesson;
  if (scenario === undefined || !lesson) return;
  const inner = paintFrame(region, { title: 'Lesson', note: scenario.title, focused: false }, theme);
  const width = inner.width - 2;
  const lines = [
    ...wrap(lesson.question, width).map((text) => ({ text, style: theme.strong })),
    ...wrap(lesson.watch, width).map((text) => ({ text, style: '' })),
    ...wrap(lesson.measured, width).map((text) => ({ text, style: theme.dim })),
  ];
  const whole = lines.length <= inner.height;
  for (const [y, { text, style }] of lines.slice(0, inner.height).entries()) {
    const last = !whole && y === inner.height - 1;
    inner.write(1, y, last ? `${text.slice(0, width - 1)}…` : text, style);
  }
}

import { measuredText } from '../../scenario/lesson.js';
import type { Model } from '../state/model.js';
import { selectionOf } from '../state/selectors.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, wrap } from '../terminal/text-fit.js';
import { GLYPHS } from '../terminal/theme.js';
import { paintFrame } from './frame.js';

/** What the selected scenario teaches: its question, what to watch and what was measured; without a lesson, what it is. */
export function paintLesson(region: Region, model: Model): void {
  const { theme, groups, state } = model;
  const group = selectionOf(groups, state)?.group;
  if (group === undefined) {
    paintFrame(region, { title: 'Lesson', focused: false }, theme);
    return;
  }
  const { scenario, runs } = group;
  const { lesson, summary } = scenario;
  const title = lesson === null ? 'Scenario' : 'Lesson';
  const inner = paintFrame(region, { title, note: scenario.title, focused: false }, theme);
  const width = inner.width - 2;
  const paragraphs =
    lesson === null
      ? [[summary, '']]
      : [
          [lesson.question, theme.strong],
          [lesson.watch, ''],
          [
            measuredText(
              scenario,
              runs.map(({ seed }) => seed),
            ),
            theme.dim,
          ],
        ];
  const lines = paragraphs.flatMap(([text, style]) => wrap(text ?? '', width).map((line) => [line, style] as const));
  const shown = lines.slice(0, inner.height);
  for (const [y, [line, style]] of shown.entries()) {
    const more = lines.length > shown.length && y === shown.length - 1;
    inner.write(1, y, more ? cut(`${line}${GLYPHS.ellipsis}`, width) : line, style);
  }
}

import { paintLesson } from '../panels/lesson.js';
import { paintScopePanel } from '../panels/scope-panel.js';
import { moveInList } from '../state/moving.js';
import type { Panel, View } from './view.js';

/** The learner's picture in large, and the lesson beside it. The arrows choose the run. */
export const scenario: View = {
  panes: () => ['page'],
  move: moveInList,
  panels(_state, { x, y, width, height }) {
    const beside = width >= 100 ? Math.min(60, Math.floor(width * 0.38)) : 0;
    const below = beside === 0 && height >= 18 ? Math.min(8, Math.floor(height * 0.35)) : 0;
    const lesson =
      beside > 0
        ? { x: x + width - beside, y, width: beside, height }
        : { x, y: y + height - below, width, height: below };
    const all: Panel[] = [
      {
        id: 'scope',
        box: { x, y, width: width - beside, height: height - below },
        pane: 'page',
        paint: paintScopePanel,
      },
      { id: 'lesson', box: lesson, pane: null, paint: paintLesson },
    ];
    return all.filter(({ box }) => box.height > 0 && box.width > 0);
  },
};

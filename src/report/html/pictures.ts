import { abilityParts } from './abilities.js';
import type { MetricCurves } from './curves.js';
import type { Chapter } from './model.js';
import { preferenceParts } from './preferences.js';

/** Pictures of what the runs of a chapter are about, besides their curves. */
export function pictureParts(chapter: Chapter, curves: readonly MetricCurves[]): readonly string[] {
  return [...abilityParts(chapter), ...preferenceParts(chapter, curves)];
}

import type { Scope } from '../../core/scope.js';
import type { Region } from '../terminal/cell-buffer.js';
import type { Theme } from '../terminal/theme.js';
import { paintHistogram } from './histogram.js';
import { paintScope } from './scopes.js';

/** Columns and rows from which the histogram stands beside the picture, and those from which it stands below. */
const WIDE = 70;
const LOWEST = 7;
const TALL = 20;
const NARROW = 31;

/** A learner's picture, and where there is room the histogram of its errors. */
export function paintWithErrors(
  region: Region,
  scope: Scope,
  theme: Theme,
  settings: Readonly<Record<string, unknown>>,
): void {
  const { picture, errors } = scope.errors === undefined ? { picture: region, errors: null } : shared(region);
  paintScope(picture, scope, theme, settings);
  if (errors !== null && scope.errors !== undefined) paintHistogram(errors, scope.errors, theme);
}

/** The room for a picture and its histogram: side by side, one below the other, or all of it for the picture. */
function shared(room: Region): { readonly picture: Region; readonly errors: Region | null } {
  const { width, height } = room;
  if (width >= WIDE && height >= LOWEST) {
    const part = Math.min(62, Math.floor(width * 0.45));
    const rows = Math.min(height, 14);
    const errors = room.region(width - part, (height - rows) >> 1, part, rows);
    return { picture: room.region(0, 0, width - part - 2, height), errors };
  }
  if (height < TALL || width < NARROW) return { picture: room, errors: null };
  const rows = Math.min(10, Math.floor(height / 3));
  return {
    picture: room.region(0, 0, width, height - rows - 1),
    errors: room.region(0, height - rows, width, rows),
  };
}

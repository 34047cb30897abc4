import type { Standing } from '../state/standing.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';

/** The colour of a status; its glyph is `GLYPHS[status]`. */
export function statusStyle(status: Standing, theme: Theme): string {
  switch (status) {
    case 'queued':
    case 'quiet':
      return theme.dim;
    case 'running':
      return theme.accent;
    case 'paused':
    case 'stopped':
      return theme.warning;
    case 'done':
      return theme.good;
    case 'failed':
    case 'diverged':
      return theme.bad;
  }
}

export const statusGlyph = (status: Standing): string => GLYPHS[status];

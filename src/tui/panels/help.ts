import { BINDINGS, type Binding } from '../keys.js';
import type { Model } from '../model.js';
import type { Region } from '../sheet.js';
import { GLYPHS } from '../theme.js';
import { cut } from '../widths.js';
import { statusStyle } from './status.js';

/** Columns of the keys before their meaning. */
const KEYS = 7;

/** Every key with its meaning, in two columns where there is room, and what the signs mean. */
export function paintHelp(region: Region, { theme }: Model): void {
  const x = region.write(1, 0, 'Keys', theme.strong);
  region.write(x + 1, 0, 'any of ? q Esc closes', theme.dim);
  const columns = region.width >= 76 ? 2 : 1;
  const width = Math.floor((region.width - 2) / columns);
  const body = region.region(1, 2, region.width - 1, region.height - 2);
  const sections = (['Training', 'Chart', 'Moving', 'Screen'] as const).map((section) => ({
    section,
    rows: BINDINGS.filter((one) => one.section === section && (one.dialog === 'none' || one.dialog === 'any')),
  }));
  const [left, right] = columns === 2 ? [sections.slice(0, 2), sections.slice(2)] : [sections, []];
  const place = (part: readonly { section: string; rows: readonly Binding[] }[], at: number): number => {
    let y = 0;
    for (const { section, rows } of part) {
      body.write(at, y++, section, theme.accent);
      for (const { shown, help } of rows) {
        body.write(at, y, shown, theme.strong);
        body.write(at + KEYS, y++, cut(help, width - KEYS));
      }
      // The longer column has no room to spare at 24 rows.
      if (at === 0) y++;
    }
    return y;
  };
  const end = Math.max(place(left, 0), place(right, width));
  let signs = 0;
  for (const status of ['queued', 'running', 'paused', 'done', 'diverged', 'failed', 'stopped'] as const) {
    signs = body.write(signs, end + 1, `${GLYPHS[status]} `, statusStyle(status, theme));
    signs = body.write(signs, end + 1, `${status}  `, theme.dim);
  }
}

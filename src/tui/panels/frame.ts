import type { Region } from '../terminal/cell-buffer.js';
import { cut, displayWidth } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';

export interface Frame {
  readonly title: string;
  /** Behind the title, dimmed. */
  readonly note?: string;
  /** At the right end of the upper edge, dimmed; of several forms, longest first, the first that fits. */
  readonly right?: string | readonly string[];
  /** True for the pane that has the keys. */
  readonly focused: boolean;
}

/** Draws a frame with its title in the upper edge and returns the region inside. */
export function paintFrame(region: Region, frame: Frame, theme: Theme): Region {
  const { width, height } = region;
  if (width < 4 || height < 3) return region;
  const border = frame.focused ? theme.accent : theme.border;
  for (let x = 1; x < width - 1; x++) {
    region.put(x, 0, GLYPHS.axisX, border);
    region.put(x, height - 1, GLYPHS.axisX, border);
  }
  for (let y = 1; y < height - 1; y++) {
    region.put(0, y, GLYPHS.axisY, border);
    region.put(width - 1, y, GLYPHS.axisY, border);
  }
  region.put(0, 0, GLYPHS.topLeft, border);
  region.put(width - 1, 0, GLYPHS.topRight, border);
  region.put(0, height - 1, GLYPHS.bottomLeft, border);
  region.put(width - 1, height - 1, GLYPHS.bottomRight, border);

  const room = width - 5;
  const title = cut(frame.title, room);
  let x = region.write(2, 0, ` ${title} `, frame.focused ? theme.accent : theme.strong);
  const note = cut(frame.note ?? '', width - 2 - x);
  if (note !== '' && note !== GLYPHS.ellipsis) x = region.write(x, 0, `${note} `, theme.dim);
  const forms = typeof frame.right === 'string' ? [frame.right] : (frame.right ?? []);
  const right = forms.find((form) => x + displayWidth(form) + 4 <= width) ?? '';
  if (right !== '') region.writeEnd(width - 2, 0, ` ${right} `, theme.dim);
  return region.region(1, 1, width - 2, height - 2);
}

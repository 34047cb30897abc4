import type { MouseEvent } from '../state/state.js';

/** Turns reports of clicks and the wheel on, with places in decimal (SGR, mode 1006). */
export const MOUSE_ON = '\x1b[?1000h\x1b[?1006h';
export const MOUSE_OFF = '\x1b[?1006l\x1b[?1000l';

export type MousePress = MouseEvent;

const REPORT = /^\[<(\d+);(\d+);(\d+)([Mm])$/;

/**
 * A click or a turn of the wheel from what Ink makes of the terminal's report, which is the report without its escape
 * character; `other` for reports of no interest (releases, other buttons), null for what is none.
 */
export function mouseOf(input: string): MousePress | 'other' | null {
  const match = REPORT.exec(input);
  if (match === null) return null;
  const code = Number(match[1]);
  const [x, y] = [Number(match[2]) - 1, Number(match[3]) - 1];
  if (match[4] === 'm' || x < 0 || y < 0) return 'other';
  // Bits 2 to 4 are shift, meta and control; 5 is a move.
  const what = ({ 0: 'press', 64: 'wheelUp', 65: 'wheelDown' } as const)[code & ~0b11100];
  return what === undefined ? 'other' : { what, x, y, shift: (code & 4) !== 0 };
}

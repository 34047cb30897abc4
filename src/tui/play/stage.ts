import { formatValue } from '../format.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, displayWidth } from '../terminal/text-fit.js';
import type { Theme } from '../terminal/theme.js';

/** A key and what it does in one word. */
export type Hint = readonly [keys: string, word: string];

/** A line of text beside the picture, or at the foot. */
export interface SideLine {
  readonly text: string;
  readonly style: string;
}

/** An env on the screen: who acts and how far above, the picture, a panel beside or below it, keys at the foot. */
export interface EnvStage {
  readonly name: string;
  readonly about: string;
  readonly figures: string;
  /** Takes the place of the keys: an answer to the last key, or what is being typed. */
  readonly answer: SideLine | null;
  readonly hints: readonly Hint[];
  /** Lines that the panel wants at this width. */
  sideLines(width: number): number;
  picture(region: Region): void;
  side(region: Region): void;
}

/** Columns of the panel beside the picture. */
export const SIDE = 34;
/** Below this the panel stands under the picture. */
const NARROWEST_BESIDE = 72;
const QUIT: Hint = ['q', 'quit'];

export function paintStage(region: Region, theme: Theme, stage: EnvStage): void {
  const { width, height } = region;
  paintHeader(region.region(0, 0, width, 1), theme, stage);
  if (height > 2) paintFooter(region.region(0, height - 1, width, 1), theme, stage);
  const body = region.region(0, 1, width, height - 2);
  if (width >= NARROWEST_BESIDE) {
    stage.picture(body.region(0, 0, width - SIDE, body.height));
    stage.side(body.region(width - SIDE, 0, SIDE, body.height));
  } else {
    const below = body.height >= 12 ? Math.min(stage.sideLines(width - 4) + 2, body.height >> 1) : 0;
    stage.picture(body.region(0, 0, width, body.height - below));
    stage.side(body.region(0, body.height - below, width, below));
  }
}

function paintHeader(region: Region, theme: Theme, { name, about, figures }: EnvStage): void {
  const end = region.width - 1;
  const start = region.width >= displayWidth(figures) + 12 ? region.writeEnd(end, 0, figures) : end;
  const x = region.write(1, 0, cut(name, start - 3), theme.strong);
  region.write(x + 2, 0, cut(about, start - x - 4), theme.dim);
}

function paintFooter(region: Region, theme: Theme, { answer, hints }: EnvStage): void {
  if (answer !== null) {
    region.write(1, 0, cut(answer.text, region.width - 2), answer.style);
    return;
  }
  const size = ([keys, word]: Hint): number => keys.length + word.length + 3;
  // The way out stays in sight; of the rest what fits.
  let room = region.width - size(QUIT);
  const fitting = hints.filter((hint) => {
    if (size(hint) > room) return false;
    room -= size(hint);
    return true;
  });
  let x = 1;
  for (const [keys, word] of [...fitting, QUIT]) {
    x = region.write(x, 0, keys, theme.strong);
    x = region.write(x + 1, 0, word, theme.dim) + 2;
  }
}

/** The env's own picture of text, in the middle. */
export function paintLines(region: Region, lines: readonly string[], style: string): void {
  const widest = Math.max(0, ...lines.map(displayWidth));
  const left = Math.max(0, (region.width - widest) >> 1);
  const top = Math.max(0, (region.height - lines.length) >> 1);
  for (const [i, line] of lines.entries()) if (i < region.height) region.write(left, top + i, line, style);
}

/** Whole scores as they are, others in few digits. */
export function formatScore(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : formatValue(value);
}

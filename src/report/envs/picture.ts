import type { GridScope } from '../../core/scope.js';
import type { Env } from '../../env/kit/env.js';
import { type Line, type Span, type Tone, tone } from '../lines.js';
import type { EnvOptimum } from './optimum.js';

const ARROWS: Readonly<Record<string, string>> = { left: '←', down: '↓', right: '→', up: '↑' };

/** The env's own text picture, its signs with tones. */
export function renderLines(env: Env): readonly Line[] {
  const scope = env.scope();
  const grid = scope?.kind === 'grid' ? scope : null;
  return env
    .render()
    .map((text, row) => ['  ', ...spans([...text], (sign, column) => toneOf(sign, grid, row, column))]);
}

/** Neighbouring signs of one tone as one span. */
function spans(signs: readonly string[], toneAt: (sign: string, column: number) => Tone | null): readonly Span[] {
  const found: { text: string; tone: Tone | null }[] = [];
  signs.forEach((sign, column) => {
    const here = toneAt(sign, column);
    const last = found.at(-1);
    if (last !== undefined && last.tone === here) last.text += sign;
    else found.push({ text: sign, tone: here });
  });
  return found.map(({ text, tone: here }) => (here === null ? text : tone(here, text)));
}

function toneOf(sign: string, grid: GridScope | null, row: number, column: number): Tone | null {
  if (sign === '@') return 'strong';
  if (grid !== null) return cellTone(grid.cells[row * grid.width + column]);
  if (sign > '\u2800' && sign < '\u2900') return 'good';
  return sign === '.' || sign === '\u2800' ? 'dim' : null;
}

function cellTone(kind: string | undefined): Tone | null {
  if (kind === 'G') return 'good';
  if (kind === 'X') return 'bad';
  return kind === '#' || kind === '.' || kind === '~' ? 'dim' : null;
}

/**
 * V* on the grid: in each cell the first of the best actions as an arrow and the value, on the ground of a heat map. A
 * grid that is too wide for values has arrows only.
 */
export function optimumLines(scope: GridScope, env: Env, { V, best }: EnvOptimum, width: number): readonly Line[] {
  const finite = V.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const room = Math.floor((width - 2) / scope.width) - 2;
  const texts = room >= 2 ? sameDecimals(V, room) : null;
  const longest = Math.max(0, ...(texts ?? []).map((text) => text.length));
  const cell = (i: number): readonly Span[] => {
    const action = best[i]?.[0];
    const gap = texts === null ? '' : ' ';
    if (action === undefined) {
      const kind = scope.cells[i]!;
      const sign = kind === '.' || kind === '~' ? ' ' : kind;
      const shade = cellTone(kind);
      const text = sign.padEnd(1 + longest);
      return [shade === null ? text : tone(shade, text), gap];
    }
    const arrow = ARROWS[env.actionNames[action]!] ?? String(action).slice(-1);
    const text = `${arrow}${(texts?.[i] ?? '').padStart(longest)}`;
    return [{ text, heat: high > low ? (V[i]! - low) / (high - low) : 0.5 }, gap];
  };
  return Array.from({ length: scope.height }, (_, row) => [
    '  ',
    ...Array.from({ length: scope.width }, (_, column) => cell(row * scope.width + column)).flat(),
  ]);
}

/** All values with as many decimals as fit, at most 3, without a leading zero; null when not even whole ones fit. */
function sameDecimals(values: readonly number[], room: number): readonly string[] | null {
  for (let decimals = 3; decimals >= 0; decimals--) {
    const texts = values.map((value) => (Number.isFinite(value) ? short(value, decimals) : ''));
    if (texts.every((text) => text.length <= room)) return texts;
  }
  return null;
}

function short(value: number, decimals: number): string {
  const text = value.toFixed(decimals).replace(/^(-?)0\./, '$1.');
  return /^-\.?0*$/.test(text) ? text.slice(1) : text;
}

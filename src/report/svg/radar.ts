import { formatNumber } from '../numbers.js';
import { FAINT, GRID, legendParts, markOf, round, stroke, svgDocument, text } from './draw.js';

/** One outline: a value from 0 to 1 on each axis, null where nothing was measured. */
export interface RadarLine {
  readonly label: string;
  readonly values: readonly (number | null)[];
}

const WIDTH = 640;
const RADIUS = 150;
const MARGIN = 24;
const RINGS = [0.25, 0.5, 0.75, 1];
/** sin and cos of a whole turn in so many parts, from above and with the clock. */
const turn = (part: number, of: number): readonly [number, number] => {
  const angle = (2 * Math.PI * part) / of;
  return [Math.sin(angle), -Math.cos(angle)];
};

/** Values from 0 in the middle to 1 at the rim; an axis without a value has a gap. */
export function radarSvg(title: string, axes: readonly string[], lines: readonly RadarLine[]): string {
  const legend = legendParts(
    lines.map(({ label }, i) => ({ mark: markOf(i), label })),
    [MARGIN, WIDTH - MARGIN],
    MARGIN,
  );
  const [x, y] = [WIDTH / 2, legend.bottom + 40 + RADIUS];
  const at = (axis: number, value: number) => {
    const [dx, dy] = turn(axis, axes.length);
    return `${round(x + dx * value * RADIUS)} ${round(y + dy * value * RADIUS)}`;
  };
  const ring = (value: number) =>
    `<path d="M${axes.map((_, i) => at(i, value)).join('L')}Z" fill="none" stroke="${GRID}"/>`;
  const about = lines.map(({ label, values }) => {
    const figures = axes.map((axis, i) => `${axis} ${values[i] == null ? 'not measured' : formatNumber(values[i])}`);
    return `${label}: ${figures.join(', ')}`;
  });
  return svgDocument({ width: WIDTH, height: round(y + RADIUS + 40), title, about: `${about.join('; ')}.` }, [
    ...legend.parts,
    ...RINGS.map(ring),
    ...axes.map((_, i) => `<path d="M${x} ${y}L${at(i, 1)}" stroke="${GRID}"/>`),
    ...axes.map((axis, i) => {
      const [dx, dy] = turn(i, axes.length);
      const anchor = dx > 0.1 ? 'start' : dx < -0.1 ? 'end' : 'middle';
      return text(round(x + dx * (RADIUS + 12)), round(y + dy * (RADIUS + 12) + 4), axis, `text-anchor="${anchor}"`);
    }),
    text(x + 6, y - RADIUS + 14, '1', `fill="${FAINT}" font-size="10"`),
    ...lines.map(({ values }, i) => `<path d="${outline(values, at)}" ${stroke(markOf(i))}/>`),
    ...lines.flatMap(({ values }, i) =>
      values.flatMap((value, axis) => {
        if (value === null) return [];
        const [cx, cy] = at(axis, value).split(' ');
        return [`<circle cx="${cx}" cy="${cy}" r="3.5" fill="${markOf(i)[0]}"/>`];
      }),
    ),
  ]);
}

/** Strokes between neighbouring axes that both have a value. */
function outline(values: readonly (number | null)[], at: (axis: number, value: number) => string): string {
  return values
    .flatMap((value, i) => {
      const next = (i + 1) % values.length;
      const other = values[next] ?? null;
      return value === null || other === null ? [] : [`M${at(i, value)}L${at(next, other)}`];
    })
    .join('');
}

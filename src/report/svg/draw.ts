import { printableLine } from '../../core/printable.js';
import { xml } from '../compare/xml.js';

/** What every SVG of ours is drawn with: pictures that need nothing else, no font, no style sheet, no script. */

export const INK = '#1f2328';
export const FAINT = '#59636e';
export const GRID = '#e4e7eb';
const ZERO = '#9aa4af';

/** A colour and a dash; the dash empty for a whole line. */
export type Mark = readonly [colour: string, dash: string];

/** Okabe and Ito 2008, safe for colour-blind readers, each with a dash of its own, so that colour is not the only sign. */
export const MARKS: readonly Mark[] = [
  ['#0072b2', ''],
  ['#d55e00', '7 3'],
  ['#009e73', '2 3'],
  ['#cc79a7', '9 3 2 3'],
  ['#e69f00', '4 4'],
  ['#56b4e9', '12 3'],
  ['#000000', '1 3'],
  ['#8a8200', '6 2 1 2'],
];

export const markOf = (index: number): Mark => MARKS[index % MARKS.length]!;

export interface SvgHead {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly about?: string;
}

/** The whole file. */
export function svgDocument({ width, height, title, about }: SvgHead, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" font-family="system-ui, 'DejaVu Sans', Arial, sans-serif" font-size="12" fill="${INK}">`,
    `<title>${xml(printableLine(title))}</title>`,
    ...(about === undefined ? [] : [`<desc>${xml(printableLine(about))}</desc>`]),
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
    '',
  ].join('\n');
}

export function text(x: number, y: number, content: string, attributes = ''): string {
  const more = attributes === '' ? '' : ` ${attributes}`;
  return `<text x="${round(x)}" y="${round(y)}"${more}>${xml(printableLine(content))}</text>`;
}

/** The attributes of a line of this mark. */
export function stroke([colour, dash]: Mark, width = 2): string {
  const dashes = dash === '' ? '' : ` stroke-dasharray="${dash}"`;
  return `fill="none" stroke="${colour}" stroke-width="${width}" stroke-linejoin="round"${dashes}`;
}

export const round = (value: number): number => Math.round(value * 100) / 100;

/** A line through the points, broken where there is none. */
export function pathOf(x: readonly number[], y: readonly number[]): string {
  let broken = true;
  return x
    .map((at, i) => {
      if (!Number.isFinite(at) || !Number.isFinite(y[i])) {
        broken = true;
        return '';
      }
      const step = `${broken ? 'M' : 'L'}${at} ${y[i]}`;
      broken = false;
      return step;
    })
    .join('');
}

/** The area between two edges, where both are there. */
export function bandPath(
  x: readonly number[],
  low: readonly number[],
  high: readonly number[],
  [colour]: Mark,
): string {
  const there = x.map((_, k) => k).filter((k) => Number.isFinite(low[k]) && Number.isFinite(high[k]));
  if (there.length < 2) return '';
  const up = there.map((k) => `${x[k]} ${high[k]}`);
  const back = there.toReversed().map((k) => `${x[k]} ${low[k]}`);
  return `<path d="M${[...up, ...back].join('L')}Z" fill="${colour}" fill-opacity="0.14"/>`;
}

/** A part of an axis with its labels. */
export interface Ticks {
  readonly value: number;
  readonly label: string;
}

/** The area of a plot, and where values lie in it. */
export interface Plane {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly xOf: (value: number) => number;
  readonly yOf: (value: number) => number;
}

/** The plane between edges where the values of x go from end to end and those of y as its scale does. */
export function planeOf(
  { left, right, top, bottom }: Pick<Plane, 'left' | 'right' | 'top' | 'bottom'>,
  [from, to]: readonly [number, number],
  { low, high }: { readonly low: number; readonly high: number },
): Plane {
  return {
    ...{ left, right, top, bottom },
    xOf: (value) => round(left + ((value - from) / (to - from)) * (right - left)),
    yOf: (value) => round(bottom - ((value - low) / (high - low)) * (bottom - top)),
  };
}

/** Lines across at the ticks of the vertical axis, their labels to the left, and the two axes. */
export function planeParts({ left, right, top, bottom, yOf }: Plane, ticks: readonly Ticks[]): readonly string[] {
  return [
    ...ticks.flatMap(({ value, label }) => [
      `<line x1="${left}" y1="${yOf(value)}" x2="${right}" y2="${yOf(value)}" stroke="${value === 0 ? ZERO : GRID}"/>`,
      text(left - 7, yOf(value) + 4, label, `text-anchor="end" fill="${FAINT}"`),
    ]),
    `<path d="M${left} ${top}V${bottom}H${right}" fill="none" stroke="${FAINT}"/>`,
  ];
}

/** Ticks and labels below a plot. */
export function ticksBelow({ bottom, xOf }: Pick<Plane, 'bottom' | 'xOf'>, ticks: readonly Ticks[]): readonly string[] {
  return ticks.flatMap(({ value, label }) => [
    `<line x1="${xOf(value)}" y1="${bottom}" x2="${xOf(value)}" y2="${bottom + 5}" stroke="${FAINT}"/>`,
    text(xOf(value), bottom + 18, label, `text-anchor="middle" fill="${FAINT}"`),
  ]);
}

const LEGEND_LINE = 18;

/** Marks with their labels in lines between two edges; `bottom` is the last line. */
export function legendParts(
  entries: readonly { readonly mark: Mark; readonly label: string }[],
  [left, right]: readonly [number, number],
  top: number,
): { readonly parts: readonly string[]; readonly bottom: number } {
  let [x, y] = [left, top];
  const parts = entries.flatMap(({ mark, label }) => {
    // Seven units a character is more than any of the fonts takes.
    const width = 50 + 7 * label.length;
    if (x > left && x + width > right) [x, y] = [left, y + LEGEND_LINE];
    const at = x;
    x += width;
    return [`<line x1="${at}" y1="${y - 4}" x2="${at + 26}" y2="${y - 4}" ${stroke(mark)}/>`, text(at + 32, y, label)];
  });
  return { parts, bottom: y };
}

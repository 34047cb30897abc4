import type { AnswerRow, FrontierPoint, FrontierScope, Histogram } from '../../core/scope.js';
import { niceScale, ticksOf } from '../losses/scale.js';
import { formatNumber } from '../numbers.js';
import {
  FAINT,
  legendParts,
  type Mark,
  markOf,
  type Plane,
  pathOf,
  planeOf,
  planeParts,
  round,
  stroke,
  svgDocument,
  text,
  ticksBelow,
} from './draw.js';

/** A run on the frontier of its world. */
export interface FrontierRun {
  readonly label: string;
  readonly scope: Pick<FrontierScope, 'path' | 'proxy' | 'belowFrontier' | 'klOptimum' | 'prompts' | 'otherPrompts'> & {
    /** How far the chosen answer of each pair leads, in implied rewards. */
    readonly errors?: Histogram;
  };
}

/** Runs in one world: what holds for the world, and each with its way. */
export interface FrontierPicture {
  readonly title: string;
  readonly world: Pick<FrontierScope, 'frontier' | 'optimum' | 'bestOf'>;
  readonly runs: readonly FrontierRun[];
}

const WIDTH = 1040;
const PLOT = 360;
const MARGIN = 24;
const ROW = 17;
const GOOD = '#1a7f37';
const BAR = 60;
/** Height of the bars of leads. */
const LEADS = 130;
/** Ways that are drawn at most; a plot with more would be read by nobody. */
export const MOST_WAYS = 8;

/** The frontier with each run's way along it, and below it the likeliest answers of the first run, as one SVG file. */
export function frontierSvg(picture: FrontierPicture): string {
  const { title } = picture;
  const plot = plotParts(picture, MARGIN + 30);
  const answers =
    picture.runs.length === 0 ? { parts: [], bottom: plot.bottom } : answerParts(picture, plot.bottom + 34);
  return svgDocument({ width: WIDTH, height: round(answers.bottom + MARGIN), title, about: aboutOf(picture) }, [
    text(MARGIN, MARGIN + 8, title, 'font-size="18" font-weight="600"'),
    ...plot.parts,
    ...answers.parts,
  ]);
}

/** The plot in words. */
export function aboutOf({ world: { optimum }, runs }: FrontierPicture): string {
  const ends = runs.slice(0, MOST_WAYS).map(({ label, scope: { path, belowFrontier } }) => {
    const { kl, reward } = path.at(-1)!;
    return `${label}: KL ${formatNumber(kl)}, reward ${formatNumber(reward)}, ${formatNumber(belowFrontier)} below the frontier`;
  });
  return `Expected reward against the divergence from the reference. Optimum at beta ${formatNumber(optimum.beta)}: KL ${formatNumber(optimum.kl)}, reward ${formatNumber(optimum.reward)}. ${ends.join('; ')}.`;
}

function plotParts({ world, runs }: FrontierPicture, from: number) {
  const shown = runs.slice(0, MOST_WAYS);
  const { frontier, optimum, bestOf } = world;
  const hasProxy = shown.some(({ scope }) => scope.proxy !== null);
  const entries = [
    { mark: [FAINT, ''] as Mark, label: 'highest reward at each KL, exact' },
    ...shown.map(({ label }, i) => ({ mark: markOf(i), label })),
    ...(hasProxy ? [{ mark: [FAINT, '1 4'] as Mark, label: 'what the reward model expects (dotted)' }] : []),
  ];
  const legend = legendParts(entries, [MARGIN, WIDTH - MARGIN], from + 8);
  const ways = shown.flatMap(({ scope }) => scope.path).filter(isFinitePoint);
  const proxies = shown.flatMap(({ scope }) => scope.proxy ?? []).filter(isFinitePoint);
  const far = Math.max(...[...ways, optimum, ...bestOf].map(({ kl }) => kl)) * 1.05 || 1;
  const rewards = [...frontier.filter(({ kl }) => kl <= far), ...ways, ...proxies, optimum].map(({ reward }) => reward);
  const [x, y] = [niceScale(0, far, 8), niceScale(Math.min(...rewards), Math.max(...rewards), 6)];
  const top = legend.bottom + 26;
  const plane = planeOf({ left: MARGIN + 46, right: WIDTH - MARGIN, top, bottom: top + PLOT }, [x.low, x.high], {
    low: y.low,
    high: y.high,
  });
  const { left, right, bottom } = plane;
  const line = (points: readonly FrontierPoint[], mark: Mark, width = 2) =>
    `<path d="${pathOf(
      points.map(({ kl }) => plane.xOf(kl)),
      points.map(({ reward }) => plane.yOf(reward)),
    )}" ${stroke(mark, width)}/>`;
  return {
    bottom: bottom + 40,
    parts: [
      ...legend.parts,
      ...planeParts(plane, ticksOf(y)),
      ...ticksBelow(plane, ticksOf(x)),
      text((left + right) / 2, bottom + 36, 'KL to the reference, nats', `text-anchor="middle" fill="${FAINT}"`),
      text(left, top - 4, 'expected reward', `fill="${FAINT}"`),
      `<svg x="${left}" y="${top}" width="${round(right - left)}" height="${PLOT}" viewBox="${left} ${top} ${round(right - left)} ${PLOT}">`,
      line(frontier, [FAINT, ''], 1.5),
      ...shown.flatMap(({ scope: { path, proxy } }, i) => [
        ...(proxy === null ? [] : [line(proxy, [markOf(i)[0], '1 4'], 1.5)]),
        line(path, markOf(i)),
      ]),
      '</svg>',
      ...marks(world, shown, plane),
    ],
  };
}

const isFinitePoint = ({ kl, reward }: FrontierPoint) => Number.isFinite(kl) && Number.isFinite(reward);

/** The optimum, the best of n answers, and where each run ended. */
function marks({ optimum, bestOf }: FrontierPicture['world'], runs: readonly FrontierRun[], plane: Plane) {
  const at = ({ kl, reward }: FrontierPoint) => [plane.xOf(kl), plane.yOf(reward)] as const;
  const isInside = (point: FrontierPoint) => {
    const [x, y] = at(point);
    return x >= plane.left && x <= plane.right && y >= plane.top && y <= plane.bottom;
  };
  const ends = runs.map(({ label, scope }, i) => ({ label, point: scope.path.at(-1)!, colour: markOf(i)[0] }));
  return [
    ...bestOf.filter(isInside).map((point) => {
      const [x, y] = at(point);
      return `<g><title>best of ${point.n} answers</title><path d="M${round(x - 4)} ${round(y - 4)}l8 8m0 -8l-8 8" stroke="${FAINT}" fill="none"/></g>`;
    }),
    ...ends
      .filter(({ point }) => isFinitePoint(point) && isInside(point))
      .map(({ point, colour }) => {
        const [x, y] = at(point);
        return `<circle cx="${x}" cy="${y}" r="4.5" fill="${colour}"/>`;
      }),
    ...(isInside(optimum)
      ? [
          `<g><title>optimum</title><circle cx="${at(optimum)[0]}" cy="${at(optimum)[1]}" r="8" fill="none" stroke="${GOOD}" stroke-width="2"/></g>`,
          text(
            at(optimum)[0] + 12,
            at(optimum)[1] + 16,
            `optimum, beta ${formatNumber(optimum.beta)}`,
            `fill="${GOOD}"`,
          ),
        ]
      : []),
  ];
}

const COLUMNS = [24, 230, 330, 430, 530, 630];

/** The likeliest answers to the first prompt, of the first run. */
function answerParts({ runs }: FrontierPicture, from: number) {
  const { label, scope } = runs[0]!;
  const rows = scope.prompts[0] ?? [];
  const others = scope.prompts.length + scope.otherPrompts - 1;
  const more = others === 0 ? '' : `; ${others} other ${others === 1 ? 'prompt' : 'prompts'} not shown`;
  const right = (x: number, y: number, content: string, more = '') => text(x, y, content, `text-anchor="end"${more}`);
  const heads = ['reward', 'policy', 'reference', 'optimum'];
  const head = from + 22;
  return {
    bottom: Math.max(head + ROW * (rows.length + 1), scope.errors === undefined ? 0 : head + LEADS + 40),
    parts: [
      text(MARGIN, from, `Likeliest answers to prompt 0 of ${label}${more}`, 'font-weight="600"'),
      text(COLUMNS[0]!, head, 'answer', `fill="${FAINT}"`),
      ...heads.map((name, i) => right(COLUMNS[i + 1]!, head, name, ` fill="${FAINT}"`)),
      text(COLUMNS[4]! + 30, head, 'log(policy / optimum)', `fill="${FAINT}"`),
      ...rows.flatMap((row, i) => answerLine(row, head + ROW * (i + 1), right)),
      ...(scope.errors === undefined ? [] : leadParts(scope.errors, from)),
    ],
  };
}

/** How far the chosen answers lead, as bars beside the table; those that trail in another colour. */
function leadParts({ title, low, high, counts }: Histogram, from: number): readonly string[] {
  const [left, right, top] = [COLUMNS.at(-1)! + 110, WIDTH - MARGIN, from + 14];
  const most = Math.max(1, ...counts);
  const width = (right - left) / counts.length;
  const xOf = (value: number) => round(left + ((value - low) / (high - low || 1)) * (right - left));
  const scale = niceScale(low, high, 4);
  const bars = counts.map((count, i) => {
    const tall = round((count / most) * LEADS);
    const isBehind = low + ((i + 1) / counts.length) * (high - low) <= 0;
    return `<rect x="${round(left + i * width)}" y="${round(top + LEADS - tall)}" width="${round(width - 1)}" height="${tall}" fill="${markOf(isBehind ? 1 : 0)[0]}"/>`;
  });
  return [
    text(left, from, title.charAt(0).toUpperCase() + title.slice(1), 'font-weight="600"'),
    ...bars,
    `<path d="M${left} ${top + LEADS}H${right}" stroke="${FAINT}"/>`,
    ...ticksBelow({ bottom: top + LEADS, xOf }, ticksOf(scale, low, high)),
  ];
}

type Right = (x: number, y: number, content: string) => string;

function answerLine(row: AnswerRow, y: number, right: Right): readonly string[] {
  const lead = Math.log(row.policy / row.optimum);
  const size = Number.isFinite(lead) ? Math.min(1, Math.abs(lead) / 3) * BAR : 0;
  const middle = COLUMNS[4]! + 30 + BAR;
  const [x, colour] = lead > 0 ? [middle, markOf(1)[0]] : [middle - size, markOf(0)[0]];
  return [
    text(COLUMNS[0]!, y, `${row.text === '' ? '(end)' : row.text}${row.seen ? '' : '  (never learned from)'}`),
    right(COLUMNS[1]!, y, formatNumber(row.reward)),
    ...[row.policy, row.reference, row.optimum].map((share, i) => right(COLUMNS[i + 2]!, y, percent(share))),
    ...(size > 0
      ? [`<rect x="${round(x)}" y="${round(y - 10)}" width="${round(size)}" height="11" fill="${colour}"/>`]
      : []),
  ];
}

/** A share in per cent with as many digits as it is worth. */
export function percent(share: number): string {
  const value = 100 * share;
  if (!Number.isFinite(value)) return '-';
  return `${value >= 10 ? value.toFixed(0) : value >= 0.1 ? value.toFixed(1) : value === 0 ? '0' : '<0.1'} %`;
}

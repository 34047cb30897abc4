import type {
  BoardScope,
  BodyScope,
  ClassesScope,
  CurveScope,
  EmbeddingScope,
  FitScope,
  FrontierScope,
  GridScope,
  Scope,
} from '../../../core/scope.js';
import { formatValue, grouped } from '../../format.js';
import type { Paragraph } from '../../panels/texts.js';
import { answerLines } from '../../scopes/frontier.js';
import type { State } from '../../state/state.js';
import { displayWidth, fit } from '../../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../../terminal/theme.js';

/** What a probe of the picture reads. */
export interface Reading {
  readonly title: string;
  readonly texts: readonly Paragraph[];
}

type Probe = State['probe'];

const round = (at: number, count: number): number => (count === 0 ? 0 : ((at % count) + count) % count);

/** The cell that the probe is on; the agent's while there is none. */
export function cellAt({ width, height, agent }: GridScope, probe: Probe): number {
  return probe === null ? agent : round(probe.y, height) * width + round(probe.x, width);
}

/** Which of `count` points the probe is on: one by left and right, ten by up and down; none before it was moved. */
export function pointAt(count: number, probe: Probe): number | null {
  return probe === null || count === 0 ? null : round(probe.x - 10 * probe.y, count);
}

/** Points from left to right, so that the probe walks along them. */
export function fromLeft(xs: readonly number[]): readonly number[] {
  return xs.map((_, i) => i).sort((a, b) => xs[a]! - xs[b]! || a - b);
}

/** What stands at the probe, in words and figures. */
export function readingOf(scope: Scope, probe: Probe, theme: Theme): Reading {
  switch (scope.kind) {
    case 'grid':
      return gridReading(scope, probe, theme);
    case 'body':
      return bodyReading(scope, theme);
    case 'board':
      return boardReading(scope, theme);
    case 'precision-recall':
      return curveReading(scope, probe, theme);
    case 'classes':
      return classesReading(scope, probe, theme);
    case 'embedding':
      return embeddingReading(scope, probe, theme);
    case 'fit':
      return fitReading(scope, probe, theme);
    case 'frontier':
      return frontierReading(scope, probe, theme);
  }
}

const CELLS: Readonly<Record<string, string>> = {
  '#': 'wall',
  S: 'start',
  G: 'goal',
  X: 'pit',
  '~': 'wind or ice',
  k: 'key',
  D: 'door',
  '.': 'free',
};

function gridReading(scope: GridScope, probe: Probe, theme: Theme): Reading {
  const cell = cellAt(scope, probe);
  const [column, row] = [cell % scope.width, Math.floor(cell / scope.width)];
  const value = scope.values[cell] ?? Number.NaN;
  const own = (all: readonly number[] | undefined): readonly number[] => all?.slice(cell * 4, cell * 4 + 4) ?? [];
  const [q, optimal] = [own(scope.q), own(scope.optimalQ)];
  const best = Math.max(...optimal.filter(Number.isFinite));
  const stars = optimal.some(Number.isFinite);
  const title = `${probe === null ? 'agent at' : 'cell'} ${column}, ${row}`;
  const texts: Paragraph[] = [
    [`${CELLS[scope.cells[cell] ?? '.'] ?? scope.cells[cell]}, ${grouped(scope.visits[cell] ?? 0)} visits`, ''],
  ];
  if (Number.isFinite(value))
    texts.push([`V ${formatValue(value)}${stars ? `, V* ${formatValue(best)}` : ''}`, theme.strong]);
  else texts.push(['no value here', theme.dim]);
  if (q.some(Number.isFinite)) {
    texts.push([`        Q${stars ? '       Q*   Q - Q*' : ''}`, theme.dim]);
    q.forEach((one, action) => {
      if (!Number.isFinite(one)) return;
      const greedy = scope.policy[cell] === action;
      const star = optimal[action] ?? Number.NaN;
      const known = Number.isFinite(star) ? `${column8(formatValue(star))} ${column8(signed(one - star))}` : '';
      texts.push([
        `${greedy ? GLYPHS.cursor : ' '}${GLYPHS.policy[action]}${column8(formatValue(one))} ${known}`,
        greedy ? theme.strong : '',
      ]);
    });
  }
  return { title, texts: texts.map(kept) };
}

const column8 = (text: string): string => text.padStart(8);
const signed = (value: number): string => `${value > 0 ? '+' : ''}${formatValue(value)}`;

/** A line of columns. */
const kept = ([text, style]: readonly [text: string, style: string, ...rest: unknown[]]): Paragraph => [
  text,
  style,
  'fixed',
];

const STATES: Partial<Record<BodyScope['env'], readonly string[]>> = {
  cartpole: ['position', 'velocity', 'angle', 'angular velocity'],
  'mountain-car': ['position', 'velocity'],
  'mountain-car-continuous': ['position', 'velocity'],
  pendulum: ['angle', 'angular velocity', 'torque'],
  acrobot: ['angle 1', 'angle 2', 'velocity 1', 'velocity 2'],
};

/** The pieces that stand on the board by their signs, then the actions. */
function boardReading(scope: BoardScope, theme: Theme): Reading {
  const { pieces, cells, actions, episode, step, episodeReturn } = scope;
  const most = Math.max(...actions.map(({ value }) => value));
  const standing = pieces.flatMap((piece, i) => {
    const count = cells.filter((cell) => cell === i).length;
    return count === 0
      ? []
      : [[`${piece.sign} ${piece.name.padEnd(15)}${column8(grouped(count))}`, theme.dim] as const];
  });
  return {
    title: 'board',
    texts: [
      [`episode ${grouped(episode)}, step ${step}, return ${formatValue(episodeReturn)}`, ''],
      ...standing.map((line): Paragraph => kept(line)),
      ...actions.map(
        ({ name, value }): Paragraph =>
          kept([
            `${value === most ? GLYPHS.cursor : ' '}${name.padEnd(16)}${column8(formatValue(value))}`,
            value === most ? theme.strong : '',
          ]),
      ),
    ],
  };
}

function bodyReading({ env, state, actions, episode, step, episodeReturn }: BodyScope, theme: Theme): Reading {
  const most = Math.max(...actions.map(({ value }) => value));
  const names = STATES[env] ?? [];
  return {
    title: env,
    texts: [
      [`episode ${grouped(episode)}, step ${step}, return ${formatValue(episodeReturn)}`, ''],
      ...names.map(
        (name, i): Paragraph => kept([`${name.padEnd(17)}${column8(formatValue(state[i] ?? Number.NaN))}`, theme.dim]),
      ),
      ...actions.map(({ name, value }): Paragraph => {
        const best = value === most;
        return kept([
          `${best ? GLYPHS.cursor : ' '}${name.padEnd(16)}${column8(formatValue(value))}`,
          best ? theme.strong : '',
        ]);
      }),
    ],
  };
}

function curveReading(scope: CurveScope, probe: Probe, theme: Theme): Reading {
  const { tp, fp, fn, tn } = scope.confusion;
  const at = pointAt(scope.recall.length, probe);
  const share = (part: number, whole: number): string => (whole === 0 ? GLYPHS.none : formatValue(part / whole));
  const [recall, precision] = at === null ? [0, 0] : [scope.recall[at]!, scope.precision[at]!];
  return {
    title: at === null ? 'at probability 0.5' : `point ${at + 1} of ${scope.recall.length}`,
    texts: [
      ...(at === null
        ? ([[`precision ${share(tp, tp + fp)}, recall ${share(tp, tp + fn)}`, theme.strong]] as const)
        : ([
            [`precision ${formatValue(precision)}, recall ${formatValue(recall)}`, theme.strong],
            [`F1 ${share(2 * precision * recall, precision + recall)}`, ''],
          ] as const)),
      [`average precision ${formatValue(scope.averagePrecision)}`, ''],
      [`base rate ${formatValue(scope.baseRate)}`, theme.dim],
      [
        `${grouped(tp)} found, ${grouped(fn)} missed, ${grouped(fp)} false alarms, ${grouped(tn)} true negatives`,
        theme.dim,
      ],
    ],
  };
}

/** The cell of a confusion matrix that the probe is on, as true class and answer; null before it was moved. */
export function answerAt({ names }: ClassesScope, probe: Probe): readonly [number, number] | null {
  return probe === null || names.length === 0 ? null : [round(probe.y, names.length), round(probe.x, names.length)];
}

/** Precision and recall of each class; at the probe, how one of them is answered. */
function classesReading(scope: ClassesScope, probe: Probe, theme: Theme): Reading {
  const { names, confusion } = scope;
  const share = (part: number, whole: number): string => (whole === 0 ? GLYPHS.none : formatValue(part / whole));
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  const trueOf = confusion.map(sum);
  const saidOf = names.map((_, k) => sum(confusion.map((row) => row[k]!)));
  const rightOf = names.map((_, k) => confusion[k]![k]!);
  const rows = sum(trueOf);
  const at = answerAt(scope, probe);
  if (at !== null) {
    const [i, j] = at;
    const count = confusion[i]![j]!;
    const [all, said] = [trueOf[i]!, saidOf[j]!];
    return {
      title: `${names[i]} answered as ${names[j]}`,
      texts: [
        [
          `${grouped(count)} of ${grouped(all)} rows of class ${names[i]}: ${share(count, all)}`,
          i === j ? theme.strong : '',
        ],
        [`${grouped(count)} of ${grouped(said)} answers ${names[j]}: ${share(count, said)}`, ''],
      ],
    };
  }
  const width = Math.min(14, Math.max(5, ...names.map(displayWidth)));
  const line = (name: string, ...figures: readonly string[]): string =>
    fit(name, width) + figures.map(column8).join(' ');
  return {
    title: `${grouped(sum(rightOf))} of ${grouped(rows)} right`,
    texts: [
      kept([line('class', 'recall', 'precis.', 'rows'), theme.dim]),
      ...names.map((name, k) =>
        kept([line(name, share(rightOf[k]!, trueOf[k]!), share(rightOf[k]!, saidOf[k]!), grouped(trueOf[k]!)), '']),
      ),
    ],
  };
}

function embeddingReading(scope: EmbeddingScope, probe: Probe, theme: Theme): Reading {
  const at = pointAt(scope.points.length, probe);
  const groups = new Set(scope.points.map(({ group }) => group)).size;
  const right = scope.neighbours.filter(({ correct }) => correct).length;
  const query: readonly Paragraph[] =
    scope.query === null ? [] : [[`query: ${right} of ${scope.neighbours.length} neighbours right`, theme.dim]];
  if (at === null)
    return { title: 'map', texts: [[`${scope.points.length} points in ${groups} groups`, ''], ...query] };
  const point = scope.points[fromLeft(scope.points.map(({ x }) => x))[at]!]!;
  const others = scope.points.filter((one) => one !== point);
  const distance = (one: (typeof others)[number]): number => Math.hypot(one.x - point.x, one.y - point.y);
  const near = others.toSorted((a, b) => distance(a) - distance(b)).slice(0, 5);
  const same = near.filter(({ group }) => group === point.group).length;
  return {
    title: `point ${at + 1} of ${scope.points.length}`,
    texts: [
      [`group ${point.group}`, theme.strong],
      [`x ${formatValue(point.x)}, y ${formatValue(point.y)}`, ''],
      [`${same} of the ${near.length} nearest on the map are of its group`, ''],
      ...query,
    ],
  };
}

function fitReading(scope: FitScope, probe: Probe, theme: Theme): Reading {
  const at = pointAt(scope.x.length, probe);
  const outliers = scope.outlier.filter(Boolean).length;
  if (at === null) return { title: 'data', texts: [[`${scope.x.length} points, ${outliers} outliers`, '']] };
  const i = fromLeft(scope.x)[at]!;
  const [x, y] = [scope.x[i]!, scope.y[i]!];
  const fitted = curveAt(scope, x);
  return {
    title: `point ${at + 1} of ${scope.x.length}`,
    texts: [
      [`x ${formatValue(x)}, y ${formatValue(y)}`, theme.strong],
      [`fit ${formatValue(fitted)}, residual ${formatValue(y - fitted)}`, ''],
      scope.outlier[i] ? ['an outlier', theme.warning] : ['no outlier', theme.dim],
    ],
  };
}

/** The answers to one prompt, which left and right choose; `?` marks what was never learned from. */
function frontierReading(scope: FrontierScope, probe: Probe, theme: Theme): Reading {
  const prompt = pointAt(scope.prompts.length, probe) ?? 0;
  const others = scope.otherPrompts === 0 ? '' : ` (${scope.otherPrompts} more not listed)`;
  return {
    title: `prompt ${prompt} of ${scope.prompts.length}${others}`,
    texts: answerLines(scope, prompt, theme).map(kept),
  };
}

/** The fitted curve between its points, in a straight line. */
function curveAt({ curveX, curveY }: FitScope, x: number): number {
  const next = curveX.findIndex((one) => one >= x);
  if (next <= 0) return curveY[next === 0 ? 0 : curveY.length - 1] ?? Number.NaN;
  const [a, b] = [curveX[next - 1]!, curveX[next]!];
  return curveY[next - 1]! + ((curveY[next]! - curveY[next - 1]!) * (x - a)) / (b - a || 1);
}

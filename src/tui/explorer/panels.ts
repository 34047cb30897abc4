import { textOf } from '../../report/lines.js';
import { settingText, slopeName } from '../../report/losses/loss-curves.js';
import { formatValue } from '../format.js';
import { paintFrame } from '../panels/frame.js';
import type { Region } from '../terminal/cell-buffer.js';
import { cut, displayWidth, fit } from '../terminal/text-fit.js';
import { GLYPHS, type Theme } from '../terminal/theme.js';
import { type ChartCurve, paintChart } from './chart.js';
import { EXPLORER_BINDINGS } from './keys.js';
import type { Picture } from './picture.js';
import { type ExplorerState, pageLines, pageRoom, type Subject } from './state.js';

/** Everything that the panels are painted from. */
export interface View {
  readonly subject: Subject;
  readonly state: ExplorerState;
  readonly theme: Theme;
  readonly picture: Picture;
}

export function paintHeader(region: Region, { subject: { loss }, theme }: View): void {
  const end = region.write(1, 0, loss.name, theme.strong);
  region.write(end + 2, 0, cut(loss.summary, region.width - end - 3), theme.dim);
}

/** One of the two charts: the loss, or its gradient. */
export function paintCurves(region: Region, view: View, which: 'loss' | 'slope'): void {
  const { subject, state, theme, picture } = view;
  const { plot } = subject.loss;
  const several = Object.keys(plot.examples).length > 1;
  const inner = paintFrame(
    region,
    { title: which === 'loss' ? 'loss' : slopeName(plot), note: several ? state.example : '', focused: false },
    theme,
  );
  const curves: ChartCurve[] = [
    { values: picture.main[which], mark: theme.lines[0]!, layer: 'main' },
    ...picture.beside.map(
      (curve): ChartCurve => ({ values: curve[which], mark: theme.lines[curve.mark]!, layer: 'beside' }),
    ),
  ];
  const { from, to } = plot;
  paintChart(inner, { from, to, curves, point: { x: state.x, value: picture.point[which] } }, theme);
}

export function paintLegend(region: Region, { theme, picture }: View): void {
  let x = 1;
  for (const { label, mark: number } of [{ ...picture.main, mark: 0 }, ...picture.beside]) {
    const mark = theme.lines[number]!;
    if (x + displayWidth(label) + 3 > region.width) return;
    x = region.write(x, 0, mark.sample, mark.color);
    x = region.write(x + 1, 0, label, number === 0 ? theme.strong : theme.dim) + 3;
  }
}

/** The point in numbers, or why there is none. */
export function paintReading(region: Region, { subject: { loss }, state, theme, picture }: View): void {
  const { plot } = loss;
  const { loss: value, slope, refused } = picture.point;
  if (refused !== null) {
    region.write(1, 0, cut(`${GLYPHS.failed} refused: ${refused}`, region.width - 2), theme.bad);
    return;
  }
  let x = region.write(1, 0, `${GLYPHS.agent} at ${plot.symbol} ${settingText(state.x)}`, theme.accent);
  for (const [name, number] of [
    ['loss', value],
    [slopeName(plot), slope],
  ] as const) {
    x = region.write(x + 3, 0, `${name} `, theme.dim);
    x = region.write(x, 0, formatValue(number), theme.strong);
  }
}

/** The point and the settings, a line each; as many around the selected one as there is room for. */
export function paintSettings(region: Region, { subject, state, theme }: View): void {
  const { loss, sliders } = subject;
  const rows = [
    { name: loss.plot.symbol, value: settingText(state.x), help: loss.plot.variable },
    ...sliders.map(({ name }) => ({
      name,
      value: settingText(state.params[name]),
      help: loss.params[name]!.help,
    })),
  ];
  const names = Math.max(...rows.map(({ name }) => displayWidth(name)));
  const values = Math.min(16, Math.max(5, ...rows.map(({ value }) => displayWidth(value))));
  const first = Math.max(0, Math.min(state.selected - (region.height >> 1), rows.length - region.height));
  for (const [y, row] of rows.slice(first, first + region.height).entries()) {
    const selected = first + y === state.selected;
    region.write(1, y, selected ? GLYPHS.cursor : ' ', theme.accent);
    let x = region.write(3, y, fit(row.name, names), selected ? theme.accent : '');
    x = region.write(x + 1, y, selected ? '◂' : ' ', theme.dim);
    x = region.write(x + 1, y, fit(row.value, values), theme.strong);
    x = region.write(x + 1, y, selected ? '▸' : ' ', theme.dim);
    region.write(x + 2, y, cut(row.help, region.width - x - 3), theme.dim);
  }
}

export function paintFormula(region: Region, { subject: { loss }, theme }: View): void {
  for (const [y, [name, text]] of [['L', loss.formula] as const, ['dL', loss.gradient] as const].entries()) {
    region.write(1, y, name, theme.dim);
    region.write(4, y, cut(text, region.width - 5));
  }
}

export function paintPage(region: Region, { subject, state, theme }: View): void {
  const lines = pageLines(subject, state);
  for (const [y, line] of lines.slice(state.scroll, state.scroll + pageRoom(state)).entries()) {
    let x = 1;
    for (const span of line) {
      const style = typeof span !== 'string' && 'tone' in span ? theme[span.tone] : '';
      x = region.write(x, y, textOf(span), style);
    }
  }
  const below = lines.length - state.scroll - region.height;
  if (below > 0)
    region.writeEnd(region.width - 1, region.height - 1, ` ${GLYPHS.lower} ${below} more lines `, theme.dim);
}

export function paintHelp(region: Region, { theme }: View): void {
  region.write(1, 0, 'Keys', theme.strong);
  for (const [i, { shown, help }] of EXPLORER_BINDINGS.entries()) {
    region.write(2, i + 2, fit(shown, 8), theme.strong);
    region.write(11, i + 2, cut(help, region.width - 12));
  }
}

/** Keys with what they do, as many as fit; help and quit always stand at the end. */
export function paintFooter(region: Region, { subject, theme }: View): void {
  const single = Object.keys(subject.loss.plot.examples).length === 1;
  const all = EXPLORER_BINDINGS.flatMap(({ footer, action }) =>
    footer === null || (action === 'example' && single) ? [] : [{ footer, action }],
  );
  const last = all.filter(({ action }) => action === 'help' || action === 'quit');
  const size = (entries: typeof all): number => entries.reduce((sum, { footer }) => sum + displayWidth(footer) + 2, 0);
  const room = region.width - 1 - size(last);
  const shown: typeof all = [];
  for (const entry of all) {
    if (!last.includes(entry) && size([...shown, entry]) <= room) shown.push(entry);
  }
  let x = 1;
  for (const { footer } of [...shown, ...last]) {
    const [keys, ...words] = footer.split(' ');
    x = region.write(x, 0, keys!, theme.strong);
    x = region.write(x, 0, ` ${words.join(' ')}`, theme.dim) + 2;
  }
}

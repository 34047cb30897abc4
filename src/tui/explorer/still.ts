import { type PlottedLoss, panelsOf, slopeName, variableText } from '../../report/losses/loss-curves.js';
import { type Region, Sheet } from '../terminal/cell-buffer.js';
import { cut, displayWidth, wrap } from '../terminal/text-fit.js';
import { makeTheme, type Theme } from '../terminal/theme.js';
import { type Chart, dotColumns, paintChart } from './chart.js';

const HEIGHT = 12;
/** Two charts stand side by side from this width on. */
const BESIDE = 64;
const GAP = 2;

/** The curves of a loss and of its gradient as lines of text, without colours: lines differ by their dashes. */
export function stillPlot(loss: PlottedLoss, width: number): readonly string[] {
  const theme = makeTheme(0);
  const columns = width >= BESIDE ? Math.floor((width - GAP) / 2) : width;
  const { plot } = loss;
  return panelsOf(loss, dotColumns(columns)).flatMap(({ title, curves }) => {
    const chart = (valuesOf: (curve: (typeof curves)[number]) => readonly number[]): Chart => ({
      from: plot.from,
      to: plot.to,
      curves: curves.map((curve, i) => ({ values: valuesOf(curve), mark: theme.lines[i]!, layer: 'beside' })),
      point: null,
    });
    const name = (what: string) => (title === '' ? what : `${what}, ${title}`);
    const loss = drawn(
      columns,
      name('loss'),
      chart((curve) => curve.loss),
      theme,
    );
    const slope = drawn(
      columns,
      name(slopeName(plot)),
      chart((curve) => curve.slope),
      theme,
    );
    const charts =
      width >= BESIDE
        ? loss.map((line, i) => `${line}${' '.repeat(columns + GAP - displayWidth(line))}${slope[i]}`.trimEnd())
        : [...loss, ...slope];
    const labels = curves.length === 1 ? [] : legendLines(curves, theme, width);
    return [...charts, ...labels, ...wrap(variableText(plot), width - 2).map((line) => `  ${line}`), ''];
  });
}

/** The marks with their labels, as many to a line as fit. */
function legendLines(curves: readonly { readonly label: string }[], theme: Theme, width: number): readonly string[] {
  const lines: string[] = [];
  for (const [i, { label }] of curves.entries()) {
    const entry = `${theme.lines[i]!.sample} ${label}`;
    const last = lines.at(-1);
    if (last !== undefined && displayWidth(last) + 3 + displayWidth(entry) <= width) {
      lines[lines.length - 1] = `${last}   ${entry}`;
    } else lines.push(`  ${entry}`);
  }
  return lines;
}

function drawn(width: number, title: string, chart: Chart, theme: Theme): readonly string[] {
  const sheet = new Sheet(width, HEIGHT + 1);
  const whole: Region = sheet.region();
  whole.write(2, 0, cut(title, width - 2));
  paintChart(whole.region(0, 1, width, HEIGHT), chart, theme);
  return sheet.text();
}

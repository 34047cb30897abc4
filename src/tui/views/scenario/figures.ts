import type { RunView } from '../../../session/run-view.js';
import { paintSparkline } from '../../charts/sparkline.js';
import { formatValue, grouped } from '../../format.js';
import { paintFrame } from '../../panels/frame.js';
import type { Model } from '../../state/model.js';
import type { Region } from '../../terminal/cell-buffer.js';
import { cut, displayWidth } from '../../terminal/text-fit.js';
import { GLYPHS } from '../../terminal/theme.js';

/** Every metric of one run: how it went and where it stands. */
export function paintFigures(region: Region, model: Model, run: RunView | null): void {
  const { theme, curves } = model;
  const right = run === null ? '' : `${grouped(run.step)}/${grouped(run.steps)}`;
  const inner = paintFrame(region, { title: 'Figures', note: run?.status ?? '', right, focused: false }, theme);
  if (run === null) return;
  const metrics = [...run.series.entries()];
  const { focus } = run.scenario;
  // The metric that the scenario is about comes first.
  metrics.sort(([a], [b]) => Number(b === focus) - Number(a === focus));
  const names = Math.min(Math.max(6, ...metrics.map(([name]) => displayWidth(name))), Math.floor(inner.width * 0.45));
  const spark = inner.width - names - 12;
  for (const [y, [name, series]] of metrics.slice(0, inner.height).entries()) {
    inner.write(1, y, cut(name, names), name === focus ? theme.accent : theme.dim);
    const text = series.points === 0 ? GLYPHS.none : formatValue(series.last);
    inner.writeEnd(inner.width - 1, y, text, Number.isFinite(series.last) || series.points === 0 ? '' : theme.bad);
    if (spark < 4) continue;
    const curve = curves.seed(`${run.id}\n${name}`, series, 0);
    const line = { curve, steps: run.steps, at: null, mark: theme.lines[0]!, layer: 'main', band: 'none' } as const;
    const span = { from: 0, to: Math.max(1, run.step), log: false };
    paintSparkline(inner.region(names + 2, y, spark, 1), line, span, theme.lines[0]!.color);
  }
  if (metrics.length > inner.height) inner.put(inner.width - 1, inner.height - 1, GLYPHS.lower, theme.accent);
}

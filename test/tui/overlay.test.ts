import { describe, expect, it } from 'vitest';
import { chartPicture } from '../../src/tui/charts/picture.js';
import { paintFocusChart } from '../../src/tui/panels/focus-chart.js';
import { FakeSession, type MetricShape, runsOf, scenario } from './fixture.js';
import { drawn, modelOf, openFake } from './stagehand.js';

const loss = (name: string, offset: number, every: number): MetricShape => ({
  spec: { name, help: `mean over rows`, better: 'lower' },
  every,
  at: (share, seed) => offset + Math.exp(-3 * share) + 0.01 * seed,
});

/** Two variants with a training loss and a rarer test loss. */
function session(): FakeSession {
  const metrics = [loss('train_loss', 0, 50), loss('test_loss', 0.5, 2000), loss('lr', 3, 50)];
  const of = scenario({ focus: 'train_loss', seeds: [0, 1, 2, 3, 4] });
  const other = scenario({ focus: 'train_loss', seeds: [0, 1, 2, 3, 4], variant: 'agent.lr=0.1' });
  return new FakeSession([...runsOf(of, metrics), ...runsOf(other, metrics)].map((run) => run.advance(20_000)));
}

describe('metrics in one chart', () => {
  it('are laid over the shown one by c and Space, each with a mark and a legend of its own, and taken away again', () => {
    const { press, frame, dashboard } = openFake(session(), 220, 50);
    press('c', ' ', 'enter');
    const shown = frame().join('\n');
    expect(shown).toContain(' train_loss + test_loss ↓ ');
    expect(shown).toContain('train_loss: mean over rows; test_loss: mean over rows');
    expect(shown).toContain('+test_loss');
    // Four lines: two variants in two metrics.
    const legend = frame().find((line) => line.includes('╰─ ━━ train'))!;
    for (const name of [
      '━━ train_loss 0.0',
      '╍╍ train_loss agent.lr=0.1',
      '┅┅ test_loss 0.5',
      '━╸ test_loss agent.lr=0.1',
    ])
      expect(legend).toContain(name);
    press('c', 'x', 'enter');
    expect(frame().join('\n')).not.toContain('train_loss + ');
    expect(dashboard.state.chart.overlays).toEqual({ train_loss: [] });
  });

  it('share no mark, span one axis and go into the export', () => {
    const model = modelOf(
      session(),
      { chart: { metric: 'train_loss', overlays: { train_loss: ['test_loss', 'lr'] } } },
      24,
    );
    const picture = chartPicture(model)!;
    expect(picture.title).toContain('train_loss + test_loss + lr');
    const marks = picture.curves.filter(({ label }) => label !== null).map(({ mark }) => mark.join());
    expect(marks).toHaveLength(6);
    expect(new Set(marks).size).toBe(6);
    const highest = Math.max(...picture.curves.flatMap(({ y }) => y));
    expect(picture.y.to).toBeGreaterThanOrEqual(highest);
    // A pinned variant keeps its mark for its own metric alone.
    const pinned = modelOf(
      session(),
      { list: { pinned: 'gridworld-dqn' }, chart: { metric: 'train_loss', overlays: { train_loss: ['test_loss'] } } },
      24,
    );
    const all = chartPicture(pinned)!.curves.filter(({ label }) => label !== null);
    expect(new Set(all.map(({ mark }) => mark.join())).size).toBe(4);
  });

  it('tell the seeds of each where they differ', () => {
    const metrics = [loss('train_loss', 0, 50), loss('test_loss', 0.5, 15_000)];
    const runs = runsOf(scenario({ focus: 'train_loss', seeds: [0, 1, 2, 3, 4] }), metrics);
    for (const [i, run] of runs.entries()) run.advance(i < 4 ? 16_000 : 14_000);
    const model = modelOf(new FakeSession(runs), {
      chart: { metric: 'train_loss', overlays: { train_loss: ['test_loss'] } },
    });
    const [title] = drawn(100, 24, (region) => paintFocusChart(region, model));
    expect(title).toContain('mean ± 95% CI, n=5, test_loss n=4');
  });

  it('are offered by name in the palette', () => {
    const { press, frame } = openFake(session(), 140, 40);
    press(':', ...'overlay test', 'enter');
    expect(frame().join('\n')).toContain('train_loss + test_loss ↓');
  });
});

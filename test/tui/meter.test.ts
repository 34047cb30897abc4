import { describe, expect, it } from 'vitest';
import { type Load, Meter } from '../../src/tui/meter.js';
import { paintSystem } from '../../src/tui/panels/system.js';
import { FakeSession, runsOf, scenario } from './fixture.js';
import { drawn, frame, modelOf } from './stagehand.js';

/** Four runs, the first two at work, and a meter whose figures are set by hand. */
function measured() {
  const runs = runsOf(scenario({ seeds: [0, 1, 2, 3] }));
  for (const run of runs.slice(0, 2)) run.advance(2000);
  const load = { active: 100, rss: 148e6, heap: 41e6 };
  const meter = new Meter((): Load => ({ ...load }));
  return { runs, load, meter };
}

describe('the meter', () => {
  it('tells which share of the time between two readings each run trained and this thread was at work', () => {
    const { runs, load, meter } = measured();
    expect(meter.read(0, runs).ui).toBeNaN();
    expect([...meter.read(0, runs).busy.values()]).toEqual([Number.NaN, Number.NaN]);
    runs[0]!.seconds += 1.8;
    runs[1]!.seconds += 0.5;
    load.active += 200;
    const { busy, ui, rss, heap } = meter.read(2000, runs);
    expect([...busy.values()]).toEqual([expect.closeTo(0.9), expect.closeTo(0.25)]);
    expect([ui, rss, heap]).toEqual([0.1, 148e6, 41e6]);
  });

  it('has what a run trained before it ended in the work of all', () => {
    const { runs, meter } = measured();
    meter.read(0, runs);
    runs[0]!.seconds += 0.5;
    runs[0]!.status = 'done';
    runs[1]!.seconds += 1;
    const { trained, busy } = meter.read(1000, runs);
    expect(trained).toBeCloseTo(1.5);
    expect([...busy.keys()]).toEqual([runs[1]!.id]);
    expect(meter.read(2000, runs).trained).toBe(0);
  });

  it('reads at most once a second, and counts from the last reading', () => {
    const { runs, load, meter } = measured();
    meter.read(0, runs);
    load.active += 600;
    expect(meter.read(999, runs).ui).toBeNaN();
    expect(meter.read(1000, runs).ui).toBe(0.6);
    load.active += 100;
    expect(meter.read(2000, runs).ui).toBe(0.1);
  });

  it('knows no more than all of the time, and has a run count from its start, a fork from its parent', () => {
    const { runs, load, meter } = measured();
    meter.read(0, runs);
    load.active += 5000;
    runs[0]!.seconds += 9;
    runs[2]!.advance(100);
    runs[3]!.advance(9000).fork = { parent: runs[0]!.id, step: 8990, set: [] };
    const { busy, ui } = meter.read(1000, runs);
    expect([ui, busy.get(runs[0]!.id)]).toEqual([1, 1]);
    expect(busy.get(runs[2]!.id)).toBeCloseTo(100 / 1200);
    expect(busy.get(runs[3]!.id)).toBe(0);
  });
});

describe('the system', () => {
  const model = () => {
    const { runs, load, meter } = measured();
    meter.read(0, runs);
    runs[0]!.seconds += 0.9;
    runs[1]!.seconds += 0.5;
    runs[0]!.dropped = 12;
    load.active += 110;
    meter.droppedFrames = 3;
    const session = new FakeSession(runs);
    return { runs, model: { ...modelOf(session), machine: meter.read(1000, runs) } };
  };

  const painted = (made: ReturnType<typeof model>, width: number, height: number): string[] =>
    drawn(width, height, (region) => paintSystem(region, made.model));

  it('has workers, drawing, memory, what waits and what was lost, then the runs at work', () => {
    expect(painted(model(), 50, 8)).toEqual(
      frame(`
      |╭─ System ───────────────────────────────────────╮|
      |│ workers ━━━━━━━━━━━━━━━━━━━━───────── 70% of 2 │|
      |│ ui      ━━━╸─────────────────────────────  11% │|
      |│ memory  rss 148 MB  heap 41 MB                 │|
      |│ queue   2  lost 3 frames, 12 points            │|
      |│ gridworld-dqn s0 ━━━━━━━━━━━━━━━━━━━━━╸──  90% │|
      |│ gridworld-dqn s1 ━━━━━━━━━━━━────────────  50% │|
      |╰────────────────────────────────────────────────╯|
    `),
    );
  });

  it('marks that there are more runs only below a run', () => {
    expect(painted(model(), 50, 7).at(-2)).toBe('│ gridworld-dqn s0 ━━━━━━━━━━━━━━━━━━━━━╸──  90%↓│');
    expect(painted(model(), 50, 6).at(-2)).toBe('│ queue   2  lost 3 frames, 12 points            │');
  });

  it('has two figures a line where they fit', () => {
    expect(painted(model(), 80, 4)).toEqual(
      frame(`
      |╭─ System ─────────────────────────────────────────────────────────────────────╮|
      |│ workers ━━━━━━━━━━━━━────── 70% of 2   ui      ━━╸────────────────────  11%  │|
      |│ memory  rss 148 MB  heap 41 MB         queue   2  lost 3 frames, 12 points   │|
      |╰──────────────────────────────────────────────────────────────────────────────╯|
    `),
    );
  });

  it('does not keep the last reading when all has ended', () => {
    const made = model();
    for (const run of made.runs) run.status = 'done';
    expect(painted(made, 50, 4)).toEqual(
      frame(`
      |╭─ System ───────────────────────────────────────╮|
      |│ workers ────────────────────────────── 0% of 2 │|
      |│ ui      ─────────────────────────────────    — │|
      |╰────────────────────────────────────────────────╯|
    `),
    );
  });
});

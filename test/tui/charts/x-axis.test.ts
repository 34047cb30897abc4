import { afterEach, describe, expect, it } from 'vitest';
import { Curves } from '../../../src/tui/charts/curves.js';
import { axisFor, furthest, placeOfShare, placesOf } from '../../../src/tui/charts/x-axis.js';
import { FakeSession, runsOf, scenario } from '../fixture.js';
import { type Opened, openFake } from '../stagehand.js';

let opened: Opened | null = null;
afterEach(() => {
  opened?.dashboard.close();
  opened = null;
});

/** Two variants of a task, 20,000 steps each, with 1000 and 2000 steps an epoch. */
function trained(): FakeSession {
  const small = runsOf(scenario({ seeds: [0, 1] }));
  const large = runsOf(scenario({ seeds: [0, 1], variant: 'task.batch=16' }));
  for (const run of small) Object.assign(run.advance(20_000), { epochAt: (step: number) => step / 1000 });
  for (const run of large) Object.assign(run.advance(10_000), { epochAt: (step: number) => step / 2000 });
  return new FakeSession([...small, ...large]);
}

describe('an axis of epochs', () => {
  it('has each bucket where its last step is, as far as the runs have come', () => {
    const { runs } = trained();
    const places = placesOf('small', runs.slice(0, 2), 'epochs', new Curves())!;
    expect(furthest(places)).toBe(20);
    expect(placeOfShare(places, 0.25)).toBeCloseTo(5, 9);
    const half = placesOf('large', runs.slice(2), 'epochs', new Curves())!;
    expect(furthest(half)).toBe(5);
    expect(half[511]).toBe(5);
    expect(half[512]).toBeNaN();
  });

  it('is one of steps where nobody counts epochs', () => {
    const { runs } = trained();
    expect(axisFor(runs, 'epochs')).toBe('epochs');
    expect(axisFor(runsOf(scenario()), 'epochs')).toBe('reached');
  });

  it('comes in its turn with x, and the cursor reads it', () => {
    opened = openFake(trained(), 80, 24);
    const { press, frame } = opened;
    press('x', 'x', 'x');
    expect(frame().join('\n')).toContain(' epochs: passes over the training rows');
    press('tab', 'left');
    const [top, , , , , , , , , ticks, legend] = frame().slice(2);
    expect([top, ticks, legend]).toEqual([
      '╭─ greedy_return ↑ mean, min-max, n=2 ───── epochs ─╮╭─ gridworld seed 0 ──────╮',
      '│       0                   10                   20 ││                         │',
      '╰─ at epoch 19.5: ━━ as w… 0.829  ╍╍ task… 0.702 ───╯╰─────────────────────────╯',
    ]);
  });

  it('is left out of the turn where nobody counts epochs', () => {
    opened = openFake(new FakeSession(runsOf(scenario()).map((run) => run.advance(20_000))), 80, 24);
    for (let i = 0; i < 4; i++) {
      opened.press('x');
      expect(opened.frame().join('\n')).not.toContain('epoch');
    }
    expect(opened.dashboard.state.chart.axis).toBe('budget');
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOST_PICTURES, type Picture, withPicture } from '../../src/session/kept-pictures.js';
import { paintScopePanel } from '../../src/tui/panels/scope-panel.js';
import { arrangement } from '../../src/tui/state/state.js';
import { FakeSession, gridScope, runsOf, scenario } from './fixture.js';
import { drawn, modelOf, openFake } from './stagehand.js';

const at = (step: number): Picture => ({ step, scope: { ...gridScope, agent: step % 24 } as Picture['scope'] });

describe('kept pictures', () => {
  it('are bounded, rise, and keep the first and the newest, with no gap more than eight times another by the end', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 300 }), (gaps) => {
        let pictures: readonly Picture[] = [];
        let step = 0;
        for (const gap of gaps) {
          step += gap;
          pictures = withPicture(pictures, at(step));
        }
        const steps = pictures.map((one) => one.step);
        expect(steps).toHaveLength(Math.min(MOST_PICTURES, gaps.length));
        expect([steps[0], steps.at(-1)]).toEqual([gaps[0], step]);
        expect(steps.every((one, i) => i === 0 || one > steps[i - 1]!)).toBe(true);
        if (gaps.length <= MOST_PICTURES) return;
        // Spread: no two neighbours leave out more than a few shares of the way.
        const widest = Math.max(...steps.slice(1).map((one, i) => one - steps[i]!));
        expect(widest).toBeLessThan(Math.max(51, (8 * (step - steps[0]!)) / MOST_PICTURES));
      }),
      { numRuns: 60 },
    );
  });

  it('take the place of later ones when a run goes back', () => {
    const pictures = [at(1), at(5), at(9)];
    expect(withPicture(pictures, at(5)).map(({ step }) => step)).toEqual([1, 5]);
  });

  it('of a run stay on the screen while one is looked at, also when it ends and another leaves a newer one', () => {
    const runs = runsOf(scenario({ seeds: [0, 1] })).map((one) => one.advance(9000));
    for (const run of runs) {
      const kept = [1000, 3000, 9000].map(at);
      Object.assign(run, { pictures: kept, scope: kept.at(-1)!.scope });
    }
    const { press, frame, dashboard } = openFake(new FakeSession(runs), 140, 40);
    press('3', 'left');
    for (const run of runs) run.advance(20_000);
    dashboard.dispatch({ kind: 'resize', columns: 140, rows: 41 });
    expect(frame()[2]).toContain('gridworld seed 0');
    expect(frame()[2]).toContain('picture 2/3  step 3,000');
    press('escape');
    expect(frame()[2]).toContain('gridworld seed 1');
    dashboard.close();
  });

  it('are gone through by Left and Right with their step, and Esc goes back to the newest', () => {
    const [run, ...others] = runsOf(scenario()).map((one) => one.advance(9000));
    const kept = [1000, 3000, 6000, 9000].map(at);
    Object.assign(run!, { pictures: kept, scope: kept.at(-1)!.scope });
    const { press, frame, dashboard } = openFake(new FakeSession([run!, ...others]), 140, 40);
    press('3');
    const shown = (): string => frame().join('\n');
    expect(shown()).toContain('←→ time');
    expect(shown()).not.toContain('picture 4/4');
    press('left');
    expect(shown()).toContain('picture 3/4  step 6,000');
    // The reading is of the picture that is shown.
    expect(shown()).toContain(`agent at ${(6000 % 24) % 6}, ${Math.floor((6000 % 24) / 6)}`);
    press('left', 'left', 'left');
    expect(shown()).toContain('picture 1/4  step 1,000');
    press('right');
    expect(shown()).toContain('picture 2/4  step 3,000');
    // The picture stays while the run goes on and more are kept.
    Object.assign(run!, { pictures: [...kept, at(12_000)], scope: at(12_000).scope });
    dashboard.dispatch({ kind: 'resize', columns: 140, rows: 41 });
    expect(shown()).toContain('picture 2/5  step 3,000');
    press('escape');
    expect(shown()).not.toContain('picture 2/5');
    expect(dashboard.state.view).toBe('scenario');
    // Up and down read cells, and then the arrows are theirs.
    press('down', 'right');
    expect(dashboard.state.probe).toEqual({ x: 1, y: 0 });
    expect(shown()).toContain('Esc time');
  });
});

describe('the picture of a grid world', () => {
  it('has its arrows and a legend at every size from 80x24 on', () => {
    const height = 13;
    const big = {
      ...gridScope,
      ...{ width: height, height, cells: '.'.repeat(height * height), agent: 0 },
      values: Array.from({ length: height * height }, (_, i) => i),
      policy: Array.from({ length: height * height }, () => 2),
    };
    const runs = runsOf(scenario()).map((one) => Object.assign(one.advance(9000), { scope: big }));
    const model = modelOf(new FakeSession(runs), {}, 24);
    for (const columns of [80, 92, 100, 111, 112, 140, 200]) {
      for (const rows of [24, 26, 30, 31, 36, 40, 55]) {
        const state = { ...model.state, columns, rows };
        const { scopeWidth, scope } = arrangement(state);
        const lines = drawn(scopeWidth, scope, (region) => paintScopePanel(region, { ...model, state }));
        expect(`${columns}x${rows} ${lines.slice(1, -1).join('').includes('→')}`).toBe(`${columns}x${rows} true`);
        expect(`${columns}x${rows} ${lines.at(-1)}`).toContain('→ policy');
      }
    }
  });
});

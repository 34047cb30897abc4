import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { Tempo } from '../../src/tui/frame-rate.js';
import { FakeSession, runsOf, scenario } from './fixture.js';
import { type Opened, openFake } from './stagehand.js';

/** Frames that a second of looks draws when each takes `cost` milliseconds, over ten seconds. */
function framesASecond(tempo: Tempo, cost: number, training: number, start = 0): number {
  let frames = 0;
  for (let at = start; at < start + 10_000; at += tempo.look) {
    if (!tempo.draws(at, training)) continue;
    tempo.drew(at, at + cost);
    frames++;
  }
  return frames / 10;
}

describe('the tempo', () => {
  it('draws at every look, 15 times a second, while a processor is free', () => {
    expect(framesASecond(new Tempo(null, 2), 8, 1)).toBeCloseTo(15, 0);
  });

  it('gives drawing at most a hundredth of the processors once training needs them all, but never stands still', () => {
    const costs = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(costs, fc.integer({ min: 1, max: 64 }), (cost, cores) => {
        const rate = framesASecond(new Tempo(null, cores), cost, cores);
        const most = Math.max(2, (10 * cores) / cost);
        // Frames fall on looks: the gap is as much as half a look shorter or longer.
        expect(rate).toBeLessThanOrEqual(1.05 / Math.max(1 / 15, 1 / most - 1 / 30) + 0.1);
        expect(rate).toBeGreaterThanOrEqual(0.95 / Math.max(1 / 15, 1 / most + 1 / 30));
      }),
    );
  });

  it('keeps a rate that the user has set', () => {
    expect(framesASecond(new Tempo(30, 2), 20, 2)).toBeCloseTo(30, 0);
  });

  it('draws at every look for a second after a key', () => {
    const tempo = new Tempo(null, 2);
    expect(framesASecond(tempo, 10, 2)).toBeLessThan(3);
    tempo.touch(20_000);
    const looks = [20_010, 20_080, 20_500, 20_990];
    for (const at of looks) {
      expect(tempo.draws(at, 2)).toBe(true);
      tempo.drew(at, at + 10);
    }
    expect(tempo.draws(21_060, 2)).toBe(false);
  });

  it('does not take a thread that got in between for the cost of a frame', () => {
    const tempo = new Tempo(null, 2);
    framesASecond(tempo, 2, 2);
    tempo.drew(20_000, 20_040);
    // A frame of 40 ms would be followed by half a second of rest, one of 2 ms by a tenth.
    expect(tempo.draws(20_350, 2)).toBe(true);
  });
});

describe('a dashboard whose runs take all processors', () => {
  let opened: Opened | null = null;
  afterEach(() => {
    opened?.dashboard.close();
    opened = null;
  });

  /** Two runs at work on two processors, each frame taking 8 ms. */
  function crowded(): { readonly opened: Opened; readonly train: () => void } {
    const session = new FakeSession(runsOf(scenario({ seeds: [0, 1] })));
    const train = () => {
      for (const run of session.runs) run.advance(run.step + 100);
      session.changed = true;
    };
    train();
    const made = openFake(session, 80, 24, 0, { rate: null, cores: 2 });
    opened = made;
    const { terminal, clock } = made;
    const write = terminal.write.bind(terminal);
    terminal.write = (text) => {
      clock.ms += 8;
      return write(text);
    };
    made.dashboard.tick();
    return { opened: made, train };
  }

  it('leaves frames out, and shows the newest figures in the next one', () => {
    const {
      opened: { dashboard, clock, terminal, frame },
      train,
    } = crowded();
    const from = terminal.written.length;
    for (let i = 0; i < 30; i++) {
      clock.ms += 66;
      train();
      dashboard.tick();
    }
    const drawn = terminal.written.length - from;
    expect(drawn).toBeGreaterThanOrEqual(4);
    expect(drawn).toBeLessThanOrEqual(6);
    clock.ms += 500;
    dashboard.tick();
    expect(frame()[0]).toContain('15%');
  });

  it('answers a key at once', () => {
    const {
      opened: { dashboard, clock, terminal, press, frame },
    } = crowded();
    clock.ms += 10;
    dashboard.tick();
    const from = terminal.written.length;
    press('?');
    expect(terminal.written.length).toBe(from + 1);
    expect(frame().join('\n')).toContain('Esc close');
  });
});

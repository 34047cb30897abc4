import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunStatus } from '../../../src/store/result.js';
import { BINDINGS } from '../../../src/tui/input/keys.js';
import { panelsOf } from '../../../src/tui/panel-placement.js';
import { listRows } from '../../../src/tui/state/list.js';
import { NO_FIGURES, type Outline } from '../../../src/tui/state/outline.js';
import { initialState, panesOf, reduce } from '../../../src/tui/state/reducer.js';
import { arrangement, type Message, type State, shownMetric } from '../../../src/tui/state/state.js';

/** `cart` with two seeds and `grid` with three. */
function outlineWith(status: RunStatus, metrics = ['loss', 'return', 'entropy']): Outline {
  const group = (id: string, seeds: number) => ({
    id,
    label: id,
    scenario: id,
    steps: 1000,
    reached: 0.5,
    focus: 'return',
    metrics,
    epochs: false,
    settings: [],
    runs: Array.from({ length: seeds }, (_, seed) => {
      return { id: `${id}-${seed}`, seed, status, built: null, figures: NO_FIGURES };
    }),
    figures: NO_FIGURES,
  });
  return { groups: [group('cart', 2), group('grid', 3)], alerts: [], log: [], watching: false };
}

const start = (status: RunStatus = 'running'): State => initialState(80, 24, outlineWith(status));

function press(state: State, ...keys: string[]): State {
  return keys.reduce((at, key) => reduce(at, { kind: 'key', key }).state, state);
}

const effectsOf = (state: State, key: string) => reduce(state, { kind: 'key', key }).effects;

describe('the run list', () => {
  it('opens and closes a scenario and moves over its seeds', () => {
    const opened = press(start(), 'enter');
    expect(listRows(opened).map((row) => row.run ?? row.group)).toEqual(['cart', 'cart-0', 'cart-1', 'grid']);
    expect(press(opened, 'down', 'down').list.cursor).toEqual({ group: 'cart', run: 'cart-1' });
    expect(press(opened, 'j', 'j', 'j', 'j', 'j').list.cursor).toEqual({ group: 'grid', run: null });
    expect(press(opened, 'end', 'home').list.cursor).toEqual({ group: 'cart', run: null });
  });

  it('puts the cursor on the scenario when its seeds are hidden', () => {
    expect(press(start(), 'right', 'down', 'left').list.cursor).toEqual({ group: 'cart', run: null });
  });

  it('lists all seeds from the start where they fit, and those of a single scenario always', () => {
    expect(initialState(140, 40, outlineWith('running')).list.open.size).toBe(2);
    expect(start().list.open.size).toBe(0);
    expect(
      initialState(80, 24, { ...outlineWith('running'), groups: outlineWith('running').groups.slice(0, 1) }).list.open
        .size,
    ).toBe(1);
  });

  it('keeps the cursor on something that is there when the outline changes', () => {
    const on = press(start(), 'enter', 'down');
    const gone = reduce(on, {
      kind: 'outline',
      outline: { ...outlineWith('running'), groups: outlineWith('running').groups.slice(1) },
    }).state;
    expect(gone.list.cursor).toEqual({ group: 'grid', run: null });
    expect(
      reduce(on, { kind: 'outline', outline: { ...outlineWith('running'), groups: [] } }).state.list.cursor,
    ).toEqual({ group: '', run: null });
  });
});

describe('the metric', () => {
  it("is the scenario's own until one is picked, and goes round", () => {
    expect(shownMetric(start())).toBe('return');
    expect(shownMetric(press(start(), 'm'))).toBe('entropy');
    expect(shownMetric(press(start(), 'm', ']'))).toBe('loss');
    expect(shownMetric(press(start(), '[', '['))).toBe('entropy');
  });

  it('stays picked on a scenario that has it, and falls back on one that has not', () => {
    const picked = press(start(), '[', 'down');
    expect(shownMetric(picked)).toBe('loss');
    const without = outlineWith('running', ['return']);
    expect(shownMetric(reduce(picked, { kind: 'outline', outline: without }).state)).toBe('return');
  });

  it('is picked among the small charts by the arrows, not past their ends', () => {
    const there = press(start(), 'tab', 'tab');
    expect(there.pane).toBe('metrics');
    expect(shownMetric(press(there, 'right', 'right', 'right'))).toBe('entropy');
    expect(shownMetric(press(there, 'left', 'left'))).toBe('loss');
    expect(shownMetric(press(there, 'up', 'up'))).toBe('return');
  });
});

describe('training keys', () => {
  it('pause the runs of a scenario, or the selected one', () => {
    expect(effectsOf(start(), 'p')).toEqual([{ kind: 'pause', runs: ['cart-0', 'cart-1'] }]);
    expect(effectsOf(press(start(), 'enter', 'down', 'down'), 'p')).toEqual([{ kind: 'pause', runs: ['cart-1'] }]);
    expect(effectsOf(start(), 'P')).toEqual([{ kind: 'pause', runs: null }]);
  });

  it('resume when all are paused, and do nothing when all have ended', () => {
    expect(effectsOf(start('paused'), 'p')).toEqual([{ kind: 'resume', runs: ['cart-0', 'cart-1'] }]);
    expect(effectsOf(start('paused'), 'P')).toEqual([{ kind: 'resume', runs: null }]);
    expect(effectsOf(start('done'), 'p')).toEqual([]);
    expect(press(start('done'), 'p').notice).toBe('cart: no live run to pause');
  });

  it('go down the speeds and up again, per run', () => {
    expect(effectsOf(start(), '-')).toEqual([{ kind: 'speed', runs: ['cart-0', 'cart-1'], speed: 0.5 }]);
    const slow = press(start(), '-', '-', 'enter', 'down', '-');
    expect(slow.speeds).toEqual({ 'cart-0': 0.1, 'cart-1': 0.25 });
    expect(slow.notice).toBe('cart seed 0: 10% of full speed');
    expect(press(slow, '+', '+', '+', '+', '+').speeds['cart-0']).toBe(1);
  });

  it('do one single step', () => {
    expect(effectsOf(press(start(), 'enter', 'down'), '.')).toEqual([{ kind: 'step', runs: ['cart-0'] }]);
  });
});

describe('chart keys', () => {
  it('go round their choices', () => {
    const states = ['b', 'b', 'b', 'b'].map((_, i) => press(start(), ...'b'.repeat(i + 1)).chart.band);
    expect(states).toEqual(['std', 'range', 'seeds', 'ci']);
    expect(press(start(), 's').chart.smoothing).toBe(0.6);
    expect(press(start(), 's', 's', 's', 's').chart.smoothing).toBe(0);
    expect(press(start(), 'l').chart.logY).toBe(true);
    expect(press(start(), 'x').chart.axis).toBe('reached');
    expect(press(start(), 'x', 'x', 'x').chart.axis).toBe('budget');
  });

  it('show the chart alone, and escape goes back step by step', () => {
    const alone = press(start(), 'tab', 'left', 'f');
    expect(panesOf(alone)).toEqual(['chart']);
    expect(alone.chart.reading).toBeLessThan(1);
    expect(press(alone, 'escape').chart.reading).toBeNull();
    expect(press(alone, 'escape', 'escape').chart.full).toBe(false);
  });

  it('keep the reading line inside of the chart', () => {
    const chart = press(start(), 'tab');
    expect(press(chart, 'right', 'right').chart.reading).toBe(1);
    expect(press(chart, 'home', 'left').chart.reading).toBe(0);
  });
});

describe('quitting', () => {
  it('asks while runs are live and takes yes and no', () => {
    const asked = press(start(), 'q');
    expect(asked.modal?.kind).toBe('confirm');
    expect(effectsOf(asked, 'y')).toEqual([{ kind: 'end', how: 'quit' }]);
    expect(press(asked, 'n').modal).toBeNull();
    expect(press(asked, 'p', 'down')).toEqual(asked);
  });

  it('asks nothing when all have ended, and Ctrl-C never asks', () => {
    expect(effectsOf(start('done'), 'q')).toEqual([{ kind: 'end', how: 'quit' }]);
    for (const before of [[], ['?'], ['q']]) {
      expect(effectsOf(press(start(), ...before), 'ctrl+c')).toEqual([{ kind: 'end', how: 'interrupt' }]);
    }
  });
});

it('help opens, takes the keys, and closes', () => {
  const helped = press(start(), '?');
  expect(helped.modal).toEqual({ kind: 'help' });
  expect(press(helped, 'p', 'm')).toEqual(helped);
  for (const key of ['?', 'q', 'escape']) expect(press(helped, key).modal).toBeNull();
});

it('panes are those that the size shows', () => {
  expect(panesOf(start())).toEqual(['runs', 'chart', 'metrics']);
  expect(press(start(), 'shift+tab').pane).toBe('metrics');
  expect(press(start(), 'tab', 'tab', 'tab').pane).toBe('runs');
  const shrunk = reduce(press(start(), 'shift+tab'), { kind: 'resize', columns: 20, rows: 5 }).state;
  expect(panesOf(shrunk)).toEqual(['runs']);
  expect(shrunk.pane).toBe('runs');
});

it('no sequence of keys, clicks, sizes and outlines makes the state throw or leaves it inconsistent', () => {
  const key = fc
    .oneof(fc.constantFrom(...BINDINGS.flatMap((binding) => binding.keys)), fc.string({ maxLength: 3 }))
    .map((one): Message => ({ kind: 'key', key: one }));
  const resize = fc
    .tuple(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 100 }))
    .map(([columns, rows]): Message => ({ kind: 'resize', columns, rows }));
  const mouse = fc
    .record({
      what: fc.constantFrom('press' as const, 'wheelUp' as const, 'wheelDown' as const),
      x: fc.integer({ min: 0, max: 310 }),
      y: fc.integer({ min: 0, max: 110 }),
      shift: fc.boolean(),
    })
    .map((event): Message => ({ kind: 'mouse', event }));
  const status = fc.constantFrom<RunStatus>('queued', 'running', 'paused', 'done', 'failed', 'diverged', 'stopped');
  const metrics = fc.subarray(['loss', 'return', 'entropy', 'q_error', 'epsilon', 'a', 'b', 'c']);
  const outline = fc.tuple(status, metrics, fc.integer({ min: 0, max: 2 })).map(
    ([one, names, count]): Message => ({
      kind: 'outline',
      outline: {
        ...outlineWith(one, names),
        groups: outlineWith(one, names).groups.slice(0, count),
        alerts: Array.from({ length: 3 - count }, (_, step) => ({
          ...{ group: 'cart', run: 'cart-0', step: step * 900, at: 0, level: 'error' as const, text: 'NaN' },
        })),
      },
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof({ weight: 6, arbitrary: key }, { weight: 2, arbitrary: mouse }, resize, outline), {
        maxLength: 60,
      }),
      (messages) => {
        let state = start();
        for (const message of messages) {
          state = reduce(state, message).state;
          const rows = listRows(state);
          const { cursor } = state.list;
          expect(rows.length === 0 || rows.some((row) => row.group === cursor.group && row.run === cursor.run)).toBe(
            true,
          );
          expect(panesOf(state).length === 0 || panesOf(state).includes(state.pane)).toBe(true);
          expect(arrangement(state).list).toBeGreaterThanOrEqual(0);
          for (const { box } of panelsOf(state)) {
            expect(box.x >= 0 && box.y >= 0 && box.width >= 0 && box.height >= 0).toBe(true);
            expect(box.x + box.width).toBeLessThanOrEqual(state.columns);
            expect(box.y + box.height).toBeLessThanOrEqual(state.rows);
          }
          const { zoom, reading, extent } = state.chart;
          expect(zoom === null || (zoom.from >= 0 && zoom.from < zoom.to && zoom.to <= 1)).toBe(true);
          expect(reading === null || (reading >= 0 && reading <= 1 && extent > 0)).toBe(true);
        }
      },
    ),
  );
});

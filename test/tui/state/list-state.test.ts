import { describe, expect, it } from 'vitest';
import type { RunStatus } from '../../../src/store/result.js';
import { expressionOf, listRows, type Sort } from '../../../src/tui/state/list.js';
import { type Figures, NO_FIGURES, type Outline } from '../../../src/tui/state/outline.js';
import { initialState, reduce } from '../../../src/tui/state/reducer.js';
import type { State } from '../../../src/tui/state/state.js';

const figures = (last: number, better: Figures['better'] = 'higher'): Figures => ({
  ...NO_FIGURES,
  ...{ best: last + 1, last, min: -last, speed: last * 10, better },
});

/** Three variants of one scenario and one of another; the value by variant. */
function outline(values: Readonly<Record<string, number>> = { focal: 3, bce: 1, mse: 2, cart: 9 }): Outline {
  const groups = Object.entries(values).map(([id, value]) => ({
    ...{ id, label: id, scenario: id === 'cart' ? 'cart' : 'loss', steps: 1000, reached: 1, focus: 'ap' },
    metrics: ['ap'],
    epochs: false,
    settings: [],
    runs: [0, 1].map((seed) => ({
      id: `${id}/s${seed}`,
      seed,
      status: (id === 'mse' ? 'failed' : 'done') as RunStatus,
      built: null,
      figures: figures(value - seed),
    })),
    figures: figures(value),
  }));
  return { groups, alerts: [], log: [], watching: false };
}

const start = (columns = 80): State => initialState(columns, 24, outline());
const press = (state: State, ...keys: string[]): State =>
  keys.reduce((at, key) => reduce(at, { kind: 'key', key }).state, state);
const names = (state: State): string[] => listRows(state).map((row) => row.run ?? row.group);
const closed = (state: State): State => ({ ...state, list: { ...state.list, open: new Set<string>() } });

describe('the filter', () => {
  it('follows every key, and Esc brings the old one back', () => {
    const typing = press(closed(start()), '/', '^', '(', 'b', '|', 'f');
    // The bracket is still open: no expression, so everything passes.
    expect(names(typing)).toEqual(['focal', 'bce', 'mse', 'cart']);
    const done = press(typing, ')');
    expect(names(done)).toEqual(['focal', 'bce']);
    expect(names(press(done, 'enter', 'down'))).toEqual(['focal', 'bce']);
    expect(names(press(done, 'escape'))).toEqual(['focal', 'bce', 'mse', 'cart']);
  });

  it('says why something is no expression', () => {
    expect(expressionOf('(a')).toMatchObject({ test: null, problem: 'Unterminated group' });
    expect(expressionOf('a+').problem).toBeNull();
  });

  it('lets a variant pass with those of its runs that match', () => {
    expect(names(press(closed(start()), '/', ...'bce seed 1', 'enter', 'enter'))).toEqual(['bce', 'bce/s1']);
  });

  it('moves the cursor to something that is listed', () => {
    expect(press(start(), '/', 'm', 's').list.cursor.group).toBe('mse');
  });
});

describe('sorting', () => {
  const by = (sort: Sort): string[] => names({ ...closed(start()), list: { ...closed(start()).list, sort } });

  it('puts the better value first, within each scenario', () => {
    expect(by('last')).toEqual(['focal', 'mse', 'bce', 'cart']);
    expect(by('best')).toEqual(['focal', 'mse', 'bce', 'cart']);
    expect(by('min')).toEqual(['focal', 'mse', 'bce', 'cart']);
  });

  it('by name, status and speed goes over all', () => {
    expect(by('name')).toEqual(['bce', 'cart', 'focal', 'mse']);
    expect(by('status')[0]).toBe('mse');
    expect(by('speed')).toEqual(['cart', 'focal', 'mse', 'bce']);
  });

  it('puts what has no value last and turns with the key', () => {
    const state = { ...closed(start()), outline: outline({ focal: Number.NaN, bce: 1, mse: 2 }) };
    expect(names({ ...state, list: { ...state.list, sort: 'last' } })).toEqual(['mse', 'bce', 'focal']);
    expect(press(start(), 'o').list.sort).toBe('best');
    expect(press(start(), 'o', 'o').notice).toBe('sorted by last');
  });

  it('keeps the cursor on its line', () => {
    const on = press(closed(start()), 'down', 'o', 'o');
    expect(on.list.cursor.group).toBe('bce');
  });
});

describe('keys on a line', () => {
  it('hide and show, pin and let go', () => {
    expect([...press(start(), ' ').list.hidden]).toEqual(['focal']);
    expect(press(start(), ' ', ' ').list.hidden.size).toBe(0);
    expect(press(start(), '*').list.pinned).toBe('focal');
    expect(press(start(), '*', '*').list.pinned).toBeNull();
    expect(press(closed(start()), 'down', '*').notice).toBe('baseline: bce');
  });

  it('list each run alone and by variant again', () => {
    expect(names(press(start(), 'g')).slice(0, 3)).toEqual(['focal/s0', 'focal/s1', 'bce/s0']);
    expect(names(press(closed(start()), 'g', 'g'))).toEqual(['focal', 'bce', 'mse', 'cart']);
  });

  it('ask before stopping, and run again', () => {
    const done = press(start(), 'X');
    expect(done.notice).toBe('focal: no live run to stop');
    expect(reduce(start(), { kind: 'key', key: 'R' }).effects).toEqual([
      { kind: 'rerun', runs: ['focal/s0', 'focal/s1'] },
    ]);
  });
});

describe('alerts', () => {
  const alerts = [100, 700].map((step) => ({
    ...{ group: 'cart', run: 'cart/s1', step, at: 0, level: 'warning' as const, text: 'entropy is gone' },
  }));
  const warned = reduce(closed(start()), { kind: 'outline', outline: { ...outline(), alerts } }).state;

  it('are jumped to, the newest first, with the cursor at their step', () => {
    const first = press(warned, 'a');
    expect(first.list.cursor).toEqual({ group: 'cart', run: 'cart/s1' });
    expect(first.chart.reading).toBe(0.7);
    expect(press(first, 'a').chart.reading).toBe(0.1);
    expect(press(first, 'a', 'a').chart.reading).toBe(0.7);
    expect(press(start(), 'a').notice).toBe('no alerts');
  });

  it('are a pane of their own, also where they have one line only', () => {
    const there = press(warned, 'shift+tab');
    expect(there.pane).toBe('alerts');
    expect(press(there, 'enter').list.cursor.run).toBe('cart/s1');
  });
});

it('two hundred runs are listed and walked through in no time', () => {
  const many = outline(Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`v${i}`, i])));
  let state: State = initialState(140, 40, many);
  state = { ...state, list: { ...state.list, open: new Set(many.groups.map(({ id }) => id)), sort: 'last' } };
  const at = performance.now();
  for (let i = 0; i < 200; i++) state = press(state, 'down');
  expect(performance.now() - at).toBeLessThan(1000);
  expect(listRows(state)).toHaveLength(300);
});

import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { Turns } from '../../src/session/scheduler.js';
import { Control, dispatch, type FromWorker, reasonOf } from '../../src/session/thread/protocol.js';

describe('the control words', () => {
  it('tell the other side of the same memory what was sent', () => {
    const mine = new Control();
    const theirs = new Control(mine.buffer);
    expect(theirs).toMatchObject({ paused: false, speed: 1, stopped: false, watched: false, held: false });
    const wakes = theirs.wakes;
    mine.send({ kind: 'pause' });
    mine.send({ kind: 'speed', speed: 0.25 });
    mine.send({ kind: 'watch', on: true });
    mine.send({ kind: 'stop' });
    mine.hold(true);
    expect(theirs).toMatchObject({ paused: true, speed: 0.25, stopped: true, watched: true, held: true });
    expect(theirs.wakes - wakes).toBe(5);
    theirs.report(2 ** 40, 12.5);
    theirs.phase = 'paused';
    expect(mine).toMatchObject({ progress: { step: 2 ** 40, seconds: 12.5 }, phase: 'paused' });
  });

  it('hand out each allowed step once, and forget the rest on resume', () => {
    const control = new Control();
    control.send({ kind: 'step', steps: 3 });
    control.send({ kind: 'step', steps: 4 });
    expect(control.paused).toBe(true);
    expect([5, 5, 5].map((most) => control.takeAllowed(most))).toEqual([5, 2, 0]);
    control.send({ kind: 'step', steps: 1e12 });
    control.send({ kind: 'step', steps: 1e12 });
    expect(control.takeAllowed(100)).toBe(100);
    control.send({ kind: 'resume' });
    expect(control.paused).toBe(false);
    expect(control.takeAllowed(100)).toBe(0);
  });

  it.each([
    [1, 1],
    [7, 1],
    [0.001, 0.001],
    [0, 1e-6],
    [-1, 1e-6],
    [Number.NaN, 1e-6],
  ])('take the speed %d as %d', (given, speed) => {
    const control = new Control();
    control.send({ kind: 'speed', speed: given });
    expect(control.speed).toBe(speed);
  });

  it('do not let a thread sleep through a command that came before it slept', () => {
    const control = new Control();
    const { wakes } = control;
    control.send({ kind: 'resume' });
    const before = performance.now();
    control.sleep(wakes, 60_000);
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe('a message', () => {
  it('goes to the function of its kind; what is none is ignored', () => {
    const heard: string[] = [];
    const note = ({ kind }: FromWorker) => void heard.push(kind);
    const handlers = {
      built: note,
      metric: note,
      evaluated: note,
      scope: note,
      profile: note,
      state: note,
      alert: note,
      ended: note,
    };
    dispatch<FromWorker>(handlers, { kind: 'evaluated', step: 1, final: false });
    for (const foreign of [null, undefined, 'metric', { kind: 'toString' }, { kind: 'other' }, {}]) {
      dispatch(handlers, foreign as never);
    }
    expect(heard).toEqual(['evaluated']);
  });
});

describe('the reason for a thrown thing', () => {
  it.each([
    [new RangeError('too far'), 'RangeError: too far'],
    [new Error(''), 'Error'],
    [new UserError({ path: 'lr', message: 'must be positive' }), 'lr: must be positive'],
    [null, 'threw null'],
    [undefined, 'threw undefined'],
    ['text', 'threw "text"'],
    [{ code: 1 }, 'threw {"code":1}'],
    [Symbol('s'), 'threw Symbol(s)'],
  ])('%s', (thrown, reason) => {
    expect(reasonOf(thrown)).toBe(reason);
  });
});

describe('turns', () => {
  const named = (controls: Record<string, Control>) =>
    Object.entries(controls).flatMap(([name, { held }]) => (held ? [] : [name]));

  it('let every run on in turn, as many at a time as there are slots', () => {
    const turns = new Turns(2);
    const controls = { a: new Control(), b: new Control(), c: new Control() };
    for (const control of Object.values(controls)) turns.enter(control);
    const count = { a: 0, b: 0, c: 0 };
    for (let i = 0; i < 6; i++) {
      const on = named(controls) as (keyof typeof count)[];
      expect(on).toHaveLength(2);
      for (const name of on) count[name]++;
      turns.next();
    }
    expect(count).toEqual({ a: 4, b: 4, c: 4 });
  });

  it('pass over a paused run without holding it, and give a slot that is free at once', () => {
    const turns = new Turns(1);
    const controls = { a: new Control(), b: new Control() };
    turns.enter(controls.a);
    turns.enter(controls.b);
    expect(named(controls)).toEqual(['b']);
    controls.b.send({ kind: 'pause' });
    turns.next();
    expect(named(controls)).toEqual(['a', 'b']);
    controls.b.send({ kind: 'resume' });
    turns.next();
    expect(named(controls)).toEqual(['b']);
    turns.leave(controls.b);
    expect(controls.a.held).toBe(false);
  });
});

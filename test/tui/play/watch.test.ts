import { describe, expect, it } from 'vitest';
import { agents } from '../../../src/agents/registry.js';
import { resolveParams } from '../../../src/core/params.js';
import { Stream } from '../../../src/core/random.js';
import { envs } from '../../../src/env/registry.js';
import { buildLearner } from '../../../src/train/learner-factory.js';
import { registries } from '../../../src/train/registries.js';
import { Watch } from '../../../src/tui/play/watch.js';
import { pace, REST_MS, SPEEDS, watchClosing } from '../../../src/tui/play/watch-state.js';
import { paintWatch } from '../../../src/tui/play/watch-view.js';
import { makeTheme } from '../../../src/tui/terminal/theme.js';
import { drawn, FakeKeyboard, FakeTerminal, frame } from '../stagehand.js';

type Params = Readonly<Record<string, unknown>>;

interface Given {
  readonly agent?: string;
  readonly settings?: Params;
  /** Training steps before it is watched. */
  readonly steps?: number;
  readonly episodes?: number | null;
  readonly columns?: number;
  readonly rows?: number;
}

/** A watched agent on a fake terminal, with a clock that only moves by hand. */
function opened(name: string, given: Given = {}) {
  const { agent = 'q-learning', settings = {}, steps = 3000, episodes = null, columns = 80, rows = 24 } = given;
  const definition = agents.get(agent);
  const loss = definition.losses[0];
  const params = resolveParams(envs.get(name).params, settings);
  const learner = buildLearner(
    {
      name: 'watched',
      variant: '',
      title: '',
      summary: '',
      lesson: null,
      learner: {
        kind: 'agent',
        env: { name, params },
        agent: { name: agent, params: resolveParams(definition.params) },
      },
      loss: loss === undefined ? null : { name: loss, params: resolveParams(registries.losses.get(loss).params) },
      steps: steps + 1,
      evaluateEvery: 1000,
      focus: 'greedy_return',
      seeds: [0],
      tunedOn: [],
      expectations: [],
    },
    0,
    registries,
    { define: () => () => {} },
  );
  for (let step = 0; step < steps; step++) learner.advance();
  const [terminal, keyboard] = [new FakeTerminal(columns, rows), new FakeKeyboard()];
  const clock: { wait: number | null; due: () => void } = { wait: null, due: () => {} };
  const env = envs.get(name).create(params);
  const watch = new Watch(env, {
    watched: { run: 'a-run-0', weights: `${name}, 3,000 steps`, episodes },
    policy: learner.policy!(),
    settings: params,
    seed: 0,
    streamOf: (seed) => Stream.from(seed, 'eval'),
    theme: makeTheme(0),
    stdin: keyboard,
    stdout: terminal,
    later(milliseconds, act) {
      Object.assign(clock, { wait: milliseconds, due: act });
      return () => Object.assign(clock, { wait: null, due: () => {} });
    },
  });
  watch.open();
  const press = (...keys: readonly string[]) => {
    for (const key of keys) watch.dispatch({ kind: 'key', key });
  };
  const tick = (times = 1) => {
    for (let i = 0; i < times; i++) clock.due();
  };
  /** Ticks until the episode has ended. */
  const finish = () => {
    while (watch.state.phase === 'playing') clock.due();
  };
  return { watch, env, terminal, keyboard, clock, press, tick, finish, shown: () => watch.shown!.text() };
}

const ICE = { settings: { isSlippery: false } };

describe('a watched agent', () => {
  it('is shown in its grid with its policy, its Q-values and the keys', () => {
    const { tick, press, shown } = opened('frozen-lake', ICE);
    tick(2);
    press('space');
    expect(shown()).toEqual(
      frame(`
        | a-run-0  frozen-lake, 3,000 steps              episode 1  step 2/100  return 0 |
        |╭─ seed 0 paused ──────────────── 4 steps/s ─╮╭─ Q-values ─────────────────────╮|
        |│                                            ││   left  ━━━━━━━━━━━━╸    0.961 │|
        |│                                            ││   down  ─────────────        0 │|
        |│                                            ││ ▸ right ━━━━━━━━━━━━━    0.970 │|
        |│            ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓                 ││   up    ━━━━━━━━━━━━╸    0.951 │|
        |│            ▓▓↓▓▓▓▓←▓▓▓▓←▓▓  ←              ││                                │|
        |│            ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓                 ││ down: reward 0                 │|
        |│            ▓▓▓▓▓     ▒▒▒▒▒                 ││                                │|
        |│            ▓▓↓▓▓  X  ▒▒↑▒▒  X              ││                                │|
        |│            ▓▓▓▓▓     ▒▒▒▒▒                 ││                                │|
        |│            ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓                 ││                                │|
        |│            ▓▓●▓▓▓▓↓▓▓▓▓↓▓▓  X              ││                                │|
        |│            ▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓                 ││                                │|
        |│                 ▓▓▓▓▓▓▓▓▓▓                 ││                                │|
        |│              X  ▓▓→▓▓▓▓→▓▓  G              ││                                │|
        |│                 ▓▓▓▓▓▓▓▓▓▓                 ││                                │|
        |│                                            ││                                │|
        |│ V 0.614..1.000                             ││                                │|
        |│                                            ││                                │|
        |│                                            ││                                │|
        |│                                            ││                                │|
        |╰────────────────────────────────────────────╯╰────────────────────────────────╯|
        | space pause  . step  +/- speed  n next  r restart  s seed  q quit              |
      `),
    );
  });

  it('plays an episode to its end, rests, and begins the next', () => {
    const { watch, clock, finish, tick } = opened('frozen-lake', ICE);
    expect(clock.wait).toBe(250);
    finish();
    expect(watch.state).toMatchObject({ phase: 'terminated', score: 1, episode: 1 });
    expect(clock.wait).toBe(REST_MS);
    tick();
    expect(watch.state).toMatchObject({ phase: 'playing', score: 0, episode: 2 });
    expect([...watch.state.finished]).toEqual([[1, 1]]);
  });

  it('goes as fast as it is told, several steps a frame where frames do not keep up', () => {
    const { watch, clock, press, tick } = opened('cartpole', { agent: 'dqn', steps: 0 });
    expect(clock.wait).toBeCloseTo(1000 / 30, 9);
    press('-', '-', '-', '-', '-', '-', '-', '-');
    expect(clock.wait).toBe(1000);
    press(...SPEEDS.map(() => '+'));
    expect(clock.wait).toBeCloseTo(16_000 / 480, 9);
    const before = watch.state.seen.elapsed;
    tick();
    const { phase, seen } = watch.state;
    expect(phase === 'playing' ? seen.elapsed - before : 16).toBe(16);
  });

  it('does one step at a time while it is paused', () => {
    const { watch, clock, press } = opened('frozen-lake', ICE);
    press('space');
    expect([watch.state.paused, clock.wait]).toEqual([true, null]);
    press('.', '.');
    expect([watch.state.seen.elapsed, clock.wait]).toEqual([2, null]);
    press('space');
    expect(clock.wait).toBe(250);
  });

  it('plays the same episode again, with the same chance, and gets the same return', () => {
    const { watch, press, finish } = opened('frozen-lake');
    finish();
    const first = watch.state;
    press('r');
    expect(watch.state).toMatchObject({ phase: 'playing', episode: 1, score: 0 });
    finish();
    expect(watch.state.seen).toEqual(first.seen);
    expect(watch.state.finished.size).toBe(1);
    press('n');
    expect(watch.state.episode).toBe(2);
  });

  it('takes another seed, digit by digit', () => {
    const { watch, press, shown, clock } = opened('cartpole', { agent: 'reinforce', steps: 0 });
    const start = watch.state.seen.scope;
    press('s', '4', 'x');
    expect(shown().at(-1)).toBe(' a seed has digits only: Enter accepts, Esc cancels');
    expect(clock.wait).toBeNull();
    press('7', 'backspace', '2');
    expect(shown().at(-1)).toBe(' seed: 42_   Enter accepts, Esc cancels');
    press('enter');
    expect(watch.state).toMatchObject({ seed: 42, episode: 1, typed: null });
    expect(watch.state.seen.scope).not.toEqual(start);
    press('s', '0', 'enter');
    expect(watch.state.seen.scope).toMatchObject({ state: (start as { state: unknown }).state });
    press('s', 'escape');
    expect(watch.state).toMatchObject({ seed: 0, typed: null });
  });

  it('stops after as many episodes as were asked for', () => {
    const { watch, finish, press, tick, shown, clock } = opened('frozen-lake', { ...ICE, episodes: 2 });
    finish();
    tick();
    finish();
    expect(clock.wait).toBeNull();
    expect(shown().join('\n')).toContain('All played. q quits.');
    press('n');
    expect(watch.state.notice).toBe('this is the last of 2 episodes');
    expect(watchClosing(watch.state)).toBe('a-run-0, seed 0: 2 episodes, returns 1, 1; mean 1');
    press('r');
    expect(pace(watch.state)).toBe(250);
  });

  it('shows probabilities as shares of 1', () => {
    const { shown } = opened('cartpole', { agent: 'reinforce', steps: 0, columns: 80, rows: 14 });
    expect(shown()).toEqual(
      frame(`
        | a-run-0  cartpole, 3,000 steps                 episode 1  step 0/500  return 0 |
        |╭─ seed 0 ────────────────────── 30 steps/s ─╮╭─ Probabilities ────────────────╮|
        |│                                            ││   left  ━━━━━━───────    0.500 │|
        |│                     ⢠⡄                     ││ ▸ right ━━━━━━╸──────    0.500 │|
        |│                     ⢸⡇                     ││                                │|
        |│                     ⢸⡇                     ││ a new episode                  │|
        |│                     ⢸⡇                     ││                                │|
        |│                     ⢸⡇                     ││                                │|
        |│                     ⢸⡇                     ││                                │|
        |│                  ⢠⣤⣤⠸⠇⣤⣤                   ││                                │|
        |│ ⠇⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠘⠛⠛⠛⠛⠛⠛⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠸ ││                                │|
        |│ episode 1  step 0                 return 0 ││                                │|
        |╰────────────────────────────────────────────╯╰────────────────────────────────╯|
        | space pause  . step  +/- speed  n next  r restart  s seed  q quit              |
      `),
    );
  });

  it('shows an env without a picture as its text', () => {
    const settings = { arms: 2, means: [1, 2], noise: 0 };
    const { env, shown, tick, clock } = opened('bandit', { settings, steps: 200, rows: 12 });
    expect(clock.wait).toBe(250);
    Object.assign(env, { scope: () => null });
    tick();
    expect(shown().join('\n')).toContain('1   2.00 * ####################');
    expect(shown().join('\n')).toContain('▸ arm 1');
  });

  it.each(['frozen-lake', 'gridworld', 'cliff-walking', 'catch', 'bandit'])('can be watched in %s', (name) => {
    const { watch, tick } = opened(name, { steps: 100 });
    tick(5);
    expect(watch.state.seen.elapsed + watch.state.finished.size).toBeGreaterThan(0);
  });

  it.each(['cartpole', 'mountain-car', 'acrobot'])('can be watched in %s', (name) => {
    const { watch, tick } = opened(name, { agent: 'dqn', steps: 10 });
    tick(5);
    expect(watch.state.seen.elapsed).toBe(5);
  });

  it('never throws, however small the screen is', () => {
    const { watch } = opened('frozen-lake', ICE);
    const model = { state: watch.state, settings: {}, grid: null, theme: makeTheme(8) };
    for (let width = 1; width < 90; width += 8) {
      for (let height = 1; height < 30; height += 3) {
        expect(drawn(width, height, (region) => paintWatch(region, model))).toHaveLength(height);
      }
    }
  });

  it('gives the keys back, stops its clock and writes nothing when it is left', async () => {
    const { watch, keyboard, terminal, clock } = opened('frozen-lake', ICE);
    expect(keyboard.raw).toBe(true);
    keyboard.emit('data', 'q');
    expect(await watch.ended).toBe('quit');
    watch.close();
    const { length } = terminal.written;
    keyboard.emit('data', '.');
    clock.due();
    expect([keyboard.raw, clock.wait, terminal.written.length]).toEqual([false, null, length]);
  });

  it('ends when the terminal is gone, and when the env fails', async () => {
    const gone = opened('catch', { steps: 10 });
    gone.keyboard.emit('end');
    expect(await gone.watch.ended).toBe('interrupt');
    const failing = opened('catch', { steps: 10 });
    Object.assign(failing.env, {
      step() {
        throw new Error('no ball');
      },
    });
    failing.tick();
    await expect(failing.watch.ended).rejects.toThrow('no ball');
  });

  it('follows the size of the terminal', () => {
    const { watch, terminal, shown } = opened('catch', { steps: 10 });
    Object.assign(terminal, { columns: 30, rows: 10 });
    watch.resize();
    expect(shown()).toHaveLength(10);
  });
});

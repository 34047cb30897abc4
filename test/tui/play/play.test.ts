import { describe, expect, it } from 'vitest';
import { resolveParams } from '../../../src/core/params.js';
import { Stream } from '../../../src/core/random.js';
import type { Env } from '../../../src/env/kit/env.js';
import { envs } from '../../../src/env/registry.js';
import { optimumOf } from '../../../src/report/envs/optimum.js';
import { decodeKeys } from '../../../src/tui/input/key-decoder.js';
import { actionKeys } from '../../../src/tui/play/keys.js';
import { Play } from '../../../src/tui/play/play.js';
import { closingLine, initialPlay, type PlayState, reducePlay, type Seen } from '../../../src/tui/play/state.js';
import { paintPlay } from '../../../src/tui/play/view.js';
import { makeTheme } from '../../../src/tui/terminal/theme.js';
import { drawn, FakeKeyboard, FakeTerminal, frame } from '../stagehand.js';

/** A game on a fake terminal and keyboard. */
function opened(name: string, given: Readonly<Record<string, unknown>> = {}, columns = 76, rows = 13) {
  const definition = envs.get(name);
  const settings = resolveParams(definition.params, given);
  const env = definition.create(settings);
  const [terminal, keyboard] = [new FakeTerminal(columns, rows), new FakeKeyboard()];
  const play = new Play(env, {
    title: definition.title,
    settings,
    seed: 4,
    random: Stream.from(4, 'env'),
    optimum: optimumOf(env, 0.99),
    theme: makeTheme(0),
    stdin: keyboard,
    stdout: terminal,
  });
  play.open();
  const press = (...keys: readonly string[]) => {
    for (const key of keys) play.dispatch({ kind: 'key', key });
  };
  return { play, env, terminal, keyboard, press, shown: () => play.shown!.text() };
}

const ICE = { isSlippery: false };

describe('keys', () => {
  it.each([
    ['\x1b[A\x1b[B\x1b[C\x1b[D', ['up', 'down', 'right', 'left']],
    ['\x1bOA\x1b[1;5C', ['up', 'right']],
    ['12 \r', ['1', '2', 'space', 'enter']],
    ['\x03', ['ctrl+c']],
    ['\x1bq', ['escape', 'q']],
    ['\x1b[5~\x1b[200~x', ['x']],
    ['\u{1f600}', ['\u{1f600}']],
  ])('of %j are %j', (chunk, keys) => {
    expect(decodeKeys(chunk)).toEqual(keys);
  });

  it.each([
    ['frozen-lake', '← ↓ → ↑'],
    ['cliff-walking', '↑ → ↓ ←'],
    ['cartpole', '← →'],
    ['mountain-car', '← ↓ →'],
    ['acrobot', '← ↓ →'],
    ['catch', '← ↓ →'],
    ['taxi', '↓ ↑ → ← - -'],
    ['breakout', '. ← →'],
    ['freeway', '. ↑ ↓'],
    ['seaquest', '. ← ↑ → ↓ ␣'],
    ['space-invaders', '. ← → ␣'],
    ['bandit', '- - - - - - - - - -'],
  ])('of the actions of %s are %s', (name, keys) => {
    const shown = actionKeys(envs.make(name).actionNames).map((key) => key?.shown ?? '-');
    expect(shown.join(' ')).toBe(keys);
  });
});

describe('the reducer of a game', () => {
  const seen = (change: Partial<Seen> = {}): Seen => ({
    action: null,
    reward: 0,
    terminated: false,
    truncated: false,
    elapsed: 0,
    state: 0,
    lines: [],
    scope: null,
    info: {},
    ...change,
  });
  const start = (actions: readonly string[] = ['left', 'right'], solved = true): PlayState =>
    initialPlay({ name: 'hall', title: 'Hall', actions, limit: 9, states: 5, seed: 0, solved }, seen(), 80, 24);
  const key = (state: PlayState, ...keys: readonly string[]) =>
    keys.reduce((before, one) => reducePlay(before.state, { kind: 'key', key: one }), {
      state,
      effects: [],
    } as ReturnType<typeof reducePlay>);
  const look = (state: PlayState, change: Partial<Seen>) =>
    reducePlay(state, { kind: 'seen', seen: seen(change) }).state;

  it('asks for the action of an arrow or a number', () => {
    expect(key(start(), 'right').effects).toEqual([{ kind: 'act', action: 1 }]);
    expect(key(start(), '0').effects).toEqual([{ kind: 'act', action: 0 }]);
    expect(key(start(), 'r').effects).toEqual([{ kind: 'reset' }]);
    expect(key(start(), 'q').effects).toEqual([{ kind: 'end', how: 'quit' }]);
    expect(key(start(), 'ctrl+c').effects).toEqual([{ kind: 'end', how: 'interrupt' }]);
  });

  it('says why a key does nothing, until the next key', () => {
    const refused = key(start(), 'up');
    expect(refused).toMatchObject({ state: { notice: 'up is not a key here' }, effects: [] });
    expect(key(start(), '2')).toMatchObject({ state: { notice: 'no action 2: 0 to 1' }, effects: [] });
    expect(key(refused.state, 'left').state.notice).toBeNull();
  });

  it('adds up rewards to a score and keeps the scores of ended episodes', () => {
    let state = look(start(), { action: 1, reward: -1, elapsed: 1 });
    state = look(state, { action: 1, reward: 3, elapsed: 2, terminated: true });
    expect(state).toMatchObject({
      score: 2,
      phase: 'terminated',
      finished: [2],
      tally: [{ count: 0 }, { count: 2, sum: 2 }],
    });
    expect(key(state, 'left')).toMatchObject({
      state: { notice: 'the episode is over: r starts another' },
      effects: [],
    });
    state = look(state, {});
    expect(state).toMatchObject({ score: 0, phase: 'playing', episode: 2, finished: [2] });
    expect(look(state, { action: 0, reward: 1, truncated: true }).phase).toBe('truncated');
  });

  it('shows the optimum only where there is one', () => {
    const shown = key(start(), 'o').state;
    expect([shown.optimumShown, key(shown, 'o').state.optimumShown]).toEqual([true, false]);
    expect(key(start(['left', 'right'], false), 'o').state).toMatchObject({
      optimumShown: false,
      notice: 'no optimum is known: the env gives no table of its transitions',
    });
  });

  it('takes numbers of several digits with Enter where there are that many actions', () => {
    const many = start(Array.from({ length: 12 }, (_, i) => `arm ${i}`));
    expect(key(many, '1').effects).toEqual([]);
    expect(key(many, '1', '1', 'enter').effects).toEqual([{ kind: 'act', action: 11 }]);
    expect(key(many, '1', 'backspace', '3', 'enter').effects).toEqual([{ kind: 'act', action: 3 }]);
    expect(key(many, '1', '2', 'enter').state.notice).toBe('no action 12: 0 to 11');
  });

  it('says at the end what came of it', () => {
    const state = { ...start(), finished: [1, 0, 0.1 + 0.2] };
    expect(closingLine(state)).toBe('hall, seed 0: 3 episodes, scores 1, 0, 0.3; best 1, mean 0.433333');
    expect(closingLine(look(start(), { action: 0, reward: -1, elapsed: 1 }))).toBe(
      'hall: no episode finished, score -1 after 1 steps',
    );
  });
});

describe('the screen of a game', () => {
  it('shows picture, actions, score and keys', () => {
    const { press, shown } = opened('frozen-lake', ICE);
    press('down', 'down');
    expect(shown()).toEqual(
      frame(`
        | frozen-lake  Frozen lake                    episode 1  step 2/100  score 0|
        |╭─ seed 4 ───────────────────────────────╮╭─ Actions ──────────────────────╮|
        |│                                        ││ ← 0 left                       │|
        |│            S                           ││ ↓ 1 down                       │|
        |│                 X         X            ││ → 2 right                      │|
        |│            ●              X            ││ ↑ 3 up                         │|
        |│            X              G            ││                                │|
        |│                                        ││ down: reward 0                 │|
        |│                                        ││ state 8                        │|
        |│                                        ││ prob 1                         │|
        |│                                        ││                                │|
        |╰────────────────────────────────────────╯╰────────────────────────────────╯|
        | ←↓→↑ 0-3 act  r reset  o optimum  q quit|
      `),
    );
  });

  it('shows V*, the best actions and Q* on demand', () => {
    const { press, shown } = opened('frozen-lake', ICE);
    press('down', 'o');
    expect(shown()).toEqual(
      frame(`
        | frozen-lake  Frozen lake                    episode 1  step 1/100  score 0|
        |╭─ seed 4 ───────────────────────────────╮╭─ Actions ──────────────────────╮|
        |│                                        ││ ← 0 left   0.951               │|
        |│            ↓    →  ░░↓░░  ←            ││ ↓ 1 down   0.961 ✓             │|
        |│            ●    X  ▒▒↓▒▒  X            ││ → 2 right  0                   │|
        |│          ░░→░░▒▒↓▒▒▓▓↓▓▓  X            ││ ↑ 3 up     0.941               │|
        |│            X  ▓▓→▓▓▓▓→▓▓  G            ││                                │|
        |│                                        ││ down: reward 0                 │|
        |│ V 0.951..1.000                         ││ state 4                        │|
        |│                                        ││ prob 1                         │|
        |│                                        ││ Q* at gamma 0.99; at best 1 an │|
        |╰────────────────────────────────────────╯╰────────────────────────────────╯|
        | ←↓→↑ 0-3 act  r reset  o optimum  q quit|
      `),
    );
  });

  it('says how an episode ended', () => {
    const { press, shown } = opened('frozen-lake', ICE);
    press('down', 'right', 'right');
    const text = shown().join('\n');
    expect(text).toContain('seed 4 terminated');
    expect(text).toContain('The end: score 0. r starts');
    expect(text).toContain('the episode is over: r starts another');
  });

  it('keeps the arms of a bandit secret until asked, and tells what each brought', () => {
    const { press, shown } = opened('bandit', { arms: 2, means: [1, 2], noise: 0 });
    press('0', '0');
    expect(shown().join('\n')).toContain('one state: there is nothing to see');
    expect(shown().join('\n')).toContain('0 arm 0  2x 1.000');
    press('o');
    expect(shown().join('\n')).toContain('1   2.00 * ####################');
    expect(shown().join('\n')).toContain('1 arm 1  200.0 ✓');
  });

  it('never throws, however small it is', () => {
    const { play } = opened('catch');
    const optimum = optimumOf(envs.get('catch').create(resolveParams(envs.get('catch').params)), 0.99);
    const state = { ...play.state, optimumShown: true };
    for (let width = 1; width < 90; width += 8) {
      for (let height = 1; height < 30; height += 3) {
        const model = { state, settings: {}, optimum, theme: makeTheme(8) };
        expect(drawn(width, height, (region) => paintPlay(region, model))).toHaveLength(height);
      }
    }
  });
});

describe('a game', () => {
  it('takes the keys in raw mode and gives them back', async () => {
    const { play, env, keyboard, terminal } = opened('frozen-lake', ICE);
    expect(keyboard.raw).toBe(true);
    keyboard.emit('data', '\x1b[B\x1b[B1');
    expect(env.snapshot()).toEqual([12]);
    keyboard.emit('data', 'rq');
    expect(await play.ended).toBe('quit');
    play.close();
    expect([keyboard.raw, keyboard.listenerCount('data'), terminal.listenerCount('drain')]).toEqual([false, 0, 0]);
    const { length } = terminal.written;
    keyboard.emit('data', '\x1b[B');
    expect(terminal.written).toHaveLength(length);
    expect(env.elapsed).toBe(0);
  });

  it('is the same game for the same seed and keys', () => {
    const played = () => {
      const { press, play } = opened('frozen-lake');
      press(...'1212r11220r2211');
      return play.state;
    };
    expect(played()).toEqual(played());
  });

  it('ends when the terminal is gone, and when the env fails', async () => {
    const gone = opened('catch');
    gone.keyboard.emit('end');
    expect(await gone.play.ended).toBe('interrupt');
    const failing = opened('catch');
    (failing.env as Partial<Env>).step = () => {
      throw new Error('no ball');
    };
    failing.press('left');
    await expect(failing.play.ended).rejects.toThrow('no ball');
  });

  it('follows the size of the terminal', () => {
    const { play, terminal, shown } = opened('catch', {}, 80, 24);
    Object.assign(terminal, { columns: 30, rows: 10 });
    play.resize();
    expect(shown()).toHaveLength(10);
    expect(play.state).toMatchObject({ columns: 30, rows: 10 });
  });
});

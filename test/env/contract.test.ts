import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { actionSpaceOf, drawAllowed, perform, RandomActor } from '../../src/env/kit/actions.js';
import { cases, createEnv, randomTrace, see, someAction, stream } from './cases.js';

describe.each(cases)('$title', ({ create }) => {
  it('gives the same trace for the same seed', () => {
    const first = randomTrace(create(), stream(7), stream(7, 1), 300);
    const second = randomTrace(create(), stream(7), stream(7, 1), 300);
    expect(second).toEqual(first);
  });

  it('stays within its observation space', () => {
    const env = create();
    const { size, low, high, states } = env.observationSpace;
    expect([low.length, high.length, env.observation.length]).toEqual([size, size, size]);
    const outside = randomTrace(env, stream(1), stream(1, 1), 2000).filter(
      ([state, reward, , , ...observation]) =>
        !Number.isFinite(reward) ||
        !(states === null ? state === -1 : state >= 0 && state < states) ||
        observation.some((value, i) => !(value >= low[i]! && value <= high[i]!)),
    );
    expect(outside).toEqual([]);
  });

  it('truncates exactly at its time limit', () => {
    const env = create();
    const random = stream(3);
    const actor = new RandomActor(env);
    const wrong: number[] = [];
    for (let episode = 0; episode < 5; episode++) {
      env.reset(random);
      expect([env.elapsed, env.terminated, env.truncated]).toEqual([0, false, false]);
      while (!env.terminated && !env.truncated) {
        actor.step(random);
        if (env.truncated !== (env.elapsed === env.maxEpisodeSteps)) wrong.push(env.elapsed);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('goes on from a snapshot as if nothing had happened', () => {
    const env = create();
    const random = stream(5);
    const actions = stream(5, 1);
    env.reset(random);
    const actor = new RandomActor(env);
    for (let i = 0; i < 2 && !env.terminated && !env.truncated; i++) actor.step(actions);
    if (env.terminated || env.truncated) env.reset(random);
    const saved = { state: env.snapshot(), elapsed: env.elapsed, random: random.save(), actions: actions.save() };
    const follow = (body: typeof env, choices: typeof actions) => {
      const seen = [];
      const follower = new RandomActor(body);
      while (!body.terminated && !body.truncated) {
        follower.step(choices);
        seen.push([see(body), body.elapsed, body.snapshot()]);
      }
      return seen;
    };
    const expected = follow(env, actions);
    const again = create();
    const draws = stream(99);
    const choices = stream(99, 1);
    draws.restore(saved.random);
    choices.restore(saved.actions);
    again.reset(draws, saved.state, saved.elapsed);
    expect(follow(again, choices)).toEqual(expected);
  });

  it('refuses a step before a reset, after an end and with an action that is none', () => {
    const env = create();
    const act = () => perform(env, someAction(env));
    expect(act).toThrow(/call reset before the first step/);
    const random = stream(2);
    env.reset(random);
    const before = see(env);
    const wrong =
      actionSpaceOf(env).kind === 'discrete'
        ? [-1, env.actionNames.length, 0.5, Number.NaN, Infinity].map((action) => [action, /unknown action/] as const)
        : ([
            [0, /call apply/],
            [[], /finite number/],
            [[Number.NaN], /finite number/],
          ] as const);
    for (const [action, message] of wrong) {
      expect(() => perform(env, action)).toThrow(UserError);
      expect(() => perform(env, action)).toThrow(message);
    }
    expect(see(env)).toEqual(before);
    const actor = new RandomActor(env);
    while (!env.terminated && !env.truncated) actor.step(random);
    expect(act).toThrow(/the episode is over: call reset first/);
  });

  it('refuses a start that is no state', () => {
    const env = create();
    env.reset(stream(1));
    const { length } = env.snapshot();
    const wrong = [[], Array(length + 1).fill(0), Array(length).fill(Number.NaN), Array(length).fill(Infinity)];
    for (const state of wrong) expect(() => env.reset(stream(1), state)).toThrow(UserError);
    for (const elapsed of [-1, 0.5, env.maxEpisodeSteps, Number.NaN]) {
      expect(() => env.reset(stream(1), undefined, elapsed)).toThrow(/time limit/);
    }
  });

  it('draws a picture and a scope that can cross a thread', () => {
    const env = create();
    env.reset(stream(1));
    perform(env, someAction(env));
    expect(env.render().join('').trim()).not.toBe('');
    const scope = env.scope();
    expect(structuredClone(scope)).toEqual(scope);
    if (scope?.kind === 'grid') {
      const cells = scope.width * scope.height;
      expect([scope.cells.length, scope.values.length, scope.policy.length, scope.visits.length]).toEqual(
        Array(4).fill(cells),
      );
      expect(scope.agent).toBe(env.state);
      expect(scope.cells).toMatch(/^[#SGX~.kD]+$/);
      expect(env.render().map((row) => row.length)).toEqual(Array(scope.height).fill(scope.width));
      expect(env.render().join('')[env.state]).toBe('@');
    }
    if (scope?.kind === 'body') expect([scope.env, scope.step, scope.episodeReturn]).toEqual([env.name, 1, env.reward]);
  });
});

describe.each(cases.filter(({ create }) => create().transitions !== undefined))('the table of $title', ({ create }) => {
  const env = create();
  const { states, actions, start, P, terminal } = env.transitions!();
  const noisy = ['bandit', 'maximisation-bias', 'deep-sea'].includes(env.name);

  it('has probabilities that sum to 1 and states that exist', () => {
    expect([P.length, actions]).toEqual([states, env.actionNames.length]);
    expect(start.reduce((sum, [probability]) => sum + probability, 0)).toBeCloseTo(1, 12);
    for (const rows of P) {
      if (env.mask === undefined) expect(rows.length).toBe(actions);
      for (const row of rows.filter(({ length }) => length > 0)) {
        expect(row.reduce((sum, [probability]) => sum + probability, 0)).toBeCloseTo(1, 12);
        expect(row.every(([, next]) => next >= 0 && next < states)).toBe(true);
      }
    }
  });

  it('holds every sampled step, as often as it says', () => {
    const random = stream(11);
    const counts = new Map<string, { expected: number; variance: number; seen: number }>();
    const key = (...parts: readonly (number | boolean)[]) => parts.join(' ');
    // A noisy reward stands in the table as its expectation, in one row; the suite of contracts holds the means.
    const reward = (row: (typeof P)[number][number], next: number, terminated: boolean, drawn: number) => {
      const known = row.filter(([, to, , end]) => to === next && end === terminated);
      return known.length === 1 && noisy ? known[0]![2] : drawn;
    };
    const unknown: string[] = [];
    for (let step = 0; step < 10_000; step++) {
      if (step === 0 || env.terminated || env.truncated) env.reset(random);
      const state = env.state;
      const action = drawAllowed(random, actions, env.mask?.() ?? null);
      // A maze that changes holds another table afterwards; what drifts in a bandit are its expectations alone.
      const now = env.changes === true && env.name !== 'bandit' ? env.transitions!().P : P;
      for (const [probability, next, r, terminated] of now[state]![action]!) {
        const outcome = key(state, action, next, r, terminated);
        const count = counts.get(outcome) ?? { expected: 0, variance: 0, seen: 0 };
        count.expected += probability;
        count.variance += probability * (1 - probability);
        counts.set(outcome, count);
      }
      env.step(action);
      const paid = reward(P[state]![action]!, env.state, env.terminated, env.reward);
      const outcome = key(state, action, env.state, paid, env.terminated);
      const count = counts.get(outcome);
      if (count === undefined) unknown.push(outcome);
      else count.seen += 1;
    }
    expect(unknown).toEqual([]);
    // Outcomes of one row that lead to the same state add up, so that the variance is an upper bound.
    const odd = [...counts].filter(
      ([, { expected, variance, seen }]) => Math.abs(seen - expected) > 6 * Math.sqrt(variance) + 1e-6,
    );
    expect(odd).toEqual([]);
  });

  it('never leads out of a terminal state or on from an end', () => {
    const reachable = new Set(start.map(([, state]) => state));
    for (const state of reachable) {
      for (const [, next, , terminated] of P[state]!.flat()) {
        expect(terminated || !terminal.has(next)).toBe(true);
        if (!terminated) reachable.add(next);
      }
    }
    for (const state of terminal)
      expect(() => env.reset(stream(1), [state])).toThrow(/no episode can be in this state/);
  });

  it('tells the observation of every state that an episode can be in', () => {
    for (const [, state] of start) {
      const into = new Float32Array(env.observation.length + 2).fill(7);
      env.observe!(state, into, 1);
      // Where a state's number is its snapshot, an episode can start there by hand.
      if (env.name !== 'bandit' && env.snapshot().length === 1) env.reset(stream(1), [state]);
      else if (env.state !== state) continue;
      expect([...into]).toEqual([7, ...Array.from(env.observation, Math.fround), 7]);
    }
  });
});

describe('starts', () => {
  const starts = (name: string, count = 2000) => {
    const env = createEnv(name);
    const random = stream(21);
    return Array.from({ length: count }, () => {
      env.reset(random);
      return env.snapshot();
    });
  };
  const spread = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;

  it('are uniform in [-0.05, 0.05) in all four components of cartpole', () => {
    for (let i = 0; i < 4; i++) {
      const [least, most] = spread(starts('cartpole').map((state) => state[i]!));
      expect(least).toBeGreaterThanOrEqual(-0.05);
      expect(least).toBeLessThan(-0.0498);
      expect(most).toBeLessThan(0.05);
      expect(most).toBeGreaterThan(0.0498);
    }
  });

  it('are at rest in [-0.6, -0.4) in mountain-car', () => {
    const all = starts('mountain-car');
    const [least, most] = spread(all.map(([position]) => position!));
    expect(least).toBeGreaterThanOrEqual(-0.6);
    expect(most).toBeLessThan(-0.4);
    expect(most - least).toBeGreaterThan(0.198);
    expect(all.every(([, velocity]) => velocity === 0)).toBe(true);
  });

  it('are float32 numbers within 0.1 in acrobot', () => {
    const all = starts('acrobot').flat();
    expect(all.every((value) => Math.fround(value) === value && Math.abs(value) <= Math.fround(0.1))).toBe(true);
    expect(spread(all)[1] - spread(all)[0]).toBeGreaterThan(0.199);
  });

  it('let the ball of catch fall from every column alike', () => {
    const counts = [0, 0, 0, 0, 0];
    for (const [state] of starts('catch')) counts[Math.floor(state! / 5)]! += 1;
    for (const count of counts) expect(Math.abs(count - 400)).toBeLessThan(90);
  });
});

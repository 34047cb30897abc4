import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { optimalValues } from '../../src/env/kit/optimal-values.js';
import { greedyPolicy, horizonValue } from '../../src/env/kit/policy-evaluation.js';
import { envs } from '../../src/env/registry.js';
import { createEnv, stream } from './cases.js';

/** Moves in a gridworld's order of actions. */
const [LEFT, DOWN, RIGHT, UP] = [0, 1, 2, 3] as const;

/** The issues that a call complains about. */
function issuesOf(call: () => unknown): readonly { message: string; given?: string; excerpt?: string }[] {
  try {
    call();
  } catch (error) {
    if (error instanceof UserError) return error.issues;
    throw error;
  }
  return [];
}

describe('a layout of the user', () => {
  it('is read from text with line breaks, spaces around rows ignored', () => {
    const env = createEnv('gridworld', { layout: '\n  S.#\r\n  X.G  \n\n' });
    expect(env.observationSpace.states).toBe(6);
    env.reset(stream(1));
    expect(env.render()).toEqual(['@.#', 'X.G']);
  });

  it('may be a single row', () => {
    const env = createEnv('gridworld', { layout: 'S..G' });
    env.reset(stream(1));
    for (let i = 0; i < 3; i++) env.step(RIGHT);
    expect([env.state, env.reward, env.terminated]).toEqual([3, 1, true]);
  });

  it.each([
    ['S.\n.', 'row 2 has 1 cells, row 1 has 2: all rows must have the same length', '2 | .\n     ^'],
    ['S.G\n..Q', 'row 2, column 3: unknown cell', '2 | ..Q\n      ^'],
    ['S. G\n....', 'row 1, column 3: unknown cell', '1 | S. G\n      ^'],
    ['...\n..G', 'the layout has no start', undefined],
    ['S..\n...', 'the layout has no goal', undefined],
    ['\n\n', 'the layout is empty', undefined],
  ])('%j is refused with the place of the mistake', (layout, message, excerpt) => {
    const issues = issuesOf(() => envs.make('gridworld', { layout }));
    expect(issues.map((issue) => issue.message)).toContain(message);
    if (excerpt !== undefined) expect(issues.map((issue) => issue.excerpt)).toContain(excerpt);
  });

  it('names every mistake at once', () => {
    const messages = issuesOf(() => envs.make('gridworld', { layout: '...\n.?\n...' })).map((issue) => issue.message);
    expect(messages).toEqual([
      'row 2 has 2 cells, row 1 has 3: all rows must have the same length',
      'row 2, column 2: unknown cell',
      'the layout has no start',
      'the layout has no goal',
    ]);
  });

  it('is refused when a start leads to no goal', () => {
    const [issue] = issuesOf(() => envs.make('gridworld', { layout: 'SG#..\n..#.S' }));
    expect(issue).toMatchObject({
      message: 'row 2, column 5: no goal can be reached from this start',
      excerpt: '2 | ..#.S\n        ^',
    });
  });

  it('is refused beyond 4096 cells', () => {
    const layout = `S${'.'.repeat(2047)}\n${'.'.repeat(2047)}G\n${'.'.repeat(2048)}`;
    expect(issuesOf(() => envs.make('gridworld', { layout }))).toMatchObject([{ given: '6144 cells' }]);
  });

  it('gets a suggestion when it looks like the name of a bundled one', () => {
    expect(() => envs.make('gridworld', { layout: 'four-room' })).toThrow(/Did you mean four-rooms\?/);
  });

  it('needs one number of wind a column', () => {
    expect(() => envs.make('gridworld', { layout: 'S.G', wind: [1, 0] })).toThrow(/given 2 numbers; allowed 3 numbers/);
  });
});

describe('the rules of a gridworld', () => {
  const walk = (params: Readonly<Record<string, unknown>>, moves: readonly number[]) => {
    const env = createEnv('gridworld', params);
    env.reset(stream(1));
    return moves.map((move) => {
      env.step(move);
      return [env.state, env.reward, env.terminated];
    });
  };

  it('stop a move at walls and edges, which still counts as a step', () => {
    expect(walk({ layout: 'S#G\n...', stepReward: -0.5 }, [UP, LEFT, RIGHT, DOWN, RIGHT])).toEqual([
      [0, -0.5, false],
      [0, -0.5, false],
      [0, -0.5, false],
      [3, -0.5, false],
      [4, -0.5, false],
    ]);
  });

  it('end an episode at goals and pits with their own rewards', () => {
    const layout = 'XS3\n.G.';
    const rewards = { goalReward: 10, pitReward: -5, stepReward: -1 };
    expect(walk({ layout, ...rewards }, [LEFT])).toEqual([[0, -5, true]]);
    expect(walk({ layout, ...rewards }, [RIGHT])).toEqual([[2, 3, true]]);
    expect(walk({ layout, ...rewards }, [DOWN])).toEqual([[4, 10, true]]);
  });

  it('push upwards by the wind of the column that is left, walls hold it up', () => {
    const layout = '....\n.#..\n....\nS..G';
    expect(walk({ layout, wind: [2, 2, 0, 0] }, [RIGHT])).toEqual([[9, 0, false]]);
    expect(walk({ layout, wind: [2, 0, 0, 0] }, [LEFT, DOWN])).toEqual([
      [4, 0, false],
      [0, 0, false],
    ]);
    expect(walk({ layout, wind: [0, -1, 0, 0] }, [UP, UP, UP, RIGHT, RIGHT])).toEqual([
      [8, 0, false],
      [4, 0, false],
      [0, 0, false],
      [1, 0, false],
      [6, 0, false],
    ]);
  });

  it('slip to each side with half of the probability of slipping', () => {
    const { P } = createEnv('gridworld', { layout: '...\n.S.\n..G', slip: 0.2 }).transitions!();
    expect(P[4]![RIGHT]).toEqual([
      [0.8, 5, 0, false],
      [0.1, 7, 0, false],
      [0.1, 1, 0, false],
    ]);
  });

  it('start in each S alike', () => {
    const { start } = createEnv('gridworld', { layout: 'S.S\nSGS' }).transitions!();
    expect(start).toEqual([
      [0.25, 0],
      [0.25, 2],
      [0.25, 3],
      [0.25, 5],
    ]);
  });

  it('give column and row from 0 to 1 as an observation when asked to', () => {
    const env = createEnv('gridworld', { layout: '..S\n...\n..G', observation: 'xy' });
    env.reset(stream(1));
    expect([...env.observation]).toEqual([1, 0]);
    env.step(LEFT);
    env.step(DOWN);
    expect([...env.observation]).toEqual([0.5, 0.5]);
  });

  it('keep an agent out of walls by hand too', () => {
    expect(() => createEnv('gridworld', { layout: 'S#G\n...' }).reset(stream(1), [1])).toThrow(/no wall/);
  });
});

describe('the bundled layouts', () => {
  it.each([
    ['4x4-trap', 6],
    ['four-rooms', 17],
    ['maze', 14],
    ['windy', 15],
  ])('%s takes %i steps at best', (layout, steps) => {
    const env = createEnv('gridworld', { layout, stepReward: -1, goalReward: -1, pitReward: -100 });
    const transitions = env.transitions!();
    // With -1 a step the small goal of the trap is the nearer one: it is priced out here.
    const best = layout === '4x4-trap' ? createEnv('gridworld', { layout }).transitions!() : transitions;
    const policy = greedyPolicy(optimalValues(best, 0.99).Q, 4);
    expect(horizonValue(transitions, policy, env.maxEpisodeSteps).start).toBe(-steps);
  });

  it('lure with the small goal of 4x4-trap: the discount decides which goal is better', () => {
    const transitions = createEnv('gridworld').transitions!();
    const start = (gamma: number) => optimalValues(transitions, gamma).start;
    expect(start(0.9)).toBeCloseTo(0.9 * 0.9 * 0.9 * 0.9 * 0.9, 12);
    expect(start(0.5)).toBeCloseTo(0.2 * 0.5 * 0.5, 12);
  });
});

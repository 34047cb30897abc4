import { describe, expect, it } from 'vitest';
import { checkContract } from '../../src/env/kit/contract.js';
import type { EnvDefinition } from '../../src/env/kit/env.js';
import { envs } from '../../src/env/registry.js';
import { faults } from './contract-faults.js';
import { type Corridor, corridor } from './corridor.js';

const failures = (definition: EnvDefinition, params = {}) =>
  checkContract(definition, params).checks.filter(({ outcome }) => outcome === 'fail');

const withEnv = (create: () => Corridor): EnvDefinition => ({ ...corridor, create });

describe('a sound env', () => {
  it.each(envs.list().map(({ name }) => name))('%s passes every rule', (name) => {
    expect(failures(envs.get(name))).toEqual([]);
  });

  it('passes with evidence for each rule', () => {
    const { env, checks } = checkContract(corridor);
    expect(env).toBe('corridor');
    expect(Object.fromEntries(checks.map(({ rule, outcome, seen }) => [rule, `${outcome}: ${seen}`]))).toEqual({
      'the definition is complete': 'pass: corridor, 2 settings',
      'create gives an env': 'pass: 2 actions, 1 observed numbers, 12 steps an episode',
      'observations stay within their space': 'pass: 1 numbers in bounds over 1000 steps',
      'what is declared of observations and actions holds': 'pass: discrete actions',
      'the same seed gives the same trace': 'pass: 1000 steps alike in two envs, and in one started again',
      'a reset starts clean and steps are counted': expect.stringMatching(/^pass: \d+ episodes$/),
      'the time limit truncates': expect.stringMatching(/^pass: at step 12 exactly: \d+ times in play/),
      'terminated and truncated are apart': expect.stringMatching(/^pass: \d+ steps end alike/),
      'a step outside of an episode is refused': expect.stringMatching(
        /^pass: before the first reset and after an end/,
      ),
      'an action that is none is refused': 'pass: -1, 2, 0.5, NaN, Infinity',
      'reset(state) goes on from a snapshot': expect.stringMatching(/^pass: 10 episodes taken up/),
      'a start that is no state is refused':
        'pass: states of a wrong length, NaN and Infinity; elapsed -1, 0.5, 12, NaN',
      'it can be drawn': 'pass: 1 lines of text, no live picture',
      'the transition table is consistent': 'pass: 12 rows sum to 1, 1 terminal states',
      'the transition table agrees with sampling': expect.stringMatching(/^pass: \d+ outcomes as often as it says/),
      'observe agrees with observation': 'pass: in 5 of 6 states',
    });
  });

  it('needs no table', () => {
    expect(checkContract(envs.get('cartpole'), {}).checks.filter(({ outcome }) => outcome === 'skip')).toEqual(
      [
        'the transition table is consistent',
        'the transition table agrees with sampling',
        'observe agrees with observation',
      ].map((rule) => ({ rule, outcome: 'skip', seen: 'it gives no transition table' })),
    );
  });
});

describe('a planted fault is found', () => {
  it.each(faults)('%s', (_, rule, seen, create) => {
    expect(failures(withEnv(create))).toContainEqual({ rule, outcome: 'fail', seen: expect.stringMatching(seen) });
  });

  it('and nothing else is blamed where one rule is broken', () => {
    const only = ['NaN taken for an action', 'a picture of nothing', 'other rewards than those drawn'];
    for (const [what, rule, , create] of faults.filter(([name]) => only.includes(name))) {
      expect([what, failures(withEnv(create)).map((check) => check.rule)]).toEqual([what, [rule]]);
    }
  });
});

describe('a definition', () => {
  it.each([
    [{ name: 'My Env' }, 'name is "My Env"; allowed: small letters, digits and -, a letter first'],
    [{ summary: ' ' }, 'summary is " ", no text'],
    [{ create: undefined }, 'create is undefined, no function'],
    [
      { params: { slip: { ...corridor.params.slip, default: -1 } } },
      'setting slip has the default -1, which is not a number >= 0',
    ],
    [{ params: { slip: { ...corridor.params.slip, help: '' } } }, 'setting slip has no help'],
  ])('with %j is refused', (change, seen) => {
    const [first, ...rest] = checkContract({ ...corridor, ...change } as EnvDefinition).checks;
    expect(first).toEqual({ rule: 'the definition is complete', outcome: 'fail', seen });
    expect(new Set(rest.map(({ outcome }) => outcome))).toEqual(new Set(['skip']));
  });

  it('that is none is refused', () => {
    expect(failures(undefined as unknown as EnvDefinition)).toEqual([
      { rule: 'the definition is complete', outcome: 'fail', seen: 'is undefined, no object' },
    ]);
  });

  it('is created with the settings given', () => {
    expect(() => checkContract(corridor, { length: 1 })).toThrow(/env\.length: must be a whole number >= 2/);
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { UserError } from '../../src/core/errors.js';
import { parseScenario } from '../../src/scenario/loader.js';
import { parseOverrides } from '../../src/scenario/overrides.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { formatSeeds, parseSeeds } from '../../src/scenario/seeds.js';
import { writeScenario } from '../../src/scenario/yaml/writer.js';
import { catalogues } from './catalogues.js';

const base = { env: { name: 'gridworld' }, agent: { name: 'dqn' }, loss: { name: 'q-td' }, steps: 100, seeds: '0-4' };

/** The scenario, or null for an honest refusal; anything else thrown is a failure. */
function loadOrRefuse(text: string, set: readonly string[] = []): Scenario | null {
  try {
    return parseScenario(text, 'any.yaml', { catalogues, set }).scenario;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    expect(error.issues.length).toBeGreaterThan(0);
    expect(error.message).not.toBe('');
    return null;
  }
}

const word = fc.oneof(
  fc.constantFrom(
    'env',
    'agent',
    'task',
    'loss',
    'name',
    'steps',
    'seeds',
    'expect',
    'lesson',
    'lr',
    'dqn',
    'focal',
    '__proto__',
  ),
  fc.string(),
);
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom(null, true, 0, -1, 1e-3, 1e300, Number.NaN, Number.POSITIVE_INFINITY, 'dqn', 'gridworld', '0-9'),
    fc.string(),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(word, tie('value'), { maxKeys: 5 }),
  ),
})).value;

describe('the loader', () => {
  it('loads or refuses any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => void loadOrRefuse(text)),
      { numRuns: 300 },
    );
  });

  it('loads or refuses any text made of the marks of YAML', () => {
    const mark = fc.constantFrom(
      ...'{}[],:?-#&*!|>\'"%@`\n \t',
      'a',
      'env',
      ': ',
      '- ',
      '\n  ',
      '---\n',
      '...\n',
      '<<: ',
      '&a ',
      '*a',
      '!!str ',
    );
    const text = fc.array(mark, { maxLength: 60 }).map((marks) => marks.join(''));
    fc.assert(
      fc.property(text, (given) => void loadOrRefuse(given)),
      { numRuns: 1000 },
    );
  });

  it('loads or refuses a good scenario in which anything was put anywhere', () => {
    const key = fc.oneof(
      fc.constantFrom(
        ...Object.keys(base),
        'lesson',
        'expect',
        'variants',
        'variantName',
        'tunedOn',
        'focus',
        'task',
        'name',
      ),
      word,
    );
    fc.assert(
      fc.property(key, json, fc.boolean(), (name, value, deeper) => {
        const document = deeper ? { ...base, agent: { name: 'dqn', [name]: value } } : { ...base, [name]: value };
        loadOrRefuse(stringify(document, { aliasDuplicateObjects: false }));
      }),
      { numRuns: 500 },
    );
  });

  it('loads or refuses any override', () => {
    const path = fc.oneof(
      fc.constantFrom('agent.lr', 'loss', 'loss.delta', 'env', 'steps', 'seeds', 'task.data', 'a.b.c'),
      fc.string(),
    );
    fc.assert(
      fc.property(
        path,
        fc.oneof(
          json.map((value) => JSON.stringify(value) ?? ''),
          fc.string(),
        ),
        (name, value) => {
          loadOrRefuse(stringify(base), [`${name}=${value}`]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never refuses an override because of what stands around it', () => {
    expect(parseOverrides([' agent.lr = 1e-3 '])).toEqual([
      { text: 'agent.lr=1e-3', path: ['agent', 'lr'], raw: '1e-3', value: 1e-3 },
    ]);
  });
});

describe('a written scenario', () => {
  it('loads as the scenario that it was written from', () => {
    const scenario = fc.record({
      title: fc.string({ unit: 'binary' }),
      summary: fc.string(),
      lr: fc.double({ min: 1e-9, max: 10, noNaN: true }),
      hidden: fc.array(fc.integer({ min: 1, max: 4096 }), { maxLength: 4 }),
      steps: fc.integer({ min: 1, max: 1e9 }),
      seeds: fc.uniqueArray(fc.nat(), { minLength: 1, maxLength: 20 }),
      text: fc.string({ unit: 'binary' }),
    });
    fc.assert(
      fc.property(scenario, ({ title, summary, lr, hidden, steps, seeds, text }) => {
        const document = {
          ...base,
          title,
          summary,
          steps,
          seeds,
          agent: { name: 'dqn', lr, hidden },
          variantName: 'first',
          variants: { second: { loss: 'huber', 'loss.delta': lr }, third: { agent: { name: 'dqn', hidden }, steps } },
          expect: [
            { metric: 'loss', op: '<', value: 1, stat: 'iqm', text },
            { metric: 'loss', op: '<', variant: 'third', versus: 'second', factor: 2, hold: 1, text },
          ],
        };
        const first = parseScenario(JSON.stringify(document), 'any.yaml', { catalogues }).scenario;
        const written = writeScenario(first, catalogues);
        expect(parseScenario(written, 'other.yaml', { catalogues }).scenario).toEqual(first);
      }),
      { numRuns: 200 },
    );
  });
});

describe('seeds', () => {
  it('read back as they were written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat({ max: 50 }), { minLength: 1 }), (seeds) => {
        expect(parseSeeds(formatSeeds(seeds))).toEqual(seeds);
      }),
    );
  });

  it.each([
    [7, [7]],
    ['0-3', [0, 1, 2, 3]],
    ['0, 3 ,7', [0, 3, 7]],
    ['8-9,0-1', [8, 9, 0, 1]],
    [
      [4, 2],
      [4, 2],
    ],
  ])('%j are %j', (given, expected) => {
    expect(parseSeeds(given)).toEqual(expected);
  });

  it.each([
    [-1],
    [1.5],
    [1e300],
    [''],
    ['a'],
    ['1-'],
    ['-1'],
    ['0--1'],
    ['1,,2'],
    ['1,1'],
    ['0-10000'],
    [null],
    [{}],
    [[]],
    [['1']],
    ['1e3'],
  ])('%j are none', (given) => {
    expect(parseSeeds(given)).toBeTypeOf('string');
  });
});

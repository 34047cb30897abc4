import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { splitValues } from '../../src/scenario/grid.js';
import { type LoadOptions, loadScenarios } from '../../src/scenario/loader.js';
import { writeScenario } from '../../src/scenario/yaml/writer.js';
import { catalogues, checked } from './catalogues.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-variants-'));
const file = join(folder, 'demo.yaml');

function load(text: string, options: Partial<LoadOptions> = {}) {
  writeFileSync(file, text);
  const loaded = loadScenarios([file], { catalogues, variants: 'all', cwd: '/somewhere', ...options });
  return loaded.map(({ scenario }) => scenario);
}

/** The messages without excerpts, the file's own path cut off. */
function problems(text: string, options: Partial<LoadOptions> = {}): readonly string[] {
  try {
    load(text, options);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const lines = error.message.split('\n').filter((line) => /^\S/.test(line));
    return lines.map((line) => line.replace(`${folder}/`, ''));
  }
  return [];
}

const base = 'task: classification\nloss: {name: focal, gamma: 5}\nsteps: 100\n';
const listed = `${base}variantName: focal
variants:
  - {name: bce, set: {loss: bce}}
  - {name: short, set: {loss.gamma: 1, steps: 10}}
`;

describe('the variants of a file', () => {
  it('come after the scenario as written, each with its settings over it', () => {
    expect(load(listed).map(({ variant, loss, steps }) => ({ variant, loss, steps }))).toEqual([
      { variant: 'focal', loss: { name: 'focal', params: { gamma: 5, alpha: null } }, steps: 100 },
      { variant: 'bce', loss: { name: 'bce', params: {} }, steps: 100 },
      { variant: 'short', loss: { name: 'focal', params: { gamma: 1, alpha: null } }, steps: 10 },
    ]);
  });

  it('may be a map of the sets by name, in which the order of the settings does not matter', () => {
    const text = `${base}variants:\n  soft: {loss.gamma: 1, loss: focal}\n`;
    expect(load(text).map(({ variant, loss }) => [variant, loss?.params.gamma])).toEqual([
      ['', 5],
      ['soft', 1],
    ]);
  });

  it('are loaded only where they are asked for', () => {
    const variants = (options: Partial<LoadOptions>) => load(listed, options).map(({ variant }) => variant);
    expect(variants({ variants: 'written' })).toEqual(['focal']);
    expect(variants({ variants: ['short', 'focal'] })).toEqual(['focal', 'short']);
    expect(problems(listed, { variants: ['bec'] })).toEqual([
      '--variant: unknown variant in demo (given bec; allowed focal, bce, short). Did you mean bce?',
    ]);
  });

  it('give way to an override of what they set, and take any other', () => {
    const variants = (...set: string[]) => load(listed, { set }).map(({ variant }) => variant);
    expect(variants('loss=bce')).toEqual(['loss=bce']);
    expect(variants('steps=50')).toEqual(['steps=50', 'bce, steps=50']);
    expect(variants('task.batch=8')).toEqual(['focal, task.batch=8', 'bce, task.batch=8', 'short, task.batch=8']);
    expect(load(listed, { set: ['loss.gamma=3'], variants: ['short'] })[0]).toMatchObject({
      variant: 'short, loss.gamma=3',
      loss: { params: { gamma: 3 } },
    });
  });

  it('have their data seen from the folder of the file, and looked at once', () => {
    checked.length = 0;
    load(`${base}variants: {own: {task.data: rows.csv}, loss: {loss: bce}}\n`);
    expect(checked).toEqual(['', join(folder, 'rows.csv')]);
  });

  it('stand in the file that a scenario is written to', () => {
    const [first] = load(listed);
    const text = writeScenario(first!, catalogues);
    expect(text).toContain('  - {name: "short", set: {"steps": 10, "loss.gamma": 1}}');
    expect(load(text).map(({ variant, loss, steps }) => [variant, loss, steps])).toEqual(
      load(listed).map(({ variant, loss, steps }) => [variant, loss, steps]),
    );
  });
});

describe('problems of variants', () => {
  it('come all at once, each at its place', () => {
    const text = `${base}variants:
  bec: {loss: bec}
  po ly: {steps: 1}
  a: {loss.gamma: -1, los: 1}
  b: {}
  c: {loss: focal, loss.name: bce}
  written: {steps: 0}
  d: {task: {name: classification, batch: 0}}
`;
    expect(problems(text)).toEqual([
      'demo.yaml:5:15: variants.bec.loss.name: unknown loss (given "bec"; allowed q-td, huber, bce, focal). Did you mean bce?',
      'demo.yaml:6:3: variants.po ly: must be a short name of letters, digits, dots and dashes (given "po ly")',
      'demo.yaml:7:19: variants.a.loss.gamma: must be a number >= 0 (given -1)',
      'demo.yaml:7:23: variants.a.los: cannot be set by a variant (allowed env, agent, task, loss, steps, evaluateEvery). Did you mean loss?',
      'demo.yaml:8:6: variants.b: must be a map of what the variant sets, such as {loss: bce, steps: 500} (given {})',
      'demo.yaml:9:20: variants.c.loss.name: is set twice',
      'demo.yaml:10:3: variants.written: is the name of two variants (given written)',
      'demo.yaml:10:20: variants.written.steps: must be a whole number from 1 to 1000000000 (given 0)',
      'demo.yaml:11:43: variants.d.task.batch: must be a whole number >= 1 and <= 65536 (given 0)',
    ]);
  });

  it('are found in variants that are not wanted, and said once', () => {
    const text = `${base.replace('100', '0')}variants: {bad: {loss: huber}}\n`;
    const expected = [
      'demo.yaml:3:8: steps: must be a whole number from 1 to 1000000000 (given 0)',
      'demo.yaml:4:24: variants.bad.loss.name: does not fit classification (given "huber"; allowed bce, focal)',
    ];
    expect(problems(text)).toEqual(expected);
    expect(problems(text, { variants: 'written' })).toEqual(expected);
  });

  it('are not those of what the command line puts right', () => {
    const text = `${base.replace('steps: 100', 'seeds: 3')}variants: {own: {loss: bce, task.data: missing.csv}}\n`;
    expect(load(text, { set: ['steps=5', 'loss=focal'] }).map(({ steps }) => steps)).toEqual([5]);
  });

  it('name the option when an override does not fit the variant that was picked', () => {
    expect(problems(listed, { variants: ['bce'], set: ['loss.gamma=1'] })).toEqual([
      '--set loss.gamma=1: loss.gamma: unknown setting (allowed no settings here)',
    ]);
  });

  it('that only come about through a variant are told at the variant', () => {
    const text = 'env: gridworld\nagent: dqn\nloss: huber\nsteps: 1\nvariants: {table: {agent: q-learning}}\n';
    expect(problems(text)).toEqual([
      'demo.yaml:5:12: variants.table.loss.name: q-learning learns from a table and has no loss to choose (given "huber")',
    ]);
  });

  it.each([
    ['variants: 5', 'demo.yaml:4:11: variants: must be a list of {name: bce, set: {loss: bce}}, or a map such as'],
    ['variants: [5]', 'demo.yaml:4:12: variants[0]: must be a map such as {name: bce, set: {loss: bce}} (given 5)'],
    ['variants: [{nme: a, set: {steps: 1}}]', 'demo.yaml:4:12: variants[0].name: is required: a short name'],
    ['variants: [{name: a}]', 'demo.yaml:4:12: variants[0]: must be a map of what the variant sets'],
    ['variantName: a', 'demo.yaml:4:1: variantName: names the scenario as written among its variants, and it has none'],
    ['variants: {a: {seeds: 3}}', 'variants.a.seeds: cannot be set by a variant'],
    ['variants: {a: {steps.x: 3}}', 'variants.a.steps.x: is deeper than any setting'],
    [
      `variants: {${Array.from({ length: 101 }, (_, i) => `v${i}: {steps: 1}`)}}`,
      'are too many (given 101; allowed at',
    ],
  ])('tell what is wrong with %j', (line, expected) => {
    expect(problems(`${base}${line}\n`).join('\n')).toContain(expected);
  });
});

describe('expectations over variants', () => {
  const claims = (...lines: string[]) => `${listed}expect:\n${lines.map((line) => `  - {${line}}\n`).join('')}`;

  it('have words for what they compare', () => {
    const [{ expectations } = { expectations: [] }] = load(
      claims(
        'metric: recall, op: ">", versus: bce, hold: 2, seeds: 3',
        'metric: recall, op: ">=", variant: short, versus: focal, stat: mean, value: 0.1',
        'metric: loss, op: "<", versus: short, stat: iqm, factor: 2',
        'metric: loss, op: "<", variant: bce, stat: max, value: 1',
      ),
    );
    expect(expectations.map(({ text }) => text)).toEqual([
      'recall > that of bce in 2 of 3 seeds',
      'mean of recall of short >= that of focal by 0.1',
      'iqm of loss < 2 x that of short',
      'max of loss of bce < 1',
    ]);
    expect(expectations[1]).toMatchObject({ variant: 'short', versus: 'focal', value: 0.1, than: null });
  });

  it.each([
    [
      'metric: a, op: ">", versus: bec, stat: mean',
      'demo.yaml:9:34: expect[0].versus: unknown variant (given "bec"; allowed focal, bce, short). Did you mean bce?',
    ],
    ['metric: a, op: ">", variant: x, value: 1, stat: mean', 'expect[0].variant: unknown variant (given "x"'],
    [
      'metric: a, op: ">", versus: focal, stat: mean',
      'expect[0].versus: compares a variant with itself (given "focal")',
    ],
    ['metric: a, op: ">", versus: bce, than: b, stat: mean', 'expect[0]: must have either than or versus (given both)'],
    [
      'metric: a, op: ">", versus: bce, value: 1, factor: 2, stat: mean',
      'expect[0]: must have either value or factor beside versus (given both)',
    ],
    [
      'metric: a, op: ">", value: 1, factor: 2, stat: mean',
      'expect[0].factor: needs versus, a variant to compare with',
    ],
    ['metric: a, op: ">", versus: bce, factor: 0, stat: mean', 'expect[0].factor: must be a number > 0 (given 0)'],
    ['metric: a, op: ">", versus: bce', 'expect[0]: must have either stat or hold (given neither)'],
  ])('are refused: %s', (claim, expected) => {
    expect(problems(claims(claim)).join('\n')).toContain(expected);
  });
});

describe('a grid', () => {
  const grid = (...vary: string[]) => load(base, { vary });

  it('has a variant per combination, each loss with its own defaults', () => {
    const cells = grid('loss=bce,focal', 'task.batch=8, 16');
    expect(cells.map(({ variant, loss }) => [variant, loss?.params])).toEqual([
      ['loss=bce, task.batch=8', {}],
      ['loss=bce, task.batch=16', {}],
      ['loss=focal, task.batch=8', { gamma: 2, alpha: null }],
      ['loss=focal, task.batch=16', { gamma: 2, alpha: null }],
    ]);
    expect(cells.map(({ learner }) => (learner.kind === 'task' ? learner.task.params.batch : null))).toEqual([
      8, 16, 8, 16,
    ]);
  });

  it('stands over --set, and over the variants that it leaves alone', () => {
    const names = load(listed, { set: ['task.batch=8'], vary: ['steps=1,2'] }).map(({ variant }) => variant);
    expect(names).toEqual([
      'task.batch=8, steps=1',
      'bce, task.batch=8, steps=1',
      'task.batch=8, steps=2',
      'bce, task.batch=8, steps=2',
    ]);
  });

  it('parts values at the commas between them only', () => {
    expect(splitValues('a,[b,c],{name: d, x: "1,2"}')).toEqual(['a', '[b,c]', '{name: d, x: "1,2"}']);
    expect(splitValues(`"a,b",'c,d',it's,e`)).toEqual(['"a,b"', "'c,d'", "it's", 'e']);
    const cells = grid('loss={name: focal, gamma: 1},{name: focal, gamma: 3}');
    expect(cells.map(({ loss }) => loss?.params.gamma)).toEqual([1, 3]);
  });

  it('tells every illegal value at once', () => {
    expect(problems(base, { vary: ['loss=bec,focl,bce', 'task.batch=0,8,x'] }).toSorted()).toEqual([
      '--vary loss=bec: loss.name: unknown loss (given "bec"; allowed q-td, huber, bce, focal). Did you mean bce?',
      '--vary loss=focl: loss.name: unknown loss (given "focl"; allowed q-td, huber, bce, focal). Did you mean focal?',
      '--vary task.batch=0: task.batch: must be a whole number >= 1 and <= 65536 (given 0)',
      '--vary task.batch=x: task.batch: must be a whole number >= 1 and <= 65536 (given "x")',
    ]);
  });

  it.each([
    [['loss'], '--vary loss: must be path=value,value. For example loss=bce,focal'],
    [['los=bce,focal'], '--vary los=bce,focal: los: cannot be overridden'],
    [['seeds=1,2'], '--vary seeds=1,2: seeds: cannot be overridden'],
    [['loss=bce, bce'], '--vary loss=bce, bce: loss: names a value twice (given "bce")'],
    [['loss=bce', 'loss=focal'], '--vary loss=focal: loss: is set twice'],
    [['loss.gamma=1', 'loss=focal'], '--vary loss=focal: loss: would undo loss.gamma=1. Give loss=focal first'],
    [['steps={a,b'], '--vary steps={a,b: is not valid YAML'],
  ])('is refused: %j', (vary, expected) => {
    expect(problems(base, { vary }).join('\n')).toContain(expected);
  });

  it('is told that it is too large before any of it is made', () => {
    const many = Array.from({ length: 100 }, (_, i) => i + 1).join();
    expect(problems(base, { vary: [`steps=${many}`, `task.batch=${many}`, `loss.gamma=${many}`] })).toEqual([
      '--vary: makes too large a grid (given 1000000 combinations; allowed at most 1000)',
    ]);
  });

  it('does not repeat what --set has set', () => {
    expect(problems(base, { set: ['steps=5'], vary: ['steps=1,2'] })).toEqual(['--vary steps=1: steps: is set twice']);
  });
});

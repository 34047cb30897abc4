import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { printable } from '../../src/core/printable.js';
import { type LoadedScenario, loadScenarios, parseScenario } from '../../src/scenario/loader.js';
import { catalogues, checked } from './catalogues.js';

const load = (text: string, set: readonly string[] = []): LoadedScenario =>
  parseScenario(text, 'my.yaml', { catalogues, set });

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return 'no error';
}

const problem = (text: string, set: readonly string[] = []) => messageOf(() => load(text, set));

const grid = `env: gridworld
agent: {name: dqn, lr: 3e-4}
loss: huber
steps: 8000
`;

beforeEach(() => {
  checked.length = 0;
});

describe('text that is no YAML', () => {
  it('is told at its first three places, one a line, and how many there are more', () => {
    expect(problem('a: b: c: d\n\tx: 1\n- y\n}]\n%%\n')).toBe(
      [
        'my.yaml:1:4: is not valid YAML: Nested mappings are not allowed in compact mappings',
        '  1 | a: b: c: d',
        '    |    ^',
        'my.yaml:2:1: is not valid YAML: Tabs are not allowed as indentation',
        '  2 | \\tx: 1',
        '    | ^',
        'my.yaml:3:1: is not valid YAML: Implicit keys need to be on a single line',
        '  3 | - y',
        '    | ^',
        'my.yaml: and 6 more, which may come from the first',
      ].join('\n'),
    );
  });

  it('hides nothing when there is one slip, nor what a scenario may not say', () => {
    expect(problem('env: "gridworld\n').split('\n')[0]).toBe('my.yaml:2:1: is not valid YAML: Missing closing "quote');
    const keys = Array.from({ length: 5 }, (_, i) => `k${i}: 1\nk${i}: 2\n`).join('');
    expect(problem(keys).match(/has this key twice/g)).toHaveLength(5);
  });
});

describe('a scenario file', () => {
  it('is resolved with every default filled in', () => {
    expect(load(grid).scenario).toEqual({
      name: 'my',
      variant: '',
      title: 'my',
      summary: '',
      lesson: null,
      learner: {
        kind: 'agent',
        env: { name: 'gridworld', params: { slip: 0 } },
        agent: { name: 'dqn', params: { lr: 3e-4, hidden: [64, 64], double: false, target: 'hard' } },
      },
      loss: { name: 'huber', params: { delta: 1 } },
      steps: 8000,
      evaluateEvery: 160,
      focus: 'greedy_return',
      seeds: [0],
      tunedOn: [],
      expectations: [],
    });
  });

  it('says everything that it can say', () => {
    const { scenario } = load(`name: demo
title: A demo
summary: Rare positives.
lesson: {question: Why?, watch: The curve., measured: Nothing yet.}
task: {name: classification, batch: 32}
loss: {name: focal, gamma: 1.5, alpha: [0.2, 0.8]}
steps: 100
evaluateEvery: 10
focus: average_precision
seeds: 0-2,7
tunedOn: [7]
expect:
  - {metric: average_precision, op: ">=", value: 0.6, stat: iqm, seeds: 3, text: good ranking}
  - {metric: loss, op: <, than: accuracy, hold: 2}
`);
    expect(scenario).toMatchObject({
      name: 'demo',
      lesson: { question: 'Why?', watch: 'The curve.', measured: 'Nothing yet.' },
      learner: { kind: 'task', task: { name: 'classification', params: { data: '', batch: 32 } } },
      loss: { name: 'focal', params: { gamma: 1.5, alpha: [0.2, 0.8] } },
      evaluateEvery: 10,
      focus: 'average_precision',
      seeds: [0, 1, 2, 7],
      tunedOn: [7],
      expectations: [
        {
          text: 'good ranking',
          metric: 'average_precision',
          op: '>=',
          value: 0.6,
          than: null,
          stat: 'iqm',
          hold: null,
          seeds: 3,
        },
        {
          text: 'loss < accuracy in 2 of 3 seeds',
          metric: 'loss',
          op: '<',
          value: null,
          than: 'accuracy',
          stat: null,
          hold: 2,
          seeds: 3,
        },
      ],
    });
  });

  it('has no loss when the agent learns from a table', () => {
    expect(load('env: gridworld\nagent: q-learning\nsteps: 10').scenario.loss).toBeNull();
  });

  it('takes the first loss that fits when it names none', () => {
    expect(load('task: classification\nsteps: 10').scenario.loss?.name).toBe('bce');
  });
});

describe('problems of a scenario file', () => {
  it('point at the line and the character', () => {
    expect(problem(grid.replace('3e-4', '-1'))).toBe(`my.yaml:2:24: agent.lr: must be a number > 0 and <= 10 (given -1)
  2 | agent: {name: dqn, lr: -1}
    |                        ^`);
  });

  it('name the nearest name and all names for an unknown loss', () => {
    expect(
      problem(grid.replace('huber', 'huberr')),
    ).toBe(`my.yaml:3:7: loss.name: unknown loss (given "huberr"; allowed q-td, huber, bce, focal). Did you mean huber?
  3 | loss: huberr
    |       ^`);
  });

  it('name the settings that there are for an unknown one', () => {
    expect(
      problem(grid.replace('lr:', 'lrate:')),
    ).toBe(`my.yaml:2:20: agent.lrate: unknown setting (allowed lr, hidden, double, target)
  2 | agent: {name: dqn, lrate: 3e-4}
    |                    ^`);
  });

  it('find the block that a misplaced setting belongs to', () => {
    expect(problem(`${grid}double: true\n`)).toContain(
      'my.yaml:5:1: double: unknown key (allowed name, title, summary, lesson, plugins, env, agent, task, loss, steps, evaluateEvery, focus, seeds, tunedOn, variantName, variants, regression, expect). Did you mean agent.double?',
    );
  });

  it('come all at once, by line', () => {
    const text = problem(`env: grid-world
agent: {name: dqn, lr: .nan, hidden: [64, 0, 1.5], double: yes, target: sofd}
loss: focal
steps: 1e12
evalute_every: 5
seeds: 0-3,2
expect:
  - {metric: loss, op: "=", value: 1}
`);
    expect(text.split('\n').filter((line) => line.startsWith('my.yaml'))).toEqual([
      'my.yaml:1:6: env.name: unknown env (given "grid-world"; allowed gridworld, cartpole). Did you mean gridworld?',
      'my.yaml:2:24: agent.lr: must be a number > 0 and <= 10 (given NaN)',
      'my.yaml:2:43: agent.hidden[1]: must be a whole number >= 1 and <= 4096 (given 0)',
      'my.yaml:2:46: agent.hidden[2]: must be a whole number >= 1 and <= 4096 (given 1.5)',
      'my.yaml:2:60: agent.double: must be true or false (given "yes")',
      'my.yaml:2:73: agent.target: must be one of hard, soft (given "sofd"). Did you mean soft?',
      'my.yaml:3:7: loss.name: does not fit dqn (given "focal"; allowed q-td, huber)',
      'my.yaml:4:8: steps: must be a whole number from 1 to 1000000000 (given 1000000000000)',
      'my.yaml:5:1: evalute_every: unknown key (allowed name, title, summary, lesson, plugins, env, agent, task, loss, steps, evaluateEvery, focus, seeds, tunedOn, variantName, variants, regression, expect). Did you mean evaluateEvery?',
      'my.yaml:6:8: seeds: names seed 2 twice (given "0-3,2"; allowed whole numbers from 0, such as 0-9, "0,3,7" or [0, 3, 7], none twice)',
      'my.yaml:8:5: expect[0]: must have either stat or hold (given neither)',
      'my.yaml:8:24: expect[0].op: must be one of >=, >, <=, <, in quotes (given "="). Did you mean >=?',
    ]);
  });

  it.each([
    ['steps: 10', 'my.yaml: must name what is learned: either env and agent, or task (given none of them)'],
    [
      'env: gridworld\nsteps: 10',
      'my.yaml:1:1: env: must name what is learned: either env and agent, or task (given env)',
    ],
    [`${grid}task: classification`, 'given env and agent and task'],
    ['task: classification', 'my.yaml: steps: is required: a whole number from 1 to 1000000000'],
    ['task: {batch: 2}\nsteps: 1', "my.yaml:1:7: task.name: is required: the task's name"],
    ['task: 5\nsteps: 1', 'task: must be a name, or a map with a name (given 5)'],
    ['- a\n- b', 'my.yaml: must be a map of settings such as name, env, agent, loss, steps (given ["a","b"])'],
    ['just words', 'must be a map of settings'],
    [
      `${grid}seeds: []`,
      'seeds: must be whole numbers from 0, such as 0-9, "0,3,7" or [0, 3, 7], none twice (given [])',
    ],
    [`${grid}seeds: 0-99999999999`, 'seeds: must name at most 10000 seeds'],
    [`${grid}seeds: 9-0`, 'seeds: has the range 9-0, which runs backwards'],
    [`${grid}seeds: [0, -1]`, 'seeds[1]: must be whole numbers from 0'],
    [`${grid}name: ../up`, 'name: must be a short name of letters, digits, dots and dashes (given "../up")'],
    [
      `${grid}expect: [{metric: loss, op: "<", value: 1, than: loss, hold: 3, seeds: 2}]`,
      'must have either value or than (given both)',
    ],
    [
      `${grid}expect: [{metric: loss, op: "<", value: 1, hold: 3, seeds: 2}]`,
      'expect[0].hold: must not be more than seeds (given 3; allowed at most 2)',
    ],
    [
      grid.replace('huber', '{name: q-td, double: true}'),
      'my.yaml:3:20: loss.double: is given to the loss by dqn itself. Set agent.double instead',
    ],
    [
      'env: gridworld\nagent: q-learning\nloss: bce\nsteps: 1',
      'loss.name: q-learning learns from a table and has no loss to choose (given "bce")',
    ],
  ])('tell what is wrong with %j', (text, expected) => {
    expect(problem(text)).toContain(expected);
  });
});

describe('broken YAML', () => {
  it('is shown where it breaks', () => {
    expect(problem('env: gridworld\nagent: {name: dqn\nsteps: 10\n')).toContain('my.yaml:');
    expect(problem('steps: 1\nsteps: 2')).toBe(`my.yaml:2:1: has this key twice
  2 | steps: 2
    | ^`);
  });

  it('gets a hint for an operator without quotes', () => {
    expect(problem(`${grid}expect:\n  - metric: loss\n    op: >=\n    value: 1`)).toContain(
      'Put it in quotes: op: ">="',
    );
    expect(problem(`${grid}expect:\n  - {metric: loss, op: >, value: 1}`)).toContain('Put it in quotes: op: ">"');
  });

  it.each(
    (
      [
        ['a: 1\n---\nb: 2', 'my.yaml:2:1: has more than one document'],
        ['a: !!python/object 1', 'my.yaml:1:4: has an unknown tag'],
        ['a: !mine 1', 'has an unknown tag'],
        ['__proto__: {a: 1}', 'my.yaml:1:1: has the key __proto__, which is not allowed anywhere'],
        ['task: {name: classification, constructor: 1}', 'has the key constructor'],
        ['a: [{b: {prototype: 1}}]', 'has the key prototype'],
        ['1: a', 'my.yaml:1:1: has a key that is not a text'],
        ['? [a]\n: b', 'has a key that is not a text'],
        ['a: *b', 'Unresolved alias'],
        ['a: &a [*a]', 'is nested too deep by its aliases'],
        [`a: ${'['.repeat(60)}${']'.repeat(60)}`, 'is nested too deep (allowed 24 levels)'],
        ['[1,'.repeat(300_000), 'has too many entries for a scenario'],
        ['- '.repeat(9000), 'is nested too deep'],
        [`a: &a [1]\nb: [${Array(60).fill('*a').join(',')}]`, 'uses its anchors too often'],
        [
          `a: &a [1,1,1,1,1,1,1]\nb: &b [${Array(7).fill('*a').join()}]\nc: &c [${Array(7).fill('*b').join()}]\nd: [${Array(7).fill('*c').join()}]`,
          'uses its anchors too often',
        ],
      ] as const
    ).map(([text, expected]) => [text.slice(0, 60), text, expected] as const),
  )('is refused: %j', (_, text, expected) => {
    const start = performance.now();
    expect(problem(text)).toContain(expected);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('shows control characters as escapes and keeps the caret in place', () => {
    expect(printable(problem('\u202eenv: \u001b[31mx'))).not.toContain('\u202e');
  });
});

describe('files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-'));
  const write = (name: string, content: string | Uint8Array) => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const read = (file: string, set: readonly string[] = []) =>
    loadScenarios([file], { catalogues, set, cwd: '/somewhere' });

  it.each([
    ['empty.yaml', '', 'is empty'],
    ['blank.yaml', ' \n\n', 'is empty'],
    ['binary.yaml', new Uint8Array([0x61, 0x3a, 0xff, 0xfe]), 'is not UTF-8 text: the byte at 2 is not legal there'],
    ['large.yaml', `# ${'x'.repeat(1_000_000)}`, 'is too large for a scenario'],
  ])('%s is refused', (name, content, expected) => {
    const file = write(name, content);
    expect(messageOf(() => read(file))).toBe(
      `${file}: ${expected}${name === 'large.yaml' ? ' (given more than 1 MB; allowed at most 1 MB)' : ''}`,
    );
  });

  it('that are not there or folders are refused', () => {
    expect(messageOf(() => read('./no/such.yaml'))).toBe('./no/such.yaml: file not found');
    mkdirSync(join(folder, 'folder.yaml'), { recursive: true });
    expect(messageOf(() => read(join(folder, 'folder.yaml')))).toContain('is a directory');
  });

  it('may begin with a byte order mark and end lines as Windows does', () => {
    const [loaded] = read(write('windows.yaml', `\ufeff${grid.replaceAll('\n', '\r\n')}`));
    expect(loaded?.scenario.steps).toBe(8000);
  });

  it('see relative data from their own folder, and overrides from the working folder', () => {
    const file = write('data.yaml', 'task: {name: classification, data: rows.csv}\nsteps: 1');
    read(file);
    read(file, ['task.data=other.csv']);
    expect(checked).toEqual([join(folder, 'rows.csv'), '/somewhere/other.csv']);
  });

  it('have their data checked while loading', () => {
    const file = write('gone.yaml', 'task: {name: classification, data: missing.csv}\nsteps: 1');
    expect(messageOf(() => read(file))).toContain(`${file}:1:36: task.data: file not found (given`);
  });

  it('make no claims about data that an override brings, but about their own', () => {
    const claim = 'focus: true_mae\nexpect: [{metric: true_mae, op: "<", value: 1, hold: 1}]';
    const file = write('claims.yaml', `task: {name: classification, data: rows.csv}\nsteps: 1\n${claim}`);
    expect(read(file)[0]!.scenario.expectations).toHaveLength(1);
    expect(read(file)[0]!.says(['focus'])).toBe(true);
    const [other] = read(file, ['task.data=other.csv']);
    expect(other!.scenario.expectations).toEqual([]);
    expect(other!.scenario.focus).toBe('mae');
    expect(other!.says(['focus'])).toBe(false);
    expect(read(file, ['task.data=other.csv', 'focus=mae'])[0]!.says(['focus'])).toBe(true);
    expect(read(file, ['task.data=""'])[0]!.scenario.expectations).toHaveLength(1);
  });

  it('make no claims about what an override names in place of their env, agent or task', () => {
    const claims =
      'focus: regret\nregression: {metric: regret}\nexpect: [{metric: regret, op: "<", value: 1, hold: 1}]';
    const file = write('other.yaml', `env: gridworld\nagent: dqn\nsteps: 100\n${claims}`);
    expect(read(file)[0]!.scenario).toMatchObject({ focus: 'regret', expectations: [{ metric: 'regret' }] });
    expect(read(file, ['agent.lr=0.1'])[0]).toMatchObject({ scenario: { expectations: [{}] }, isUnclaimed: false });
    for (const set of ['agent=q-learning', 'env=gridworld', 'env.name=cartpole']) {
      const [other] = read(file, [set]);
      expect(other!.isUnclaimed).toBe(true);
      expect(other!.scenario).toMatchObject({ focus: 'greedy_return', expectations: [] });
      expect(other!.scenario.regression).toBeUndefined();
      expect(other!.says(['focus'])).toBe(false);
    }
    expect(read(file, ['agent=q-learning', 'focus=loss'])[0]!.scenario.focus).toBe('loss');
  });

  it('may have what they say of a block taken away', () => {
    const file = write('taken.yaml', 'env: gridworld\nagent: dqn\nloss: {name: huber, delta: 2}\nsteps: 100');
    expect(read(file, ['agent=q-learning', 'loss=null'])[0]!.scenario.loss).toBeNull();
    expect(read(file, ['loss=null'])[0]!.scenario.loss?.name).toBe('q-td');
    const task = read(file, ['agent=null', 'env=null', 'loss=null', 'task=classification'])[0]!.scenario;
    expect(task.learner.kind).toBe('task');
    expect(messageOf(() => read(file, ['agent=null']))).toContain('must name what is learned');
  });

  it('have their loss checked against the settings of their task while loading', () => {
    const text = 'task: {name: classification, batch: 2}\nloss: {name: focal, alpha: [0.1, 0.2, 0.3]}\nsteps: 1';
    const file = write('long.yaml', text);
    expect(messageOf(() => read(file))).toContain(`${file}:2:28: loss.alpha: is longer than a batch (given 3`);
    expect(() => read(file, ['task.batch=3'])).not.toThrow();
    expect(messageOf(() => read(file, ['task.batch=3', 'loss.alpha=[0.1, 0.2, 0.3, 0.4]']))).toContain(
      '--set loss.alpha=[0.1, 0.2, 0.3, 0.4]: loss.alpha: is longer than a batch',
    );
  });

  it('tell the problems of all of them together', () => {
    expect(messageOf(() => loadScenarios(['./a.yaml', './b.yaml', 'no-such-name'], { catalogues }))).toMatch(
      /^\.\/a\.yaml: file not found\n\.\/b\.yaml: file not found\nno scenario named no-such-name/,
    );
  });
});

describe('overrides', () => {
  const set = (...texts: string[]) => load(grid, texts).scenario;

  it('set single settings and name the variant', () => {
    const scenario = set('agent.lr=1e-2', 'steps=500', 'loss.delta = 2', 'agent.hidden=[8]');
    expect(scenario).toMatchObject({
      steps: 500,
      loss: { params: { delta: 2 } },
      learner: { agent: { params: { lr: 0.01, hidden: [8] } } },
    });
    expect(scenario.variant).toBe('agent.lr=1e-2, steps=500, loss.delta=2, agent.hidden=[8]');
  });

  it('drop the settings of what they replace', () => {
    const text = 'task: classification\nloss: {name: focal, gamma: 5}\nsteps: 1';
    expect(load(text, ['loss=bce']).scenario.loss).toEqual({ name: 'bce', params: {} });
    expect(load(text, ['loss=focal']).scenario.loss?.params).toEqual({ gamma: 2, alpha: null });
    expect(load(text, ['loss={name: focal, alpha: 0.5}']).scenario.loss?.params).toEqual({ gamma: 2, alpha: 0.5 });
    expect(load(text, ['loss.name=focal', 'loss.gamma=1']).scenario.loss?.params).toEqual({ gamma: 1, alpha: null });
  });

  it('reach the settings of a loss that the file leaves to the default', () => {
    expect(load('env: gridworld\nagent: dqn\nsteps: 1', ['loss.delta=3']).scenario.loss).toEqual({
      name: 'q-td',
      params: { delta: 3 },
    });
  });

  it.each([
    [['agent.lr'], '--set agent.lr: must be path=value. For example agent.lr=3e-4'],
    [['agent.lr=-1'], '--set agent.lr=-1: agent.lr: must be a number > 0 and <= 10 (given -1)'],
    [
      ['agent.lrr=1'],
      '--set agent.lrr=1: agent.lrr: unknown setting (allowed lr, hidden, double, target). Did you mean lr?',
    ],
    [
      ['step=5'],
      '--set step=5: step: cannot be overridden (allowed env, agent, task, loss, steps, evaluateEvery, focus, seeds). Did you mean steps?',
    ],
    [
      ['agnt.lr=5'],
      '--set agnt.lr=5: agnt.lr: cannot be overridden (allowed env, agent, task, loss, steps, evaluateEvery, focus, seeds). Did you mean agent.lr?',
    ],
    [
      ['lr=5'],
      '--set lr=5: lr: cannot be overridden (allowed env, agent, task, loss, steps, evaluateEvery, focus, seeds). Settings stand in env, agent, task or loss, such as agent.lr',
    ],
    [['agent.a.b=5'], '--set agent.a.b=5: agent.a.b: is deeper than any setting'],
    [['agent.__proto__=5'], 'agent.__proto__'],
    [['__proto__.x=5'], '--set __proto__.x=5: __proto__.x: cannot be overridden'],
    [['agent={name: dqn, __proto__: {a: 1}}'], 'has the key __proto__, which is not allowed anywhere'],
    [['steps=1', 'steps=2'], '--set steps=2: steps: is set twice'],
    [['loss.delta=2', 'loss=huber'], '--set loss=huber: loss: would undo loss.delta=2. Give loss=huber first'],
    [['loss=focal'], '--set loss=focal: loss.name: does not fit dqn (given "focal"; allowed q-td, huber)'],
    [['steps={a'], '--set steps={a: '],
    [['=5'], '--set =5: must be path=value, a path being names with dots (given "")'],
  ])('are refused: %j', (texts, expected) => {
    expect(problem(grid, texts)).toContain(expected);
  });
});

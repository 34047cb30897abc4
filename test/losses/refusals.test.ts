import { describe, expect, test } from 'vitest';
import { type Issue, UserError } from '../../src/core/errors.js';
import { describeAllowed, type ParamSpec } from '../../src/core/params.js';
import type { LossDefinition } from '../../src/losses/kit/definition.js';
import type { Nested } from '../../src/losses/kit/input-spec.js';
import { type Loss, losses } from '../../src/losses/registry.js';
import { calls, eachCall } from './calls.js';
import { shape } from './nested.js';
import { Draw } from './random-calls.js';

function issuesOf(loss: string, call: object): readonly Issue[] {
  try {
    losses.get(loss).evaluate(call as never);
  } catch (error) {
    if (error instanceof UserError) return error.issues;
    throw error;
  }
  return [];
}

/** Values outside a spec's legal set, each with the words that must name that set. */
function illegal(spec: ParamSpec): unknown[] {
  switch (spec.kind) {
    case 'number':
      return [
        'x',
        Number.NaN,
        ...(spec.integer ? [spec.default + 0.5] : []),
        ...(spec.min === undefined ? [] : [spec.min - 1]),
        ...(spec.above === undefined ? [] : [spec.above]),
        ...(spec.max === undefined ? [] : [spec.max + 1]),
        ...(spec.below === undefined ? [] : [spec.below]),
      ];
    case 'either':
      return ['x', ...spec.forms.flatMap(illegal)];
    case 'list':
      return ['x', ['x'], ...(spec.item.min === undefined ? [] : [[spec.item.min - 1]])];
    default:
      return [17];
  }
}

const parameters = losses
  .list()
  .flatMap((loss) => Object.entries(loss.params).map(([name, spec]) => ({ loss: loss.name, name, spec })));

describe('an illegal setting is refused with its legal range', () => {
  test.each(parameters)('$loss $name', ({ loss, name, spec }) => {
    const [{ variant, inputs }] = calls[loss as keyof typeof calls] as never as [(typeof calls)['mse'][number]];
    for (const value of illegal(spec)) {
      const issues = issuesOf(loss, { inputs: inputs(new Draw(1)), variant, params: { [name]: value } });
      expect(issues.map((issue) => issue.path)).toEqual([`params.${name}`]);
      expect(issues[0]!.message).toContain(describeAllowed(spec));
    }
  });
});

const inputs = eachCall()
  .filter(({ params }) => Object.keys(params).length === 0)
  .flatMap((call) => Object.keys(call.inputs(new Draw(2))).map((name) => ({ ...call, name })));

describe('a call is refused', () => {
  test.each(inputs)('$loss $variant without $name', ({ loss, variant, inputs, name }) => {
    const { [name]: _, ...rest } = inputs(new Draw(2));
    const spec = (losses.get(loss) as LossDefinition).inputs[name]!;
    const issues = issuesOf(loss, { inputs: rest, variant });
    // Importance weights and extra candidates may be left out.
    if (spec.optional && issues.length === 0) return;
    expect(issues.map(({ path, message }) => `${path} ${message}`).join('\n')).toMatch(
      /inputs\.\w+ is missing|inputs needs exactly one/,
    );
  });

  test.each(inputs)('$loss $variant when $name has one axis more, and the message shows shapes', (row) => {
    const { loss, variant, inputs, name } = row;
    const given = inputs(new Draw(2)) as Record<string, Nested>;
    const wider = (value: Nested): Nested => (typeof value === 'number' ? [value] : value.map(wider));
    const wrong = wider(given[name]!);
    const issues = issuesOf(loss, { inputs: { ...given, [name]: wrong }, variant });
    const text = issues.map((issue) => `${issue.given} ${issue.allowed}`).join('\n');
    expect(text).toContain(`[${shape(wrong)}]`);
    expect(issues.every((issue) => issue.allowed !== undefined)).toBe(true);
  });

  test.each(inputs)('$loss $variant when $name is ragged, holds a text, or is null', (row) => {
    const { loss, variant, inputs, name } = row;
    const given = inputs(new Draw(2)) as Record<string, Nested>;
    for (const wrong of ['text', null, ...(typeof given[name] === 'number' ? [] : [[...given[name]!, 'x']])]) {
      const issues = issuesOf(loss, { inputs: { ...given, [name]: wrong }, variant });
      expect(issues[0]!.path).toContain(`inputs.${name}`);
    }
  });

  test.each(inputs.filter(({ loss, name }) => (losses.get(loss) as LossDefinition).inputs[name]!.type === 'index'))(
    '$loss $variant when $name is out of range or no whole number',
    ({ loss, variant, inputs, name }) => {
      const given = inputs(new Draw(2)) as Record<string, number[]>;
      const bounded = (losses.get(loss) as LossDefinition).inputs[name]!.below !== undefined;
      for (const wrong of [0.5, Number.NaN, ...(bounded ? [-1, 99] : [])]) {
        const issues = issuesOf(loss, { inputs: { ...given, [name]: [wrong, ...given[name]!.slice(1)] }, variant });
        expect(issues[0]!.path).toBe(`inputs.${name}[0]`);
        expect(issues[0]!.allowed).toMatch(/0 to \d|a whole number/);
      }
    },
  );

  test.each(inputs.filter(({ loss, name }) => (losses.get(loss) as LossDefinition).inputs[name]!.values !== undefined))(
    '$loss $variant when $name is outside its set',
    ({ loss, variant, inputs, name }) => {
      const given = inputs(new Draw(2)) as Record<string, Nested>;
      const { values } = (losses.get(loss) as LossDefinition).inputs[name]!;
      const spoil = (value: Nested): Nested =>
        typeof value === 'number' ? 0.5 : [spoil(value[0]!), ...value.slice(1)];
      const issues = issuesOf(loss, { inputs: { ...given, [name]: spoil(given[name]!) }, variant });
      expect(issues[0]!.allowed).toBe(values!.join(', '));
    },
  );

  test('when an input or a setting does not exist, with a suggestion, and all issues come at once', () => {
    const issues = issuesOf('mse', {
      inputs: { pred: [1], targt: [1] },
      params: { reductoin: 'sum' },
      variant: 'defalt',
    });
    expect(issues.map(({ path }) => path)).toEqual(['variant', 'params.reductoin', 'inputs.targt', 'inputs.target']);
    expect(issues.map(({ hint }) => hint)).toEqual([
      'Did you mean default?',
      'Did you mean reduction?',
      'Did you mean target?',
      undefined,
    ]);
  });

  test.each([
    ['mse', { pred: [1, 2], target: [[1], [2]] }, {}, /must have the shape of pred.*\[2,1\].*\[2\]/],
    ['bce', { logits: [1, 2], targets: [1] }, {}, /logits of shape \[2\].*\[1\].*N = 2/],
    ['bce', { logits: [1, 2], targets: [[1], [0]] }, {}, /beside logits of shape \[2\].*\[2,1\].*\[N\]/],
    ['bce', { logits: [[1], [2]], targets: [1, 0] }, {}, /beside targets of shape \[2\].*\[2,1\].*\[N\]/],
    ['bce', { logits: [1], targets: [1.5] }, {}, /targets\[0\].*given 1\.5.*0 to 1/],
    ['bce', { logits: null, targets: [1] }, {}, /logits: must be a number or a plain array of numbers.*given null/],
    ['cross-entropy', { logits: [[1, 2]], targets: [2] }, {}, /targets\[0\].*given 2.*0 to 1, or -100/],
    ['cross-entropy', { logits: [[1, 2]], targets: [0], targetProbs: [[1, 0]] }, {}, /targetProbs.*not taken/],
    ['cross-entropy', { logits: [[1, 2]], targets: [0] }, { weight: [1] }, /weight.*per class.*1.*2/],
    [
      'cross-entropy',
      { logits: [[1, 2]], targetProbs: [[0.5, 0.6]] },
      {},
      /targetProbs\[0\].*sum to 1 within 1e-3.*1\.1/,
    ],
    ['kl-div', { logits: [[1, 2]], targetProbs: [[0, 1]] }, { direction: 'reverse' }, /\[0\]\[0\].*above 0/],
    ['hinge', { scores: [1], targets: [0] }, {}, /targets\[0\].*given 0.*-1, 1/],
    ['focal', { logits: [1], targets: [2] }, {}, /targets\[0\].*0 to 1/],
    ['focal', { logits: [[1, 2]], targets: [1] }, { alpha: [1, 1, 1] }, /alpha.*per class/],
    ['poly', { logits: [[1, 2]], targets: [1] }, { epsilons: [0, -0.6] }, /epsilons\[1\].*-1\/2/],
    ['ge2e', { embeddings: [[[1], [2]]], w: 1, b: 0 }, {}, /at least 2 speakers.*\[1,2,1\]/],
    ['triplet', { embeddings: [[1]], labels: [0] }, { mining: 'all', reduction: 'none' }, /N\^3/],
    ['triplet', { anchors: [[1]], positives: [[1]], negatives: [[1]] }, { mining: 'hard' }, /embeddings: is missing/],
    ['policy-gradient', { logits: [[1]], actions: [0], returns: [1], rewards: [1] }, {}, /exactly one/],
    ['policy-gradient', { logits: [[1]], actions: [0], rewards: [1] }, {}, /exactly one|dones/],
    ['poisson-nll', { pred: [-1], target: [1] }, { logInput: false }, /rates must be at least 0/],
    ['poisson-nll', { pred: [1], target: [-1] }, {}, /target\[0\].*at least 0/],
    [
      'q-td',
      { qValues: [[1]], actions: [0], rewards: [1], nextQ: [[1]], dones: [0] },
      { double: true },
      /nextQOnline: is missing/,
    ],
    ['pairwise-ranking', { scores: [1], labels: [2] }, { pairs: 'literal' }, /labels\[0\].*-1, 1/],
  ] as const)('%s %j %j', (loss, inputs, params, message) => {
    expect(() => losses.get(loss as string).evaluate({ inputs, params } as never)).toThrow(message);
  });

  test('an ignored row may hold the ignored index, and no other', () => {
    const call = (targets: number[]) => ({
      inputs: {
        logits: [
          [1, 2],
          [0, 1],
        ],
        targets,
      },
      params: { ignoreIndex: 7 },
    });
    expect(issuesOf('cross-entropy', call([7, 1]))).toEqual([]);
    expect(issuesOf('cross-entropy', call([8, 1]))[0]!.path).toBe('inputs.targets[0]');
  });
});

test('a call that is no object, or in no precision there is, is refused in words', () => {
  const loss: Loss = losses.get('mse' as string);
  for (const call of [undefined, null, 7]) expect(() => loss.evaluate(call as never)).toThrow(/called with an object/);
  expect(() => loss.evaluate({ inputs: { pred: [1], target: [1] }, precision: 'f16' as never })).toThrow(/f64, f32/);
  expect(() => loss.evaluate({} as never)).toThrow(/inputs: must be an object/);
});

test('a refused call leaves the next one unharmed', () => {
  const loss: Loss = losses.get('mse' as string);
  expect(() => loss.evaluate({ inputs: { pred: [1], target: ['x'] as never } })).toThrow(UserError);
  expect(loss.evaluate({ inputs: { pred: [1], target: [3] } }).value).toBe(4);
});

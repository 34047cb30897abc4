import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { reportFailure } from '../../src/cli/kit/failure.js';
import { createProgram } from '../../src/cli/program.js';
import { families } from '../../src/losses/kit/definition.js';
import { losses } from '../../src/losses/registry.js';
import { scenariosByLoss } from '../../src/report/losses/scenarios.js';
import { registries } from '../../src/train/registries.js';
import { fakeTerminal } from './fake-terminal.js';

const golden = resolve(import.meta.dirname, '../golden/losses.json');
const folder = mkdtempSync(join(tmpdir(), 'losscope-losses-'));

async function losscope(...args: readonly string[]) {
  const { terminal, out, err } = fakeTerminal();
  let code = 0;
  const exit = (given: number) => {
    code = Math.max(code, given);
  };
  try {
    await createProgram({ terminal, exit }).parseAsync([...args], { from: 'user' });
  } catch (error) {
    code = reportFailure(error, terminal);
  }
  await terminal.flush();
  // The two streams hand on what was written in turns of their own.
  await setImmediate();
  return { code, out: out(), err: err() };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const HUBER = `huber  regression
Half the squared error near the target, linear with slope delta beyond.
Also called: Huber loss

Formula
  |d| <= delta: 0.5 d^2; else delta (|d| - delta/2)

Gradient
  d clipped to +-delta

Inputs
  pred    any shape, numbers; gets a gradient
          Predictions, of any shape.
  target  like pred, numbers; constant
          What should have been predicted.

Rows
  takes sampleWeights; takes mask

Options
  no labelSmoothing, targetProbs, weight, classCounts: it has no labels; no
  ignoreIndex: leave rows out by the input mask

Parameters
  delta      1 by default; a number > 0
             Where the square turns into a line, and the slope of that line.
  reduction  mean by default; one of mean, sum, none
             mean divides by the number of elements; sum adds up; none keeps
             every value.

Source
  Huber 1964

Elsewhere
  - PyTorch nn.HuberLoss, Optax huber_loss, Keras Huber.

Traps
  - It is smooth-l1 times delta: for delta other than 1 the two differ in scale.

Relatives
  smooth-l1, mse, mae, log-cosh, q-td

Trains on
  regression

Scenarios
  ${scenariosByLoss(registries).get('huber')?.join(', ') ?? 'none of the bundled ones'}

  loss, one prediction                     dL/d pred, one prediction
     4┤⠱                              ⡀       2┤                        ⢀⠄⠉⠁⠉⠁⠉⠁
      │ ⠠⡀                           ⠘         │                      ⢀⠄⠁
      │   ⡀                         ⠎          │                    ⢀⠤⠥⠄⠤⠤⠄⠤⠤⠄⠤⠤
      │⡀  ⠘                       ⢀⠆  ⢀        │                  ⣠⣒⣁⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀
      │⠈⠑⠄ ⠘⠄                    ⢀  ⡀⠊⠁        │                ⡠⠊
     2┤   ⠑⢄ ⢆                   ⠁⡠⠊          0┤⠁ ⠁ ⠁ ⠁ ⠁ ⠁ ⠁ ⡠⠊⠁ ⠁ ⠁ ⠁ ⠁ ⠁ ⠁ ⠁
      │⠤⣀⡀  ⠁⢄⢠                ⠐⡡⠂  ⢀⣀⠤        │⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠭⠋
      │  ⠈⠑⠢⢄⡀⠑⠃⡀            ⢀⠜⠊⢀⡠⠔⠊⠁          │⠒⠒⠂⠒⠒⠂⠒⠒⠂⠒⠖⠁
      │      ⠈⠑⠒⠬⣢⡀         ⣔⠥⠒⠊⠁              │        ⠔⠁
     0┤           ⠉⠒⠤⢄⣀⣀⡠⠤⠒⠉                 -2┤⣀⡀⣀⡀⣀⡀⠔⠁
      └────────────────────────────────        └────────────────────────────────
           -2          0         2                  -2          0         2
  ━━ delta 0.5   ╍╍ delta 1   ┅┅ delta 2
  d: residual, prediction minus target
`;

describe('losscope losses', () => {
  it('lists every loss below its family, on one line each', async () => {
    const { code, out } = await losscope('losses');
    expect(code).toBe(0);
    const lines = out.split('\n');
    for (const { name, summary } of losses.list()) {
      expect(lines.filter((line) => line.trim().startsWith(`${name} `) && line.endsWith(summary))).toHaveLength(1);
    }
    expect(lines.filter((line) => /^\S/.test(line))).toEqual([
      'Classification  24',
      'Regression  13',
      'Ranking  11',
      'Preference  7',
      'Contrastive  14',
      'Reinforcement learning  7',
    ]);
  });

  it('lists them for scripts too', async () => {
    const { out } = await losscope('losses', '--json');
    const listed = JSON.parse(out).losses;
    expect(listed).toHaveLength(76);
    expect(listed[0]).toEqual({
      name: 'cross-entropy',
      family: 'classification',
      summary: losses.get('cross-entropy').summary,
      aliases: ['softmax loss', 'categorical cross-entropy', 'log loss', 'class-balanced', 'label smoothing'],
      variants: ['index', 'probs'],
      fits: ['class-logits', 'class-distributions'],
    });
    for (const { family } of listed) expect(families).toContain(family);
  });

  it('prints a page with curves where there is no terminal', async () => {
    expect(await losscope('losses', 'huber')).toEqual({ code: 0, out: HUBER, err: '' });
    expect((await losscope('losses', 'huber', '--plain')).out).toBe(HUBER);
  });

  it('names the bundled scenarios that train with a loss, said or by default', async () => {
    expect((await losscope('losses', 'q-td', '--plain')).out).toMatch(/^Scenarios\n {2}gridworld-dqn/m);
    expect((await losscope('losses', 'policy-gradient', '--plain')).out).toMatch(/^Scenarios\n {2}cartpole-reinforce/m);
  });

  it('prints the page as data', async () => {
    const { out } = await losscope('losses', 'focal', '--json');
    const page = JSON.parse(out);
    expect(page).toMatchObject({
      name: 'focal',
      family: 'classification',
      formula: expect.any(String),
      gradient: expect.any(String),
      relatives: ['bce', 'cross-entropy', 'poly'],
      inputs: [
        { name: 'logits', shape: '[N] or [N,C]', learned: true, optional: false, type: 'real' },
        { name: 'targets', shape: '[N]', values: '0 to C - 1', learned: false, type: 'index' },
        { name: 'targetProbs', shape: '[N] or [N,C]', values: '0 to 1', learned: false, type: 'real' },
        { name: 'sampleWeights', optional: true, type: 'real' },
        { name: 'mask', optional: true, type: 'real' },
      ],
      variants: [
        { name: 'binary', implies: {}, needs: ['logits', 'targets'], takes: ['sampleWeights', 'mask'] },
        { name: 'multiclass', implies: {}, needs: ['logits', 'targets'], takes: ['sampleWeights', 'mask'] },
        { name: 'binary-probs', implies: {}, needs: ['logits', 'targetProbs'], takes: ['sampleWeights', 'mask'] },
        { name: 'multiclass-probs', implies: {}, needs: ['logits', 'targetProbs'], takes: ['sampleWeights', 'mask'] },
      ],
      plot: { symbol: 'p_t', variable: 'probability of the true class', from: 0.01, to: 0.99, slope: 'dL/dz' },
    });
    expect(page.params.find(({ name }: { name: string }) => name === 'gamma')).toMatchObject({
      default: 2,
      allowed: 'a number >= 0',
      spec: { kind: 'number', min: 0, help: expect.stringMatching(/\.$/) },
    });
    const [{ example, curves }] = page.plot.panels;
    expect(example).toBe('a positive');
    expect(curves.map(({ label }: { label: string }) => label)).toEqual(['gamma 0', 'gamma 0.5', 'gamma 2', 'gamma 5']);
    for (const { x, loss, slope } of curves) expect([x.length, loss.length, slope.length]).toEqual([101, 101, 101]);
  });

  it('writes a picture', async () => {
    const path = join(folder, 'focal.svg');
    expect(await losscope('losses', 'focal', '--svg', path)).toEqual({ code: 0, out: '', err: `wrote ${path}\n` });
    expect(readFileSync(path, 'utf8')).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<\/svg>\n$/);
    const nowhere = join(folder, 'nowhere', 'x.svg');
    expect(await losscope('losses', 'focal', '--svg', nowhere)).toEqual({
      code: 2,
      out: '',
      err: `${nowhere}: cannot be written: folder not found\n`,
    });
    expect(await losscope('losses', '--svg', path)).toMatchObject({
      code: 2,
      err: '--svg: needs the name of a loss\n',
    });
  });

  it.each([
    ['focl', 'Did you mean focal?'],
    ['CrossEntropyLoss', 'Did you mean cross-entropy?'],
    ['nn.HingeEmbeddingLoss', 'Did you mean hinge-embedding?'],
    ['L1Loss', 'Did you mean mae?'],
    ['NT-Xent', 'Did you mean info-nce?'],
    ['relative entropy', 'Did you mean kl-div?'],
    ['chek', 'Did you mean losscope losses check?'],
    ['check-gradiant', 'Did you mean losscope losses check-gradient?'],
  ])('answers %s by what may be meant', async (given, hint) => {
    const { code, out, err } = await losscope('losses', given);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^loss: unknown loss \(given .+; allowed cross-entropy, nll, /);
    expect(err.trimEnd()).toMatch(new RegExp(`\\. ${hint.replace(/[?.]/g, '\\$&')}$`));
  });

  it.each([[['losses']], [['losses', 'check']], [['losses', 'check-gradient']], [['new', 'loss']]])(
    'has examples in the help of %j',
    async (command) => {
      const { code, out } = await losscope(...command, '--help');
      expect(code).toBe(0);
      expect(out).toContain('Examples:\n  $ losscope ');
    },
  );
});

interface Case {
  id: string;
  value: unknown;
  grads: Record<string, number[]>;
}

function planted(change: (one: Case) => void, id: string): string {
  const document = JSON.parse(readFileSync(golden, 'utf8')) as { cases: Case[] };
  change(document.cases.find((one) => one.id === id)!);
  return file('planted.json', JSON.stringify(document));
}

describe('losscope losses check', () => {
  it('passes the golden file and ends with the counts', async () => {
    expect(await losscope('losses', 'check', golden)).toEqual({
      code: 0,
      out: 'checked 266, skipped 0, failed 0\n',
      err: '',
    });
  });

  it('in f32 tells why it skips what f32 cannot hold', async () => {
    const { code, out } = await losscope('losses', 'check', golden, '--precision', 'f32');
    const lines = out.trimEnd().split('\n');
    expect(code).toBe(0);
    expect(lines.at(-1)).toMatch(/^checked \d+, skipped \d+, failed 0$/);
    for (const line of lines.slice(0, -1)) expect(line).toMatch(/^skipped {2}\S+\/\S+: rounding the inputs to f32/);
  });

  it('shows the case, the place and both values of a planted error, and ends with 1', async () => {
    const path = planted((one) => {
      one.grads.pred = one.grads.pred!.map((g, i) => (i === 1 ? g + 0.5 : g));
    }, 'mse/default/1');
    const { code, out } = await losscope('losses', 'check', path);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^FAILED {2}mse\/default\/1\n {2}where {5}grads\.pred\[1\]\n {2}expected {2}(\S+)\n {2}got {7}(?!\1)\S+\nchecked 266, skipped 0, failed 1\n$/,
    );
    const json = await losscope('losses', 'check', path, '--json');
    expect(json.code).toBe(1);
    expect(json.err).toBe('checked 266, skipped 0, failed 1\n');
    expect(JSON.parse(json.out)).toMatchObject({
      precision: 'f64',
      checked: 266,
      skipped: [],
      failed: [{ id: 'mse/default/1', where: 'grads.pred[1]' }],
    });
  });

  const one = `{"id": "a", "loss": "mse", "variant": "default", "params": {}, "inputs": {}, "value": 0, "grads": {}}`;
  it.each([
    ['not JSON', '{"format": 1,\n "cases": [1,]}', /:2:14: is not JSON: there must be a value\n {2}2 \|/],
    ['cut off', '{"format": 1, "cases": [', /:1:25: is not JSON: there must be a value, but the file ends here/],
    ['empty', ' \n', /: is empty$/m],
    ['no object', '[1]', /:1:1: a golden document must be an object|: a golden document must be an object/],
    ['another format', '{"format": 2,\n"cases": []}', /format|cases/],
    ['no case', '{"format": 1, "count": 0, "cases": []}', /:1:36: cases: is empty: there is nothing to check/],
    ['no cases', '{"format": 1}', /: cases: must be an array \(given undefined\)/],
    [
      'a case of another layout',
      `{"format": 1, "cases": [\n${one},\n${one.replace('"value": 0', '"value": "x"')}]}`,
      /:3:\d+: cases\[1\]\.id: is there twice[\s\S]*:3:\d+: cases\[1\]\.value: must be a number or a plain array of numbers \(given "x"\)/,
    ],
    ['ragged', `{"format": 1, "cases": [${one.replace('"value": 0', '"value": [[1], 2]')}]}`, /cases\[0\]\.value/],
  ])('refuses a file that is %s by its name and place, and ends with 2', async (_, text, message) => {
    const path = file('broken.json', text);
    const { code, out, err } = await losscope('losses', 'check', path);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.startsWith(path)).toBe(true);
    expect(err).toMatch(message);
  });

  it('refuses what is no file, and a precision that there is not', async () => {
    const nowhere = join(folder, 'nowhere.json');
    expect(await losscope('losses', 'check', nowhere)).toMatchObject({
      code: 2,
      err: `${nowhere}: file not found\n`,
    });
    expect(await losscope('losses', 'check', folder)).toMatchObject({
      code: 2,
      err: `${folder}: is not a regular file\n`,
    });
    const wrong = await losscope('losses', 'check', golden, '--precision', 'f16');
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain('Allowed choices are f64, f32.');
  });
});

describe('losscope new loss', () => {
  it('writes a start, and never over a file', async () => {
    const { code, out } = await losscope('new', 'loss', 'my-loss', '--out', folder);
    const path = join(folder, 'my-loss.mjs');
    expect(code).toBe(0);
    expect(out.split('\n')[0]).toBe(`wrote ${path}`);
    expect(out).toContain(`losscope run imbalanced-focal --plugin ${path} --set loss=my-loss`);
    const text = readFileSync(path, 'utf8');
    expect(text).toContain("name: 'my-loss'");
    writeFileSync(path, 'mine');
    expect(await losscope('new', 'loss', 'my-loss', '--out', folder)).toEqual({
      code: 2,
      out: '',
      err: `${path}: is there already\n`,
    });
    expect(readFileSync(path, 'utf8')).toBe('mine');
  });

  it.each([
    ['focal', 'name: a loss of this name is there already (given focal)\n'],
    ['My Loss', 'name: cannot be the name of a loss (given "My Loss"; allowed lower-case words with dashes between'],
    ['../up', 'name: cannot be the name of a loss'],
  ])('refuses the name %s', async (name, message) => {
    const { code, err } = await losscope('new', 'loss', name, '--out', folder);
    expect(code).toBe(2);
    expect(err.startsWith(message)).toBe(true);
    expect(existsSync(join(folder, `${name}.mjs`))).toBe(false);
  });
});

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { reportFailure } from '../../src/cli/kit/failure.js';
import { createProgram } from '../../src/cli/program.js';
import { fakeTerminal } from './fake-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-evaluate-'));

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
  await setImmediate();
  return { code, out: out(), err: err() };
}

const file = (name: string, content: unknown) => {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
};

describe('losscope losses evaluate', () => {
  const call = ['losses', 'evaluate', 'focal', '--logits', '[0.3,-1.2]', '--targets', '[1,0]', '--set', 'gamma=2'];

  it('prints value, rows and the gradient of each input', async () => {
    expect(await losscope(...call)).toEqual({
      code: 0,
      err: '',
      out: 'value            0.05725007718\nrows             [0.1003932755,0.01410687887]\ngradient logits  [-0.09620421966,0.01704279687]\n',
    });
  });

  it('prints them in full as JSON, the same from a file', async () => {
    const said = JSON.parse((await losscope(...call, '--json')).out);
    expect(said).toMatchObject({ loss: 'focal', precision: 'f64', extra: {}, warnings: [] });
    expect(said.rows[0] + said.rows[1]).toBeCloseTo(2 * said.value, 12);
    const path = file('call.json', { inputs: { logits: [0.3, -1.2], targets: [1, 0] }, params: { gamma: 2 } });
    expect(JSON.parse((await losscope('losses', 'evaluate', 'focal', '--input', path, '--json')).out)).toEqual(said);
    const bare = file('inputs.json', { logits: [0.3, -1.2], targets: [0, 0] });
    const mixed = await losscope('losses', 'evaluate', 'focal', '--input', bare, '--targets=[1,0]', '--json');
    expect(JSON.parse(mixed.out)).toEqual(said);
  });

  it.each([
    [['--logit', '[1]', '--targets', '[1]'], /^--logit: focal has no such input .*Did you mean logits\?/],
    [['--logits', '[1', '--targets', '[1]'], /^--logits: must be JSON/],
    [['--logits', '[1]'], /inputs\.targets: is missing/],
    [['--logits', '[1]', '--targets', '[1]', '--set', 'gama=2'], /params\.gama: unknown setting/],
    [['[1]'], /inputs are given by name/],
  ])('refuses %j with the place', async (words, message) => {
    const { code, err } = await losscope('losses', 'evaluate', 'focal', ...words);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });
});

describe('losscope losses find', () => {
  it.each([
    ['CLIP', 'info-nce'],
    ['SVM', 'hinge'],
    ['TD', 'q-td'],
    ['L2', 'mse'],
    ['L1', 'mae'],
    ['hinge', 'hinge'],
    ['pinball', 'quantile'],
    ['C51', 'categorical-td'],
    ['DAPO', 'grpo'],
    ['ASL', 'asymmetric'],
    ['RankNet', 'pairwise-logistic'],
    ['nn.GaussianNLLLoss', 'gaussian-nll'],
    ['BCEWithLogitsLoss', 'bce'],
  ])('opens the page of %s: %s', async (name, loss) => {
    const { code, out } = await losscope('losses', 'find', name);
    expect(code).toBe(0);
    expect(out.split(' ')[0]).toBe(loss);
  });

  it('says so when no loss is called so', async () => {
    expect(await losscope('losses', 'find', 'zzz')).toMatchObject({ code: 2, err: /no loss is called so/ });
  });
});

describe("losscope losses check on others' numbers", () => {
  const bce = { id: 'a', loss: 'bce', inputs: { logits: [0.3, -1.2], targets: [1, 0] } };

  it('needs no gradients, variant and settings', async () => {
    const path = file('values.json', { format: 1, cases: [{ ...bce, value: 0.40881885590327915 }] });
    expect(await losscope('losses', 'check', path)).toMatchObject({ code: 0, out: 'checked 1, skipped 0, failed 0\n' });
  });

  it('passes rounded values with a tolerance that matches, and fails without', async () => {
    const path = file('rounded.json', {
      format: 1,
      cases: [{ ...bce, value: 0.4088, grads: { logits: [-0.2128, 0.1157] } }],
    });
    expect((await losscope('losses', 'check', path)).code).toBe(1);
    expect((await losscope('losses', 'check', path, '--tolerance', '1e-4,1e-3')).code).toBe(0);
    const wrong = await losscope('losses', 'check', path, '--tolerance', '1e-4');
    expect(wrong).toMatchObject({ code: 2 });
  });

  it('has its layout in a schema that names every field which a case may have', () => {
    const schema = JSON.parse(readFileSync(new URL('../../docs/golden.schema.json', import.meta.url), 'utf8'));
    const known = Object.keys(schema.properties.cases.items.properties);
    for (const golden of ['losses.json', 'losses2.json', 'own-losses.json']) {
      const { cases } = JSON.parse(readFileSync(new URL(`../golden/${golden}`, import.meta.url), 'utf8'));
      for (const entry of cases) {
        // `oracle` tells where a number comes from and is not read.
        expect(Object.keys(entry).filter((key) => key !== 'oracle' && !known.includes(key))).toEqual([]);
      }
    }
  });
});

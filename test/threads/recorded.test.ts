import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { start } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-recorded-'));
afterAll(() => rmSync(folder, { recursive: true }));

const losscope = (...args: readonly string[]) => start(folder, args).ended;
const at = (...names: readonly string[]) => join(folder, ...names);
const edit = (file: string, from: string, to: string) => {
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
};

beforeAll(async () => {
  writeFileSync(at('whole.yaml'), 'task: {name: regression, hidden: [8]}\nloss: huber\nsteps: 300\nseeds: 0\n');
  const begun = await losscope('run', 'whole.yaml', '--json', '--out', 'kept');
  if (begun.code !== 0) throw new Error(begun.err);
  writeFileSync(at('killed.yaml'), 'env: frozen-lake\nagent: q-learning\nsteps: 1000000000\nseeds: 0\n');
  const { child, ended } = start(folder, ['run', 'killed.yaml', '--json', '--checkpoint', '0.05', '--out', 'kept']);
  const checkpoints = at('kept', 'killed-0', 'checkpoints');
  const isThere = () =>
    existsSync(checkpoints) && readdirSync(checkpoints).some((name) => name.endsWith('.safetensors'));
  while (!isThere()) await setTimeout(10);
  child.kill('SIGKILL');
  await ended;
});

beforeEach(() => {
  rmSync(at('runs'), { recursive: true, force: true });
  cpSync(at('kept'), at('runs'), { recursive: true });
});

describe('losscope resume', () => {
  it('refuses changed settings, each with what it was and what it is, and changes nothing', async () => {
    const config = at('runs', 'killed-0', 'config.json');
    edit(config, '"alpha":1', '"alpha":0.25');
    edit(config, '"steps":1000000000', '"steps":5000');
    edit(config, '"seed":0', '"seed":7');
    const before = readdirSync(at('runs', 'killed-0'));
    const { code, out, err } = await losscope('resume', 'killed', '--json');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const file = join('runs', 'killed-0', 'config.json');
    expect(err.trimEnd().split('\n').sort()).toEqual(
      [
        `${file}: learner.agent.params.alpha: was changed since the run began (given 0.25; allowed 1)`,
        `${file}: seed: was changed since the run began (given 7; allowed 0)`,
        `${file}: steps: was changed since the run began (given 5000; allowed 1000000000)`,
      ].sort(),
    );
    expect(readdirSync(at('runs', 'killed-0')).filter((name) => name !== 'lock')).toEqual(
      before.filter((name) => name !== 'lock'),
    );
  });

  it('says aloud that it passes over checkpoints of another program, and begins anew', async () => {
    const path = at('runs', 'killed-0', 'checkpoints');
    for (const name of readdirSync(path)) writeFileSync(join(path, name), 'GGUF foreign bytes');
    const { child, text, ended } = start(folder, ['resume', 'killed', '--plain']);
    while (!text.err.includes('from the beginning')) await setTimeout(10);
    child.kill('SIGKILL');
    const { err } = await ended;
    expect(err).toMatch(/^killed-0: step-\d+\.safetensors is no checkpoint: .*; the one before is used$/m);
    expect(err).toContain('killed-0: no checkpoint is whole: the run starts from the beginning');
  });
});

describe('losscope replay', () => {
  const replay = async () => {
    const { code, out, err } = await losscope('replay', 'whole');
    return { code, out, err };
  };

  it('agrees with what nobody touched', async () => {
    expect(await replay()).toMatchObject({ code: 0, out: expect.stringContaining('every bit agrees') });
  });

  it('names the first step and metric whose value was changed by the last digit', async () => {
    const metrics = at('runs', 'whole-0', 'metrics.jsonl');
    const lines = readFileSync(metrics, 'utf8').trimEnd().split('\n');
    const index = lines.findIndex((line) => line.includes('"step":') && JSON.parse(line).step.includes(100));
    const block = JSON.parse(lines[index]!);
    const i = block.step.indexOf(100);
    const was = block.value[i];
    block.value[i] = was * (1 + Number.EPSILON);
    expect(block.value[i]).not.toBe(was);
    lines[index] = JSON.stringify(block);
    writeFileSync(metrics, `${lines.join('\n')}\n`);
    const { code, out } = await replay();
    const said = `recorded ${block.value[i]}, now ${was}`;
    expect({ code, out }).toEqual({ code: 1, out: expect.stringMatching(/^whole-0: \w+ differs at step 100: /) });
    expect(out).toContain(said);
  });

  it('names the first of the weights of which a bit was changed', async () => {
    const file = at('runs', 'whole-0', 'weights.safetensors');
    const bytes = readFileSync(file);
    bytes[bytes.length - 4]! ^= 1;
    writeFileSync(file, bytes);
    expect(await replay()).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^whole-0: weights \S+\[\d+\] differs at step 300: recorded \S+, now \S+\n$/),
    });
  });

  it('refuses weights that are no weights, settings and a start that are not those of the run', async () => {
    writeFileSync(at('runs', 'whole-0', 'weights.safetensors'), 'noise');
    expect(await replay()).toMatchObject({ code: 2, err: expect.stringContaining('is not a safetensors file') });
    rmSync(at('runs', 'whole-0', 'weights.safetensors'));
    edit(at('runs', 'whole-0', 'config.json'), '"delta":1', '"delta":2');
    expect(await replay()).toMatchObject({ code: 2, err: expect.stringContaining('is not what the run began with') });
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { quickDoubts, verifyRun } from '../../src/store/verification/verification.js';
import { recordHere } from '../session/record-here.js';
import { lineScenario } from '../train/line.js';

const root = mkdtempSync(join(tmpdir(), 'losscope-verify-'));
afterAll(() => rmSync(root, { recursive: true }));

const scenario = lineScenario({ steps: 300, evaluateEvery: 70, trouble: 'late-metric', at: 120 });
let runs = 0;
let folder = '';
beforeEach(async () => {
  folder = join(root, `run-${runs++}`);
  mkdirSync(folder);
  await recordHere(folder, scenario);
});

/** Changes the first place of a file that matches. */
function change(name: string, pattern: RegExp, to: (found: string) => string): void {
  const file = join(folder, name);
  const text = readFileSync(file, 'latin1');
  expect(text).toMatch(pattern);
  writeFileSync(file, text.replace(pattern, to), 'latin1');
}

describe('the record of a run', () => {
  it('agrees with its digest when nobody has touched it', () => {
    expect(verifyRun(folder)).toMatchObject({ outcome: 'agrees', reason: null });
    expect(verifyRun(folder).points).toBeGreaterThan(300);
  });

  it('differs when one digit of one point was changed', () => {
    change(
      'metrics.jsonl',
      /"value":\[(-?\d+\.\d*?)(\d)(?=[,\]])/,
      (all) => `${all.slice(0, -1)}${(Number(all.at(-1)) + 1) % 10}`,
    );
    expect(verifyRun(folder)).toMatchObject({ outcome: 'differs', reason: expect.stringContaining('metrics.jsonl') });
  });

  it('differs when a metric has another name, a point is gone, or a bit of a weight was changed', () => {
    change('metrics.jsonl', /"name":"[a-z]+/, (all) => `${all}x`);
    expect(verifyRun(folder).outcome).toBe('differs');
    const bytes = readFileSync(join(folder, 'weights.safetensors'));
    bytes[bytes.length - 1]! ^= 1;
    change('metrics.jsonl', /"name":"[a-z]+x/, (all) => all.slice(0, -1));
    expect(verifyRun(folder).outcome).toBe('agrees');
    writeFileSync(join(folder, 'weights.safetensors'), bytes);
    expect(verifyRun(folder).outcome).toBe('differs');
  });

  it('differs when the result was made better than the curve ends', () => {
    change('result.json', /"final":\{"\w+":-?[\d.e-]+/, (all) => `${all.slice(0, all.lastIndexOf(':'))}:0.123456`);
    expect(verifyRun(folder)).toMatchObject({ outcome: 'differs', reason: expect.stringContaining('result.json') });
  });

  it.each([
    ['an evaluation is gone', /\{[^\n]*"kind":"evaluated"[^\n]*\n/, '', 'evaluations'],
    [
      'its end is at another step',
      /"step":300,"kind":"done"/,
      '"step":299,"kind":"done"',
      'ends with done at step 299',
    ],
    ['its end was another', /"kind":"done"/, '"kind":"stopped"', 'ends with stopped'],
    [
      'an alert was added',
      /(?=\{[^\n]*"kind":"done")/,
      '{"step":300,"kind":"alert","alert":"spike","text":"x"}\n',
      'alerts',
    ],
    ['a line is torn', /"kind":"evaluated"/, '"kind', 'is no event'],
  ])('differs when in its events %s', (_, pattern, to, reason) => {
    change('events.jsonl', pattern, () => to);
    expect(verifyRun(folder)).toMatchObject({ outcome: 'differs', reason: expect.stringContaining(reason) });
  });

  it('agrees with the alerts that its own points give, and differs when one was taken out everywhere', async () => {
    const alarming = join(root, `alarming-${runs++}`);
    mkdirSync(alarming);
    await recordHere(alarming, lineScenario({ steps: 300, evaluateEvery: 70, trouble: 'nan', at: 120 }));
    folder = alarming;
    expect(readFileSync(join(folder, 'events.jsonl'), 'utf8')).toContain('"alert":"divergence"');
    expect(verifyRun(folder)).toMatchObject({ outcome: 'agrees', reason: null });
    change('events.jsonl', /\{[^\n]*"kind":"alert"[^\n]*\n/, () => '');
    const result = JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'));
    writeFileSync(join(folder, 'result.json'), JSON.stringify({ ...result, alerts: undefined }));
    expect(verifyRun(folder)).toMatchObject({ outcome: 'differs', reason: expect.stringContaining('points give') });
  });

  it('is doubted in a list from the newest on, as far as that costs little', () => {
    change('events.jsonl', /"kind":"done"/, () => '"kind":"stopped"');
    const run = (id: string) => ({ id, folder });
    const { doubts, unchecked } = quickDoubts(['a', 'b'].map(run));
    expect([...doubts.keys()]).toEqual(['b', 'a']);
    expect(unchecked).toBe(0);
    writeFileSync(join(folder, 'metrics.jsonl'), Buffer.alloc(3 * 1024 * 1024));
    const long = quickDoubts(['a', 'b'].map(run));
    expect([[...long.doubts.keys()], long.unchecked]).toEqual([['b'], 1]);
  });

  it('is open while the run has no end', () => {
    rmSync(join(folder, 'result.json'));
    expect(verifyRun(folder)).toMatchObject({ outcome: 'open' });
  });
});

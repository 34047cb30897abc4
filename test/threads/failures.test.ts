import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type LineOptions, linePlugin, lineScenario } from '../train/line.js';
import { finished, lineSession, until } from './helpers.js';

const healthy = lineScenario({ name: 'healthy', steps: 5000 });

/** The run with trouble beside a healthy one. */
async function troubled(options: LineOptions, session: Parameters<typeof lineSession>[1] = {}) {
  const plan = [lineScenario({ name: 'troubled', ...options }), healthy].map((scenario) => ({ scenario, seeds: [0] }));
  const [run, other] = await finished(lineSession(plan, session));
  return { run: run!, other: other! };
}

describe('a run that breaks is failed with its reason, and the others finish', () => {
  it.each([
    ['throw', 'RangeError: the planted error'],
    ['throw-null', 'threw null'],
    ['exit', "the run's thread ended by itself with exit code 7"],
    ['reject', 'Error: the planted rejection'],
  ] as const)('%s: %s', async (trouble, reason) => {
    const { run, other } = await troubled({ trouble });
    expect(run).toMatchObject({ status: 'failed', reason, digest: null });
    expect(other.status).toBe('done');
  });

  it('memory: out of memory', async () => {
    const { run, other } = await troubled({ trouble: 'memory' }, { memoryMb: 32 });
    expect(run).toMatchObject({ status: 'failed', reason: 'out of memory (more than 32 MB of JavaScript heap)' });
    expect(other.status).toBe('done');
  });

  it('an endless loop: stuck', async () => {
    const { run, other } = await troubled({ trouble: 'loop' }, { stuckAfter: 1 });
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringMatching(/^stuck: no sign of life for 1 s/) });
    expect(other.status).toBe('done');
  });

  it('a plug-in that is not there', async () => {
    const { run } = await troubled({}, { plugins: ['/nowhere/plugin.mjs'] });
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('/nowhere/plugin.mjs') });
  });

  it('a plug-in that adds what is there already', async () => {
    // Another file: the same one is let add once.
    const folder = mkdtempSync(join(tmpdir(), 'losscope-again-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const again = join(folder, 'again.mjs');
    writeFileSync(again, `export * from ${JSON.stringify(pathToFileURL(linePlugin).href)};`);
    const { run } = await troubled({}, { plugins: [linePlugin, again] });
    expect(run).toMatchObject({ status: 'failed', reason: expect.stringContaining('there already') });
  });
});

describe('a run that ends in another way', () => {
  it('is diverged at the step whose loss is NaN, with a digest', async () => {
    const { run, other } = await troubled({ trouble: 'nan', at: 33 });
    expect(run).toMatchObject({ status: 'diverged', reason: 'loss is NaN at step 33', step: 33 });
    expect(run.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(run.series.get('loss')!.firstNonFinite).toBe(33);
    expect(other.status).toBe('done');
  });

  it('is done although its code left a timer behind', async () => {
    const { run } = await troubled({ trouble: 'timer' });
    expect(run.status).toBe('done');
  });

  it('tells what its code printed as an event, not on the terminal', async () => {
    const plan = [{ scenario: lineScenario({ trouble: 'print' }), seeds: [0] }];
    const session = lineSession(plan);
    await until(session, () => session.events.some(({ text }) => text === 'the planted line'));
    const printed = session.events.find(({ text }) => text === 'the planted line');
    expect(printed).toMatchObject({ run: 'line-0', level: 'info' });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { fakeTerminal } from './fake-terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-silent-'));
const [argv, stdin] = [process.argv, Object.getOwnPropertyDescriptor(process, 'stdin')!];
afterEach(() => {
  vi.useRealTimers();
  process.argv = [...argv];
  Object.defineProperty(process, 'stdin', stdin);
});
afterAll(() => rmSync(folder, { recursive: true }));

const soon = () => new Promise((resolve) => setTimeout(resolve, 10));

/** Watches something that says nothing until `speak`, on a clock that moves by hand; what is told before and after five seconds. */
async function watching(args: readonly string[], speak: () => void) {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  process.argv = ['node', 'losscope', ...args];
  const { terminal, out, err } = fakeTerminal();
  let isOver = false;
  const over = createProgram({ terminal, exit: () => {} })
    .parseAsync([...args], { from: 'user' })
    .finally(() => {
      isOver = true;
    });
  while (vi.getTimerCount() === 0 && !isOver) await soon();
  vi.advanceTimersByTime(4900);
  const early = err();
  vi.advanceTimersByTime(200);
  const late = err();
  vi.advanceTimersByTime(20_000);
  const longAfter = err();
  speak();
  while (!isOver) {
    await soon();
    vi.advanceTimersByTime(100);
  }
  await over;
  await terminal.flush();
  return { early, late, longAfter, table: out() };
}

it('tells after five seconds why a command may have printed nothing, once', async () => {
  const flag = join(folder, 'speak');
  const code = `const t = setInterval(() => { if (!require('fs').existsSync(${JSON.stringify(flag)})) return;
    console.log('step 1 loss 0.5'); console.log('step 2 loss 0.25'); clearInterval(t); }, 10)`;
  const told = await watching(['watch', '--plain', '--', process.execPath, '-e', code], () => writeFileSync(flag, ''));
  expect(told.early).toBe('');
  expect(told.late).toMatch(
    /^\S+ has printed nothing yet\. Python is told not to hold its output back; other programs may: stdbuf -oL\n$/,
  );
  expect(told.longAfter).toBe(told.late);
  expect(told.table).toMatch(/loss +2 +2 +0\.25 +0\.25 +0\.5/);
});

it('tells of python -u where a pipe stays silent', async () => {
  const pipe = new PassThrough();
  Object.defineProperty(process, 'stdin', { value: pipe, configurable: true });
  const told = await watching(['watch', '--plain', '-'], () => pipe.end('step 1 loss 0.5\nstep 2 loss 0.25\n'));
  expect(told.early).toBe('');
  expect(told.late).toBe(
    'nothing has come yet: a program holds its output back when it writes to a pipe. For Python: python -u, or PYTHONUNBUFFERED=1\n',
  );
  expect(told.longAfter).toBe(told.late);
  expect(told.table).toMatch(/loss +2 +2 +0\.25/);
});

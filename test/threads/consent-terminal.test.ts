import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { LEAVE, Terminal } from './terminal.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-consent-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Code that leaves a mark when it is run, in whatever thread. */
const mark = join(folder, 'it-ran');
const module = join(folder, 'mark.mjs');
const scenario = join(folder, 'marked.yaml');
writeFileSync(
  module,
  `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(mark)}, '');\nexport function register() {}\n`,
);
writeFileSync(scenario, 'plugins: [./mark.mjs]\nenv: frozen-lake\nagent: q-learning\nsteps: 2000\n');

beforeEach(() => rmSync(mark, { force: true }));

const asked = async (options = ''): Promise<Terminal> => {
  const terminal = new Terminal(`run ${scenario} --no-save --workers 1 ${options}`);
  await terminal.shows('Run code that the scenario names?');
  expect(terminal.output).toContain('mark.mjs');
  expect(existsSync(mark)).toBe(false);
  return terminal;
};

describe('a scenario that names code, in a terminal', () => {
  it.each([
    ['n', 'n'],
    ['Enter', '\r'],
    ['Esc', '\u001b'],
  ])('is not run after %s: exit code 2, and the file is named below', async (_, key) => {
    const terminal = await asked();
    terminal.type(key);
    expect(await terminal.exit).toBe(2);
    const below = terminal.output.slice(terminal.output.lastIndexOf(LEAVE));
    expect(below.replaceAll(/\s/g, '')).toContain(`yourrights:${module}`);
    expect(existsSync(mark)).toBe(false);
  });

  it('ends with 130 at Ctrl-C', async () => {
    const terminal = await asked();
    terminal.type('\u0003');
    expect(await terminal.exit).toBe(130);
    expect(existsSync(mark)).toBe(false);
  });

  it('opens the dashboard after a yes, in which the code has run', async () => {
    const terminal = await asked('--set steps=2000000');
    const before = terminal.output.length;
    terminal.type('y');
    await terminal.shows('greedy_return', before);
    expect(existsSync(mark)).toBe(true);
    terminal.type('\u0003');
    expect(await terminal.exit).toBe(130);
  });

  it('is asked about again by resume, and by a sweep of it', async () => {
    const out = join(folder, 'runs');
    const first = new Terminal(
      `run ${scenario} --allow-plugins --seeds 0 --set steps=20000000 --workers 1 --out ${out}`,
    );
    await first.shows('greedy_return');
    first.type('\u0003');
    expect(await first.exit).toBe(130);
    const sweep = join(folder, 'sweep.yaml');
    writeFileSync(sweep, `scenario: ${scenario}\nseeds: 0\nset: {steps: 20000000}\ngrid: {agent.alpha: [0.1, 0.2]}\n`);
    for (const command of [
      `resume marked --out ${out}`,
      `sweep run ${sweep} --workers 1 --out ${join(folder, 'sweep')}`,
    ]) {
      rmSync(mark, { force: true });
      const refused = new Terminal(command);
      await refused.shows('Run code that the scenario names?');
      refused.type('n');
      expect(await refused.exit).toBe(2);
      expect(existsSync(mark)).toBe(false);
      const allowed = new Terminal(command);
      await allowed.shows('Run code that the scenario names?');
      const before = allowed.output.length;
      allowed.type('y');
      await allowed.shows('greedy_return', before);
      expect(existsSync(mark)).toBe(true);
      allowed.type('\u0003');
      expect(await allowed.exit).toBe(130);
    }
  });

  it('is not asked about without a dashboard, nor before wrong options are told', async () => {
    for (const option of ['--plain', '--json', '--seeds 4-1']) {
      const terminal = new Terminal(`run ${scenario} --no-save ${option}`);
      expect(await terminal.exit).toBe(2);
      expect(terminal.output).not.toContain('Run code');
      expect(terminal.output).toContain('Add --allow-plugins');
    }
    expect(existsSync(mark)).toBe(false);
  });
});

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { start } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-plug-ins-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Code that leaves a mark when it is run, in whatever thread. */
const plugin = join(folder, 'mark.mjs');
const mark = join(folder, 'it-ran');
const losscope = (...args: readonly string[]) => start(folder, args).ended;

beforeAll(async () => {
  writeFileSync(
    plugin,
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(mark)}, '');\nexport function register() {}\n`,
  );
  const learner = 'env: frozen-lake\nagent: q-learning\nsteps: 2000\nseeds: 0-4\n';
  writeFileSync(join(folder, 'marked.yaml'), `plugins: [./mark.mjs]\n${learner}`);
  writeFileSync(join(folder, 'sweep.yaml'), 'scenario: ./marked.yaml\nseeds: 0-1\ngrid: {agent.gamma: [0.9, 0.95]}\n');
  for (const command of [
    ['run', 'marked.yaml', '--json'],
    ['run', 'marked.yaml', '--json', '--set', 'agent.gamma=0.9'],
    ['baseline', 'save', 'marked.yaml', '--seeds', '0-4'],
    ['sweep', 'plan', 'sweep.yaml', '--out', 'swept'],
  ]) {
    const { code, err } = await losscope(...command, '--allow-plugins');
    if (code !== 0) throw new Error(`${command.join(' ')}: ${err}`);
  }
  // As if its process had been killed: there is something to go on with.
  rmSync(join(folder, 'runs', 'marked-1', 'result.json'));
});

beforeEach(() => rmSync(mark, { force: true }));

/** Every command that takes a scenario file, a run folder, a baseline or a plan, and would train or evaluate. */
const needing: readonly (readonly string[])[] = [
  ['run', 'marked.yaml'],
  ['run', 'marked.yaml', '--json', '--no-save', '--vary', 'agent.gamma=0.9,0.95'],
  ['validate', 'marked.yaml'],
  ['show', 'marked.yaml'],
  ['resume', 'marked-1', '--json'],
  ['replay', 'marked-0'],
  ['play', 'marked-0', '--plain'],
  ['baseline', 'check', '--workers', '1'],
  ['baseline', 'update', 'marked', '--reason', 'none'],
  ['baseline', 'save', 'marked.yaml', '--baselines', 'others'],
  ['sweep', 'plan', 'sweep.yaml', '--out', 'other'],
  ['sweep', 'run', 'sweep.yaml', '--plain', '--out', 'other'],
  ['sweep', 'run', '--plan', 'swept/plan.json', '--json'],
  ['sweep', 'run', '--plan', 'swept/plan.json', '--index', '0', '--json'],
];

/** Commands that only read what was recorded. */
const reading: readonly (readonly string[])[] = [
  ['list'],
  ['runs'],
  ['runs', 'show', 'marked-0'],
  ['watch', 'runs', '--plain'],
  ['watch', 'runs/marked-0', '--json'],
  ['report', 'marked-0', 'marked-2', '-o', 'report.html'],
  ['export', 'marked-0', '--csv', 'points.csv', '--weights', 'weights.safetensors'],
  ['compare', 'runs', '--html', 'compared.html', '--svg', 'compared.svg'],
  ['sweep', 'show', 'swept'],
  ['completion', 'bash'],
];

describe('a file is data: code that it names', () => {
  it.each(needing.map((args) => [args.join(' '), args] as const))(
    'is never run by %s, which says which file it would be',
    async (_, args) => {
      const { code, out, err } = await losscope(...args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain(plugin);
      expect(err).toContain('--allow-plugins');
      expect(err).not.toMatch(/^\s+at /m);
      expect(existsSync(mark)).toBe(false);
    },
  );

  it.each(reading.map((args) => [args.join(' '), args] as const))('is never run by %s', async (_, args) => {
    const { err, code } = await losscope(...args);
    expect(err).not.toMatch(/^\s+at |internal error/m);
    expect([0, 1, 4], err).toContain(code);
    expect(existsSync(mark)).toBe(false);
  });

  it('is run when that is allowed, or when the very file is given', async () => {
    for (const args of [
      ['validate', 'marked.yaml', '--allow-plugins'],
      ['replay', 'marked-0', '--allow-plugins'],
      ['play', 'marked-0', '--plain', '--plugin', plugin],
      ['resume', 'marked-1', '--json', '--plugin', 'mark.mjs'],
      ['sweep', 'run', '--plan', 'swept/plan.json', '--json', '--index', '0', '--allow-plugins'],
    ]) {
      rmSync(mark, { force: true });
      const { code, err } = await losscope(...args);
      expect({ code, ran: existsSync(mark) }, `${args.join(' ')}: ${err}`).toEqual({ code: 0, ran: true });
    }
  });

  it('leaves nothing behind where it was refused', () => {
    expect(readdirSync(folder)).not.toContain('other');
    expect(readdirSync(folder)).not.toContain('others');
  });
});

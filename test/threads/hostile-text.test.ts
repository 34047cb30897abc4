import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printable } from '../../src/core/printable.js';
import { main, start } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-hostile-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What moves a terminal, sets its title, colours by C1, turns the reading direction, hides, and what a page would run. */
const HOSTILE = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202eevil\u200b<script>alert(1)</script>';
/** Anything of that left as it was; line feeds and the terminal's own tabs aside. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what this is for.
const RAW = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u202a-\u202e\u2066-\u2069]/;

const losscope = (...args: readonly string[]) => start(folder, args).ended;

/** A copy of a run that says other things of itself. */
function foreign(letter: string, scenario: object, result: object): void {
  const run = join(folder, 'runs', `${letter}${HOSTILE.replaceAll('/', '')}`);
  cpSync(join(folder, 'runs', 'hostile-0'), run, { recursive: true });
  const edit = (name: string, change: (content: Record<string, unknown>) => void) => {
    const content = JSON.parse(readFileSync(join(run, name), 'utf8'));
    change(content);
    writeFileSync(join(run, name), JSON.stringify(content));
  };
  edit('config.json', (config) => Object.assign(config.scenario as object, scenario));
  edit('result.json', (content) => Object.assign(content, scenario, result));
  edit('meta.json', (meta) => Object.assign(meta, { started: HOSTILE }));
  const metrics = join(run, 'metrics.jsonl');
  const text = readFileSync(metrics, 'utf8');
  // Of the one that has ended well the record must stay as its digest has it.
  if (letter === 'x') writeFileSync(metrics, text.replace('"name":"grad_norm"', `"name":${JSON.stringify(HOSTILE)}`));
}

beforeAll(async () => {
  const text = JSON.stringify(HOSTILE);
  const header = (name: string) => `"${name}${HOSTILE.replaceAll('"', '""')}"`;
  const rows = Array.from({ length: 120 }, (_, i) => {
    const far = i % 2 === 0 ? 1 : -1;
    return `${far + (i % 7) / 10},${i % 5},"${i % 2 === 0 ? HOSTILE : 'plain'}"`;
  });
  writeFileSync(join(folder, 'rows.csv'), `${[header('a'), header('b'), header('kind')].join()}\n${rows.join('\n')}\n`);
  writeFileSync(
    join(folder, 'hostile.yaml'),
    `title: ${text}
summary: ${text}
lesson: {question: ${text}, watch: ${text}, measured: ${text}}
task: {name: classification, data: rows.csv, label: ${JSON.stringify(`kind${HOSTILE}`)}}
loss: focal
steps: 60
seeds: 0-1
expect:
  - {metric: loss, op: "<", value: 100, hold: 1, seeds: 2, text: ${text}}
`,
  );
  writeFileSync(
    join(folder, 'figures.csv'),
    `step,${header('loss')}\n${[1, 2, 3].map((i) => `${i},${1 / i}`).join('\n')}\n`,
  );
  writeFileSync(join(folder, 'wrong.yaml'), `env: ${text}\nagent: {name: dqn, ${text}: 1}\nsteps: ${text}\n`);
  for (const set of [[], ['--set', 'task.lr=0.01']]) {
    const { code, err } = await losscope('run', 'hostile.yaml', '--json', ...set);
    if (code !== 0) throw new Error(err);
  }
  // Run folders from somewhere else: their files and their own names may say anything.
  foreign('x', { name: HOSTILE, variant: HOSTILE, title: HOSTILE }, { status: 'failed', reason: HOSTILE });
  foreign('y', { variant: HOSTILE }, {});
});

describe('terminal escapes in titles, names, CSV headers, labels and run folders', () => {
  it.each(
    (
      [
        ['run', 'hostile.yaml', '--plain', '--no-save'],
        ['run', 'wrong.yaml'],
        ['run', 'hostile.yaml', '--set', `task.lr=${HOSTILE}`],
        ['run', `${HOSTILE}.yaml`],
        [HOSTILE],
        ['show', 'hostile.yaml'],
        ['validate', 'hostile.yaml', 'wrong.yaml'],
        ['runs'],
        ['runs', 'show', 'x'],
        ['runs', 'show', HOSTILE],
        ['resume', 'x'],
        ['replay', 'x'],
        ['compare', 'runs'],
        ['compare', 'runs', '--markdown'],
        ['watch', 'figures.csv', '--plain'],
        ['watch', 'runs', '--plain'],
        ['watch', 'figures.csv', '--metrics', HOSTILE],
        ['run', 'hostile.yaml', '--no-save', '--set', 'task.label=none'],
      ] as const
    ).map((args) => [printable(args.join(' ')).slice(0, 60), args] as const),
  )('are visible text in the output of %s', async (_, args) => {
    const { out, err } = await losscope(...args);
    expect(out + err).not.toBe('');
    expect(out).not.toMatch(RAW);
    expect(err).not.toMatch(RAW);
    expect(err).not.toMatch(/internal error/);
  });

  it.each([
    [['run', 'hostile.yaml', '--no-save', '--json']],
    [['runs', '--json']],
    [['compare', 'runs', '--json']],
    [['watch', 'figures.csv', '--json']],
  ])('are escapes of JSON in %j, which reads back as it was', async (args) => {
    const { out } = await losscope(...args);
    expect(out).toMatch(/^[\n\u0020-\u007e]+$/);
    const texts = JSON.stringify(JSON.parse(out));
    // Sequences that only move a terminal are taken out of a log's names; letters stay.
    expect(texts).toContain('evil');
  });

  it('are visible text in pages and pictures, and run nowhere', async () => {
    const files = ['report.html', 'compared.html', 'compared.svg'];
    const reported = await losscope('report', 'hostile-0', 'x', 'y', '-o', 'report.html');
    expect(reported).toMatchObject({ code: 0 });
    await losscope('compare', 'runs', '--html', 'compared.html', '--svg', 'compared.svg');
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      expect(text, file).not.toMatch(RAW);
      expect(text, file).not.toContain('<script');
      expect(text, file).toContain('\\x1b]0;owned');
    }
  });

  it('are visible text in the dashboard', () => {
    const look = `stty rows 40 cols 120; (sleep 4; kill -INT $$) & exec ${process.execPath} ${main} run hostile.yaml --set steps=100000000 --no-save`;
    const env = { ...process.env, TERM: 'xterm-256color', CI: '' };
    const { stdout } = spawnSync('script', ['-qec', look, '/dev/null'], { cwd: folder, env, encoding: 'utf8' });
    expect(stdout).toContain('\u001b[?1049h');
    expect(stdout).toContain('owned');
    for (const raw of ['\u001b]0;owned', '\u0007', '\u009b', '\u202e', '\u200b']) expect(stdout).not.toContain(raw);
  });
});

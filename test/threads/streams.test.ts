import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const folder = mkdtempSync(join(tmpdir(), 'losscope-streams-'));
afterAll(() => rmSync(folder, { recursive: true }));

const learner = 'env: frozen-lake\nagent: q-learning\nseeds: 0-1\n';
writeFileSync(join(folder, 'short.yaml'), `${learner}steps: 3000\n`);
writeFileSync(
  join(folder, 'wrong.yaml'),
  `${learner}steps: 3000\nexpect:\n  - {metric: regret, op: "<", value: -1, hold: 2}\n`,
);

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A shell command in which `losscope` is the built program, without a terminal. */
function shell(command: string, { detached = false } = {}): Promise<Ended> {
  const script = `losscope() { ${process.execPath} ${main} "$@"; }\n${command}`;
  const child = spawn('bash', ['-c', script], { cwd: folder, detached, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.err += chunk;
  });
  return new Promise((done) => child.once('close', (code) => done({ code, ...text })));
}

const statusIn = (out: string) =>
  readdirSync(join(folder, out)).map(
    (id) => JSON.parse(readFileSync(join(folder, out, id, 'result.json'), 'utf8')).status,
  );

describe('a run whose streams are odd finishes with its own exit code', () => {
  it.each([
    ['a reader that goes after one line', 'losscope run short.yaml --out OUT | head -1; exit $PIPESTATUS', 0],
    ['a reader that goes at once', 'losscope run short.yaml --json --out OUT | true; exit $PIPESTATUS', 0],
    ['a reader of both that goes', 'losscope run short.yaml --out OUT 2>&1 | head -1; exit $PIPESTATUS', 0],
    [
      'a reader that goes, and a claim that does not hold',
      'losscope run wrong.yaml --out OUT | true; exit $PIPESTATUS',
      1,
    ],
    ['standard input closed', 'losscope run short.yaml --out OUT <&-', 0],
    ['standard output closed', 'losscope run short.yaml --out OUT >&-', 0],
    ['all three closed', 'losscope run short.yaml --out OUT <&- >&- 2>&-', 0],
    ['an output that is full, which is told', 'losscope run short.yaml --out OUT > /dev/full', 3],
  ])('%s', async (name, command, code) => {
    const out = name.replaceAll(' ', '-').replaceAll(',', '');
    const ended = await shell(command.replace('OUT', out));
    expect(ended.err).not.toMatch(/^\s+at /m);
    expect({ code: ended.code, status: statusIn(out) }).toEqual({ code, status: ['done', 'done'] });
  });

  it('no terminal at all, in a session of its own', async () => {
    const { code, out } = await shell('losscope run short.yaml --no-save', { detached: true });
    expect(code).toBe(0);
    expect(out).toMatch(/^scenario/);
    expect(out).not.toContain('\u001b');
  });

  it('bad input in a pipe that nobody reads', async () => {
    const { code } = await shell('losscope run nowhere.yaml 2>&1 | true; exit $PIPESTATUS');
    expect(code).toBe(2);
  });
});

describe('a terminal that changes while the dashboard is open', () => {
  it('may shrink to 1x1 and grow again; the dashboard lives, and leaves at Ctrl-C', async () => {
    const sizes = ['rows 1 cols 1', 'rows 3 cols 200', 'rows 1 cols 80', 'rows 80 cols 1', 'rows 30 cols 100'];
    const resizes = sizes.map((size) => `sleep 0.3; stty -F "$T" ${size}`).join('; ');
    const run = `${process.execPath} ${main} run short.yaml --no-save`;
    const inside = `export T=$(tty); stty rows 24 cols 80; (sleep 2; ${resizes}; sleep 0.5; echo RESIZED >&2; kill -INT $$) & exec ${run}`;
    const command = `script -qec ${JSON.stringify(`bash -c '${inside}'`).replaceAll('$', '\\$')} /dev/null`;
    const { code, out } = await shell(`TERM=xterm-256color CI= ${command}`);
    expect(out).toContain('\u001b[?1049h');
    expect(out).toContain('RESIZED');
    expect(out.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(out.indexOf('RESIZED'));
    expect(code).toBe(130);
    expect(out).not.toMatch(/^\s+at /m);
  });
});

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { linePlugin } from '../train/line.js';
import { type Ended, main } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-signals-'));
afterAll(() => rmSync(folder, { recursive: true }));

writeFileSync(join(folder, 'endless.yaml'), 'env: frozen-lake\nagent: q-learning\nsteps: 1000000000\nseeds: 0-1\n');
writeFileSync(join(folder, 'loop.yaml'), 'task: line\nsteps: 1000000\nseeds: 0\n');
/** The task `line`, but its first step leaves a mark and never comes back. */
const loop = join(folder, 'loop.mjs');
writeFileSync(
  loop,
  `import { writeFileSync } from 'node:fs';
import { register as line } from ${JSON.stringify(linePlugin)};
const advance = () => {
  writeFileSync('looping', '');
  for (;;);
};
export function register({ tasks }) {
  const add = (task) =>
    tasks.add({ ...task, checkLoss() {}, create: (context) => Object.assign(task.create(context), { advance }) });
  line({ tasks: { add } });
}
`,
);

/** The program at the head of a process group of its own. */
function start(...args: readonly string[]) {
  const stdio = ['ignore', 'pipe', 'pipe'] as const;
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, detached: true, stdio: [...stdio] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const text = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.out += chunk;
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.err += chunk;
  });
  const ended = new Promise<Ended>((done) => {
    child.once('close', (code, signal) => done({ code, signal, ...text }));
  });
  return { child, text, ended };
}

/** Whether a process of the group is left. */
function lives(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}

const codes = [
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const;

describe('a signal', () => {
  it.each(codes)(
    '%s stops at the next step with a checkpoint and exit code %i; no process is left',
    async (signal, code) => {
      const { child, ended } = start('run', 'endless.yaml', '--workers', '1', '--checkpoint', '0.05', '--out', signal);
      const run = join(folder, signal, 'endless-0');
      while (!existsSync(join(run, 'checkpoints'))) await setTimeout(10);
      child.kill(signal);
      const { err, ...end } = await ended;
      expect(end).toMatchObject({ code, signal: null });
      expect(err).toContain('stopping at the next step');
      expect(err).toMatch(new RegExp(`resume [0-9]+ runs with: losscope resume endless --out ${signal}\\n`));
      const { status, steps } = JSON.parse(readFileSync(join(run, 'result.json'), 'utf8'));
      expect(status).toBe('stopped');
      // Stopped runs leave a checkpoint of their very end.
      const last = readdirSync(join(run, 'checkpoints')).sort().at(-1);
      expect(last).toBe(`step-${String(steps).padStart(15, '0')}.safetensors`);
      expect(lives(child.pid!)).toBe(false);
    },
  );

  it.each(codes)(
    '%s ends at once with exit code %i when it comes again, even from an endless loop',
    async (signal, code) => {
      const { child, text, ended } = start('run', 'loop.yaml', '--no-save', '--plugin', loop);
      while (!existsSync(join(folder, 'looping'))) await setTimeout(10);
      rmSync(join(folder, 'looping'));
      child.kill(signal);
      while (!text.err.includes('a second signal quits immediately')) await setTimeout(10);
      await setTimeout(signal === 'SIGHUP' ? 2100 : 300);
      expect(child.exitCode).toBe(null);
      child.kill(signal);
      expect(await ended).toMatchObject({ code, signal: null });
      expect(lives(child.pid!)).toBe(false);
    },
  );

  it.each(codes)('%s to the dashboard gives the screen back and exit code %i', async (signal, code) => {
    const output = await inTerminal(`terminal-${signal}`, (pid) => process.kill(pid, signal));
    expect(output.code).toBe(code);
    expect(output.text.lastIndexOf('\u001b[?1049l')).toBeGreaterThan(output.text.lastIndexOf('\u001b[?1049h'));
    expect(output.text.lastIndexOf('\u001b[?25h')).toBeGreaterThan(output.text.lastIndexOf('\u001b[?1049h'));
    expect(existsSync(`/proc/${output.pid}`)).toBe(false);
  });

  it('SIGHUP that comes twice at once, as from a terminal that is closed, is one', async () => {
    const { child, ended } = start('run', 'endless.yaml', '--workers', '1', '--checkpoint', '0.05', '--out', 'twice');
    while (!existsSync(join(folder, 'twice', 'endless-0', 'checkpoints'))) await setTimeout(10);
    child.kill('SIGHUP');
    await setTimeout(5);
    child.kill('SIGHUP');
    expect(await ended).toMatchObject({ code: 129, signal: null });
    const { status } = JSON.parse(readFileSync(join(folder, 'twice', 'endless-0', 'result.json'), 'utf8'));
    expect(status).toBe('stopped');
  });

  it('of a terminal that is closed ends the program with a checkpoint', async () => {
    const { pid } = await inTerminal('closed', (_, terminal) => process.kill(terminal, 'SIGKILL'));
    while (existsSync(`/proc/${pid}`)) await setTimeout(10);
    const run = join(folder, 'closed', 'endless-0');
    expect(JSON.parse(readFileSync(join(run, 'result.json'), 'utf8')).status).toBe('stopped');
    expect(readdirSync(join(run, 'checkpoints')).length).toBeGreaterThan(0);
  });
});

/** Trains in the dashboard, in a pseudo-terminal, and acts once there is a checkpoint. */
async function inTerminal(out: string, act: (pid: number, terminal: number) => void) {
  const args = `run endless.yaml --workers 1 --checkpoint 0.05 --out ${out}`;
  const command = `stty rows 24 cols 80; echo pid=$$=; exec ${process.execPath} ${main} ${args}`;
  const env = { ...process.env, TERM: 'xterm-256color', CI: '' };
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    cwd: folder,
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  const ended = new Promise<number | null>((done) => child.once('close', done));
  while (!existsSync(join(folder, out, 'endless-0', 'checkpoints'))) await setTimeout(10);
  const pid = Number(/pid=(\d+)=/.exec(text)![1]);
  act(pid, child.pid!);
  return { code: await ended, text, pid };
}

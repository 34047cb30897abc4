// Trains, kills, resumes and replays with the built program, and compares the digests: what must hold on every system.
// Usage: node scripts/smoke.mjs
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'losscope-smoke-'));
const LOSSCOPE = [main, 'run', 'cartpole-reinforce', '--seeds', '7', '--workers', '1'];

function losscope(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`losscope ${args.slice(1).join(' ')}: exit code ${status}\n${stderr}`);
  return stdout;
}

const digestIn = (json) => /"digest": "([0-9a-f]{64})"/.exec(json)?.[1] ?? null;

try {
  const whole = digestIn(losscope(...LOSSCOPE, '--json', '--no-save'));
  const killed = spawn(process.execPath, [...LOSSCOPE, '--plain', '--out', 'runs', '--checkpoint', '0.05'], {
    cwd: folder,
    stdio: 'ignore',
  });
  const id = 'cartpole-reinforce-7';
  const checkpoints = join(folder, 'runs', id, 'checkpoints');
  while (!existsSync(checkpoints) || readdirSync(checkpoints).length === 0) await pause(20);
  killed.kill('SIGKILL');
  await new Promise((ended) => killed.on('exit', ended));
  const resumed = digestIn(losscope(main, 'resume', id, '--json'));
  if (whole === null || resumed !== whole)
    throw new Error(`a resumed run ended with ${resumed}, a whole one with ${whole}`);
  losscope(main, 'replay', id);
  console.log(`run, kill, resume and replay end with the same digest: ${whole}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

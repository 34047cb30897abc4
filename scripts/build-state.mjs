// Whether dist/ is newer than everything that it is made of, and the lock that keeps two builds apart.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/** What a build is made of, besides the installed packages, which package-lock.json stands for. */
const SOURCES = ['src', 'scripts', 'package.json', 'package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];

/** Made by the build itself. */
const GENERATED = join('src', 'kernels', 'generated');

/** When the newest of some files and folders below `root` was changed, in milliseconds. A folder changes with its names. */
export function newestIn(root, names, skipped = GENERATED) {
  let newest = 0;
  const look = (name) => {
    if (name === skipped) return;
    const stat = statSync(join(root, name), { throwIfNoEntry: false });
    if (stat === undefined) return;
    newest = Math.max(newest, stat.mtimeMs);
    if (stat.isDirectory()) for (const entry of readdirSync(join(root, name))) look(join(name, entry));
  };
  for (const name of names) look(name);
  return newest;
}

/** Whether dist/ was made after the last change of its sources. */
export function isBuilt(root) {
  const built = statSync(join(root, 'dist', 'build.json'), { throwIfNoEntry: false });
  return built !== undefined && built.mtimeMs > newestIn(root, SOURCES);
}

/** Runs `work` while no other build of this checkout is at work. `waited`: whether there was one. */
export async function withLock(root, work) {
  const lock = join(root, '.build', 'lock');
  mkdirSync(join(root, '.build'), { recursive: true });
  let waited = false;
  while (!take(lock)) {
    if (!waited) console.error('another build is at work: waiting for it');
    waited = true;
    await pause(200);
  }
  try {
    await work(waited);
  } finally {
    rmSync(lock, { force: true });
  }
}

function take(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  if (isLeft(lock)) rmSync(lock, { force: true });
  return false;
}

/** Whether the build that made the lock was killed. */
function isLeft(lock) {
  if (!existsSync(lock)) return false;
  const age = Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
  const pid = Number(readFileSync(lock, 'utf8'));
  // Between its making and its first byte.
  if (!(pid > 0)) return age > 5000;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

// Puts a new build in the place of the old one without a moment in which a file is missing.
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Chunks of earlier builds stay so long: a training that was started from them may still load one. */
const KEPT_MS = 7 * 24 * 3600 * 1000;

/** Files that others lead to: put in place last. */
const ENTRIES = ['session/thread/worker.js', 'index.js', 'cli/main.js', 'build.json'];

/** Moves what `next` holds into `dist`, and removes what is not part of it. */
export function publish(next, dist, { release }) {
  writeFileSync(join(next, 'build.json'), `${JSON.stringify(describe(next), null, 2)}\n`);
  const files = filesIn(next);
  if (!existsSync(dist)) {
    renameSync(next, dist);
    return;
  }
  if (!release) touchChunks(dist);
  const last = new Set(ENTRIES);
  for (const file of [...files.filter((name) => !last.has(name)), ...ENTRIES]) {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    renameSync(join(next, file), join(dist, file));
  }
  const now = Date.now();
  const current = new Set(files);
  for (const file of filesIn(dist)) {
    if (current.has(file)) continue;
    const path = join(dist, file);
    if (!release && file.startsWith('chunks/') && now - statSync(path).mtimeMs < KEPT_MS) continue;
    rmSync(path, { force: true });
  }
}

/** Which file each entry leads to, and one word for all of what runs. */
function describe(next) {
  const chunks = readdirSync(join(next, 'chunks')).sort();
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk).update(readFileSync(join(next, 'chunks', chunk)));
  const entries = Object.fromEntries(
    ['index', 'main', 'worker', 'parquet-rows'].map((name) => [
      name,
      `chunks/${chunks.find((file) => file.startsWith(`${name}-`))}`,
    ]),
  );
  return { id: hash.digest('hex').slice(0, 16), entries, chunks };
}

/** From now on the chunks of the build that is replaced grow old. */
function touchChunks(dist) {
  const file = join(dist, 'build.json');
  if (!existsSync(file)) return;
  const now = new Date();
  for (const chunk of JSON.parse(readFileSync(file, 'utf8')).chunks) {
    if (existsSync(join(dist, 'chunks', chunk))) utimesSync(join(dist, 'chunks', chunk), now, now);
  }
}

function filesIn(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll('\\', '/'),
    );
}

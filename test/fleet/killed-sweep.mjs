// Sends SIGKILL to random workers of a sweep of 60 cells over three "nodes" (pid, host name and network namespaces of their own, where
// the machine lets us): whenever one is killed it is started again. In the end: the same bytes as undisturbed, no cell lost, none
// done twice differently. `node test/fleet/killed-sweep.mjs [rounds] [first]`: 100 rounds from round 1 by default; a test runs one. Needs a build.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const NODES = 3;
/** Lives of a worker in milliseconds: from before it has begun to near its end. */
const SHORTEST = 300;
const LONGEST = 2500;

/** One sweep, undisturbed by one process. */
function prepare(folder, steps) {
  writeFileSync(
    join(folder, 'small.yaml'),
    `env: gridworld\nagent: q-learning\nsteps: ${steps}\nevaluateEvery: 2000\n`,
  );
  writeFileSync(
    join(folder, 'sweep.yaml'),
    'scenario: small.yaml\nseeds: 0-9\ngrid: {agent.alpha: [0.1, 0.2, 0.4, 0.6, 0.8, 0.9]}\nmetric: q_error\n',
  );
  const env = { ...process.env, CI: '1' };
  return execFileSync(
    process.execPath,
    [main, 'sweep', 'run', 'sweep.yaml', '--out', 'alone', '--workers', '2', '--json'],
    { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
  );
}

/** What stands before a worker's command so that it runs on a "node". */
function nodeWords(node) {
  const words = [
    'unshare',
    '--pid',
    '--net',
    '--uts',
    '--fork',
    '--mount-proc',
    '--kill-child',
    'sh',
    '-c',
    `hostname node-${node}; exec "$@"`,
    'sh',
  ];
  return spawnSync(words[0], [...words.slice(1, 7), 'true']).status === 0 ? words : [];
}

/** One round: three workers, killed at random and started again, until each has nothing left to do. Returns the kills. */
async function round(folder, out, random, most) {
  const env = { ...process.env, CI: '1', LOSSCOPE_LOCK_BEAT_MS: '300' };
  execFileSync(process.execPath, [main, 'sweep', 'plan', 'sweep.yaml', '--out', out], {
    cwd: folder,
    env,
    stdio: 'ignore',
  });
  let kills = 0;
  const worker = async (node) => {
    for (;;) {
      const words = [
        ...nodeWords(node),
        process.execPath,
        main,
        'sweep',
        'run',
        '--plan',
        out,
        '--workers',
        '1',
        '--checkpoint',
        '0.02',
      ];
      const child = spawn(words[0], words.slice(1), { cwd: folder, env, stdio: ['ignore', 'ignore', 'pipe'] });
      let told = '';
      child.stderr.on('data', (chunk) => {
        told = (told + chunk).slice(-2000);
      });
      const ended = new Promise((done) => child.once('close', (code) => done(code)));
      const life = SHORTEST + random() * (LONGEST - SHORTEST);
      const code = kills < most ? await Promise.race([ended, setTimeout(life, 'late')]) : await ended;
      if (code === 'late') {
        child.kill('SIGKILL');
        kills++;
        await ended;
      } else if (code === 0) return;
      // 75: the others still hold cells.
      else if (code !== 75) throw new Error(`a worker ended with ${code}: ${told}`);
    }
  };
  await Promise.all(Array.from({ length: NODES }, (_, node) => worker(node)));
  return kills;
}

/** The bytes that decide: weights of each cell; the points of its metrics. */
function bytesOf(folder, out) {
  const sweep = join(folder, out);
  const cells = readdirSync(sweep)
    .filter((id) => existsSync(join(sweep, id, 'result.json')))
    .sort();
  const lines = cells.map((id) => [
    id,
    readFileSync(join(sweep, id, 'weights.safetensors')).toString('base64'),
    pointsOf(join(sweep, id, 'metrics.jsonl')),
  ]);
  return { cells: cells.length, text: JSON.stringify(lines) };
}

/** The definitions and the points of a run's metrics, however they are cut into blocks. */
function pointsOf(file) {
  const lines = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const column = (name) => lines.flatMap((line) => line[name] ?? []);
  return [lines.filter(({ define }) => define !== undefined), column('metric'), column('step'), column('value')];
}

/** A generator of numbers in [0, 1), so that a round can be repeated. */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Throws when a round does not give what an undisturbed sweep gives. */
export async function killRounds(rounds, { first = 1, steps = 60_000, kills = 12, tell = () => {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-killed-'));
  try {
    const expected = prepare(folder, steps);
    const alone = bytesOf(folder, 'alone');
    if (alone.cells !== 60) throw new Error(`the undisturbed sweep has ${alone.cells} cells`);
    let all = 0;
    for (let i = 0; i < rounds; i++) {
      const out = `round-${i}`;
      const count = await round(folder, out, generator(first + i), kills);
      all += count;
      const env = { ...process.env, CI: '1' };
      const shown = execFileSync(process.execPath, [main, 'sweep', 'show', out, '--json'], {
        cwd: folder,
        env,
        encoding: 'utf8',
      });
      if (shown !== expected) throw new Error(`round ${i}: the sweep document differs; see ${folder}`);
      const now = bytesOf(folder, out);
      if (now.text !== alone.text) throw new Error(`round ${i}: weights or metrics of a cell differ; see ${folder}`);
      tell(`round ${first + i}, ${i + 1} of ${rounds}: ${count} kills, 60 cells, the same bytes`);
      rmSync(join(folder, out), { recursive: true });
    }
    rmSync(folder, { recursive: true });
    return all;
  } catch (error) {
    error.message += `\n(folder ${folder})`;
    throw error;
  }
}

if (process.argv[1] === import.meta.filename) {
  const kills = await killRounds(Number(process.argv[2] ?? 100), {
    first: Number(process.argv[3] ?? 1),
    tell: (text) => console.log(text),
  });
  console.log(`${kills} kills; every round gave the bytes of an undisturbed sweep`);
}

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Ended, start } from './program.js';

const faults = resolve(import.meta.dirname, 'fixtures/failing-disk.mjs');
const folder = mkdtempSync(join(tmpdir(), 'losscope-whole-'));
afterAll(() => rmSync(folder, { recursive: true }));

const at = (...names: readonly string[]) => join(folder, ...names);

beforeAll(async () => {
  const scenario = 'env: gridworld\nagent: q-learning\nsteps: 300\nevaluateEvery: 100\nseeds: 0-4\n';
  writeFileSync(at('small.yaml'), scenario);
  writeFileSync(at('sweep.yaml'), 'scenario: small.yaml\nseeds: 0-1\ngrid: {agent.alpha: [0.1, 0.5]}\n');
  const row = (i: number) => `${i % 7},${(i * 5) % 11},${(i % 7) * 2 + 1}\n`;
  writeFileSync(at('table.csv'), `a,b,y\n${Array.from({ length: 60 }, (_, i) => row(i)).join('')}`);
  writeFileSync(
    at('faq.jsonl'),
    Array.from({ length: 40 }, (_, i) => `{"query":"word${i} a","document":"word${i} b"}\n`).join(''),
  );
  for (const args of [
    ['train', 'table.csv', '--target', 'y', '--seeds', '0', '--set', 'steps=20', '--json'],
    ['train', 'faq.jsonl', '--seeds', '0', '--set', 'steps=5', '--json'],
    ['run', 'small.yaml', '--json', '--set', 'agent.alpha=0.4'],
    ['run', 'small.yaml', '--json', '--seeds', '0', '--set', 'agent.alpha=0.2'],
    ['baseline', 'save', 'small.yaml', '--workers', '1'],
    ['sweep', 'run', 'sweep.yaml', '--out', 'cells', '--json'],
  ]) {
    const { code, err } = await start(folder, args).ended;
    if (code !== 0) throw new Error(err);
  }
});

/** Files below a folder with their content, but for what is written aside: files and hidden folders. */
function filesIn(root: string): ReadonlyMap<string, string> {
  const names = existsSync(root) ? readdirSync(root, { recursive: true, encoding: 'utf8' }) : [];
  const files = names.map((name) => join(root, name)).filter((file) => statSync(file).isFile());
  return new Map(
    files
      .filter((file) => !file.endsWith('.tmp') && !file.includes('/lock/') && !/\/\.[^/]+\//.test(file))
      .map((file) => [relative(root, file), readFileSync(file, 'latin1')]),
  );
}

/** What differs from one run of the program to the next: times, hosts. */
const steady = (text: string): string =>
  text.replaceAll(/\bout-\d+|\d{4}-\d\d-\d\dT[\d:.]+Z|"secondsPerSeed": ?[\d.e-]+|time="[\d.]+"|[\d.]+ m?s\b/g, '');

interface Command {
  readonly args: readonly string[];
  /** Files that are there before. */
  readonly before?: Readonly<Record<string, string>>;
  /** Folder that is copied to there before. */
  readonly copied?: string;
  /** What else is whole: the report of a failure. */
  readonly orElse?: RegExp;
  /** Files that may be gone afterwards. */
  readonly removes?: boolean;
  /** Only with LOSSCOPE_FAULTS=all: it takes long, and writes as the others do. */
  readonly slow?: boolean;
}

const old = 'what was there before\n';

/** Every command that writes files for its user; `OUT` is the folder that they stand in. */
const commands: Readonly<Record<string, Command>> = {
  'config --init': { args: ['config', '--init'] },
  'new env': { args: ['new', 'env', 'mine', '--out', 'OUT'] },
  'new loss': { args: ['new', 'loss', 'mine', '--out', 'OUT'], slow: true },
  'losses --svg': { args: ['losses', 'mse', '--svg', 'OUT/mse.svg'], before: { 'mse.svg': old } },
  report: { args: ['report', 'runs', '-o', 'OUT/report.html'], before: { 'report.html': old } },
  'compare --html --svg': {
    args: ['compare', 'runs', '--no-plots', '--html', 'OUT/c.html', '--svg', 'OUT/c.svg'],
    before: { 'c.html': old, 'c.svg': old },
  },
  'export --csv --weights': {
    args: ['export', 'small-agent-alpha-0.4-0', '--csv', 'OUT/p.csv', '--weights', 'OUT/w.safetensors'],
    before: { 'p.csv': old },
  },
  'export --tensorboard': { args: ['export', 'small-agent-alpha-0.4-0', '--tensorboard', 'OUT/events'] },
  'export --model': { args: ['export', 'table-0', '--model', 'OUT/model'], slow: true },
  'predict --out': {
    args: ['predict', 'table-0', 'table.csv', '--out', 'OUT/p.csv'],
    before: { 'p.csv': old },
  },
  'retrieve --out': {
    args: ['retrieve', 'faq-0', 'word3', '--out', 'OUT/found.csv'],
    before: { 'found.csv': old },
  },
  'train --save-scenario': {
    args: [
      ...['train', 'table.csv', '--target', 'y', '--seeds', '0', '--set', 'steps=20', '--no-save', '--json'],
      ...['--save-scenario', 'OUT/mine.yaml'],
    ],
    before: { 'mine.yaml': old },
    slow: true,
  },
  'sweep submit': {
    args: ['sweep', 'submit', 'sweep.yaml', '--engine', 'slurm', '--out', 'OUT/swept', '--shards', '2'],
    slow: true,
  },
  'sweep merge': { args: ['sweep', 'merge', 'cells', '--out', 'OUT/merged'], slow: true },
  'sweep plan': { args: ['sweep', 'plan', 'sweep.yaml', '--out', 'OUT/swept'] },
  'baseline save': {
    args: ['baseline', 'save', 'small.yaml', '--seeds', '0-4', '--workers', '1', '--baselines', 'OUT'],
    slow: true,
  },
  'baseline update': {
    args: [
      'baseline',
      'update',
      'small',
      '--set',
      'agent.alpha=0.3',
      '--reason',
      'x',
      '--baselines',
      'OUT',
      '--workers',
      '1',
    ],
    copied: 'baselines',
  },
  'baseline check --junit': {
    args: ['baseline', 'check', 'small', '--junit', 'OUT/junit.xml', '--workers', '1'],
    before: { 'junit.xml': old },
    orElse: /errors="1"[\s\S]*<\/testsuites>\n$/,
  },
  'runs rm': {
    args: ['runs', 'rm', 'small-agent-alpha-0.2-0', '--yes', '--out', 'OUT'],
    copied: 'runs',
    removes: true,
  },
};

let tries = 0;

/** Runs a command in a new folder with the fault planted; gives back what stands there before and after. */
async function attempt({ args, before = {}, copied }: Command, fault: string) {
  const out = at(`out-${tries++}`);
  if (copied === undefined) mkdirSync(out);
  else cpSync(at(copied), out, { recursive: true });
  for (const [name, text] of Object.entries(before)) writeFileSync(join(out, name), text);
  const old = filesIn(out);
  const env = {
    LOSSCOPE_FAULT: `${fault}:${out}`,
    LOSSCOPE_FAULT_COUNT: at('count'),
    LOSSCOPE_CONFIG: join(out, 'config.yaml'),
  };
  const ended = await start(
    folder,
    args.map((arg) => arg.replace('OUT', out)),
    [process.execPath, '--import', faults],
    env,
  ).ended;
  const files = filesIn(out);
  rmSync(out, { recursive: true, force: true });
  return { ended, old, files };
}

const isOk = ({ code }: Ended) => code === 0 || code === 1 || code === 4;

/** All of them take minutes: LOSSCOPE_FAULTS=all. Else those at which something could be half there. */
const isAll = process.env.LOSSCOPE_FAULTS === 'all';
const kinds = isAll ? ['kill', 'torn', 'write', 'fsync', 'rename', 'link'] : ['unnamed', 'torn', 'write'];

describe('a file that a command writes is old or new, never between', () => {
  it.each(Object.entries(commands).filter(([, { slow = false }]) => isAll || !slow))(
    '%s',
    { timeout: 600_000 },
    async (_, command) => {
      const whole = await attempt(command, 'kill:0');
      expect(isOk(whole.ended), whole.ended.err).toBe(true);
      const calls: Readonly<Record<string, number>> = JSON.parse(readFileSync(at('count'), 'utf8'));
      expect(calls.kill).toBeGreaterThan(1);
      const planted = kinds.flatMap((kind) => {
        const all = Array.from({ length: calls[kind] ?? 0 }, (_, n) => `${kind}:${n + 1}`);
        // A full disk is told in the same words wherever it is met; what it leaves, the other kinds show at every call.
        return kind === 'write' && !isAll ? all.slice(-1) : all;
      });
      for (const fault of planted) {
        const { ended, old, files } = await attempt(command, fault);
        if (/^(kill|unnamed|torn)/.test(fault)) expect(ended.signal, fault).toBe('SIGKILL');
        else {
          expect(ended.code, `${fault}: ${ended.err}`).toBeGreaterThan(1);
          expect(ended.err, fault).toMatch(/disk-full|disk is full|cannot be written/);
        }
        expect(ended.err, fault).not.toMatch(/internal error|^\s+at /m);
        for (const [name, text] of files) {
          const known = [old.get(name), whole.files.get(name)].flatMap((one) => (one === undefined ? [] : steady(one)));
          // What is removed stands aside under a name of its own until it is gone.
          if (command.removes === true && name.includes('.removed-')) continue;
          if (command.orElse?.test(text) === true) continue;
          expect(known.includes(steady(text)), `${fault}: ${name} is neither old nor new: ${text.slice(0, 600)}`).toBe(
            true,
          );
        }
        for (const name of old.keys()) {
          if (command.removes !== true) expect(files.has(name), `${fault}: ${name} is gone`).toBe(true);
        }
        if (command.removes === true) {
          const left = [...old.keys()].filter((name) => name.startsWith('small-agent-alpha-0.2-0/'));
          const still = left.filter((name) => files.has(name)).length;
          expect([0, left.length], `${fault}: the run is there in part`).toContain(still);
        }
      }
    },
  );
});

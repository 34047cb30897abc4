import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { parseSweep } from '../../src/experiment/sweep/sweep-file.js';
import { end, main } from '../fleet/program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-search-'));
afterAll(() => rmSync(folder, { recursive: true }));
const here = { cwd: folder };
const write = (name: string, text: string) => writeFileSync(join(folder, name), text);

interface Document {
  readonly seeds: readonly number[];
  readonly ranking: readonly { readonly configuration: readonly string[]; readonly n: number; readonly mean: number }[];
  readonly cells: readonly {
    readonly index: number;
    readonly id: string;
    readonly seed: number;
    readonly digest: string;
    readonly status: string;
  }[];
}

write('small.yaml', 'env: gridworld\nagent: q-learning\nsteps: 1500\nevaluateEvery: 500\n');
const search = (samples: number, seeds: string) => `scenario: small.yaml
seeds: ${seeds}
metric: q_error
search:
  samples: ${samples}
  startup: 4
  batch: 3
  agent.alpha: {min: 0.01, max: 1, scale: log}
  agent.gamma: {min: 0.8, max: 0.999}
`;

async function swept(file: string, out: string, ...more: readonly string[]): Promise<Document> {
  const { code, out: text, err } = await end(['sweep', 'run', file, '--out', out, '--json', ...more], here);
  expect(code, err).toBe(0);
  return JSON.parse(text) as Document;
}

describe.skipIf(!existsSync(main))('a sweep that searches', { timeout: 120_000 }, () => {
  it('comes to the same trials with any number of workers, and after a stop at a target', async () => {
    write('search.yaml', search(10, '0-1'));
    const one = await swept('search.yaml', 'one', '--workers', '1');
    expect(one.ranking).toHaveLength(10);
    expect(await swept('search.yaml', 'three', '--workers', '3')).toEqual(one);
    // Any mean is as good as this.
    const stopped = await end(
      ['sweep', 'run', 'search.yaml', '--out', 'target', '--target', '1e9', '--workers', '1'],
      here,
    );
    expect(stopped.code, stopped.err).toBe(0);
    expect(stopped.err).toMatch(/stopped: agent\.alpha=\S+ agent\.gamma=\S+ has reached the target/);
    expect(JSON.parse(readFileSync(join(folder, 'target/plan.json'), 'utf8')).configs.length).toBeLessThan(10);
    expect(await swept('search.yaml', 'target')).toEqual(one);
  });

  it('stops by --max-time with checkpoints, and the same command comes to the same end', async () => {
    const slow = 'env: gridworld\nagent: q-learning\nsteps: 1500000\nevaluateEvery: 500000\n';
    write('slow.yaml', slow);
    write('timed.yaml', 'scenario: slow.yaml\nseeds: 0\ngrid: {agent.alpha: [0.1, 0.5]}\n');
    const cut = await end(
      ['sweep', 'run', 'timed.yaml', '--out', 'timed', '--workers', '1', '--max-time', '0.01', '--plain'],
      here,
    );
    // Not all results are there: a scheduler is to try again.
    expect(cut.code, cut.err).toBe(75);
    expect(cut.err).toContain('stopped: the time is over (--max-time)');
    const shown = JSON.parse((await end(['sweep', 'show', 'timed', '--json'], here)).out) as Document;
    expect(shown.cells.filter(({ status }) => status === 'done').length).toBeLessThan(2);
    expect(await swept('timed.yaml', 'timed')).toEqual(await swept('timed.yaml', 'whole'));
  });

  it('draws a setting with a condition only where it holds, to the end of the search', async () => {
    write(
      'either.yaml',
      `scenario: small.yaml
seeds: 0
metric: q_error
search:
  samples: 9
  startup: 4
  batch: 3
  agent: [q-learning, sarsa]
  agent.alpha: {min: 0.01, max: 1, scale: log, when: {agent: q-learning}}
`,
    );
    const { ranking } = await swept('either.yaml', 'either');
    const kinds = ranking.map(({ configuration }) => configuration.join(' '));
    expect(kinds.filter((text) => text.includes('agent=q-learning')).length).toBeGreaterThan(1);
    expect(kinds.filter((text) => text.includes('agent=sarsa')).length).toBeGreaterThan(0);
    for (const text of kinds) expect(text.includes('agent.alpha')).toBe(text.includes('agent=q-learning'));
  });

  it('goes on with more trials and more seeds; what there was keeps its number and its result', async () => {
    const before = await swept('search.yaml', 'one');
    write('search.yaml', search(12, '0-2'));
    const after = await swept('search.yaml', 'one');
    expect(after.cells.slice(0, before.cells.length)).toEqual(before.cells);
    expect(after.seeds).toEqual([0, 1, 2]);
    expect(after.ranking).toHaveLength(12);
    expect(after.ranking.every(({ n }) => n === 3)).toBe(true);
  });
});

describe.skipIf(!existsSync(main))('a plan', { timeout: 120_000 }, () => {
  it('grows by values and seeds that the file has gained, and is refused when others were changed', async () => {
    const grid = (values: string, seeds: string) =>
      write('grid.yaml', `scenario: small.yaml\nseeds: ${seeds}\ngrid: {agent.alpha: [${values}]}\n`);
    grid('0.1, 0.5', '0');
    const before = await swept('grid.yaml', 'grown');
    grid('0.1, 0.5, 0.9', '0-1');
    const { out, err } = await end(['sweep', 'run', 'grid.yaml', '--out', 'grown', '--json'], here);
    expect(err).toContain('4 cells added to the 2 that were planned before');
    expect((JSON.parse(out) as Document).cells.slice(0, 2)).toEqual(before.cells);
    grid('0.2, 0.5', '0');
    const other = await end(['sweep', 'run', 'grid.yaml', '--out', 'grown'], here);
    expect(other.code).toBe(2);
    expect(other.err).toContain('is the plan of another sweep');
  });

  it('gives a row a cell with a column a setting', async () => {
    const { out } = await end(['sweep', 'show', 'grown', '--csv'], here);
    const [head, first] = out.split('\n');
    expect(head!.split(',').slice(0, 6)).toEqual(['index', 'run', 'status', 'seed', 'agent.alpha', 'steps']);
    expect(first!.split(',').slice(2, 6)).toEqual(['done', '0', '0.1', '1500']);
    const lines = (await end(['sweep', 'show', 'grown', '--jsonl'], here)).out.trimEnd().split('\n');
    expect(lines).toHaveLength(6);
    expect(JSON.parse(lines[5]!)).toMatchObject({ index: 5, status: 'done', 'agent.alpha': 0.9, steps: 1500 });
  });
});

describe('a condition of a draw', () => {
  const random = (text: string) =>
    parseSweep(`scenario: gridworld-dqn\nrandom: {samples: 2, ${text}}\n`, 's.yaml').random!;

  it('names a setting that stands before, with one value or several', () => {
    const { draws } = random('agent: [dqn, sarsa], agent.lr: {min: 1e-4, max: 1e-2, scale: log, when: {agent: dqn}}');
    expect(draws.map(({ name, when }) => [name, when])).toEqual([
      ['agent', null],
      ['agent.lr', { name: 'agent', values: ['dqn'] }],
    ]);
    expect(() => random('agent.lr: {min: 1e-4, max: 1e-2, when: {agent: dqn}}')).toThrow(
      'random.agent.lr.when: must name a setting that stands before this one in the sweep (given "agent")',
    );
    expect(() => random('agent.lr: {min: 1e-4, max: 1e-2, when: dqn}')).toThrow(
      'must name one setting with its values',
    );
  });
});

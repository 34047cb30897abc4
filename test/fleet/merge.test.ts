import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTar } from '../../src/fleet/tar.js';
import { end, main } from './program.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-merge-'));
afterAll(() => rmSync(folder, { recursive: true }));
const here = { cwd: folder };
const at = (...parts: readonly string[]) => join(folder, ...parts);

writeFileSync(at('small.yaml'), 'env: gridworld\nagent: q-learning\nsteps: 3000\nevaluateEvery: 500\n');
writeFileSync(
  at('sweep.yaml'),
  'scenario: small.yaml\nseeds: 0-1\ngrid: {agent.alpha: [0.1, 0.5]}\nprune: {at: [0.5], keep: 0.5}\n',
);
writeFileSync(at('other.yaml'), 'scenario: small.yaml\nseeds: 0-2\ngrid: {agent.alpha: [0.1, 0.5]}\n');
writeFileSync(at('plain.yaml'), 'scenario: small.yaml\nseeds: 0-1\ngrid: {agent.alpha: [0.1, 0.5]}\n');

describe.skipIf(!existsSync(main))('sweep merge', { timeout: 120_000 }, () => {
  let expected = '';
  beforeAll(async () => {
    expected = (await end(['sweep', 'run', 'plain.yaml', '--out', 'whole', '--json', '--workers', '1'], here)).out;
    for (const [name, shard] of [
      ['a', '1/2'],
      ['b', '2/2'],
    ] as const) {
      await end(['sweep', 'plan', 'plain.yaml', '--out', name], here);
      await end(['sweep', 'run', '--plan', name, '--shard', shard], here);
    }
    spawnSync('tar', ['-czf', 'b.tar.gz', 'b'], { cwd: folder });
  }, 60_000);

  it('gathers folders and archives to what one process gives, and takes nothing twice', async () => {
    const { code, out } = await end(['sweep', 'merge', 'a', 'b.tar.gz', '--out', 'all'], here);
    expect({ code, out }).toEqual({ code: 0, out: '4 of 4 cells taken; 0 have no result yet\n' });
    expect((await end(['sweep', 'show', 'all', '--json'], here)).out).toBe(expected);
    const again = await end(['sweep', 'merge', 'b', 'whole', '--out', 'all'], here);
    expect(again.out).toBe('0 of 4 cells taken, 6 came again with the same digest; 0 have no result yet\n');
  });

  it('counts a cell once that a later source has further', async () => {
    cpSync(at('whole'), at('half'), { recursive: true });
    for (const id of readdirSync(at('half')).filter((name) => existsSync(at('half', name, 'result.json')))) {
      const file = at('half', id, 'result.json');
      writeFileSync(
        file,
        JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), status: 'stopped', steps: 1500 }),
      );
    }
    const { out } = await end(['sweep', 'merge', 'half', 'whole', '--out', 'further'], here);
    expect(out).toBe('4 of 4 cells taken; 0 have no result yet\n');
  });

  it('names a cell that came twice with other bits, keeps the first and ends with 1', async () => {
    cpSync(at('whole'), at('forged'), { recursive: true });
    const id = readdirSync(at('a')).find((name) => existsSync(at('a', name, 'result.json')))!;
    const file = at('forged', id, 'result.json');
    const digest = (path: string) => JSON.parse(readFileSync(path, 'utf8')).digest as string;
    writeFileSync(file, readFileSync(file, 'utf8').replace(digest(file), 'f'.repeat(64)));
    const { code, out, err } = await end(['sweep', 'merge', 'a', 'forged', '--out', 'doubtful'], here);
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`^cell \\d \\(${id}\\) differs: done [0-9a-f]{12}, in forged done f{12}$`, 'm'));
    expect(out).toContain(', 1 differ; 0 have no result yet');
    expect(digest(at('doubtful', id, 'result.json'))).toBe(digest(at('a', id, 'result.json')));
  });

  it('refuses what is no part of this sweep', async () => {
    await end(['sweep', 'plan', 'other.yaml', '--out', 'other'], here);
    writeFileSync(at('nothing.tar'), 'no archive');
    for (const [source, message] of [
      ['other', 'other: is another sweep than a: their plans differ'],
      ['nothing.tar', 'nothing.tar: has no plan.json: it is no archive of a sweep'],
      ['missing', 'missing: folder not found or archive'],
    ] as const) {
      const { code, err } = await end(['sweep', 'merge', 'a', source, '--out', 'refused'], here);
      expect({ code, err }).toEqual({ code: 2, err: `${message}\n` });
    }
  });

  it('copies no link of a folder that somebody sent', async () => {
    cpSync(at('a'), at('linked'), { recursive: true });
    const id = readdirSync(at('a')).find((name) => existsSync(at('a', name, 'result.json')))!;
    symlinkSync('/etc/passwd', at('linked', id, 'passwd'));
    await end(['sweep', 'merge', 'linked', '--out', 'plainly'], here);
    expect(existsSync(at('plainly', id, 'result.json'))).toBe(true);
    expect(existsSync(at('plainly', id, 'passwd'))).toBe(false);
  });
});

describe('a tar archive', () => {
  const long = `${'deep/'.repeat(30)}name-that-is-long-enough-for-a-header-of-its-own.json`;
  const archive = (format: string, ...args: readonly string[]) =>
    spawnSync('tar', [`--format=${format}`, '-cf', '-', ...args], { cwd: folder, maxBuffer: 1 << 26 }).stdout;

  it.each(['ustar', 'gnu', 'pax'])('of format %s gives its files with their long names, and no links', (format) => {
    spawnSync('mkdir', ['-p', join('deep', ...Array(29).fill('deep'))], { cwd: folder });
    writeFileSync(at(long), 'content');
    if (!existsSync(at('deep', 'link'))) symlinkSync('/etc/passwd', at('deep', 'link'));
    const files = readTar('x.tar', archive(format, 'deep'));
    expect(files.map(({ path }) => path)).toEqual([long]);
    expect(Buffer.from(files[0]!.bytes).toString()).toBe('content');
  });

  it('with a path that leads out, or cut off, is refused', () => {
    const out = archive('ustar', '--absolute-names', '--transform=s,^,../,', 'sweep-file.txt');
    writeFileSync(at('sweep-file.txt'), 'x'.repeat(2000));
    const leading = archive('ustar', '--absolute-names', '--transform=s,^,../,', 'sweep-file.txt');
    expect(out.length).toBeGreaterThan(0);
    expect(() => readTar('x.tar', leading)).toThrow('a path leads out of the archive: "../sweep-file.txt"');
    expect(() => readTar('x.tar', archive('ustar', 'sweep-file.txt').subarray(0, 1500))).toThrow('ends within a file');
  });
});

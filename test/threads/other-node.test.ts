import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');

/** Each bundled scenario, short, with learners of every kind of mathematics that a run uses. */
const runs: readonly (readonly string[])[] = [
  ['gridworld-dqn', '--set', 'steps=2000'],
  ['cartpole-reinforce', '--set', 'steps=6000'],
  ['retrieval-mnr', '--set', 'steps=20'],
  ['imbalanced-focal', '--set', 'steps=200'],
  ['imbalanced-focal', '--set', 'steps=200', '--set', 'loss=poly'],
];

function digests(command: string, args: readonly string[]): string[] {
  return runs.map((run) => {
    const text = execFileSync(command, [...args, main, 'run', ...run, '--seeds', '3', '--json'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      encoding: 'utf8',
    });
    const document = JSON.parse(text) as { scenarios: { runs: { status: string; digest: string }[] }[] };
    const { status, digest } = document.scenarios[0]!.runs[0]!;
    expect(status).toBe('done');
    return digest;
  });
}

describe('another version of Node', () => {
  const here = digests(process.execPath, []);

  it.each(['22', '24'])('%s computes the same bits', { timeout: 240_000 }, (version) => {
    expect(digests('npx', ['-y', '-p', `node@${version}`, 'node'])).toEqual(here);
  });
});

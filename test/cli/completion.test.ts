import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import { expect, it, onTestFinished } from 'vitest';
import { argumentsOf, candidates, valuesOf } from '../../src/cli/completion.js';
import { createProgram } from '../../src/cli/program.js';
import { losses } from '../../src/losses/registry.js';
import { bundledNames } from '../../src/scenario/bundled.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import { announceRun, reserveFolder } from '../../src/store/run-folder.js';
import { registries } from '../../src/train/registries.js';
import { fakeTerminal } from './fake-terminal.js';

const program = createProgram({ terminal: fakeTerminal().terminal, exit: () => {} });
const words = async (...typed: string[]) => (await candidates(program, typed)).map(({ word }) => word);

it('offers commands, and their own commands after them', async () => {
  expect(await words('re')).toEqual(expect.arrayContaining(['resume', 'replay']));
  expect(await words('runs', '')).toEqual(expect.arrayContaining(['show', 'rm']));
  expect(await words('')).not.toContain('complete');
});

it('offers the names of scenarios and of losses', async () => {
  expect(await words('run', '')).toEqual(expect.arrayContaining(['tour', ...bundledNames()]));
  expect(await words('losses', 'tri')).toEqual(['triplet']);
  expect(await words('losses', '')).toEqual(expect.arrayContaining([...losses.names()]));
});

it('offers options after a dash, and leaves their values to the shell', async () => {
  expect(await words('run', 'gridworld-dqn', '--see')).toEqual(['--seeds']);
  expect(await words('run', '--init', '')).toEqual([]);
  expect(await words('run', 'gridworld-dqn', '--set', 'loss=foc')).toEqual(['loss=focal']);
});

it('takes words with a dot before them, from shells that drop empty words and --', async () => {
  const complete = async (...typed: string[]) => {
    const { terminal, out } = fakeTerminal();
    const own = createProgram({ terminal, exit: () => {} });
    await own.parseAsync(['complete', '--marked', ...typed], { from: 'user' });
    return out()
      .trimEnd()
      .split('\n')
      .map((line) => line.split(' ')[0]);
  };
  expect(await complete('.run', '.--see')).toEqual(['--seeds']);
  expect(await complete('.losses', '.')).toContain('focal');
  expect(await complete('.swe')).toEqual(['sweep']);
});

it('goes on with further names after the first', async () => {
  expect(await words('run', 'gridworld-dqn', 'retr')).toContain('retrieval-mnr');
});

it('has names for commands and options that there are', () => {
  const has = (path: string) =>
    path.split(' ').reduce<Command | undefined>((at, word) => at?.commands.find((one) => one.name() === word), program);
  for (const path of Object.keys(argumentsOf)) expect(has(path), path).toBeDefined();
  const options = (command: Command): string[] => [
    ...command.options.map(({ long }) => long ?? ''),
    ...command.commands.flatMap(options),
  ];
  expect(options(program)).toEqual(expect.arrayContaining(Object.keys(valuesOf)));
});

it('offers the runs of the folder that --out names', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-completion-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const { scenario } = loadScenarios(['gridworld-dqn'], { catalogues: registries })[0]!;
  announceRun(join(folder, reserveFolder(folder, 'mine-0')), scenario, 0, {});
  for (const command of ['resume', 'play', 'replay']) {
    expect(await words(command, '--out', folder, 'mi')).toEqual(['mine-0']);
    expect(await words(command, '--out', join(folder, 'nowhere'), '')).toEqual([]);
  }
  expect(await words('runs', 'show', '--out', folder, '')).toEqual(['mine-0']);
});

it('offers themes, baselines of ./baselines, sweep files, and files that can be watched', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-completion-'));
  const before = process.cwd();
  mkdirSync(join(folder, 'baselines'));
  for (const file of ['baselines/one.json', 'lr.yaml', 'log.csv', 'with space.csv', 'note.md']) {
    writeFileSync(join(folder, file), '');
  }
  process.chdir(folder);
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
  expect(await words('run', '--theme', '')).toEqual(['dark', 'light', 'contrast', 'auto']);
  expect(await words('baseline', 'check', '')).toEqual(['one']);
  expect(await words('sweep', 'run', '')).toEqual(['baselines/', 'lr.yaml']);
  expect(await words('watch', '')).toEqual(['baselines/', 'log.csv']);
  expect(await words('run', 'lr')).toEqual(['lr.yaml']);
});

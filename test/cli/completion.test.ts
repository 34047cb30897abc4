import { expect, it } from 'vitest';
import { candidates } from '../../src/cli/completion.js';
import { createProgram } from '../../src/cli/program.js';
import { losses } from '../../src/losses/registry.js';
import { bundledNames } from '../../src/scenario/bundled.js';
import { fakeTerminal } from './fake-terminal.js';

const program = createProgram({ terminal: fakeTerminal().terminal, exit: () => {} });
const words = async (...typed: string[]) => (await candidates(program, typed)).map(({ word }) => word);

it('offers commands, and their own commands after them', async () => {
  expect(await words('re')).toEqual(expect.arrayContaining(['resume', 'replay']));
  expect(await words('runs', '')).toEqual(expect.arrayContaining(['show', 'rm']));
  expect(await words('')).not.toContain('complete');
});

it('offers the names of scenarios and of losses', async () => {
  expect(await words('run', '')).toEqual(['tour', ...bundledNames()]);
  expect(await words('losses', 'tri')).toEqual(['triplet']);
  expect(await words('losses', '')).toEqual(expect.arrayContaining([...losses.names()]));
});

it('offers options after a dash, and leaves their values to the shell', async () => {
  expect(await words('run', 'gridworld-dqn', '--see')).toEqual(['--seeds']);
  expect(await words('run', '--init', '')).toEqual([]);
  expect(await words('run', 'gridworld-dqn', '--set', 'loss=foc')).toEqual(['loss=focal']);
});

it('goes on with further names after the first', async () => {
  expect(await words('run', 'gridworld-dqn', 'retr')).toContain('retrieval-mnr');
});

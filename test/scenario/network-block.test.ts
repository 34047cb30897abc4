import { expect, test } from 'vitest';
import { loadScenarios, parseScenario } from '../../src/scenario/loader.js';
import { registries } from '../../src/train/registries.js';

const load = (agent: string, set: readonly string[] = []) =>
  parseScenario(`env: breakout\nagent: ${agent}\nsteps: 100\n`, 'x.yaml', { catalogues: registries, set }).scenario;

test('a network block is the same as its settings beside the others, in the file and on the command line', () => {
  const plain = load('{name: dqn, conv: [16], hidden: [128], noisy: true}');
  expect(load('{name: dqn, network: {conv: [16], hidden: [128], noisy: true}}')).toEqual(plain);
  const { learner } = load('dqn', ['agent.network.conv=[16]', 'agent.network={hidden: [128], noisy: true}']);
  expect(learner).toEqual(plain.learner);
});

test('a preset names the loss that it is for, and a scenario may name another', () => {
  expect(load('{name: dqn, preset: rainbow-minatar}').loss).toMatchObject({
    name: 'categorical-td',
    params: { vMin: -100, vMax: 100 },
  });
  expect(load('{name: dqn, preset: minatar}').loss).toMatchObject({ name: 'q-td', params: { kind: 'mse' } });
});

test.each([
  ['{name: dqn, hidden: [8], network: {hidden: [128]}}', 'agent.network.hidden: is set twice'],
  ['{name: dqn, network: {hiden: [8]}}', 'Did you mean hidden?'],
  ['{name: dqn, network: {norm: batch}}', 'one of none, layer'],
  ['{name: q-learning, network: {hidden: [8]}}', 'unknown setting'],
])('%s is refused', (agent, words) => {
  expect(() => load(agent)).toThrow(words);
});

test('bundled scenarios load as they did', () => {
  expect(loadScenarios(['cartpole-dqn'], { catalogues: registries })).toHaveLength(1);
});

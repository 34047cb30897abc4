import { describe, expect, it } from 'vitest';
import { parseScenario } from '../../src/scenario/loader.js';
import { recordingRegistries, type Transition } from '../../src/session/transitions.js';
import { buildLearner } from '../../src/train/learner-factory.js';
import { registries } from '../../src/train/registries.js';

const STEPS = 300;

function trained(text: string, record: boolean) {
  const { scenario } = parseScenario(text, 'steps.yaml', { catalogues: registries, set: [], variants: 'written' });
  const told: Transition[] = [];
  const used = record ? recordingRegistries(registries, (transition) => told.push(transition)) : registries;
  const learner = buildLearner(scenario, 3, used, { define: () => () => {} });
  for (let step = 1; step <= STEPS; step++) {
    learner.advance();
    if (step % 100 === 0) learner.evaluate(step === STEPS);
  }
  return { told, weights: [...learner.weights()].map(([name, array]) => [name, [...array]]) };
}

const lake = `
name: steps
env: {name: frozen-lake, maxSteps: 20}
agent: q-learning
steps: ${STEPS}
`;
const actors = `
name: steps
env: cartpole
agent: {name: actor-critic, envs: 3, horizon: 30, hidden: [8], evalEpisodes: 1, finalEpisodes: 1}
steps: ${STEPS}
`;

describe('recordingRegistries', () => {
  it.each([
    ['one env', lake, 1],
    ['three envs', actors, 3],
  ])('tells every step of training in %s, none of an evaluation, and changes no bit', (_, text, envs) => {
    const { told, weights } = trained(text, true);
    expect(told.length).toBe(STEPS);
    expect(weights).toEqual(trained(text, false).weights);
    expect(new Set(told.map(({ env }) => env)).size).toBe(envs);
    for (let env = 0; env < envs; env++) {
      const own = told.filter((one) => one.env === env);
      own.slice(1).forEach((one, i) => {
        const before = own[i]!;
        const over = before.terminated || before.truncated;
        expect([one.episode, one.step]).toEqual(over ? [before.episode + 1, 0] : [before.episode, before.step + 1]);
        if (!over) expect(one.observation).toEqual(before.next);
      });
    }
    expect(JSON.parse(JSON.stringify(told))).toEqual(told);
  });

  it('tells what the env allowed, where it forbids something', () => {
    const { told } = trained(lake.replace('{name: frozen-lake, maxSteps: 20}', 'maximisation-bias'), true);
    expect(told.every(({ mask, action }) => mask?.[action as number] === 1)).toBe(true);
    expect(told.some(({ mask }) => mask?.includes(0))).toBe(true);
  });
});

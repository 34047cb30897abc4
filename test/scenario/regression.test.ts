import { describe, expect, it } from 'vitest';
import { UserError } from '../../src/core/errors.js';
import { parseScenario } from '../../src/scenario/loader.js';
import { regressionOf } from '../../src/scenario/usual.js';
import { writeScenario } from '../../src/scenario/yaml/writer.js';
import { catalogues } from './catalogues.js';

const load = (regression: string) =>
  parseScenario(`env: gridworld\nagent: dqn\nsteps: 100\nfocus: regret\n${regression}`, 'my.yaml', { catalogues })
    .scenario;

function problems(regression: string): readonly string[] {
  try {
    load(regression);
  } catch (error) {
    if (error instanceof UserError) return error.issues.map(({ path, message }) => `${path} ${message}`);
    throw error;
  }
  return [];
}

describe('the regression of a scenario', () => {
  it('is the focus without a margin at 1 % where the file says nothing, and then it is not written out', () => {
    const scenario = load('');
    expect('regression' in scenario).toBe(false);
    expect(regressionOf(scenario)).toEqual({ metric: 'regret', margin: 0, alpha: 0.01 });
    expect(writeScenario(scenario, catalogues)).not.toContain('regression');
  });

  it('fills in what it leaves out and reads back as it is written', () => {
    const scenario = load('regression: {margin: 0.05}');
    expect(scenario.regression).toEqual({ metric: 'regret', margin: 0.05, alpha: 0.01 });
    const again = parseScenario(writeScenario(scenario, catalogues), 'my.yaml', { catalogues }).scenario;
    expect(again.regression).toEqual(scenario.regression);
  });

  it('is refused with everything that is wrong', () => {
    expect(problems('regression: {margin: -1, alpha: 0.7, metrik: loss}')).toEqual([
      'regression.margin must be a number >= 0',
      'regression.alpha must be a number > 0 and < 0.5',
      'regression.metrik unknown setting',
    ]);
    expect(problems('regression: 3')).toEqual(['regression must be a map such as {metric: accuracy, margin: 0.02}']);
  });
});

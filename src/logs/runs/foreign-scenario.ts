import type { Scenario } from '../../scenario/scenario.js';

/** What stands for the scenario of a run of another program: nothing of it is known but its names. */
export function foreignScenario(name: string, variant: string, focus: string, steps = 1): Scenario {
  return {
    name,
    variant,
    title: name,
    summary: 'Training of another program, known by what it writes.',
    lesson: null,
    learner: { kind: 'task', task: { name: 'watched', params: {} } },
    loss: null,
    steps,
    evaluateEvery: 1,
    focus,
    seeds: [0],
    tunedOn: [],
    expectations: [],
  };
}

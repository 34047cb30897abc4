import type { Scenario } from '../../scenario/scenario.js';

const WATCHED = 'watched';

/** What stands for the scenario of a run of another program: nothing of it is known but its names. */
export function foreignScenario(name: string, variant: string, focus: string, steps = 1): Scenario {
  return {
    name,
    variant,
    title: name,
    summary: 'Training of another program, known by what it writes.',
    lesson: null,
    learner: { kind: 'task', task: { name: WATCHED, params: {} } },
    loss: null,
    steps,
    evaluateEvery: 1,
    focus,
    seeds: [0],
    tunedOn: [],
    expectations: [],
  };
}

export const isForeign = ({ learner }: Scenario): boolean => learner.kind === 'task' && learner.task.name === WATCHED;

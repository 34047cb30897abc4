import { integer } from '../../core/params.js';
import { gridTable } from '../grid/grid-table.js';
import { defineEnv, type Transitions } from '../kit/env.js';
import { createShared } from '../kit/table.js';

const UPPER = 6;
const STATES = UPPER + 1;
const FEATURES = 8;

/** Dashed leads to one of the upper six alike, solid to the lower one. */
const transitions: Transitions = {
  states: STATES,
  actions: 2,
  start: Array.from({ length: STATES }, (_, s) => [1 / STATES, s] as const),
  P: Array.from({ length: STATES }, () => [
    Array.from({ length: UPPER }, (_, s) => [1 / UPPER, s, 0, false] as const),
    [[1, UPPER, 0, false] as const],
  ]),
  terminal: new Set(),
};

export const baird = defineEnv({
  name: 'baird',
  title: "Baird's counterexample",
  summary:
    'Seven states seen through eight features. All values are 0, and yet learning them for one policy while following another can diverge.',
  rewards: '0.',
  source: 'Baird 1995; Sutton and Barto 2018, section 11.2',
  gymnasium: null,
  params: { maxSteps: integer(1000, 'steps after which an episode is truncated', { min: 1, max: 1e9 }) },
  create: createShared(({ maxSteps }) => ({
    ...gridTable({
      name: 'baird',
      width: STATES,
      height: 1,
      actionNames: ['dashed', 'solid'],
      maxEpisodeSteps: maxSteps,
      transitions,
      blocked: new Set(),
      cells: '.'.repeat(STATES),
      observation: 'one-hot',
    }),
    observationSpace: {
      size: FEATURES,
      low: Array<number>(FEATURES).fill(0),
      high: Array<number>(FEATURES).fill(2),
      states: STATES,
    },
    observe(state, into, offset) {
      into.fill(0, offset, offset + FEATURES);
      into[offset + state] = state === UPPER ? 1 : 2;
      into[offset + FEATURES - 1] = state === UPPER ? 2 : 1;
    },
  })),
});

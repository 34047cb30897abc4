import type { Scenario } from '../../../src/scenario/scenario.js';
import { arrangement } from '../../../src/tui/state/state.js';
import { anatomy, errors, FakeSession, gridScope, runsOf, scenario } from '../fixture.js';
import { openFake } from '../stagehand.js';

/** The settings of a variant, with a learning rate of its own. */
const withRate = (lr: number): Pick<Scenario, 'learner' | 'loss'> => ({
  learner: {
    kind: 'agent',
    env: { name: 'gridworld', params: { layout: 'four-rooms', slip: 0, stepReward: -0.01 } },
    agent: { name: 'dqn', params: { lr, gamma: 0.95, hidden: [64, 64], double: false } },
  },
  loss: { name: 'q-td', params: { kind: 'huber' } },
});

/** Two variants of three seeds; one seed of the second diverged, another warns. */
export function session(): FakeSession {
  const seeds = [0, 1, 2];
  const runs = [
    ...runsOf(scenario({ seeds, ...withRate(0.001) })),
    ...runsOf(scenario({ seeds, ...withRate(0.1), variant: 'agent.lr=0.1' })),
  ];
  for (const run of runs.slice(0, 4)) run.advance(20_000);
  runs[0]!.scope = gridScope;
  runs[4]!.diverge(6543);
  runs[5]!.advance(9000);
  runs[5]!.alerts = [
    {
      ...{ step: 4000, kind: 'no-exploration', level: 'warning' as const, text: 'epsilon is 0.05, entropy 0.01' },
      cause: 'The policy has become greedy before it has seen the goal.',
      advice: 'Let epsilon fall more slowly: agent.epsilonSteps=10000.',
    },
  ];
  const made = new FakeSession(runs);
  made.events.push(
    { seconds: 0.2, level: 'info', run: 'gridworld-dqn/s0', text: 'started' },
    {
      ...{ seconds: 14.1, level: 'warning', run: 'gridworld-dqn agent.lr=0.1/s2' },
      text: 'step 4000: epsilon is 0.05, entropy 0.01. The policy has become greedy. Let epsilon fall more slowly.',
    },
    { seconds: 22.4, level: 'error', run: 'gridworld-dqn agent.lr=0.1/s1', text: 'diverged: loss is NaN at step 6543' },
  );
  return made;
}

/** The same, with an update of the first run taken apart. */
export function takenApart(): FakeSession {
  const made = session();
  made.runs[0]!.scope = { ...gridScope, anatomy, errors };
  return made;
}

/** Three variants of six seeds that have all ended well, the second one worse than the others. */
export function ended(): FakeSession {
  const seeds = [0, 1, 2, 3, 4, 5];
  const runs = ['', 'agent.lr=0.1', 'agent.lr=0.01'].flatMap((variant, i) =>
    runsOf(scenario({ seeds, ...withRate([0.001, 0.1, 0.01][i]!), variant })),
  );
  for (const [i, run] of runs.entries()) run.advance(20_000).shift(i >= 6 && i < 12 ? -0.4 : 0);
  return new FakeSession(runs);
}

/** The rows of the screen after these keys, by their names in the key table; without the footer, but for a modal's. */
export function shownAfter(made: FakeSession, columns: number, rows: number, ...keys: string[]): string[] {
  const { dashboard, press, frame } = openFake(made, columns, rows);
  press(...keys);
  const { state } = dashboard;
  const shown = frame();
  dashboard.close();
  return state.modal === null ? shown.slice(0, rows - arrangement(state).footer) : shown;
}

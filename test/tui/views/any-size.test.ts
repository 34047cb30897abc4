import fc from 'fast-check';
import { afterEach, expect, it } from 'vitest';
import { BINDINGS } from '../../../src/tui/input/keys.js';
import type { Answer } from '../../../src/tui/state/scenario-offers.js';
import { settingsOf } from '../../../src/tui/state/settings.js';
import { displayWidth } from '../../../src/tui/terminal/text-fit.js';
import { FakeSession } from '../fixture.js';
import { type Opened, openFake } from '../stagehand.js';
import { ended, session, takenApart } from './sessions.js';

let opened: Opened | null = null;

afterEach(() => {
  opened?.dashboard.close();
  opened = null;
});

const offer = {
  ...{ reference: 'a-long-name-of-a-scenario', title: 'A title', summary: 'What it is about, in many words.' },
  ...{ learner: 'dqn in gridworld', loss: null, steps: 1000, seeds: '0-4', problem: null },
};

const answers: readonly Answer[] = [
  { kind: 'offers', offers: [offer, { ...offer, reference: './own.yaml', problem: 'is empty' }] },
  { kind: 'offers', offers: [] },
  {
    kind: 'settings',
    reference: 'x',
    settings: settingsOf(session().runs[0]!.scenario),
    seeds: '0-4',
    focus: 'greedy_return',
    saysLoss: true,
    variants: ['written', 'b'],
  },
  { kind: 'consent', reference: 'x', plugins: [{ file: `/a/${'long'.repeat(40)}.mjs`, sha256: 'f'.repeat(64) }] },
  { kind: 'started', runs: ['a', 'b'] },
  {
    kind: 'refused',
    problems: [
      { path: 'agent.lr', text: 'agent.lr: must be a number > 0', beside: 'must be a number > 0' },
      { path: '', text: 'a second problem that is told in one line', beside: 'a second one' },
    ],
  },
];

/** Keys that open views and modals, words for what they ask, and all others. */
const key = fc.oneof(
  fc.constantFrom('2', '3', '4', '5', 'w', 't', 'n', ':', '/', 'd', 'i', 'l', '?'),
  fc.constantFrom(
    'up',
    'down',
    'left',
    'right',
    'pageup',
    'pagedown',
    'end',
    'home',
    'enter',
    'tab',
    'backspace',
    'escape',
  ),
  fc.constantFrom(...'set agent.lr 1e-9,x'),
  fc.constantFrom(...BINDINGS.filter(({ action }) => action !== 'interrupt').flatMap(({ keys }) => keys)),
);

for (const [name, made] of [
  ['runs under way', session],
  ['a run taken apart', takenApart],
  ['runs that have ended', ended],
  ['no runs', () => new FakeSession([])],
] as const) {
  it(`views and modals fit any size from 1x1 to 300x100 with any keys and answers: ${name}`, () => {
    opened = openFake(made(), 80, 24);
    const { dashboard, terminal, press, frame } = opened;
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.integer({ min: 1, max: 100 }),
        fc.array(fc.oneof({ weight: 8, arbitrary: key }, { weight: 1, arbitrary: fc.constantFrom(...answers) }), {
          maxLength: 14,
        }),
        (columns, rows, steps) => {
          terminal.columns = columns;
          terminal.rows = rows;
          dashboard.resize();
          for (const step of steps) {
            if (typeof step === 'string') press(step);
            else dashboard.dispatch({ kind: 'answer', answer: step });
            expect(frame()).toHaveLength(rows);
            for (const row of frame()) expect(displayWidth(row)).toBeLessThanOrEqual(columns);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
}

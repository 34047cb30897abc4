import { afterEach, expect, it } from 'vitest';
import { FakeSession, runsOf, scenario } from './fixture.js';
import { type Opened, openFake } from './stagehand.js';

let opened: Opened | null = null;

afterEach(() => {
  opened?.dashboard.close();
  opened = null;
});

/** Runs of another program, one of unknown length. */
function watched(): FakeSession {
  const runs = runsOf(scenario({ seeds: [0, 1] })).map((run) => run.advance(9000));
  runs[1]!.etaSeconds = null;
  return new FakeSession(runs, 0);
}

const open = (session: FakeSession): Opened => {
  opened = openFake(session, 80, 24);
  return opened;
};

it('leaves at once: there is nothing to stop', async () => {
  const { press, dashboard } = open(watched());
  press('q');
  expect(dashboard.state.modal).toBeNull();
  await expect(dashboard.ended).resolves.toBe('quit');
});

it('asks nothing of runs that it does not drive', () => {
  const session = watched();
  const { press, frame } = open(session);
  const before = session.asked.length;
  for (const key of ['p', 'P', '.', '+', 'R', 'X', 't', 'n']) {
    press(key);
    expect(frame().join('\n'), key).toContain('another program trains these runs: they can only be watched');
  }
  expect(session.asked.slice(before)).toEqual([]);
});

it('tells no end of runs of unknown length', () => {
  const session = watched();
  expect(open(session).frame()[0]).not.toContain('ETA');
  opened?.dashboard.close();
  session.runs[1]!.etaSeconds = 10;
  expect(open(session).frame()[0]).toMatch(/ETA 0:\d\d/);
});

import { afterEach, expect, it } from 'vitest';
import { bindingsIn } from '../../src/tui/panels/key-scope.js';
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

it('tells no key in the footer or the help that these runs do not answer', () => {
  const { press, frame, dashboard } = open(watched());
  const told = bindingsIn(dashboard.state).filter(({ where }) => where === 'panels');
  expect(told.length).toBeGreaterThan(30);
  for (const { keys, action } of told) {
    if (action === 'quit' || action === 'suspend') continue;
    press(keys[0]!);
    expect(frame().join('\n'), action).not.toContain('another program trains these runs');
    press('escape');
  }
});

it('calls runs of unknown length quiet that had no new line for minutes, in the list, the counts and the help', () => {
  const runs = runsOf(scenario({ name: 'logs', seeds: [0, 1] })).map((run) => run.advance(1240, 12.4));
  for (const run of runs) Object.assign(run, { openEnded: true, etaSeconds: null, stepsPerSecond: 0, axis: 'step' });
  Object.assign(runs[0]!, { quietFor: 299 });
  Object.assign(runs[1]!, { quietFor: 18_009 });
  const session = new FakeSession(runs, 0);
  const { frame, clock, dashboard } = open(session);
  expect(frame()[0]).toBe(' DQN on four rooms                    ▶ 1  · 1  step 1,240  last point 4:59 ago');
  const status = () => frame().flatMap((line) => (/^▸[▹▾]/.test(line) ? [line[6]] : []));
  expect(status()).toEqual(['▶']);
  Object.assign(runs[0]!, { quietFor: 300 });
  session.changed = true;
  clock.ms = 1000;
  dashboard.tick();
  expect(frame()[0]).toBe(' DQN on four rooms                        · 2  step 1,240  no new line for 5:00');
  expect(status()).toEqual(['·']);
  dashboard.close();
  opened = openFake(session, 140, 40);
  expect(opened.frame()[0]).toContain('· 2 quiet');
  opened.press('?');
  expect(opened.frame().join('\n')).toContain('· quiet');
});

it('says beside the name how many of the runs are shown, where the list has no frame', () => {
  const session = watched();
  Object.assign(session, { leftOut: 600 });
  expect(open(session).frame()[0]).toMatch(/^ DQN on four rooms {2}(showing )?2 of 602 /);
  opened?.dashboard.close();
  opened = openFake(session, 140, 40);
  expect(opened.frame().join('\n')).toContain('Runs showing 2 of 602');
});

it('offers no axis of seconds, which no file tells', () => {
  const { press, dashboard } = open(watched());
  const seen = Array.from({ length: 6 }, () => {
    press('x');
    return dashboard.state.chart.axis;
  });
  expect(seen).toContain('reached');
  expect(seen).not.toContain('seconds');
});

it('tells that a watched run has no picture, not that one may come', () => {
  const session = watched();
  for (const run of session.runs) Object.assign(run, { scope: null, isWatched: true });
  opened = openFake(session, 140, 40);
  expect(opened.frame().join('\n')).toMatch(/a watched run has/);
});

it('tells no end of runs of unknown length', () => {
  const session = watched();
  expect(open(session).frame()[0]).not.toContain('ETA');
  opened?.dashboard.close();
  session.runs[1]!.etaSeconds = 10;
  expect(open(session).frame()[0]).toMatch(/ETA 0:\d\d/);
});

/** A run whose length nobody knows. */
function endless(): FakeSession {
  const [run] = runsOf(scenario({ name: 'metrics.jsonl', seeds: [0] }));
  run!.advance(1240, 12.4);
  Object.assign(run!, { openEnded: true, etaSeconds: null, quietFor: 3.2, axis: 'step' });
  return new FakeSession([run!], 0);
}

it('tells of a run of unknown length what is known: how far it is, how fast, when it was heard last', () => {
  const session = endless();
  const { frame, clock, dashboard } = open(session);
  expect(frame()[0]).toBe(' DQN on four rooms                    ▶ 1  step 1,240  12/s  last point 3 s ago');
  expect(frame().join('\n')).not.toMatch(/\d%|━{3}/);
  const [run] = session.runs;
  Object.assign(run!, { quietFor: 75, stepsPerSecond: 0, status: 'done', axis: 'epoch' });
  clock.ms = 1000;
  dashboard.tick();
  expect(frame()[0]).toBe(' DQN on four rooms                        ✓ 1  epoch 1,240  last point 1:15 ago');
  Object.assign(run!, { quietFor: 46_121_938 });
  clock.ms = 2000;
  dashboard.tick();
  expect(frame()[0]).toBe(' DQN on four rooms                    ✓ 1  epoch 1,240  last point 533 days ago');
  Object.assign(run!, { quietFor: null });
  session.changed = true;
  clock.ms = 3000;
  dashboard.tick();
  expect(frame()[0]).toBe(' DQN on four rooms                                      ✓ 1  epoch 1,240  ended');
});

it.each([1, 2, 5, 20, 39, 41, 59, 61, 120])('tells it in %i columns too', (columns) => {
  opened = openFake(endless(), columns, 24);
  expect(opened.frame()[0]!.length).toBeLessThanOrEqual(columns);
});

it('groups the runs of logs by another pattern that is typed into the palette', () => {
  const session = watched();
  const asked: (string | null)[] = [];
  Object.assign(session, { regroup: (pattern: string | null) => asked.push(pattern) });
  const { press, frame } = open(session);
  press(':', ...'variants {variant}/{seed}.csv', 'enter');

  expect(asked).toEqual(['{variant}/{seed}.csv']);
  expect(frame().join('\n')).toContain('variants: {variant}/{seed}.csv');
});

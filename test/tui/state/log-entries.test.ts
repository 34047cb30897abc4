import { afterEach, describe, expect, it } from 'vitest';
import { logEntries, passingEntries } from '../../../src/tui/state/log-entries.js';
import { FakeRun, FakeSession } from '../fixture.js';
import { type Opened, openFake } from '../stagehand.js';
import { session } from '../views/sessions.js';

let opened: Opened | null = null;

afterEach(() => {
  opened?.dashboard.close();
  opened = null;
});

describe('the lines of the log', () => {
  it('tell an alert apart from its cause and advice, and each once', () => {
    const entries = logEntries(session(), new Map());
    expect(entries.map(({ level, text }) => `${level}: ${text}`)).toEqual([
      'info: started',
      'warning: epsilon is 0.05, entropy 0.01',
      'error: diverged: loss is NaN at step 6543',
    ]);
    expect(entries[1]!.alert?.advice).toContain('Let epsilon fall');
  });

  it('call a run as the list does: by its settings, whatever its id is', () => {
    const made = session();
    const again = new FakeRun({ ...made.runs[3]!.scenario, name: 'small', variant: 'agent.lr=0.1' }, 0, []);
    const cell = Object.assign(again, { id: 'small-3f2a91c0-0' });
    const both = new FakeSession([
      cell,
      Object.assign(new FakeRun(cell.scenario, 0, []), { id: 'small-3f2a91c0-0-2' }),
    ]);
    both.events.push(
      { seconds: 1, level: 'info', run: 'small-3f2a91c0-0', text: 'started' },
      { seconds: 2, level: 'info', run: 'small-3f2a91c0-0-2', text: 'started' },
      { seconds: 3, level: 'info', run: null, text: 'paused by hand' },
      { seconds: 4, level: 'info', run: 'gone', text: 'done' },
    );
    opened = openFake(both, 80, 24);
    opened.press('5');
    expect(
      opened
        .frame()
        .slice(3, 8)
        .map((row) => row.replace(/[│▸]/g, ' ').trim().replace(/ +/, ' ')),
    ).toEqual([
      '0:01 agent.lr=0.1 s0  started',
      '0:02 agent.lr=0.1 s0 #2  started',
      '0:03 paused by hand',
      '0:04 gone  done',
      '',
    ]);
    opened.press('/', ...'3f2a');
    expect(opened.frame().join('\n')).toContain('2 of 4 lines');
    expect(opened.frame().at(-2)).not.toContain('3f2a91c0');
  });

  it('have the alerts of recorded runs, that no event tells', () => {
    const made = session();
    made.events.splice(1, 1);
    expect(logEntries(made, new Map()).filter(({ alert }) => alert !== null)).toHaveLength(1);
  });

  it('pass by level and by a text in run or words', () => {
    const entries = logEntries(session(), new Map());
    expect(passingEntries(entries, { level: 'error', search: '' })).toHaveLength(1);
    expect(passingEntries(entries, { level: 'warning', search: '' })).toHaveLength(2);
    expect(passingEntries(entries, { level: 'info', search: 'DQN/S0' })).toHaveLength(1);
    expect(passingEntries(entries, { level: 'info', search: 'no such words' })).toEqual([]);
  });
});

describe('the log', () => {
  it('sticks to the newest line unless the cursor was moved back', () => {
    const made = session();
    opened = openFake(made, 80, 24);
    const { press, dashboard, frame } = opened;
    const cursor = (): string => frame().find((row) => row.includes('│▸')) ?? '';
    press('5');
    expect(cursor()).toContain('diverged');
    made.events.push({ seconds: 30, level: 'info', run: null, text: 'something new' });
    dashboard.tick();
    expect(cursor()).toContain('something new');
    press('up', 'up');
    made.events.push({ seconds: 31, level: 'info', run: null, text: 'newer still' });
    dashboard.tick();
    expect(cursor()).toContain('epsilon is 0.05');
    press('end');
    expect(cursor()).toContain('newer still');
  });

  it('jumps to the run of a line, with the cursor of the charts at its step', () => {
    opened = openFake(session(), 80, 24);
    const { press, dashboard } = opened;
    press('5', 'up', 'enter');
    expect(dashboard.state.view).toBe('charts');
    expect(dashboard.state.list.cursor.run).toBe('gridworld-dqn agent.lr=0.1/s2');
    expect(dashboard.state.chart.reading).toBe(0.2);
    press('5', 'end', 'enter');
    expect(dashboard.state.chart.reading).toBeCloseTo(0.32715);
  });

  it('takes / as a search of its own, which Esc clears before it leaves', () => {
    opened = openFake(session(), 80, 24);
    const { press, dashboard } = opened;
    press('5', '/', 'n', 'a', 'n', 'enter');
    expect([dashboard.state.log.search, dashboard.state.list.filter]).toEqual(['nan', '']);
    press('escape');
    expect([dashboard.state.log.search, dashboard.state.view]).toEqual(['', 'log']);
    press('escape');
    expect(dashboard.state.view).toBe('charts');
  });
});

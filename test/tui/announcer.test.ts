import { describe, expect, it } from 'vitest';
import type { RunStatus } from '../../src/store/result.js';
import { Announcer, NOTIFICATIONS, type Notification } from '../../src/tui/announcer.js';
import { FakeSession, runsOf, scenario } from './fixture.js';
import { openFake } from './stagehand.js';

/** What is written while the runs go through these statuses. */
function written(notification: Notification, ...looks: readonly (readonly RunStatus[])[]): readonly string[] {
  let text = '';
  const announcer = new Announcer(notification, 'DQN', (more) => {
    text += more;
  });
  return looks.map((statuses) => {
    text = '';
    announcer.look(statuses.map((status) => ({ status })));
    return text;
  });
}

const END = '\x1b[22;2t\x1b]2;2 of 2 done: DQN\x07';

describe('a notification', () => {
  it('rings once at each failure and once at the end, and not in between', () => {
    expect(
      written(
        'bell',
        ['running', 'running', 'queued'],
        ['diverged', 'running', 'queued'],
        ['diverged', 'running', 'running'],
        ['diverged', 'failed', 'running'],
        ['diverged', 'failed', 'done'],
        ['diverged', 'failed', 'done'],
      ),
    ).toEqual(['', '\x07', '', '\x07', '\x07', '']);
  });

  it('keeps the title of the window and tells in its own how many failed and are done', () => {
    expect(
      written('title', ['running', 'running'], ['diverged', 'running'], ['diverged', 'done'], ['diverged', 'done']),
    ).toEqual(['', '\x1b[22;2t\x1b]2;1 of 2 failed: DQN\x07', '\x1b]2;1 of 2 failed, 1 of 2 done: DQN\x07', '']);
  });

  it('is of both kinds when asked for, and of none by default', () => {
    const looks = [
      ['running', 'done'],
      ['done', 'done'],
    ] as const;
    expect(NOTIFICATIONS.map((one) => written(one, ...looks)[1])).toEqual(['', '\x07', END, `${END}\x07`]);
  });

  it('says nothing of runs that had ended before, and goes back when others start', () => {
    expect(written('both', ['failed', 'done'], ['failed', 'done'])).toEqual(['', '']);
    expect(written('title', ['running'], ['done'], ['done', 'running'])[2]).toBe('\x1b]2;DQN\x07');
  });

  it('counts runs that went quiet neither as live nor as done, and goes back when their next line comes', () => {
    let text = '';
    const announcer = new Announcer('title', 'log.csv', (more) => {
      text += more;
    });
    const look = (...quietFor: readonly number[]): string => {
      text = '';
      announcer.look([
        { status: 'done', openEnded: true, quietFor: null },
        ...quietFor.map((seconds) => ({ status: 'running' as const, openEnded: true, quietFor: seconds })),
      ]);
      return text;
    };
    expect(look(1, 1)).toBe('');
    expect(look(300, 299)).toBe('');
    expect(look(301, 300)).toBe('\x1b[22;2t\x1b]2;2 of 3 quiet, 1 of 3 done: log.csv\x07');
    expect(look(302, 301)).toBe('');
    expect(look(0, 302)).toBe('\x1b]2;log.csv\x07');
  });

  it('gives the title back once, and only when it had taken it', () => {
    let text = '';
    const announcer = new Announcer('title', 'DQN', (more) => {
      text += more;
    });
    announcer.close();
    expect(text).toBe('');
    announcer.look([{ status: 'running' }]);
    announcer.look([{ status: 'done' }]);
    text = '';
    announcer.close();
    announcer.close();
    expect(text).toBe('\x1b[23;2t');
  });

  it('follows the runs of the dashboard', () => {
    const runs = runsOf(scenario({ seeds: [0] }));
    runs[0]!.advance(100);
    let text = '';
    const announcer = new Announcer('bell', 'DQN', (more) => {
      text += more;
    });
    const { dashboard } = openFake(new FakeSession(runs), 80, 24, 0, { onRuns: (all) => announcer.look(all) });
    dashboard.tick();
    expect(text).toBe('');
    runs[0]!.advance(20_000);
    dashboard.tick();
    expect(text).toBe('\x07');
    dashboard.close();
  });
});

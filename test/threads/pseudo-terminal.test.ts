import { describe, expect, it } from 'vitest';
import { ENTER, expectRestored, LEAVE, Terminal } from './terminal.js';

const longRun = 'run gridworld-dqn --seeds 0-1 --set steps=2000000 --no-save';

describe('the dashboard in a real pseudo-terminal', () => {
  it('draws the running scenario, asks before it quits and gives the screen back with the results below', async () => {
    const terminal = new Terminal(longRun);
    await terminal.shows('greedy_return');
    terminal.type('q');
    await terminal.shows('quit?');
    terminal.type('y');
    await terminal.exit;
    expectRestored(terminal.output);
    expect(terminal.output.slice(terminal.output.lastIndexOf(LEAVE))).toContain('gridworld-dqn');
  });

  it('ends with 130 at Ctrl-C and gives the screen back', async () => {
    const terminal = new Terminal(longRun);
    await terminal.shows('greedy_return');
    terminal.type('\u0003');
    expect(await terminal.exit).toBe(130);
    expectRestored(terminal.output);
  });

  it.each(['rows 1 cols 1', 'rows 10 cols 20', 'rows 60 cols 200'])('survives a terminal of %s', async (size) => {
    const terminal = new Terminal(longRun, { size });
    await terminal.shows(ENTER);
    await terminal.shows('\u001b[?2026l');
    terminal.type('?');
    terminal.type('\u0003');
    expect(await terminal.exit).toBe(130);
    expectRestored(terminal.output);
  });
});

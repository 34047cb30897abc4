import { appendFileSync, existsSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectRestored, Terminal } from './terminal.js';

describe('losscope watch in a real pseudo-terminal', () => {
  it('waits for a file, draws it as it grows, and begins anew when it is replaced or cut', async () => {
    const terminal = new Terminal('watch live.csv', { first: 'touch live.csv' });
    const file = join(terminal.folder, 'live.csv');
    await terminal.shows('waiting for the first figures');
    appendFileSync(file, 'step,train/loss,acc\n0,5,0.1\n1,4,0.2\n');
    await terminal.shows('train/loss');
    await terminal.shows('4.000');
    appendFileSync(file, '2,3.25,0.3\n');
    await terminal.shows('3.250');
    renameSync(file, `${file}.1`);
    writeFileSync(file, 'step,train/loss,acc\n0,7.5,0.1\n');
    await terminal.shows('7.500');
    truncateSync(file, 0);
    appendFileSync(file, 'step,train/loss\n0,6\n');
    await terminal.shows('6.000');
    terminal.type('q');
    expect(await terminal.exit).toBe(0);
    expectRestored(terminal.output);
  });

  it('reads a pipe while the keys come from the terminal, and quits though the other program goes on', async () => {
    const from = '(echo step 1 loss 0.5; sleep 0.2; echo step 2 loss 0.375; sleep 60)';
    const terminal = new Terminal('watch -', { from });
    await terminal.shows('0.375');
    const before = terminal.output.length;
    terminal.type('l');
    await terminal.shows('logarithmic values', before);
    terminal.type('q');
    await terminal.shows('\u001b[?1049l', before);
    expectRestored(terminal.output);
  });

  it('writes the chart and the points into the working folder, by keys', async () => {
    const terminal = new Terminal('watch live.csv', { first: "printf 'step,loss\\n1,2\\n2,1.5\\n' > live.csv" });
    await terminal.shows('1.500');
    terminal.type('e');
    await terminal.shows('wrote live.csv-loss.svg');
    terminal.type('E');
    await terminal.shows('2 points of 1 runs');
    terminal.type('q');
    await terminal.exit;
    expect(readFileSync(join(terminal.folder, 'live.csv-loss.svg'), 'utf8')).toContain('</svg>');
    expect(existsSync(join(terminal.folder, 'live.csv.csv'))).toBe(true);
  });
});

describe('the command of a run in a real pseudo-terminal', () => {
  it('goes into the clipboard, and stands on the screen after the dashboard', async () => {
    const terminal = new Terminal('run gridworld-dqn --seeds 3 --set steps=2000 --no-save --workers 1');
    await terminal.shows('greedy_return');
    terminal.type('y');
    const command = 'losscope run gridworld-dqn --set steps=2000 --seeds 3';
    await terminal.shows(`\u001b]52;c;${Buffer.from(command).toString('base64')}\u0007`);
    terminal.type('\u0003');
    expect(await terminal.exit).toBe(130);
    expectRestored(terminal.output);
    expect(terminal.output.slice(terminal.output.lastIndexOf('\u001b[?1049l'))).toContain(`${command}\r\n`);
  });
});

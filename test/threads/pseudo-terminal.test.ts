import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
const ENTER = '\u001b[?1049h';
const LEAVE = '\u001b[?1049l';
const SHOW_CURSOR = '\u001b[?25h';

/** The program in a real pseudo-terminal of util-linux's `script`, 80x24 unless told. */
class Terminal {
  output = '';
  readonly #child;
  readonly #waiting = new Set<() => void>();
  readonly exit: Promise<number>;

  constructor(args: string, size = 'rows 24 cols 80') {
    const command = `stty ${size}; exec ${process.execPath} ${main} ${args}`;
    const env = { ...process.env, TERM: 'xterm-256color', CI: '' };
    // Runs leave their folders where the program is started.
    const cwd = mkdtempSync(join(tmpdir(), 'losscope-terminal-'));
    this.#child = spawn('script', ['-qec', command, '/dev/null'], { cwd, env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.output += text;
      for (const wake of this.#waiting) wake();
    });
    onTestFinished(() => {
      this.#child.kill();
      rmSync(cwd, { recursive: true, force: true });
    });
    this.exit = new Promise((done) => this.#child.on('close', (code) => done(code ?? -1)));
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** Resolves when the output since `from` contains `text`; the test's time limit ends a wait in vain. */
  shows(text: string, from = 0): Promise<void> {
    return new Promise((done) => {
      const look = () => {
        if (!this.output.slice(from).includes(text)) return;
        this.#waiting.delete(look);
        done();
      };
      this.#waiting.add(look);
      look();
    });
  }
}

const longRun = 'run gridworld-dqn --seeds 0-1 --set steps=2000000 --no-save';

/** The shell gets back what it had: main screen and cursor, as the last things that the dashboard writes. */
function expectRestored(output: string): void {
  expect(output.split(ENTER).length).toBe(2);
  expect(output.lastIndexOf(LEAVE)).toBeGreaterThan(output.lastIndexOf(ENTER));
  expect(output.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(output.lastIndexOf(ENTER));
  expect(output).not.toContain('\u001b[2J\u001b[3J');
}

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
    const terminal = new Terminal(longRun, size);
    await terminal.shows(ENTER);
    await terminal.shows('\u001b[?2026l');
    terminal.type('?');
    terminal.type('\u0003');
    expect(await terminal.exit).toBe(130);
    expectRestored(terminal.output);
  });
});

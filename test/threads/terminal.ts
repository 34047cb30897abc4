import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished } from 'vitest';

/** The built program; another build of it while one is being made. */
const main = process.env.LOSSCOPE_MAIN ?? resolve(import.meta.dirname, '../../dist/cli/main.js');
export const ENTER = '\u001b[?1049h';
export const LEAVE = '\u001b[?1049l';
const SHOW_CURSOR = '\u001b[?25h';

export interface TerminalOptions {
  readonly size?: string;
  /** A shell command before the program. */
  readonly first?: string;
  /** A shell command whose output the program reads. */
  readonly from?: string;
}

/** The program in a real pseudo-terminal of util-linux's `script`, 80x24 unless told. */
export class Terminal {
  output = '';
  /** The working folder, gone after the test. */
  readonly folder = mkdtempSync(join(tmpdir(), 'losscope-terminal-'));
  readonly #child;
  readonly #waiting = new Set<() => void>();
  readonly exit: Promise<number>;

  constructor(args: string, { size = 'rows 24 cols 80', first = ':', from }: TerminalOptions = {}) {
    const program = `${process.execPath} ${main} ${args}`;
    const command = `stty ${size}; ${first}; ${from === undefined ? `exec ${program}` : `${from} | ${program}`}`;
    const env = { ...process.env, TERM: 'xterm-256color', CI: '', LOSSCOPE_CONFIG: '/dev/null' };
    // Runs leave their folders where the program is started.
    const cwd = this.folder;
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

/** The shell gets back what it had: main screen and cursor, as the last things that the dashboard writes. */
export function expectRestored(output: string): void {
  expect(output.split(ENTER).length).toBe(2);
  expect(output.lastIndexOf(LEAVE)).toBeGreaterThan(output.lastIndexOf(ENTER));
  expect(output.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(output.lastIndexOf(ENTER));
  expect(output).not.toContain('\u001b[2J\u001b[3J');
}

// The program in a pseudo-terminal, its screen read back cell by cell, and how soon it answers a key.
import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sleep, waited } from './bench.mjs';

const MAIN = resolve(import.meta.dirname, '../../dist/cli/main.js');
/** Units of times in /proc: USER_HZ, which is 100 on every Linux. */
const TICKS_PER_SECOND = 100;

/** Seconds of processor time that all processes of the machine took so far. */
export const machineSeconds = () =>
  readFileSync('/proc/stat', 'utf8')
    .split('\n', 1)[0]
    .split(/\s+/)
    .slice(1, 4)
    .reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND;

/** What a terminal shows that is written the few sequences that our screen writes. */
class Cells {
  #rows;
  #at = [0, 0];
  #rest = '';

  constructor(columns, rows) {
    this.#rows = Array.from({ length: rows }, () => new Array(columns).fill(' '));
  }

  write(text) {
    // A sequence may be cut between two pieces.
    const [plain, ...sequences] = (this.#rest + text).split('\x1b');
    this.#put(plain);
    this.#rest = '';
    for (const sequence of sequences) {
      const [whole, parameters, final] = /^\[([?\d;]*)([a-zA-Z])/.exec(sequence) ?? [];
      if (whole === undefined) {
        if (/^(?:\[[?\d;]*)?$/.test(sequence)) this.#rest = `\x1b${sequence}`;
        continue;
      }
      if (final === 'H') this.#at = parameters.split(';').map((number) => Number(number || 1) - 1);
      else if (final === 'J') for (const row of this.#rows) row.fill(' ');
      this.#put(sequence.slice(whole.length));
    }
  }

  #put(text) {
    for (const char of text) {
      const row = this.#rows[this.#at[0]];
      if (char < ' ' || row === undefined) continue;
      if (this.#at[1] < row.length) row[this.#at[1]] = char;
      this.#at[1]++;
    }
  }

  text() {
    return this.#rows.map((row) => row.join(''));
  }
}

export class Program {
  /** Milliseconds from the start to the first frame; null before. */
  firstFrame = null;
  frames = 0;
  ended = false;
  #cells;
  #child;
  #news = new EventEmitter();
  #folder = mkdtempSync(join(tmpdir(), 'losscope-bench-'));
  #started = performance.now();

  constructor(args, { columns = 160, rows = 45, main = MAIN } = {}) {
    this.#cells = new Cells(columns, rows);
    const command = `stty rows ${rows} cols ${columns}; echo $$ > ${this.#folder}/pid; exec ${process.execPath} ${main} ${args}`;
    const env = {
      ...process.env,
      TERM: 'xterm-256color',
      COLORTERM: 'truecolor',
      CI: '',
      LOSSCOPE_CONFIG: '/dev/null',
    };
    this.#child = spawn('script', ['-qec', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout.setEncoding('utf8');
    this.#child.stdout.on('data', (text) => this.#take(text));
    this.#child.once('close', () => {
      this.ended = true;
      this.#news.emit('data');
    });
  }

  #take(text) {
    const frames = text.split('\x1b[?2026h').length - 1;
    this.frames += frames;
    if (frames > 0) this.firstFrame ??= performance.now() - this.#started;
    this.#cells.write(text);
    this.#news.emit('data');
  }

  get age() {
    return performance.now() - this.#started;
  }

  text() {
    return this.#cells.text();
  }

  /** Milliseconds until the screen is so; throws when it is not within `most`. */
  async until(isSo, most = 120_000) {
    const from = performance.now();
    while (!isSo(this.text())) {
      const left = from + most - performance.now();
      if (left <= 0 || this.ended) throw new Error(`the screen never came to it:\n${this.text().join('\n')}`);
      await Promise.race([new Promise((done) => this.#news.once('data', done)), sleep(left)]);
    }
    return performance.now() - from;
  }

  /** Presses a key and returns the milliseconds until `part` of the screen is another one. */
  async press(key, part, most = 10_000) {
    const before = part(this.text());
    this.#child.stdin.write(key);
    return this.until((lines) => part(lines) !== before, most);
  }

  #pid() {
    return readFileSync(join(this.#folder, 'pid'), 'utf8').trim();
  }

  type(text) {
    this.#child.stdin.write(text);
  }

  /** Resident memory in MB, its peak, and the seconds of processor time of the process and of its main thread. */
  usage() {
    const pid = this.#pid();
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const kilobytes = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]);
    const seconds = (file) => {
      const fields = readFileSync(file, 'utf8').split(') ').at(-1).split(' ');
      return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
    };
    return {
      rss: Math.round(kilobytes('VmRSS') / 1024),
      peak: Math.round(kilobytes('VmHWM') / 1024),
      cpu: seconds(`/proc/${pid}/stat`),
      main: seconds(`/proc/${pid}/task/${pid}/stat`),
      waited: waited(`${pid}/task/${pid}`) / 1000,
    };
  }

  async end() {
    this.type('\x03');
    await Promise.race([new Promise((done) => this.#child.once('close', done)), sleep(5000)]);
    this.#child.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

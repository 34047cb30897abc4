import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { enterTerminal, type Host, suspendTerminal } from '../../../src/tui/terminal/terminal.js';

const ENTER = '\x1b[?1049h\x1b[?25l\x1b[2J';
const LEAVE = '\x1b[?1006l\x1b[?1000l\x1b[?2026l\x1b[0m\x1b[?25h\x1b[?1049l';

function setUp() {
  const written: string[] = [];
  const killed: string[] = [];
  const host = Object.assign(new EventEmitter(), {
    pid: 7,
    kill: (_pid: number, signal: string) => {
      killed.push(signal);
      return true;
    },
  });
  const output = {
    write: (text: string) => {
      written.push(text);
      return true;
    },
  };
  const leave = enterTerminal(output, () => written.push('stopped drawing'), host as unknown as Host);
  return { host, written, killed, leave };
}

const RESTORED = [ENTER, 'stopped drawing', LEAVE];

describe('the terminal', () => {
  it('is given back once, however often it is left', () => {
    const { host, written, leave } = setUp();
    leave();
    leave();
    host.emit('exit');
    expect(written).toEqual(RESTORED);
    expect(host.eventNames()).toEqual([]);
  });

  it.each(['exit', 'uncaughtExceptionMonitor'])('is given back at %s', (event) => {
    const { host, written, killed } = setUp();
    host.emit(event);
    expect(written).toEqual(RESTORED);
    expect(killed).toEqual([]);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'])('is given back at %s, which then ends the process as ever', (signal) => {
    const { host, written, killed } = setUp();
    host.emit(signal, signal);
    expect(written).toEqual(RESTORED);
    expect(killed).toEqual([signal]);
  });

  it('leaves the end to another listener of the signal', () => {
    const { host, killed } = setUp();
    host.on('SIGTERM', () => undefined);
    host.emit('SIGTERM', 'SIGTERM');
    expect(killed).toEqual([]);
  });

  it('is given back while the process is suspended, and taken again', () => {
    const { host, written, killed } = setUp();
    written.length = 0;
    suspendTerminal({ write: (text) => written.push(text) > 0 }, host as unknown as Host);
    expect(killed).toEqual(['SIGTSTP']);
    expect(written).toEqual([LEAVE, ENTER]);
  });
});

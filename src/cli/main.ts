#!/usr/bin/env node
import { checkArguments } from '../store/names/utf8.js';
import { rerunWithoutGuards } from './kit/address-space.js';
import { reportFailure } from './kit/failure.js';
import { leaveProcess } from './kit/plugin-guard.js';
import { Terminal } from './kit/terminal.js';
import { createProgram, withDefaultCommand } from './program.js';

const terminal = new Terminal();
let exitCode = 0;

async function leave(code: number): Promise<never> {
  await terminal.flush();
  leaveProcess(terminal.lost ? Math.max(code, 3) : code);
}

process.on('uncaughtException', (error) => void leave(reportFailure(error, terminal)));
process.on('unhandledRejection', (error) => void leave(reportFailure(error, terminal)));

const context = {
  terminal,
  exit: (code: number) => {
    exitCode = Math.max(exitCode, code);
  },
};

try {
  checkArguments(process.argv.slice(2));
  const code = await rerunWithoutGuards();
  if (code !== null) leaveProcess(code);
  await createProgram(context).parseAsync(withDefaultCommand(process.argv.slice(2)), { from: 'user' });
} catch (error) {
  exitCode = reportFailure(error, terminal);
}
await leave(exitCode);

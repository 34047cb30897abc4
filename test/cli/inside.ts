import { reportFailure } from '../../src/cli/kit/failure.js';
import { createProgram, withDefaultCommand } from '../../src/cli/program.js';
import { fakeTerminal } from './fake-terminal.js';

/** The program inside this process: everything that starts no thread. */
export async function losscope(...args: readonly string[]) {
  const { terminal, out, err } = fakeTerminal();
  let code = 0;
  const exit = (given: number) => {
    code = Math.max(code, given);
  };
  try {
    await createProgram({ terminal, exit }).parseAsync(withDefaultCommand(args), { from: 'user' });
  } catch (error) {
    code = reportFailure(error, terminal);
  }
  await terminal.flush();
  return { code, out: out(), err: err() };
}

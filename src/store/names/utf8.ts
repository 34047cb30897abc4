import { existsSync, readFileSync } from 'node:fs';
import { show, UserError } from '../../core/errors.js';

/** What Node puts in the place of bytes that are no UTF-8. */
const REPLACED = '\ufffd';

/**
 * Refuses arguments, and a current folder, whose bytes are not UTF-8: they have come as other names, under which nothing stands,
 * and under which new files would stand.
 */
export function checkArguments(args: readonly string[]): void {
  const broken = args.findIndex((arg) => arg.includes(REPLACED) && !isMeant(arg));
  if (broken >= 0)
    throw new UserError({
      path: `argument ${broken + 1}`,
      message: 'is not valid UTF-8',
      given: show(args[broken]!),
      hint: 'Rename the file or folder',
    });
  const folder = process.cwd();
  if (isUnnamed(folder))
    throw new UserError({
      path: 'the current folder',
      message: 'has a name that is not valid UTF-8',
      given: show(folder),
      hint: 'Rename it',
    });
}

/** Whether a name has bytes that are not UTF-8: the system gives another one, under which nothing stands. */
export function isUnnamed(path: string): boolean {
  return path.includes(REPLACED) && !existsSync(path);
}

/** Whether the sign stands in the argument itself. Where the system does not tell its bytes, it is taken to. */
function isMeant(arg: string): boolean {
  try {
    return readFileSync('/proc/self/cmdline').includes(Buffer.from(`${arg}\0`));
  } catch {
    return true;
  }
}

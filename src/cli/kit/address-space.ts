import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { limitEngines, WITHOUT_GUARDS } from '../../core/limits.js';
import { addressLimit } from '../../store/machine.js';

/** One part in so many of the addresses is an engine's: the others are those of Node and its threads. */
const ENGINE_SHARE = 16;

/**
 * Where the address space is limited (`ulimit -v`), runs the program again without the guards that V8 puts around
 * WebAssembly memory: 10 GB of addresses for each engine, of which hardly any is memory. The same bits, a little slower. Null
 * where there is no such limit; else the exit code.
 */
export async function rerunWithoutGuards(): Promise<number | null> {
  const limit = addressLimit();
  if (limit === null) return null;
  limitEngines(limit / ENGINE_SHARE);
  if (process.execArgv.includes(WITHOUT_GUARDS)) return null;
  if (process.env.NODE_OPTIONS?.includes(WITHOUT_GUARDS) === true) return null;
  if (!process.allowedNodeEnvironmentFlags.has(WITHOUT_GUARDS)) return null;
  const args = [WITHOUT_GUARDS, ...process.execArgv, ...process.argv.slice(1)];
  const child = spawn(process.execPath, args, { stdio: 'inherit' });
  // A terminal sends its signals to both.
  const alone = !(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (alone || signal === 'SIGTERM') child.kill(signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      // How V8 ends a process for which it gets no memory.
      if (signal === 'SIGTRAP' || signal === 'SIGABRT' || signal === 'SIGILL') {
        console.error(
          `the address space is too small: ${limit / 1024} kB (ulimit -v); 8000000 are enough for one worker`,
        );
        resolve(3);
      } else resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
    });
  });
}

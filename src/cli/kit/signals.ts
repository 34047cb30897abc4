import { constants } from 'node:os';
import { leaveProcess } from './plugin-guard.js';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * The end of a terminal is told twice, to the leader of its session and to all in front: nobody asks for haste. The second
 * may be heard late, after all that the first has set going.
 */
const TWICE_MS = 2000;

export interface SignalWatch {
  /** Resolves when the first signal has come. */
  readonly first: Promise<void>;
  /** Exit code of the first signal (130, 143, 129), or null while none has come. */
  code(): number | null;
  /** Takes something else, such as a key, for the first signal: the next one ends the program at once. */
  count(code: number): void;
  end(): void;
}

/** The first signal asks runs to stop and reports; a second one ends the program at once. */
export function watchSignals(onFirst: () => void): SignalWatch {
  let code: number | null = null;
  let since = 0;
  let resolve: () => void = () => {};
  const first = new Promise<void>((resolved) => {
    resolve = resolved;
  });
  const onSignal = (signal: NodeJS.Signals): void => {
    const number = 128 + constants.signals[signal];
    if (code !== null && signal === 'SIGHUP' && performance.now() - since < TWICE_MS) return;
    if (code !== null) leaveProcess(number);
    code = number;
    since = performance.now();
    onFirst();
    resolve();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    first,
    code: () => code,
    count: (given) => {
      code ??= given;
    },
    end: () => {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}

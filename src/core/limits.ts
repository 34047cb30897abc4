/** The machine has given what its limits allow; the message names the limit and what to do, in one line. */
export class LimitError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'LimitError';
  }
}

/** Node's option with which WebAssembly memory takes the addresses that it uses, and none around them. */
export const WITHOUT_GUARDS = '--disable-wasm-trap-handler';

const ADDRESSES =
  'no address space is left (ulimit -v): each engine takes 10 GB of addresses, though little memory; ' +
  `raise the limit, or start with NODE_OPTIONS=${WITHOUT_GUARDS}`;

const BY_CODE: Readonly<Record<string, string>> = {
  EMFILE: 'too many open files: the limit of this process is reached (ulimit -n)',
  ENFILE: 'too many open files: the limit of the whole system is reached',
  ENOMEM: 'no memory is left: the system or its limits (ulimit -v, ulimit -m, a container) allow no more',
  EAGAIN: 'no thread or process can be started: their limit is reached (ulimit -u)',
  ERR_WORKER_INIT_FAILED: 'no thread can be started: a limit of the system is reached (ulimit -n, ulimit -u)',
};

/** The limit that an error comes from, in words; null for any other error. */
export function limitIn(error: unknown): string | null {
  if (!(error instanceof Error)) return null;
  if (error.name === 'LimitError') return error.message;
  const isMemory =
    error instanceof RangeError && /WebAssembly.*(allocate|memory)|Array buffer allocation/i.test(error.message);
  if (isMemory) return ADDRESSES;
  const code = 'code' in error ? String(error.code) : '';
  return BY_CODE[code] ?? null;
}

/** What `act` returns; an error that comes from a limit says which. */
export function withinLimits<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    const limit = limitIn(error);
    throw limit === null ? error : new LimitError(limit, error);
  }
}

/** 2 GB: every byte offset is a positive 32-bit integer. */
const MOST = 0x8000_0000;
let most = MOST;

/** Bytes that an engine may grow to. Where addresses are scarce its room for them is taken at the start. */
export function engineBytes(): number {
  return most;
}

/** Gives each engine less room, of those that this thread makes from now on. */
export function limitEngines(bytes: number): void {
  most = Math.min(MOST, bytes);
}

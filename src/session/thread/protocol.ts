import { show } from '../../core/errors.js';
import type { MetricSpec } from '../../core/learner.js';
import { limitIn } from '../../core/limits.js';
import type { ProfileReport } from '../../core/profile.js';
import type { Scope } from '../../core/scope.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { BuiltNews } from '../../store/built-facts.js';
import type { Lineage } from '../../store/lineage.js';
import type { BestEvaluation, RunResult, RunStatus } from '../../store/result.js';
import type { RunCode } from '../../store/run-code.js';
import type { ResumePoint } from '../../store/run-folder.js';
import type { Alert } from '../../train/alerts/alert.js';

/** What a run's thread is started with; everything later goes through the shared control words. */
export interface Job {
  readonly id: string;
  readonly scenario: Scenario;
  readonly seed: number;
  readonly control: SharedArrayBuffer;
  readonly ring: SharedArrayBuffer;
  /** The run folder, or null to write nothing. */
  readonly folder: string | null;
  /** The lock on the folder that the session holds; null where nobody else can write there. */
  readonly token?: string | null;
  /** Where a run that was begun before goes on. */
  readonly resume?: ResumePoint | null;
  /** A safetensors file with the weights to start with. */
  readonly init?: string | null;
  /** Seconds between two checkpoints; null for a default that costs little. */
  readonly checkpointSeconds?: number | null;
  /** Whether the weights of the best evaluation are written too. */
  readonly keepBest?: boolean;
  readonly plugins: readonly string[];
  /** What the program and its plug-ins were when the run was enlisted; the thread must load the same. */
  readonly code?: RunCode;
  /** How the run came about, when it branched off another one. */
  readonly fork?: Lineage | null;
  /** The state that it goes on from, an encoded checkpoint, when no folder holds it. */
  readonly start?: Uint8Array | null;
  /** Whether the thread tells at the end where its time went. */
  readonly profile?: boolean;
}

/** How a run ended. A thread that ends without having said so has failed. */
export interface Outcome {
  readonly status: 'done' | 'diverged' | 'stopped' | 'failed';
  /** Why it is not `done`, else null. */
  readonly reason: string | null;
  readonly step: number;
  /** Seconds of training: building and pauses excluded. */
  readonly seconds: number;
  readonly digest: string | null;
  readonly final: Readonly<Record<string, number>>;
  readonly best?: BestEvaluation | null;
  readonly alerts?: readonly Alert[];
}

/** The result of a run in any state. */
export function resultOf(
  { id, scenario, seed }: Pick<Job, 'id' | 'scenario' | 'seed'>,
  state: Omit<Outcome, 'status'> & { readonly status: RunStatus },
): RunResult {
  const { status, reason, step, seconds, digest, final, best = null, alerts = [] } = state;
  return {
    id,
    scenario: scenario.name,
    variant: scenario.variant,
    seed,
    status,
    reason,
    steps: step,
    seconds,
    digest,
    final,
    ...(best === null ? {} : { best }),
    ...(alerts.length === 0 ? {} : { alerts }),
  };
}

/** From a run's thread to the session, in order. Metric points travel through the ring instead. */
export type FromWorker =
  /** The learner stands; nothing is trained yet. */
  | { readonly kind: 'built'; readonly news: BuiltNews }
  | { readonly kind: 'metric'; readonly id: number; readonly spec: MetricSpec }
  | { readonly kind: 'evaluated'; readonly step: number; readonly final: boolean }
  | { readonly kind: 'scope'; readonly scope: Scope; readonly step: number }
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'profile'; readonly report: ProfileReport }
  /** The state at this tick, an encoded checkpoint; or why there is none. The run waits until it is told that it was taken. */
  | { readonly kind: 'state'; readonly bytes: Uint8Array | null; readonly reason: string | null }
  | { readonly kind: 'ended'; readonly outcome: Outcome };

/** From the session to a run's thread. */
export type Command =
  | { readonly kind: 'pause' }
  | { readonly kind: 'resume' }
  /** Pauses, and lets the run do that many steps more. */
  | { readonly kind: 'step'; readonly steps: number }
  /** Fraction of full speed in (0, 1]. */
  | { readonly kind: 'speed'; readonly speed: number }
  | { readonly kind: 'stop' }
  | { readonly kind: 'watch'; readonly on: boolean }
  /** Asks for the state at the next tick, at which the run waits then; or lets it go on. */
  | { readonly kind: 'share'; readonly on: boolean };

/** One function for each kind of message: a kind without its function does not compile. */
export type Handlers<M extends { readonly kind: string }> = {
  readonly [K in M['kind']]: (message: Extract<M, { kind: K }>) => void;
};

/** Calls the function for `message`. What is no message of ours (a plug-in can post anything) is ignored. */
export function dispatch<M extends { readonly kind: string }>(handlers: Handlers<M>, message: M): void {
  const kind: M['kind'] | undefined = message?.kind;
  if (kind !== undefined && Object.hasOwn(handlers, kind)) (handlers[kind] as (message: M) => void)(message);
}

/** What the thread is at. */
export type Phase = 'starting' | 'running' | 'paused';
const phases: readonly Phase[] = ['starting', 'running', 'paused'];

/** Positions of the shared 32-bit words. */
const WAKE = 0;
const PAUSED = 1;
const ALLOWED = 2;
const SPEED = 3;
const STOP = 4;
const WATCH = 5;
const HELD = 6;
const PHASE = 7;
const ACTIVITY = 8;
const SHARE = 9;
const WORDS = 10;
/** Positions of the shared 64-bit words behind them. */
const STEP = 0;
const MICROSECONDS = 1;

const FULL_SPEED = 1_000_000;
const MOST_ALLOWED = 1 << 30;

/**
 * The control words of one run, shared by the session and the run's thread. Each command changes its word first, then
 * WAKE, on which an idle thread sleeps: a thread that read WAKE before it looked at the words cannot miss a command.
 * Commands work before the thread exists; it finds them when it starts.
 */
export class Control {
  readonly buffer: SharedArrayBuffer;
  readonly #words: Int32Array;
  readonly #wide: BigInt64Array;

  constructor(buffer: SharedArrayBuffer = new SharedArrayBuffer(4 * WORDS + 16)) {
    this.buffer = buffer;
    this.#words = new Int32Array(buffer, 0, WORDS);
    this.#wide = new BigInt64Array(buffer, 4 * WORDS, 2);
  }

  /** The session's side: tells the run's thread something. */
  send(command: Command): void {
    const words = this.#words;
    switch (command.kind) {
      case 'pause':
        Atomics.store(words, PAUSED, 1);
        break;
      case 'resume':
        Atomics.store(words, ALLOWED, 0);
        Atomics.store(words, PAUSED, 0);
        break;
      case 'step': {
        const steps = Math.max(0, Math.floor(command.steps));
        // The session alone adds, so that the sum cannot pass the limit in between.
        const room = MOST_ALLOWED - Atomics.load(words, ALLOWED);
        Atomics.store(words, PAUSED, 1);
        Atomics.add(words, ALLOWED, Math.min(steps, room));
        break;
      }
      case 'speed': {
        // Kept as what is missing to full speed, so that fresh memory means full speed.
        const millionths = Math.round(command.speed * FULL_SPEED) || 1;
        Atomics.store(words, SPEED, FULL_SPEED - Math.max(1, Math.min(FULL_SPEED, millionths)));
        break;
      }
      case 'stop':
        Atomics.store(words, STOP, 1);
        break;
      case 'watch':
        Atomics.store(words, WATCH, command.on ? 1 : 0);
        break;
      case 'share':
        Atomics.store(words, SHARE, command.on ? 1 : 0);
        break;
      default:
        command satisfies never;
    }
    this.#wake();
  }

  /** Parks the thread at its next tick to give its turn to another; the user does not see it as a pause. */
  hold(held: boolean): void {
    Atomics.store(this.#words, HELD, held ? 1 : 0);
    this.#wake();
  }

  /** The thread's side: to be read before the words that decide whether to {@link sleep}. */
  get wakes(): number {
    return Atomics.load(this.#words, WAKE);
  }

  /** Blocks the thread until a command comes after `wakes` was read, or the time is over. */
  sleep(wakes: number, milliseconds: number): void {
    Atomics.wait(this.#words, WAKE, wakes, milliseconds);
  }

  get paused(): boolean {
    return Atomics.load(this.#words, PAUSED) === 1;
  }

  /** Takes up to `most` of the steps that a paused run may do. */
  takeAllowed(most: number): number {
    for (;;) {
      const allowed = Atomics.load(this.#words, ALLOWED);
      const taken = Math.min(most, allowed);
      // Fails when the session changed the word in between, such as by a resume.
      if (Atomics.compareExchange(this.#words, ALLOWED, allowed, allowed - taken) === allowed) return taken;
    }
  }

  /** Steps that a paused run may still do. */
  get allowed(): number {
    return Atomics.load(this.#words, ALLOWED);
  }

  get speed(): number {
    return (FULL_SPEED - Atomics.load(this.#words, SPEED)) / FULL_SPEED;
  }

  get stopped(): boolean {
    return Atomics.load(this.#words, STOP) === 1;
  }

  get watched(): boolean {
    return Atomics.load(this.#words, WATCH) === 1;
  }

  /** Whether the session waits for the run's state. */
  get shared(): boolean {
    return Atomics.load(this.#words, SHARE) === 1;
  }

  get held(): boolean {
    return Atomics.load(this.#words, HELD) === 1;
  }

  get phase(): Phase {
    return phases[Atomics.load(this.#words, PHASE)]!;
  }

  set phase(phase: Phase) {
    Atomics.store(this.#words, PHASE, phases.indexOf(phase));
  }

  /** Where training stands, for the display. */
  get progress(): { readonly step: number; readonly seconds: number } {
    return {
      step: Number(Atomics.load(this.#wide, STEP)),
      seconds: Number(Atomics.load(this.#wide, MICROSECONDS)) / 1e6,
    };
  }

  report(step: number, seconds: number): void {
    Atomics.store(this.#wide, STEP, BigInt(step));
    Atomics.store(this.#wide, MICROSECONDS, BigInt(Math.round(seconds * 1e6)));
    Atomics.add(this.#words, ACTIVITY, 1);
  }

  /** Changes with every sign of life; a watchdog compares it. */
  get activity(): number {
    return Atomics.load(this.#words, ACTIVITY);
  }

  #wake(): void {
    Atomics.add(this.#words, WAKE, 1);
    Atomics.notify(this.#words, WAKE);
  }
}

/** A thrown thing in words; anything can be thrown, null too. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return `threw ${show(error)}`;
  const limit = limitIn(error);
  if (limit !== null) return limit;
  if (error.name === 'UserError' || error.name === 'FolderError') return error.message;
  return error.message === '' ? error.name : `${error.name}: ${error.message}`;
}

import type { Judgement } from '../scenario/expectations.js';
import type { RunView, Session } from '../session/run-view.js';
import type { PlanEntry, SessionOptions } from '../session/session.js';
import type { RunResult } from '../store/result.js';
import { observer, type RunEvent } from './run-events.js';

/** How often the runs are looked at while events are waited for, in milliseconds. */
const LOOK_MS = 30;

/** What came out of a training. */
export interface TrainingResult {
  readonly runs: readonly RunResult[];
  /** The scenarios' expectations, judged over the seeds that ran. */
  readonly expectations: readonly Judgement[];
}

/**
 * A training in worker threads. It begins when its events are iterated or its {@link result} is asked for, whichever comes
 * first; events before an iteration began are not kept.
 *
 * ```ts
 * const training = run('gridworld-dqn', { seeds: [0, 1] });
 * for await (const event of training) if (event.kind === 'end') console.log(event.result.final);
 * const { expectations } = await training.result;
 * ```
 */
export interface Training extends AsyncIterable<RunEvent> {
  /** Resolves when all runs have ended, in whichever way. Rejects when they cannot begin. */
  readonly result: Promise<TrainingResult>;
  /** Lets every run stop at its next step, with a checkpoint where it has a folder. */
  stop(): void;
  /** Asks for pictures of this run (`scope` events, a few a second); null asks for none. */
  watch(run: string | null): void;
}

/** What a training is made of, once it is known. */
export interface Prepared {
  readonly plan: readonly PlanEntry[];
  readonly options: SessionOptions;
  /** Lets go of what was claimed for it. */
  readonly release?: () => void;
}

/** A training of what `prepare` gives. `signal` stops it. */
export function startTraining(prepare: () => Promise<Prepared>, signal?: AbortSignal): Training {
  return new LazyTraining(prepare, signal);
}

class LazyTraining implements Training {
  readonly #prepare: () => Promise<Prepared>;
  readonly #signal: AbortSignal | undefined;
  #result: Promise<TrainingResult> | null = null;
  #session: Session | null = null;
  #watched: string | null = null;
  #stopped = false;
  /** Null while nobody iterates. */
  #events: RunEvent[] | null = null;
  #wake: (() => void) | null = null;
  #ended = false;

  constructor(prepare: () => Promise<Prepared>, signal?: AbortSignal) {
    this.#prepare = prepare;
    this.#signal = signal;
  }

  get result(): Promise<TrainingResult> {
    this.#result ??= this.#train();
    return this.#result;
  }

  stop(): void {
    this.#stopped = true;
    this.#session?.stop(null);
  }

  watch(run: string | null): void {
    this.#watched = run;
    this.#session?.watch(run);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<RunEvent> {
    if (this.#events !== null) throw new Error('the events of a training can be iterated once');
    this.#events = [];
    // A failure to begin is thrown below, once.
    this.result.catch(() => {});
    try {
      for (;;) {
        const events = this.#events;
        this.#events = [];
        yield* events;
        if (this.#events.length > 0) continue;
        if (this.#ended) break;
        await new Promise<void>((wake) => {
          this.#wake = wake;
        });
      }
      await this.result;
    } finally {
      // Whoever leaves the loop early has seen enough.
      if (!this.#ended) this.stop();
    }
  }

  async #train(): Promise<TrainingResult> {
    const stop = () => this.stop();
    try {
      const { createSession } = await import('../session/session.js');
      const { summarise } = await import('../report/summary.js');
      const { plan, options, release } = await this.#prepare();
      const onPoint = (run: RunView, metric: string, step: number, value: number) =>
        this.#tell({ kind: 'metric', run: run.id, metric, step, value });
      const session = createSession(plan, { keepCurves: false, ...options, onPoint });
      this.#session = session;
      if (this.#watched !== null) session.watch(this.#watched);
      this.#signal?.addEventListener('abort', stop, { once: true });
      if (this.#stopped || this.#signal?.aborted === true) session.stop(null);
      const look = observer(session, (event) => this.#tell(event));
      const looking = setInterval(look, LOOK_MS);
      try {
        await session.done;
      } finally {
        clearInterval(looking);
        look();
        await session.close();
        release?.();
      }
      return {
        runs: session.results(),
        expectations: summarise(session).flatMap(({ judgements }) => judgements),
      };
    } finally {
      this.#signal?.removeEventListener('abort', stop);
      this.#ended = true;
      this.#wake?.();
    }
  }

  #tell(event: RunEvent): void {
    if (this.#events === null) return;
    this.#events.push(event);
    this.#wake?.();
    this.#wake = null;
  }
}

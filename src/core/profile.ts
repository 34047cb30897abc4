/**
 * What a run does with its time. `act` is an agent choosing actions, `forward` the kernels of a network's output, `conv`,
 * `norm`, `recurrent` and `noisy` those layers forward and backward, `learner` all code in between them.
 */
export type Phase =
  | 'env'
  | 'act'
  | 'forward'
  | 'conv'
  | 'norm'
  | 'recurrent'
  | 'noisy'
  | 'loss'
  | 'backward'
  | 'optimiser'
  | 'learner'
  | 'metrics'
  | 'evaluation'
  | 'saving';

const ORDER: readonly Phase[] = [
  'env',
  'act',
  'forward',
  'conv',
  'norm',
  'recurrent',
  'noisy',
  'loss',
  'backward',
  'optimiser',
  'learner',
  'metrics',
  'evaluation',
  'saving',
];

export interface ProfileReport {
  /** Milliseconds by phase in the order of a step; each moment counts once, and phases that took none are left out. */
  readonly phases: readonly { readonly name: Phase; readonly ms: number }[];
  /** The kernels that took longest, longest first; their time lies within the phases. */
  readonly kernels: readonly { readonly name: string; readonly calls: number; readonly ms: number }[];
  /** What looking at the clock cost, an estimate; it is part of all figures. */
  readonly overheadMs: number;
}

type Kernel = (...args: number[]) => unknown;

/** Looks at the clock to find what one costs. */
const TRIALS = 10_000;

/**
 * Attributes the time of one thread to phases and kernels. Phases nest and a moment belongs to the innermost one, save in
 * an evaluation, which keeps all that happens within it. It never changes what is computed.
 */
export class Profile {
  readonly #now: () => number;
  readonly #ms = new Map<Phase, number>();
  readonly #kernels = new Map<string, { calls: number; ms: number }>();
  readonly #stack: Phase[] = [];
  #since = 0;
  #looks = 0;

  /** `now` in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  enter(phase: Phase): void {
    const outer = this.#charge();
    this.#stack.push(outer === 'evaluation' ? outer : phase);
  }

  leave(): void {
    this.#charge();
    this.#stack.pop();
  }

  /** `act` within a phase. */
  time<R>(phase: Phase, act: () => R): R {
    this.enter(phase);
    try {
      return act();
    } finally {
      this.leave();
    }
  }

  /** The object with the given methods timed as `phase`; the same object. */
  watch<T extends object>(phase: Phase, object: T, methods: readonly (keyof T & string)[]): T {
    for (const name of methods) {
      const method = object[name] as unknown;
      if (typeof method !== 'function') continue;
      const value = (...args: unknown[]): unknown => this.time(phase, () => method.apply(object, args) as unknown);
      Object.defineProperty(object, name, { value, configurable: true, writable: true });
    }
    return object;
  }

  /** Kernels that are counted and timed. Those that a learner calls outside of any other phase are the forward pass. */
  kernels<K extends object>(kernels: K): K {
    const entries = Object.entries(kernels).map(([name, kernel]) => [name, this.#kernel(name, kernel as Kernel)]);
    return Object.fromEntries(entries) as K;
  }

  report(): ProfileReport {
    return {
      phases: ORDER.flatMap((name) => {
        const ms = this.#ms.get(name);
        return ms === undefined ? [] : [{ name, ms }];
      }),
      kernels: [...this.#kernels].map(([name, figures]) => ({ name, ...figures })).sort((a, b) => b.ms - a.ms),
      overheadMs: this.#looks * costOf(this.#now),
    };
  }

  #kernel(name: string, kernel: Kernel): Kernel {
    const figures = { calls: 0, ms: 0 };
    return (...args) => {
      if (figures.calls === 0) this.#kernels.set(name, figures);
      const isForward = this.#stack.at(-1) === 'learner';
      if (isForward) this.enter('forward');
      const start = this.#look();
      const result = kernel(...args);
      figures.ms += this.#look() - start;
      figures.calls++;
      if (isForward) this.leave();
      return result;
    };
  }

  /** Books the time since the last change on the innermost phase, and returns that phase. */
  #charge(): Phase | undefined {
    const now = this.#look();
    const phase = this.#stack.at(-1);
    if (phase !== undefined) this.#ms.set(phase, (this.#ms.get(phase) ?? 0) + now - this.#since);
    this.#since = now;
    return phase;
  }

  #look(): number {
    this.#looks++;
    return this.#now();
  }
}

/** Milliseconds of one look at a clock: the least of several trials, as the first ones run before the loop is compiled. */
function costOf(now: () => number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let trial = 0; trial < 5; trial++) {
    const start = now();
    for (let i = 1; i < TRIALS; i++) now();
    least = Math.min(least, (now() - start) / TRIALS);
  }
  return least;
}

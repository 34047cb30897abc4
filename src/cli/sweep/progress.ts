import { statesOf } from '../../experiment/sweep/cells.js';
import type { Cell, Plan } from '../../experiment/sweep/plan.js';
import { rank } from '../../experiment/sweep/ranking.js';
import type { Work } from '../../fleet/local.js';
import { formatDuration, formatNumber } from '../../report/numbers.js';
import { configName } from '../../report/sweep/table.js';
import type { RunView, Session } from '../../session/run-view.js';
import { LOST } from '../../store/lock.js';
import { followPlainly } from '../kit/progress.js';
import type { Terminal } from '../kit/terminal.js';
import { TIME_OVER } from './options.js';

const LINES_MS = 5000;
const LOOK_MS = 100;
/** How many of the best the live ranking tells. */
const TOLD = 3;

interface Followed {
  readonly plan: Plan;
  /** Folder of the sweep. */
  readonly out: string;
  /** Cells that no session has yet. */
  readonly pending: () => readonly Cell[];
}

/**
 * Follows the runs of a sweep in lines: each run, the whole with its ETA, and the best so far when that has changed.
 */
export async function followSweep(
  { session, done, before }: Work,
  { plan, out, pending }: Followed,
  terminal: Terminal,
): Promise<void> {
  const began = performance.now();
  const rankings = new RankingTold(plan, out, terminal);
  const tell = () => {
    const budgets = pending().map(({ config }) => plan.configs[config]!.scenario.steps);
    terminal.err(progressText(session.runs, before, budgets, (performance.now() - began) / 1000));
    rankings.tell(session);
  };
  const telling = session.runs.length + pending().length > 1 ? setInterval(tell, LINES_MS) : undefined;
  try {
    await followPlainly(session, terminal, done);
  } finally {
    clearInterval(telling);
  }
}

function hasEnded({ status }: RunView): boolean {
  return status === 'done' || status === 'failed' || status === 'diverged' || status === 'stopped';
}

/**
 * `before` has the steps that runs had done before this start, which say nothing about the speed of now; `budgets` those of
 * the cells that wait.
 */
function progressText(
  runs: readonly RunView[],
  before: ReadonlyMap<string, number>,
  budgets: readonly number[],
  seconds: number,
): string {
  const sum = <T>(list: readonly T[], of: (one: T) => number) => list.reduce((all, one) => all + of(one), 0);
  const ended = runs.filter(hasEnded);
  const waiting = sum(budgets, (steps) => steps);
  const left = waiting + sum(runs, (run) => (hasEnded(run) ? 0 : run.steps - run.step));
  const done = sum(runs, ({ id, step }) => Math.max(0, step - (before.get(id) ?? 0)));
  const share = Math.floor(100 * (1 - left / (waiting + sum(runs, ({ steps }) => steps))));
  const eta = done > 0 && seconds > 0 ? `  ETA ${formatDuration((left * seconds) / done)}` : '';
  return `sweep  ${ended.length}/${runs.length + budgets.length} runs  ${share}%${eta}`;
}

/** The best configurations so far, told when they have changed. */
class RankingTold {
  #told = '';
  #ended = -1;
  readonly #plan: Plan;
  readonly #out: string;
  readonly #terminal: Terminal;

  constructor(plan: Plan, out: string, terminal: Terminal) {
    this.#plan = plan;
    this.#out = out;
    this.#terminal = terminal;
  }

  tell({ runs }: Session): void {
    const ended = runs.filter(hasEnded).length;
    // Reading the folders is work; nothing new has ended, nothing has changed.
    if (ended === this.#ended) return;
    this.#ended = ended;
    const best = rank(this.#plan, statesOf(this.#out, this.#plan)).filter(
      ({ place, mean }) => place !== null && mean !== null,
    );
    const text = best
      .slice(0, TOLD)
      .map(
        ({ config, place, mean, n }) => `${place}. ${configName(this.#plan, config)} ${formatNumber(mean!)} (n ${n})`,
      )
      .join('   ');
    if (text === this.#told || text === '') return;
    this.#told = text;
    this.#terminal.err(`${this.#plan.metric} so far: ${text}`);
  }
}

/** Stops the session when more runs have failed than allowed. */
export function watchFailures({ session, stop }: Pick<Work, 'session' | 'stop'>, most: number) {
  const count = () => session.runs.filter(({ status, reason }) => status === 'failed' && reason !== LOST).length;
  let stopped = false;
  const look = () => {
    if (stopped || count() <= most) return;
    stopped = true;
    stop();
  };
  const looking = Number.isFinite(most) ? setInterval(look, LOOK_MS) : undefined;
  return { count, tooMany: () => count() > most, end: () => clearInterval(looking) };
}

/** How often it is looked at whether the time is over or the target reached. */
const LIMIT_MS = 250;

/** Stops the session when its time is over, or when a configuration has reached the target with all of its seeds. */
export function watchLimits(
  { session, stop }: Pick<Work, 'session' | 'stop'>,
  { plan, out, deadline, target }: { plan: Plan; out: string; deadline: number; target: number | null },
) {
  let reason: string | null = null;
  let ended = -1;
  const look = () => {
    if (reason !== null) return;
    if (performance.now() >= deadline) reason = TIME_OVER;
    const now = session.runs.filter(hasEnded).length;
    if (reason === null && target !== null && now !== ended) {
      ended = now;
      reason = reachedBy(plan, out, target);
    }
    if (reason !== null) stop();
  };
  const looking = deadline === Number.POSITIVE_INFINITY && target === null ? undefined : setInterval(look, LIMIT_MS);
  return { reason: () => reason, end: () => clearInterval(looking) };
}

/** Which configuration is as good as the target; null for none. */
export function reachedBy(plan: Plan, out: string, target: number): string | null {
  const isEnough = (mean: number) => (plan.goal === 'max' ? mean >= target : mean <= target);
  const found = rank(plan, statesOf(out, plan)).find(
    ({ n, mean, broken }) => n === plan.seeds.length && broken === 0 && mean !== null && isEnough(mean),
  );
  return found === undefined ? null : `${configName(plan, found.config)} has reached the target`;
}

import type { Learner, NamedArrays } from '../core/learner.js';
import type { Scenario } from '../scenario/scenario.js';
import { type Lineage, stagesOf } from '../store/lineage.js';
import { readMetrics } from '../store/metrics-file.js';
import type { RunResult } from '../store/result.js';
import type { Registries } from '../train/registries.js';
import { type NamedTensors, type Progress, type TrainEvent, train } from '../train/training.js';

/** Where a second run of the same first differs from what was recorded. */
export interface Difference {
  readonly step: number;
  /** A metric's name; at the end of the run `weights <array>[<index>]`, or `digest` for what neither shows. */
  readonly metric: string;
  readonly recorded: number | string | null;
  readonly again: number | string | null;
}

export interface Replay {
  /** Steps that were run again. */
  readonly steps: number;
  readonly points: number;
  /** Null when every bit agrees. */
  readonly difference: Difference | null;
}

export interface Recorded {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly init: NamedTensors | null;
  /** How the run came about: its ancestors are run again too, each to the step of the fork. @default null */
  readonly fork?: Lineage | null;
  /** `metrics.jsonl`. */
  readonly metrics: string;
  /** Null for a run without an end: then every recorded point is compared, and neither weights nor digest. */
  readonly result: RunResult | null;
  /** The recorded weights of the end. @default null, and none are compared */
  readonly weights?: NamedTensors | null;
  readonly registries: Registries;
}

/**
 * Runs again what a run folder records and compares bit by bit, in slices: it yields the step after each. What was done by
 * hand (pauses, speed) changes no bit; a stop decides where the run ends and is obeyed.
 */
export function* replay({
  scenario,
  seed,
  init,
  fork = null,
  metrics,
  result,
  weights = null,
  registries,
}: Recorded): Generator<number, Replay, void> {
  const names = new Map<number, Named>();
  const recorded = pointsOf(metrics, names);
  let next = recorded.next();
  let difference: Difference | null = null;
  let points = 0;
  const sink = (id: number, step: number, value: number) => {
    if (difference !== null) return;
    const { value: point, done } = next;
    if (done === true) {
      if (result !== null) difference = { step, metric: nameOf(id), recorded: null, again: value };
      return;
    }
    if (point.id !== id || point.step !== step || !Object.is(point.value, value)) {
      const same = point.id === id && point.step === step;
      difference = { step, metric: nameOf(id), recorded: same ? point.value : null, again: value };
      return;
    }
    points++;
    next = recorded.next();
  };
  const told = new Map<number, string>();
  const nameOf = (id: number) => told.get(id) ?? names.get(id)?.name ?? `metric ${id}`;
  const last = result?.steps ?? Number.POSITIVE_INFINITY;
  const run = trainStages({ scenario, seed, init, fork, registries }, sink);
  let learner: Learner | null = null;
  let steps = 0;
  let answer = 0;
  for (;;) {
    const { value: event } = run.next(answer);
    if (event === undefined) throw new Error('the training loop ended without a last event');
    answer = 0;
    if (event.kind === 'start') learner = event.learner;
    else if (event.kind === 'metric') told.set(event.id, event.spec.name);
    else if (event.kind === 'tick') {
      steps = event.step;
      yield steps;
      const over = difference !== null || (result === null && next.done === true);
      answer = over ? 0 : Math.min(SLICE, last - steps);
    } else if (event.kind === 'done' || event.kind === 'stopped' || event.kind === 'diverged') {
      difference ??= endDifference(event.digest, event.step);
      return { steps: event.step, points, difference };
    }
  }

  function endDifference(digest: string, step: number): Difference | null {
    if (next.done !== true && result !== null) {
      return { step: next.value.step, metric: nameOf(next.value.id), recorded: next.value.value, again: null };
    }
    for (const [id, { name, since }] of names) {
      if (name !== told.get(id))
        return { step: since, metric: nameOf(id), recorded: name, again: told.get(id) ?? null };
    }
    if (result === null) return null;
    const odd = weights === null ? null : weightsDifference(weights.arrays, learner!.weights());
    if (odd !== null) return { step, ...odd };
    const known = result.digest;
    return known === null || known === digest ? null : { step, metric: 'digest', recorded: known, again: digest };
  }
}

/** The first number that differs, in the order of the learner's arrays. */
function weightsDifference(recorded: NamedArrays, again: NamedArrays): Omit<Difference, 'step'> | null {
  for (const [name, array] of again) {
    const found = recorded.get(name);
    const metric = `weights ${name}`;
    if (found?.length !== array.length) {
      return {
        metric,
        recorded: found === undefined ? null : `${found.length} numbers`,
        again: `${array.length} numbers`,
      };
    }
    const at = array.findIndex((value: number, i: number) => !Object.is(value, found[i]));
    if (at !== -1) return { metric: `${metric}[${at}]`, recorded: found[at]!, again: array[at]! };
  }
  const more = [...recorded.keys()].find((name) => !again.has(name));
  return more === undefined
    ? null
    : { metric: `weights ${more}`, recorded: `${recorded.get(more)!.length} numbers`, again: null };
}

/**
 * The events of a run and of its ancestors before it, as one run: at the step of a fork the next of them takes over the state.
 * Answers are as for {@link train}.
 */
function* trainStages(
  { scenario, seed, init, fork = null, registries }: Omit<Recorded, 'metrics' | 'result'>,
  sink: (id: number, step: number, value: number) => void,
): Generator<TrainEvent, void, number> {
  let from: Progress | null = null;
  for (const { scenario: stage, until } of stagesOf(scenario, fork)) {
    const run: ReturnType<typeof train> = train(stage, seed, { registries, sink, init, from });
    let save: () => Progress | null = () => null;
    let answer = 0;
    from = null;
    for (let next = run.next(0); next.done !== true; next = run.next(answer)) {
      const event = next.value;
      if (event.kind === 'start') save = event.save;
      if (event.kind === 'tick' && event.step === until) {
        from = save();
        break;
      }
      answer = yield event;
      if (event.kind === 'tick') answer = Math.min(answer, until - event.step);
    }
    if (from === null) return;
  }
}

/** Steps between two signs of life. */
const SLICE = 200;

/** A metric's name as it was recorded, and the step of the point before. */
interface Named {
  readonly name: string;
  readonly since: number;
}

function* pointsOf(file: string, names: Map<number, Named>) {
  let since = 0;
  for (const entry of readMetrics(file)) {
    if (entry.kind === 'metric') names.set(entry.id, { name: entry.spec.name, since });
    else {
      since = entry.step;
      yield entry;
    }
  }
}

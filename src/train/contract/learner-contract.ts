import type { NamedArrays } from '../../core/learner.js';
import type { ContractCheck } from '../../env/kit/contract.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Registries } from '../registries.js';
import { metricsOf, type Progress, type TrainEvent, train } from '../training.js';

/** What a learner of one's own owes the training loop, rule by rule. */
export interface LearnerReport {
  /** Its name. */
  readonly name: string;
  /** What it was trained in or on. */
  readonly scenario: string;
  readonly checks: readonly ContractCheck[];
}

/** A rule that is broken, in words for the author. */
class Fault extends Error {}

type Point = readonly [metric: string, step: number, value: number];

/** A training, whole or a part. */
interface Trained {
  readonly end: Extract<TrainEvent, { kind: 'done' | 'diverged' | 'stopped' }>;
  readonly points: readonly Point[];
  readonly weights: NamedArrays;
  /** The state at the step that was asked for. */
  readonly saved: Progress | null;
}

/**
 * Trains a scenario with a learner of one's own several times, and checks what runs, resume and replay rely on: the same bits
 * for the same seed, a state that can be saved and restored, evaluations that change nothing, finite figures. `name` is the
 * learner's. The scenario's budget should be a few hundred steps at least.
 */
export function checkLearner(name: string, scenario: Scenario, registries: Registries): LearnerReport {
  const half = Math.floor(scenario.steps / 2);
  const runs = new Map<string, Trained>();
  const whole = (seed: number, evaluateEvery = scenario.evaluateEvery): Trained => {
    const key = `${seed}/${evaluateEvery}`;
    const found = runs.get(key) ?? trainOnce({ ...scenario, evaluateEvery }, seed, registries, half);
    runs.set(key, found);
    return found;
  };
  const rules: readonly (readonly [rule: string, check: () => string])[] = [
    ['it is built and trains to the end', () => checkEnd(whole(0))],
    ['it records finite metrics', () => checkPoints(whole(0))],
    ['it has weights, all of them finite', () => checkWeights(whole(0))],
    ['the same seed gives the same bits', () => checkSame(whole(0), trainOnce(scenario, 0, registries, half))],
    ['another seed gives other bits', () => checkOther(whole(0), whole(1))],
    [
      'evaluations leave training as it was',
      () => checkEvaluations(whole(0), whole(0, Math.max(1, Math.floor(scenario.evaluateEvery / 3)))),
    ],
    ['a saved state goes on to the same bits', () => checkResume(scenario, whole(0), registries)],
  ];
  return {
    name,
    scenario: scenario.title,
    checks: rules.map(([rule, check]) => {
      try {
        return { rule, outcome: 'pass', seen: check() };
      } catch (error) {
        const seen =
          error instanceof Fault ? error.message : `it throws ${error instanceof Error ? error : String(error)}`;
        return { rule, outcome: 'fail', seen };
      }
    }),
  };
}

function trainOnce(
  scenario: Scenario,
  seed: number,
  registries: Registries,
  saveAt: number,
  from: Progress | null = null,
): Trained {
  const points: Point[] = [];
  // What was defined before the state was saved is not told again.
  const names: string[] = from === null ? [] : metricsOf(from).map(({ name }) => name);
  let saved: Progress | null = null;
  let save: () => Progress | null = () => null;
  let weights: () => NamedArrays = () => new Map();
  let end: Trained['end'] | null = null;
  const sink = (id: number, step: number, value: number): void => {
    points.push([String(id), step, value]);
  };
  const events = train(scenario, seed, { registries, sink, from });
  let turn = events.next();
  while (turn.done !== true) {
    const event = turn.value;
    let budget = 1;
    if (event.kind === 'start') {
      save = event.save;
      weights = () => event.learner.weights();
    } else if (event.kind === 'metric') names[event.id] = event.spec.name;
    else if (event.kind === 'tick') {
      if (event.step === saveAt && from === null) saved = copyOf(save());
      budget = event.step < saveAt ? saveAt - event.step : Number.MAX_SAFE_INTEGER;
    } else if (event.kind === 'done' || event.kind === 'diverged' || event.kind === 'stopped') end = event;
    turn = events.next(budget);
  }
  if (end === null) throw new Fault('the training has no end');
  const named = points.map(([id, step, value]): Point => [names[Number(id)] ?? id, step, value]);
  return { end, points: named, weights: copyOfArrays(weights()), saved };
}

/** Weights are views of live memory; a state is a copy already. */
function copyOf(progress: Progress | null): Progress | null {
  return progress === null ? null : { ...progress, weights: copyOfArrays(progress.weights) };
}

function copyOfArrays(arrays: NamedArrays): NamedArrays {
  return new Map([...arrays].map(([name, array]) => [name, array.slice()]));
}

function checkEnd({ end }: Trained): string {
  if (end.kind === 'done') return `${end.kind}`;
  throw new Fault(
    end.kind === 'diverged' ? `it diverged: ${end.metric} became ${end.value}` : `it ended as ${end.kind}`,
  );
}

function checkPoints({ points }: Trained): string {
  const bad = points.find(([, , value]) => !Number.isFinite(value));
  if (bad !== undefined) throw new Fault(`${bad[0]} is ${bad[2]} at step ${bad[1]}`);
  if (points.length === 0)
    throw new Fault('it records no point: recorder.define({ name, help, better }) gives the function that does');
  const metrics = new Set(points.map(([metric]) => metric));
  return `${points.length} points of ${[...metrics].join(', ')}`;
}

function checkWeights({ weights }: Trained): string {
  let values = 0;
  for (const [name, array] of weights) {
    const at = array.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) throw new Fault(`${name}[${at}] is ${array[at]}`);
    values += array.length;
  }
  if (values === 0) throw new Fault('weights() is empty: nothing of it would be in a checkpoint');
  return `${values} values in ${weights.size} arrays`;
}

function checkSame(first: Trained, second: Trained): string {
  const difference = firstDifference(first.points, second.points);
  if (difference !== null)
    throw new Fault(`${difference}; draw from stream(...) alone, and keep nothing between learners`);
  if (first.end.digest !== second.end.digest) throw new Fault('the metrics agree, the weights do not');
  return `digest ${first.end.digest.slice(0, 12)} twice`;
}

function checkOther(first: Trained, second: Trained): string {
  if (first.end.digest !== second.end.digest) return 'the digests differ';
  throw new Fault('seed 0 and seed 1 give the same digest: it does not draw from stream(...)');
}

function checkEvaluations(few: Trained, many: Trained): string {
  for (const [name, array] of few.weights) {
    const other = many.weights.get(name);
    const at = array.findIndex((value, i) => !Object.is(value, other?.[i]));
    if (at >= 0) {
      throw new Fault(
        `${name}[${at}] is ${array[at]}, and ${other?.[at]} when it is evaluated more often: evaluate() needs a stream and an env of its own`,
      );
    }
  }
  return 'the same weights when it is evaluated three times as often';
}

function checkResume(scenario: Scenario, { end, points, saved }: Trained, registries: Registries): string {
  if (saved === null) throw new Fault('save() and restore() are missing: its runs cannot be resumed');
  const resumed = trainOnce(scenario, 0, registries, saved.step, saved);
  const rest = points.filter(([, step]) => step > saved.step);
  const difference = firstDifference(rest, resumed.points);
  if (difference !== null)
    throw new Fault(`resumed from step ${saved.step}: ${difference}; save() leaves something out`);
  if (resumed.end.digest !== end.digest) throw new Fault(`resumed from step ${saved.step}, it ends with other weights`);
  return `from step ${saved.step}`;
}

function firstDifference(first: readonly Point[], second: readonly Point[]): string | null {
  for (const [i, [metric, step, value]] of first.entries()) {
    const other = second[i];
    if (other === undefined) return `${metric} at step ${step} is missing the second time`;
    if (other[0] !== metric || other[1] !== step || !Object.is(other[2], value)) {
      return `${metric} at step ${step} is ${value}, then ${other[0]} at step ${other[1]} is ${other[2]}`;
    }
  }
  return second.length > first.length ? `${second.length - first.length} points more the second time` : null;
}

// A session that is made up: runs whose curves grow at each look, through the program's own folding.
const { Series } = await import('../../dist/session/curve.js');

export const METRICS = ['loss', 'episode_return', 'greedy_return', 'q_error', 'q_mean', 'grad_norm'];
/** Steps between two points of a curve. */
export const EVERY = 25;

const wave = (seed, metric, share, step) =>
  Math.exp(-3 * share) * (1 + metric) + 0.1 * Math.sin(step * 0.37 + seed * 5 + metric) + 0.05 * seed;

function makeRun(variant, seed, steps) {
  const scenario = {
    name: 'bench',
    variant,
    title: 'bench',
    summary: '',
    lesson: { question: 'What does it cost?', watch: 'Little. '.repeat(20), measured: '' },
    learner: { kind: 'agent', env: { name: 'gridworld', params: {} }, agent: { name: 'dqn', params: {} } },
    loss: null,
    steps,
    evaluateEvery: 500,
    focus: 'loss',
    seeds: [0, 1, 2],
    tunedOn: [],
    expectations: [],
  };
  const series = new Map(METRICS.map((name) => [name, new Series({ name, help: '', better: 'lower' }, steps)]));
  return {
    ...{ id: `${variant}-${seed}`, scenario, seed, status: 'running', reason: null, step: 0, steps, series },
    ...{ stepsPerSecond: 1000 + seed, etaSeconds: 60, seconds: 0, digest: null, scope: null, dropped: 0 },
    ...{ alerts: [], fork: null },
  };
}

function growTo(run, end) {
  const until = Math.min(run.steps, end);
  for (let step = Math.ceil(run.step / EVERY) * EVERY; step < until; step += EVERY) {
    METRICS.forEach((name, i) => {
      run.series.get(name).add(step, wave(run.seed, i, step / run.steps, step));
    });
  }
  run.step = Math.floor(until);
  run.etaSeconds = (run.steps - until) / 1000;
  if (until === run.steps) run.status = 'done';
}

function picture(step) {
  const cells = 144;
  return {
    ...{ kind: 'grid', width: 12, height: 12, cells: '.'.repeat(cells), agent: step % cells },
    values: Array.from({ length: cells }, (_, i) => Math.sin(i + step / 1e4)),
    policy: Array.from({ length: cells }, (_, i) => i % 4),
    ...{ visits: [], qError: 0.1, regret: 0.2 },
  };
}

/**
 * Runs of each variant and seed whose budget lasts for `looks` looks with `points` new points a series in each. With
 * `live`, so many of them are at work and the others done.
 */
export function makeSession({ variants, seeds, looks, points = 4, live = Number.POSITIVE_INFINITY }) {
  const perLook = points * EVERY;
  const steps = Math.ceil(looks * perLook);
  const runs = variants.flatMap((variant) => seeds.map((seed) => makeRun(variant, seed, steps)));
  for (const run of runs.slice(live)) growTo(run, steps);
  return {
    ...{ runs, events: [], workers: 2, done: new Promise(() => {}) },
    drain() {
      for (const run of runs.slice(0, live)) if (run.status === 'running') growTo(run, run.step + perLook);
      runs[0].scope = picture(runs[0].step);
      return true;
    },
    ...{ pause() {}, resume() {}, step() {}, setSpeed() {}, stop() {}, watch() {}, results: () => [] },
    close: async () => {},
  };
}

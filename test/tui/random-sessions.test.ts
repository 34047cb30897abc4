import fc from 'fast-check';
import { expect, it } from 'vitest';
import { markOf } from '../../src/tui/charts/chart-lines.js';
import { chartPicture } from '../../src/tui/charts/picture.js';
import { formatValue } from '../../src/tui/format.js';
import { paintAlerts } from '../../src/tui/panels/alerts.js';
import { paintFocusChart } from '../../src/tui/panels/focus-chart.js';
import { paintHeader } from '../../src/tui/panels/header.js';
import { paintLogLine } from '../../src/tui/panels/log-line.js';
import { paintRunList } from '../../src/tui/panels/run-list.js';
import { paintSmallCharts } from '../../src/tui/panels/small-charts.js';
import { paintSystem } from '../../src/tui/panels/system.js';
import { compare } from '../../src/tui/views/compare.js';
import { config } from '../../src/tui/views/config.js';
import { paintFigures } from '../../src/tui/views/scenario/figures.js';
import { FakeRun, FakeSession, type MetricShape, scenario } from './fixture.js';
import { drawn, modelOf } from './stagehand.js';

/** A session of one variant: every point of its seeds is kept beside it, to compute from. */
interface Drawn {
  readonly session: FakeSession;
  readonly points: ReadonlyMap<string, readonly (readonly [step: number, value: number])[]>;
}

const STEPS = 20_000;
/** Of the way of the furthest: see `populationOf`. */
const COMPARABLE = 0.8;

const seedState = fc.record({
  status: fc.constantFrom('queued', 'running', 'paused', 'done', 'diverged', 'stopped'),
  share: fc.double({ min: 0.02, max: 0.98, noNaN: true }),
  every: fc.constantFrom(20, 500, 3000),
});

const sessions = fc
  .record({
    seeds: fc.array(seedState, { minLength: 1, maxLength: 7 }),
    magnitude: fc.integer({ min: -9, max: 9 }).map((power) => 10 ** power),
    offset: fc.constantFrom(-3, 0, 2, 1000),
    better: fc.constantFrom('lower', 'higher') as fc.Arbitrary<'lower' | 'higher'>,
    forked: fc.boolean(),
  })
  .map(({ seeds, magnitude, offset, better, forked }): Drawn => {
    const of = scenario({ steps: STEPS, seeds: seeds.map((_, i) => i), focus: 'score' });
    const points = new Map<string, [number, number][]>();
    const runs = seeds.map(({ status, share, every }, seed) => {
      const own: [number, number][] = [];
      const shape: MetricShape = {
        spec: { name: 'score', help: 'what is drawn', better },
        every,
        at: (at, _, step) => {
          const value = magnitude * (offset + Math.sin(7 * at + seed) + 0.3 * Math.sin(step * (seed + 1)));
          own.push([step, value]);
          return value;
        },
      };
      const run = new FakeRun(of, seed, [shape]);
      if (status !== 'queued') run.advance(status === 'done' ? STEPS : Math.max(1, Math.floor(share * STEPS)));
      run.status = status;
      if (forked && seed > 0) run.fork = { parent: `${of.name}/s0`, step: 1, set: [`agent.lr=1e-${seed}`] };
      points.set(run.id, own);
      return run;
    });
    return { session: new FakeSession(runs), points };
  });

/** The population, its step and its figures, from the points alone. */
function expected({ session, points }: Drawn) {
  const filled = session.runs.filter((run) => run.fork === null && points.get(run.id)!.length > 0);
  const done = filled.filter(({ status }) => status === 'done');
  const furthest = Math.max(0, ...filled.map(({ step }) => step));
  const counted = done.length > 0 ? done : filled.filter(({ step }) => step >= COMPARABLE * furthest);
  const step = Math.min(...counted.map((run) => run.step));
  // Live curves are read to the end of a display bucket, a 1024th of the budget.
  const width = STEPS / 1024;
  const end = (Math.min(1023, Math.floor(step / width)) + 1) * width;
  const upTo = counted
    .map((run) => points.get(run.id)!.filter(([at]) => at <= step || at < end))
    .filter((own) => own.length > 0);
  const last = upTo.map((own) => own.at(-1)![1]);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const best = (own: readonly (readonly [number, number])[]): number => {
    const values = own.map(([, value]) => value);
    const { better } = filled[0]!.series.get('score')!.spec;
    return better === 'higher' ? Math.max(...values) : Math.min(...values);
  };
  return {
    n: last.length,
    of: session.runs.filter(({ fork }) => fork === null).length,
    last,
    mean: mean(last),
    best: mean(upTo.map(best)),
  };
}

it('every panel of a random session shows figures of one population, whole labels, and no mark twice', () => {
  fc.assert(
    fc.property(sessions, fc.constantFrom('ci', 'std', 'range'), (made, band) => {
      const { session } = made;
      const model = modelOf(session, { chart: { band, metric: 'score' } });
      const chart = drawn(120, 24, (region) => paintFocusChart(region, model));
      const list = drawn(120, 16, (region) => paintRunList(region, model, true)).join('\n');
      const { n, of, last, mean, best } = expected(made);
      if (n > 0) {
        const count = n === of ? `n=${n}` : `n=${n}/${of}`;
        const [title, legend] = [chart[0]!, chart.at(-1)!];
        expect(legend).toContain(formatValue(mean));
        // Beside many variants a legend keeps the values, and leaves out how many seeds they are of.
        const alone = model.groups.length === 1;
        if (alone) expect(legend).toContain(count);
        if (of > 1) expect(title).toContain(count);
        expect(list).toContain(formatValue(mean));
        expect(list).toContain(formatValue(best));
        expect(list).not.toMatch(/±\S*…/);
        if (n > 1 && (band === 'range' || (band === 'ci' && n < 5))) {
          expect(title).toContain('min-max');
          if (alone) expect(legend).toContain(`[${formatValue(Math.min(...last))}, ${formatValue(Math.max(...last))}]`);
        } else if (n > 1) expect(title).toContain(band === 'ci' ? '95% CI' : 'std');
        // The export says the same.
        const picture = chartPicture(model)!;
        expect(picture.about).toContain(model.groups[0]!.runs.length > 1 ? count : 'seed 0');
        expect(picture.curves.map(({ label }) => label).join()).toContain(`${formatValue(mean)}`);
      }
      const labels = chart.flatMap((line) => /^│ *(\S+)┤/.exec(line)?.[1] ?? []);
      for (const label of labels) expect(label).toMatch(/^-?[0-9]+(\.[0-9]+)?(e-?[0-9]+|k)?$/);
      expect(new Set(labels).size).toBe(labels.length);
      const marks = model.groups.map((group) => markOf(model, group, null));
      expect(new Set(marks).size).toBe(marks.length);
      // What was there keeps its colour when a variant comes.
      const more = new FakeRun(scenario({ variant: 'loss=mse', steps: STEPS }), 0, []);
      const grown = { ...model, groups: [{ ...model.groups[0]!, id: 'new', runs: [more] }, ...model.groups] };
      expect(model.groups.map((group) => markOf(grown, group, null))).toEqual(marks);
    }),
    { numRuns: 150, verbose: 0 },
  );
});

const percent = (share: number): string => `${share >= 1 ? 100 : Math.min(99, Math.floor(share * 100))}%`;
const LIVE: readonly string[] = ['queued', 'running', 'paused'];

it('header, list of runs, small charts, figures, log line and Compare of a random session say the same of the same points', () => {
  const sizes = fc.record({
    columns: fc.integer({ min: 112, max: 200 }),
    rows: fc.integer({ min: 30, max: 55 }),
    narrow: fc.boolean(),
  });
  fc.assert(
    fc.property(sessions, sizes, (made, { columns, rows, narrow }) => {
      const { session, points } = made;
      const [first] = session.runs;
      const base = modelOf(session, { columns, rows, chart: { metric: 'score' } });
      const group = base.groups[0]!;
      const model = { ...base, state: { ...base.state, list: { ...base.state.list, open: new Set([group.id]) } } };

      // The header: how many are in which state, and how far they are together.
      const header = drawn(narrow ? 100 : 160, 1, (region) => paintHeader(region, model))[0]!;
      for (const status of new Set(session.runs.map((run) => run.status))) {
        const { length } = session.runs.filter((run) => run.status === status);
        if (narrow) expect(header).toMatch(new RegExp(`[▶‖○✓∞✗■] ${length}(?!\\d)`));
        else expect(header).toContain(`${length} ${status}`);
      }
      const done = session.runs.reduce((sum, run) => sum + (LIVE.includes(run.status) ? run.step : run.steps), 0);
      expect(header).toContain(` ${percent(done / (STEPS * session.runs.length))}`);

      // The list: every seed's own last value and how far it is.
      const list = drawn(130, 14, (region) => paintRunList(region, model, true));
      for (const run of group.runs) {
        const own = points.get(run.id)!;
        const line = list.find((text) => text.includes(` seed ${run.seed} `))!;
        if (own.length > 0) expect(line).toContain(` ${formatValue(own.at(-1)![1])} `);
        if (run.reason === null) expect(line).toContain(` ${percent(run.step / run.steps)}`);
      }

      // Small charts and the run's figures.
      const { n, mean } = expected(made);
      const small = drawn(60, 12, (region) => paintSmallCharts(region, model, 2, true)).join('\n');
      if (n > 0) expect(small).toContain(formatValue(mean));
      const figures = drawn(60, 8, (region) => paintFigures(region, model, first!)).join('\n');
      const last = points.get(first!.id)!.at(-1);
      if (last !== undefined) expect(figures).toContain(` ${formatValue(last[1])} `);
      expect(figures).toContain(`${first!.step.toLocaleString('en')}/${STEPS.toLocaleString('en')}`);

      // Compare: the same seeds and mean as the chart has; a seed that broke has the worst rank and is left out here.
      const [panel] = compare.panels({ ...model.state, view: 'compare' }, { x: 0, y: 0, width: 100, height: 40 });
      const table = drawn(100, 40, (region) => panel!.paint(region, model));
      const broken = group.runs.some(({ status }) => status === 'diverged' || status === 'stopped');
      if (n > 0 && !broken) {
        const row = table.find((text) => /as written|fork/.test(text))!;
        expect(row).toMatch(new RegExp(`  ${n} +${formatValue(mean).replace(/[.+]/g, '\\$&')} `));
      }

      // Every number of the log line is of an alert, or there is none.
      const line = drawn(100, 1, (region) => paintLogLine(region, model))[0]!;
      if (session.runs.every(({ alerts }) => alerts.length === 0)) expect(line).not.toMatch(/⚠/);
    }),
    { numRuns: 60, verbose: 0 },
  );
});

/** A session of several variants, each with a learning rate of its own: what Config, Alerts, System and the profile draw. */
const variants = fc.record({
  rates: fc.uniqueArray(fc.constantFrom(1e-4, 1e-3, 0.01, 0.1, 0.25), { minLength: 1, maxLength: 5 }),
  seeds: fc.array(
    fc.record({
      status: fc.constantFrom('queued', 'running', 'done', 'done', 'diverged', 'stopped'),
      share: fc.double({ min: 0.05, max: 0.95, noNaN: true }),
      value: fc.integer({ min: -40, max: 40 }),
      dropped: fc.integer({ min: 0, max: 3000 }),
      busy: fc.double({ min: 0, max: 1, noNaN: true }),
      hash: fc.constantFrom('a1b2c3d4', '9f8e7d6c'),
      warns: fc.constantFrom('none', 'warning', 'error'),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  workers: fc.integer({ min: 1, max: 8 }),
  trained: fc.double({ min: 0, max: 8, noNaN: true }),
  ui: fc.double({ min: 0, max: 1, noNaN: true }),
  rss: fc.integer({ min: 1e7, max: 9e9 }),
  lost: fc.integer({ min: 0, max: 99_999 }),
});

it('Config, Alerts, System and the profile of a random session say what its runs are', () => {
  fc.assert(
    fc.property(variants, ({ rates, seeds, workers, trained, ui, rss, lost }) => {
      const of = (lr: number, variant: string) => {
        const env = { name: 'gridworld', params: {} };
        const learner = { kind: 'agent' as const, env, agent: { name: 'dqn', params: { lr, gamma: 0.9 } } };
        return scenario({ variant, steps: STEPS, seeds: seeds.map((_, i) => i), focus: 'score', learner });
      };
      const all = rates.flatMap((lr, v) =>
        seeds.map((drawn, seed) => {
          const at = (): number => drawn.value + v;
          const run = new FakeRun(of(lr, v === 0 ? '' : `agent.lr=${lr}`), seed, [
            { spec: { name: 'score', help: 'what is drawn', better: 'higher' }, every: 500, at },
          ]);
          if (drawn.status !== 'queued') run.advance(drawn.status === 'done' ? STEPS : drawn.share * STEPS);
          run.status = drawn.status as FakeRun['status'];
          run.dropped = drawn.dropped;
          if (drawn.status !== 'queued')
            run.built = { initHash: drawn.hash.repeat(8), dataHash: null, epochs: [], understood: null };
          if (drawn.warns !== 'none' && drawn.status !== 'queued')
            run.alerts = [
              {
                step: 500 + seed,
                kind: 'k',
                level: drawn.warns as 'error',
                text: `seen in ${lr}`,
                cause: 'c',
                advice: 'a',
              },
            ];
          return { run, drawn };
        }),
      );
      const session = new FakeSession(
        all.map(({ run }) => run),
        workers,
      );
      const busy = new Map(all.flatMap(({ run, drawn }) => (run.status === 'running' ? [[run.id, drawn.busy]] : [])));
      const machine = { trained, busy, ui, rss, heap: rss / 3, droppedFrames: lost };
      const model = { ...modelOf(session, { view: 'config', onlyDifferent: true }), machine };

      // System: shares of the workers, memory, what waits and what was lost.
      const system = drawn(120, 4 + all.length, (region) => paintSystem(region, model)).join('\n');
      const live = all.some(({ run }) => LIVE.includes(run.status));
      if (live) expect(system).toContain(`${percent(Math.min(1, trained / workers))} of ${workers}`);
      if (live) expect(system).toContain(` ${percent(ui)} `);
      expect(system).toContain(`rss ${Math.round(rss / 1e6).toLocaleString('en')} MB`);
      const queued = all.filter(({ run }) => run.status === 'queued').length;
      const points = all.reduce((sum, { run }) => sum + run.dropped, 0).toLocaleString('en');
      expect(system).toContain(`${queued}  lost ${lost.toLocaleString('en')} frames, ${points} points`);
      for (const { run, drawn } of all) {
        const name = rates.length > 1 && run.scenario.variant !== '' ? run.scenario.variant : run.scenario.name;
        const line = new RegExp(`${name} s${run.seed} .*? ${percent(drawn.busy)}`);
        if (run.status === 'running') expect(system).toMatch(line);
      }

      // Alerts: as many as there are, counted by level; each with its run's seed.
      const warned = all.filter(({ run }) => run.alerts.length > 0 || run.status === 'diverged');
      const errors = warned.filter(({ run, drawn }) => run.status === 'diverged' || drawn.warns === 'error');
      const both = all.filter(({ run }) => run.status === 'diverged' && run.alerts[0]?.level === 'warning').length;
      const alerts = drawn(90, 3 + 2 * all.length, (region) => paintAlerts(region, model)).join('\n');
      const others = warned.length - errors.length + both;
      expect(/ (\d+) ✗/.exec(alerts)?.[1] ?? '0').toBe(`${errors.length}`);
      expect(/ (\d+) ⚠/.exec(alerts)?.[1] ?? '0').toBe(`${others}`);
      if (warned.length === 0) expect(alerts).toContain('none');
      for (const { run } of all) {
        if (run.alerts.length > 0) expect(alerts).toMatch(new RegExp(`s${run.seed} +${run.alerts[0]!.text}`));
      }

      // Config: the learning rates side by side and nothing that is alike; a hash each where seeds have begun.
      const [panel] = config.panels(model.state, { x: 0, y: 0, width: 150, height: 30 });
      const page = drawn(150, 30, (region) => panel!.paint(region, model));
      expect(page[0]).toContain(rates.length === 1 ? '0 of ' : '1 of ');
      const row = page.find((line) => /^│.agent\.lr /.test(line));
      if (rates.length > 1) {
        const shown = row!
          .split(/ {2,}/)
          .slice(1)
          .map((cell) => cell.replace(/[│≠ ]/g, ''));
        expect(shown.filter(Boolean).map(Number)).toEqual(rates);
        expect((row!.match(/≠/g) ?? []).length).toBe(rates.length - 1);
        expect(page.join('\n')).not.toContain('agent.gamma ');
        const begun = all.find(({ run }) => run.built !== null);
        if (begun !== undefined) expect(page.find((line) => line.includes('init hash'))).toContain(begun.drawn.hash);
      }

      // The profile: the share of the seeds that are at least as good, of those that count.
      const wide = { ...model, state: { ...model.state, view: 'compare' as const, columns: 160, rows: 46 } };
      const place = compare
        .panels(wide.state, { x: 0, y: 0, width: 160, height: 42 })
        .find(({ id }) => id === 'profile')!;
      const { width, height } = place.box;
      const profile = drawn(width, height, (region) => place.paint(region, wide));
      const marks = rates.map((_, v) => markOf(wide, wide.groups[v]!, null).sample);
      expect(new Set(marks).size).toBe(rates.length);
      const named = profile.filter((line) => /as written|agent\.lr=|gridworld-dqn/.test(line));
      const counts = all.some(({ run }) => run.status === 'done');
      if (counts) {
        expect(named).toHaveLength(rates.length);
        const done = all.filter(({ run }) => run.status === 'done').map(({ run }) => run.series.get('score')!.last);
        const [low, high] = [Math.min(...done), Math.max(...done)];
        const beyond = high > low ? (high - low) * 0.05 : Math.abs(high) || 1;
        const axis = profile.find((line) => line.includes('at least this'));
        expect(axis).toContain(formatValue(low - beyond));
        expect(axis).toContain(formatValue(high + beyond));
      }
    }),
    { numRuns: 60, verbose: 0 },
  );
});

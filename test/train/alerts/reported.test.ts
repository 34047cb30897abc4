import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resultDocument } from '../../../src/report/document.js';
import { summarise } from '../../../src/report/summary.js';
import { LiveRun } from '../../../src/session/live-run.js';
import { openRun } from '../../../src/session/resume.js';
import type { FromWorker } from '../../../src/session/thread/protocol.js';
import { readConfig } from '../../../src/store/config-file.js';
import { unlock } from '../../../src/store/lock.js';
import { readResult } from '../../../src/store/run-list.js';
import type { Alert } from '../../../src/train/alerts/alert.js';
import { AlertWatch } from '../../../src/train/alerts/alert-watch.js';
import type { Detector } from '../../../src/train/alerts/detector.js';
import { droppedPoints } from '../../../src/train/alerts/dropped-points.js';
import { registries } from '../../../src/train/registries.js';
import { recordHere } from '../../session/record-here.js';
import { lineScenario } from '../line.js';
import { agentScenario } from './trouble.js';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'losscope-'));
});
afterEach(() => rmSync(root, { recursive: true }));

/** Two alerts: exploration ends at once (step 200 or so), and nothing better than random comes (step 600). */
const scenario = agentScenario(
  ['frozen-lake', { isSlippery: false }],
  ['dqn', { hidden: [8], batch: 8, learningStarts: 50, trainEvery: 4, epsilonFraction: 0.002 }],
  ['q-td', {}],
  1200,
);

function fresh(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder);
  return folder;
}

const eventsIn = (folder: string): Record<string, unknown>[] =>
  readFileSync(join(folder, 'events.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The alerts in a run's events, as alerts. */
const alertsIn = (folder: string) =>
  eventsIn(folder).flatMap(({ step, kind, alert, ...told }) =>
    kind === 'alert' ? [{ step, kind: alert, ...told }] : [],
  );

describe('an alert', () => {
  it('is posted, stands in the events and in the result of the run', async () => {
    const folder = fresh('whole');
    const posted: FromWorker[] = [];
    const outcome = await recordHere(folder, scenario, { registries, post: (message) => posted.push(message) });
    const alerts = posted.flatMap((message) => (message.kind === 'alert' ? [message.alert] : []));
    expect(alerts.map(({ kind }) => kind)).toContain('no-exploration');
    expect(alerts.length).toBeGreaterThan(1);
    expect(outcome.alerts).toEqual(alerts);
    expect(alertsIn(folder)).toEqual(alerts);
    expect(readResult(folder)?.alerts).toEqual(alerts);
  });

  it('comes before every event of a later step', async () => {
    const folder = fresh('order');
    await recordHere(folder, scenario, { registries });
    const steps = eventsIn(folder).map(({ step }) => Number(step));
    expect(steps).toEqual([...steps].sort((a, b) => a - b));
  });

  it.each([60, 300, 700, 850])('is the same after a stop at step %i as without one', async (stopAt) => {
    const whole = fresh('whole');
    const expected = await recordHere(whole, scenario, { registries });
    const folder = fresh('stopped');
    const first = await recordHere(folder, scenario, { registries, stopAt });
    expect(first.status).toBe('stopped');
    const { resumption } = openRun(root, basename(folder), readConfig(folder));
    const posted: FromWorker[] = [];
    const post = (message: FromWorker) => posted.push(message);
    const second = await recordHere(folder, scenario, { registries, resume: resumption.point, post });
    unlock(folder);
    expect(second).toMatchObject({ status: 'done', digest: expected.digest });
    expect(second.alerts).toEqual(expected.alerts);
    expect(alertsIn(folder)).toEqual(alertsIn(whole));
    // Those from before the stop are told anew, so that whoever goes on knows them.
    expect(posted.flatMap((message) => (message.kind === 'alert' ? [message.alert] : []))).toEqual(expected.alerts);
  });

  it('is told once a run, however often its detector fires', () => {
    const noisy: Detector = {
      kind: 'noise',
      summary: '',
      concerns: '',
      watch: () => () => () => ({ ...words, level: 'warning' }),
    };
    const watch = new AlertWatch(scenario, [noisy]);
    watch.define(0, 'loss');
    watch.point(0, 1, 0.5);
    watch.point(0, 2, 0.5);
    expect(watch.take()).toEqual([{ ...words, level: 'warning', kind: 'noise', step: 1 }]);
    expect(watch.take()).toEqual([]);
  });

  it('lands in the view of its run and in the JSON document', () => {
    const line = lineScenario({});
    const run = new LiveRun({ id: 'line-0', scenario: line, seed: 0, folder: null });
    const alert: Alert = { ...words, step: 5, kind: 'noise', level: 'warning' };
    run.hear.alert({ kind: 'alert', alert });
    expect(run.alerts).toEqual([alert]);
    expect(run.drain(0)).toBe(true);
    const document = resultDocument(summarise({ runs: [run], results: () => [run.result()] }));
    expect(JSON.parse(document).scenarios[0].runs[0].alerts).toEqual([alert]);
  });
});

const words = { text: 'seen', cause: 'why', advice: 'what' };

describe('a watch', () => {
  const seen: [string, number, number][] = [];
  const spy: Detector = {
    kind: 'spy',
    summary: '',
    concerns: 'every run',
    watch: () => (metric) => {
      if (metric !== 'loss') return null;
      return (value, step) => {
        seen.push([metric, step, value]);
        return null;
      };
    },
  };

  it('keeps the points of a metric that is not defined yet, and leaves out those that nobody looks at', () => {
    seen.length = 0;
    const watch = new AlertWatch(lineScenario({}), [spy]);
    watch.define(0, 'error');
    watch.point(0, 1, 7);
    watch.point(1, 1, 0.25);
    watch.point(1, 2, 0.5);
    expect(seen).toEqual([]);
    watch.define(1, 'loss');
    watch.point(1, 3, 1);
    expect(seen).toEqual([
      ['loss', 1, 0.25],
      ['loss', 2, 0.5],
      ['loss', 3, 1],
    ]);
  });

  it('tells how many points the display has lost', () => {
    expect(droppedPoints(400, 12_345)).toMatchObject({
      step: 400,
      kind: 'dropped-points',
      level: 'warning',
      text: 'the curves lack 12345 points that came faster than they were drawn',
    });
  });
});

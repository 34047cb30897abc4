import { describe, expect, it } from 'vitest';
import type { RunStatus } from '../../../src/store/result.js';
import {
  etaOf,
  groupStatus,
  groupsOf,
  metricsOf,
  outlineOf,
  outlineSignature,
  picturedRun,
  progressOf,
  rateOf,
  watchedRun,
} from '../../../src/tui/state/selectors.js';
import { samplesOf, summaryOf } from '../../../src/tui/state/summary.js';
import { agentMetrics, FakeRun, FakeSession, gridScope, runsOf, scenario } from '../fixture.js';

const only = (seeds: readonly number[]) => runsOf(scenario({ seeds }));

describe('groups', () => {
  it('are the variants of scenarios, in the order given', () => {
    const session = new FakeSession([
      ...runsOf(scenario({ seeds: [0, 1] })),
      ...runsOf(scenario({ variant: 'loss=mse', seeds: [0] })),
    ]);
    expect(groupsOf(session).map(({ label, runs }) => [label, runs.length])).toEqual([
      ['gridworld-dqn', 2],
      ['loss=mse', 1],
    ]);
  });

  it('name their scenario where several run', () => {
    const session = new FakeSession([
      ...runsOf(scenario({ variant: 'loss=mse', seeds: [0] })),
      ...runsOf(scenario({ name: 'cartpole', seeds: [0] })),
    ]);
    expect(groupsOf(session).map(({ label }) => label)).toEqual(['gridworld-dqn loss=mse', 'cartpole']);
  });

  it('leave out what every variant of their scenario sets, and keep the commas of a value', () => {
    const variants = ['steps=6000', 'hard, steps=6000, loss.margin=1', 'hard, steps=6000, agent.hidden=[64, 32]'];
    const session = new FakeSession([
      ...variants.flatMap((variant) => runsOf(scenario({ variant, seeds: [0] }))),
      ...runsOf(scenario({ name: 'cartpole', variant: 'steps=6000', seeds: [0] })),
    ]);
    expect(groupsOf(session).map(({ label }) => label)).toEqual([
      'gridworld-dqn',
      'gridworld-dqn hard, loss.margin=1',
      'gridworld-dqn hard, agent.hidden=[64, 32]',
      'cartpole steps=6000',
    ]);
    expect(groupsOf(session).map(({ id }) => id)).toContain('gridworld-dqn steps=6000');
    expect(groupsOf(new FakeSession(session.runs.slice(1, 3))).map(({ label }) => label)).toEqual([
      'hard, loss.margin=1',
      'hard, agent.hidden=[64, 32]',
    ]);
  });

  it('count a seed that was run again once, as far as it has come', () => {
    const runs = [...only([0, 1]), ...only([1])];
    for (const [i, to] of [9000, 2000, 4000].entries()) runs[i]!.advance(to);
    expect(samplesOf(runs)).toEqual([runs[0], runs[2]]);
    expect(summaryOf(runs, 'loss')).toMatchObject({ n: 1, of: 2 });
    runs[1]!.advance(9000);
    expect(samplesOf(runs)).toEqual([runs[0], runs[1]]);
    // Another program tells no seed: each of its runs is one of its own.
    const foreign = ['a.csv', 'b.csv'].flatMap((name) => runsOf(scenario({ name, seeds: [0] })));
    expect(samplesOf(foreign)).toHaveLength(1);
    for (const run of foreign) run.openEnded = true;
    expect(samplesOf(foreign)).toEqual(foreign);
  });

  it('have the metrics that any of their runs has, and an outline whose signature follows', () => {
    const runs = only([0, 1]);
    const session = new FakeSession(runs);
    const before = outlineSignature(session);
    expect(outlineOf(session).groups[0]?.metrics).toEqual([]);
    runs[1]!.advance(100);
    expect(metricsOf(groupsOf(session)[0]!)).toEqual(agentMetrics.map(({ spec }) => spec.name));
    expect(outlineSignature(session)).not.toBe(before);
  });
});

describe('figures', () => {
  it.each<[RunStatus[], RunStatus]>([
    [['queued', 'queued'], 'queued'],
    [['running', 'failed'], 'running'],
    [['done', 'queued'], 'running'],
    [['paused', 'queued'], 'paused'],
    [['done', 'diverged'], 'diverged'],
    [['diverged', 'failed'], 'failed'],
    [['done', 'stopped'], 'stopped'],
    [['done', 'done'], 'done'],
  ])('of %j stand as %s', (statuses, status) => {
    expect(groupStatus(statuses.map((one) => ({ status: one })))).toBe(status);
  });

  it('count a run that ended early as finished', () => {
    const runs = only([0, 1]);
    runs[0]!.diverge(100);
    runs[1]!.advance(10_000);
    expect(progressOf(runs)).toBe(0.75);
    expect(progressOf([])).toBe(0);
  });

  it('estimate the end from measured speeds and the number of workers', () => {
    const runs = only([0, 1, 2]);
    expect(etaOf(runs, 2)).toBeNull();
    runs[0]!.advance(10_000, 1000);
    // 10 s for the running one, 20 s each for the two that wait.
    expect(etaOf(runs, 1)).toBe(50);
    expect(etaOf(runs, 2)).toBe(25);
    expect(etaOf(runs, 8)).toBe(20);
    for (const run of runs) run.advance(20_000);
    expect(etaOf(runs, 2)).toBeNull();
  });

  it('take a waiting run to last as long as those of its own scenario, however slow the steps of others are', () => {
    const fast = only([0, 1]);
    const slow = only([2]).map((run) => Object.assign(run, { scenario: { ...run.scenario, steps: 20 }, steps: 20 }));
    fast[0]!.advance(10_000, 1000);
    slow[0]!.advance(10, 1);
    expect(etaOf([...fast, ...slow], 1)).toBe(10 + 20 + 10);
  });

  it('add the speeds of the running ones', () => {
    const runs = only([0, 1]);
    runs[0]!.advance(100, 700);
    runs[1]!.advance(20_000, 900);
    expect(rateOf(runs)).toBe(700);
  });

  it('average final values with final ones only', () => {
    const runs = only([0, 1, 2]);
    runs[0]!.advance(10_000);
    expect(summaryOf(runs, 'epsilon')).toMatchObject({ n: 1, of: 3, filled: 1, last: 0.05, spread: null });
    runs[1]!.advance(20_000);
    runs[2]!.advance(2000);
    expect(summaryOf(runs, 'epsilon')).toMatchObject({ n: 1, of: 3, filled: 3, last: 0.05, step: 20_000 });
    runs[2]!.advance(20_000);
    const two = summaryOf(runs, 'greedy_return');
    const ends = [runs[1]!, runs[2]!].map((run) => run.series.get('greedy_return')!.last);
    expect(two).toMatchObject({
      n: 2,
      of: 3,
      spread: { kind: 'range', low: Math.min(...ends), high: Math.max(...ends) },
    });
    expect(two.last).toBeCloseTo((ends[0]! + ends[1]!) / 2, 12);
    expect(summaryOf(runs, 'nothing').n).toBe(0);
  });
});

describe('the run whose picture is shown', () => {
  it('is the selected one, else a running one, else the last that left a picture', () => {
    const runs = only([0, 1, 2]);
    const group = groupsOf(new FakeSession(runs))[0]!;
    expect(picturedRun(group, null)).toBe(runs[0]);
    runs[1]!.advance(100);
    expect(picturedRun(group, null)).toBe(runs[1]);
    expect(picturedRun(group, runs[2]!.id)).toBe(runs[2]);
    runs[1]!.scope = gridScope;
    for (const run of runs) run.advance(20_000);
    expect(picturedRun(group, null)).toBe(runs[1]);
  });

  it('is the last that left a picture while the one that is running has none yet', () => {
    const runs = only([0, 1]);
    const group = groupsOf(new FakeSession(runs))[0]!;
    runs[0]!.advance(20_000).scope = gridScope;
    runs[1]!.advance(100);
    expect(watchedRun(group, null)).toBe(runs[1]);
    expect(picturedRun(group, null)).toBe(runs[0]);
    expect(picturedRun(group, runs[1]!.id)).toBe(runs[1]);
    runs[1]!.scope = gridScope;
    expect(picturedRun(group, null)).toBe(runs[1]);
  });
});

it('a run of the fixture folds its points as a session does', () => {
  const run = new FakeRun(scenario(), 0, agentMetrics).advance(20_000);
  expect(run.series.get('greedy_return')?.points).toBe(40);
  expect(run.series.get('greedy_return')?.lastStep).toBe(20_000);
});

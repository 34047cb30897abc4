import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseScenario } from '../../src/scenario/loader.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { replay } from '../../src/session/replay.js';
import { openRun } from '../../src/session/resume.js';
import type { Session } from '../../src/session/run-view.js';
import { createSession, type PlanEntry, type SessionOptions } from '../../src/session/session.js';
import { readConfig } from '../../src/store/config-file.js';
import { unlock } from '../../src/store/lock.js';
import { readMetrics } from '../../src/store/metrics-file.js';
import { readResult } from '../../src/store/run-list.js';
import { registries } from '../../src/train/registries.js';
import { answerTo } from '../../src/tui/state/scenario-offers.js';
import { groupsOf } from '../../src/tui/state/selectors.js';
import { lineScenario } from '../train/line.js';
import { finished, lineSession, until } from './helpers.js';

const out = mkdtempSync(join(tmpdir(), 'losscope-fork-'));
afterAll(() => rmSync(out, { recursive: true }));

const scenarioOf = (name: string, text: string): Scenario =>
  parseScenario(text, join(out, `${name}.yaml`), { catalogues: registries }).scenario;

const dqn = scenarioOf(
  'dqn',
  'env: gridworld\nagent: {name: dqn, hidden: [16], buffer: 500, learningStarts: 50, prioritized: true, nStep: 2}\nsteps: 1600\nevaluateEvery: 300',
);
const curve = scenarioOf('curve', 'task: {name: regression, hidden: [8]}\nloss: huber\nsteps: 1200');

function open(plan: readonly PlanEntry[], options: Partial<SessionOptions> = {}): Session {
  const session = createSession(plan, { workers: 1, out: null, ...options });
  onTestFinished(() => session.close());
  return session;
}

/** A run of this scenario that waits at exactly this step. */
async function pausedAt(scenario: Scenario, step: number, options: Partial<SessionOptions> = {}): Promise<Session> {
  const session = open([{ scenario, seeds: [3] }], { workers: 3, ...options });
  session.pause(null);
  session.step(null, step);
  await until(session, () => session.runs[0]!.step === step && session.runs[0]!.status === 'paused');
  return session;
}

async function digestsOf(session: Session): Promise<readonly (string | null)[]> {
  session.resume(null);
  await finished(session);
  return session.runs.map(({ digest }) => digest);
}

async function digestAlone(scenario: Scenario): Promise<string> {
  const [digest] = await digestsOf(open([{ scenario, seeds: [3] }]));
  return digest!;
}

function replayed(root: string, id: string) {
  const folder = join(root, id);
  const { scenario, seed, fork } = readConfig(folder);
  const metrics = join(folder, 'metrics.jsonl');
  const again = replay({ scenario, seed, fork, init: null, metrics, result: readResult(folder), registries });
  let turn = again.next();
  while (turn.done !== true) turn = again.next();
  return turn.value;
}

const pointsIn = (root: string, id: string) =>
  [...readMetrics(join(root, id, 'metrics.jsonl'))].filter(({ kind }) => kind === 'point');

describe.each([
  ['dqn', dqn, ['agent.lr=3e-3', 'agent.epsilonEnd=0.2', 'agent.batch=16'], 'agent.lr'],
  ['regression', curve, ['task.lr=0.02', 'loss.delta=0.5'], 'task.lr'],
] as const)('a fork of %s', (_, scenario, set, lr) => {
  it('without changes ends with the bits of its parent, and the parent with those of a run that nobody touched', async () => {
    const expected = await digestAlone(scenario);
    const session = await pausedAt(scenario, 700);
    await session.fork(session.runs[0]!.id, []);
    expect(await digestsOf(session)).toEqual([expected, expected]);
  });

  it('has the same bits in memory, in a folder, on one worker and on three, and replay agrees with it', async () => {
    const digests: (string | null | undefined)[] = [];
    for (const [workers, folder] of [
      [1, null],
      [3, null],
      [1, join(out, `${scenario.name}-one`)],
      [3, join(out, `${scenario.name}-three`)],
    ] as const) {
      const session = await pausedAt(scenario, 700, { workers, out: folder });
      const id = await session.fork(session.runs[0]!.id, set);
      session.resume(null);
      const runs = await finished(session);
      const fork = runs.find((run) => run.id === id)!;
      expect(fork).toMatchObject({ status: 'done', step: scenario.steps, seed: 3 });
      expect(fork.fork).toMatchObject({ parent: runs[0]!.id, step: 700, set });
      expect(fork.scenario.variant).toBe(`${set.join(', ')} from step 700`);
      digests.push(fork.digest);
      if (folder === null) continue;
      expect(replayed(folder, id)).toMatchObject({ difference: null, steps: scenario.steps });
      expect(JSON.parse(readFileSync(join(folder, id, 'meta.json'), 'utf8'))).toMatchObject({
        fork: { parent: runs[0]!.id, step: 700, set: [...set] },
      });
    }
    expect(new Set(digests).size).toBe(1);
    expect(digests[0]).not.toBe(await digestAlone(scenario));
  });

  it('of a fork is a run like any other: it resumes from its start and replays', async () => {
    const root = join(out, `${scenario.name}-twice`);
    const session = await pausedAt(scenario, 400, { out: root });
    const first = await session.fork(session.runs[0]!.id, set);
    session.pause(first);
    session.step(first, 200);
    await until(session, () => session.runs[1]!.step === 600 && session.runs[1]!.status === 'paused');
    const second = await session.fork(first, [`${lr}=1e-4`, 'steps=2000']);
    await digestsOf(session);
    const fork = session.runs.find(({ id }) => id === second)!;
    expect(fork).toMatchObject({ status: 'done', step: 2000 });
    expect(fork.fork).toMatchObject({ parent: first, step: 600, fork: { step: 400 } });
    expect(replayed(root, second)).toMatchObject({ difference: null, steps: 2000 });

    // As if it had been killed right after its start.
    const points = pointsIn(root, second);
    rmSync(join(root, second, 'result.json'));
    rmSync(join(root, second, 'checkpoints'), { recursive: true, force: true });
    cpSync(join(root, second), join(root, 'killed'), { recursive: true });
    rmSync(join(root, session.runs[0]!.id), { recursive: true });
    rmSync(join(root, first), { recursive: true });
    const config = readConfig(join(root, 'killed'));
    const { resumption, step } = openRun(root, 'killed', config);
    expect(step).toBe(600);
    const again = open([{ scenario: config.scenario, seeds: [3], resume: resumption }], { out: root });
    expect(await digestsOf(again)).toEqual([fork.digest]);
    expect(pointsIn(root, 'killed')).toEqual(points);
    unlock(join(root, 'killed'));
  });
});

describe('a fork', () => {
  it('begins with the curves of its parent, in memory and in a folder', async () => {
    for (const folder of [null, join(out, 'curves')]) {
      const session = await pausedAt(dqn, 700, { out: folder });
      const [parent] = session.runs;
      await session.fork(parent!.id, ['agent.lr=1e-4']);
      const [, fork] = session.runs;
      for (const [name, series] of parent!.series) {
        expect(fork!.series.get(name)).toMatchObject({
          points: series.points,
          last: series.last,
          lastStep: series.lastStep,
        });
        expect(fork!.series.get(name)!.count).toEqual(series.count);
      }
    }
  });

  it('of a run at full speed is taken at the step that it is at then', async () => {
    const session = open([{ scenario: { ...dqn, steps: 100_000 }, seeds: [3] }], { workers: 2 });
    await until(session, () => session.runs[0]!.step > 0);
    const ids = await Promise.all([session.fork(session.runs[0]!.id, []), session.fork(session.runs[0]!.id, [])]);
    expect(new Set(ids).size).toBe(2);
    const [parent, ...forks] = session.runs;
    expect(forks.map(({ fork }) => fork!.step)).toEqual([forks[0]!.fork!.step, forks[0]!.fork!.step]);
    await until(session, () => parent!.step > forks[0]!.fork!.step);
  });

  it('of a run that has ended is taken from its last checkpoint', async () => {
    const root = join(out, 'ended');
    const session = await pausedAt(dqn, 700, { out: root });
    const { id } = session.runs[0]!;
    session.stop(id);
    await finished(session);
    const fork = await session.fork(id, ['agent.lr=1e-4']);
    await finished(session);
    expect(session.runs[1]).toMatchObject({ id: fork, status: 'done', fork: { parent: id, step: 700 } });
    expect(replayed(root, fork)).toMatchObject({ difference: null });
  });

  it('of a diverged run goes on from the last state that was finite', async () => {
    const root = join(out, 'diverged');
    const scenario = lineScenario({ name: 'bad', lr: 0.05, trouble: 'nan', at: 5000, steps: 10_000, work: 1000 });
    const session = lineSession([{ scenario, seeds: [0] }], { out: root, checkpointSeconds: 0 });
    await finished(session);
    expect(session.runs[0]!.status).toBe('diverged');
    const fork = await session.fork(session.runs[0]!.id, ['task.lr=0.01']);
    await finished(session);
    expect(session.runs.find(({ id }) => id === fork)!.fork!.step).toBeLessThan(5000);
  });

  it('may change nothing that the state depends on, and says what it may change', async () => {
    const session = await pausedAt(dqn, 700);
    const { id } = session.runs[0]!;
    const refused = async (...set: readonly string[]) => {
      const error: Error = await session.fork(id, set).then(
        () => new Error('was not refused'),
        (thrown: Error) => thrown,
      );
      expect(error.name).toBe('UserError');
      return error.message;
    };
    for (const set of [
      'agent.hidden=[8]',
      'agent.buffer=10',
      'env.layout=wide',
      'seed=4',
      'seeds=4',
      'agent.optimizer=sgd',
    ]) {
      expect(await refused(set)).toContain(
        `${set.split('=')[0]}: cannot change in the middle of a run (allowed agent.lr, agent.momentum`,
      );
    }
    expect(await refused('agent.lr=-1')).toContain('agent.lr: must be a number > 0 and <= 1000 (given -1)');
    expect(await refused('steps=700')).toBe(
      'steps: must be more than the steps done so far (given 700; allowed > 700)',
    );
    expect(await refused('agent.lr=1', 'agent.lr=2')).toContain('is set twice');
    expect(await refused('agent.__proto__=1')).toContain('cannot change in the middle of a run');
    const two = await refused('agent.lr=0', 'agent.hidden=[1]');
    expect(two.split('\n')).toHaveLength(2);
    expect(session.runs).toHaveLength(1);
    session.stop(null);
    await finished(session);
    expect(await refused()).toBe(`${id}: has ended and left no checkpoint to fork`);
  });

  it('is refused for a run that has not started, and rejects when the run ends before it answers', async () => {
    const loop = lineScenario({ name: 'loop', trouble: 'loop', at: 5, lr: 0.1 });
    const session = lineSession([{ scenario: loop, seeds: [0, 1] }], { workers: 1 });
    await until(session, () => session.runs[0]!.status === 'running');
    await expect(session.fork('loop-1', [])).rejects.toThrow('loop-1: has not started: it has no state to fork');
    const waiting = expect(session.fork('loop-0', [])).rejects.toThrow(
      'loop-0: cannot be forked: it ended before its state could be taken',
    );
    await session.close();
    await waiting;
    await expect(session.fork('loop-0', [])).rejects.toThrow('the session is closed');
    expect(() => session.add([])).toThrow('the session is closed');
  });

  it('does not begin anew without the state that it was forked from', async () => {
    const root = join(out, 'stateless');
    const session = await pausedAt(dqn, 300, { out: root });
    const id = await session.fork(session.runs[0]!.id, ['agent.lr=1e-4']);
    session.stop(null);
    await finished(session);
    rmSync(join(root, id, 'checkpoints'), { recursive: true, force: true });
    rmSync(join(root, id, 'start.safetensors'));
    expect(() => openRun(root, id, readConfig(join(root, id)))).toThrow('start.safetensors: is missing');
  });
});

describe('a session that grows', () => {
  const short = lineScenario({ name: 'short', steps: 500, lr: 0.1 });

  it('runs what is added, and is done when that has ended too', async () => {
    const session = lineSession([{ scenario: short, seeds: [0] }], { workers: 1 });
    const { done } = session;
    expect(session.add([{ scenario: { ...short, name: 'more' }, seeds: [1, 2] }])).toEqual(['more-1', 'more-2']);
    await done;
    session.drain();
    expect(session.runs.map(({ id, status }) => [id, status])).toEqual([
      ['short-0', 'done'],
      ['more-1', 'done'],
      ['more-2', 'done'],
    ]);
    // After everything had ended it wakes up again.
    expect(session.add([{ scenario: short, seeds: [7] }])).toEqual(['short-7']);
    await session.done;
    session.drain();
    expect(session.runs[3]).toMatchObject({ id: 'short-7', status: 'done' });
    expect(session.results()).toHaveLength(4);
  });

  it('runs a scenario and seed anew with the same bits, a fork from where it branched off', async () => {
    for (const folder of [null, join(out, 'again')]) {
      const session = await pausedAt(curve, 500, { out: folder });
      const { id } = session.runs[0]!;
      const fork = await session.fork(id, ['task.lr=0.1']);
      await digestsOf(session);
      const [again, forkAgain] = [session.rerun(id), session.rerun(fork)];
      expect(new Set([id, fork, again, forkAgain]).size).toBe(4);
      const digests = await digestsOf(session);
      expect(digests.slice(2)).toEqual(digests.slice(0, 2));
      expect(session.runs[3]!.fork).toEqual(session.runs[1]!.fork);
      if (folder !== null) expect(readdirSync(folder).sort()).toEqual([id, fork, again, forkAgain].sort());
    }
  });

  it('starts what is added at once when runs take turns, whatever is queued', async () => {
    const endless = lineScenario({ name: 'endless', steps: 1e9, evaluateEvery: 1e9, work: 100, lr: 0.1 });
    const session = lineSession([{ scenario: endless, seeds: [0, 1, 2] }], { workers: 1, interleave: true });
    await until(session, () => session.runs[0]!.step > 0);
    session.add([{ scenario: { ...endless, name: 'added' }, seeds: [0] }]);
    await until(session, () => session.runs[3]!.step > 0);
    expect(session.runs.map(({ status }) => status)).toEqual(['running', 'queued', 'queued', 'running']);
    await session.close();
  });
});

describe('forks of several seeds', () => {
  it('begin at one common step, and the originals go on to their own ends', async () => {
    const session = open([{ scenario: curve, seeds: [0, 1, 2] }], { workers: 3 });
    for (const [i, run] of session.runs.entries()) session.step(run.id, 100 + 50 * i);
    await until(session, () => session.runs.every(({ step }, i) => step === 100 + 50 * i));
    const release = await session.align!(session.runs.map(({ id }) => id));
    const ids = await Promise.all(session.runs.slice(0, 3).map(({ id }) => session.fork(id, ['task.lr=0.02'])));
    release();
    const forks = session.runs.filter(({ id }) => ids.includes(id));
    expect(forks.map(({ fork }) => fork?.step)).toEqual([200, 200, 200]);
    expect(new Set(groupsOf(session).map(({ label }) => label)).size).toBe(2);
    const { runs } = session;
    const reopened = { ...session, runs: [...runs].reverse() } as Session;
    expect(groupsOf(reopened).map(({ runs }) => runs.length)).toEqual([3, 3]);
    await digestsOf(session);
    expect(runs.map(({ status }) => status)).toEqual(Array(6).fill('done'));
  });

  it('of runs that are done start them again with the change, and say so', async () => {
    const session = open([{ scenario: curve, seeds: [0] }]);
    await finished(session);
    const [{ id }] = session.runs as [Session['runs'][number]];
    const answer = await answerTo({ kind: 'fork', runs: [id], set: ['task.lr=0.02'] }, session);
    expect(answer).toMatchObject({ kind: 'started', note: '1 done: started again from step 0 with task.lr=0.02' });
    expect(session.runs[1]).toMatchObject({ fork: null, scenario: { variant: 'task.lr=0.02' }, seed: 0 });
    await finished(session);
    expect(session.runs[1]!.digest).not.toBe(session.runs[0]!.digest);
  });
});

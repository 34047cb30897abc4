import { describe, expect, it } from 'vitest';
import { comparingOf, referenceOf } from '../../../src/tui/state/comparison.js';
import { groupsOf } from '../../../src/tui/state/selectors.js';
import { FakeSession, runsOf, scenario } from '../fixture.js';
import { modelOf } from '../stagehand.js';
import { ended, session } from '../views/sessions.js';

function subject(made: FakeSession, elapsed = 10) {
  const model = { ...modelOf(made), elapsed: () => elapsed };
  return { model, kin: model.groups };
}

describe('a comparison', () => {
  it('has the verdict of compare, on each side the seeds and their interval', () => {
    const { model, kin } = subject(ended());
    const comparing = comparingOf(model, kin, kin[0]!, 'greedy_return');
    const { side, comparison, values, broken } = comparing.of(kin[1]!);
    expect(comparison?.verdict).toBe('regressed');
    expect([side?.n, values.length, broken]).toEqual([6, 6, 0]);
    expect(side!.meanInterval![0]).toBeLessThan(side!.mean);
    expect(comparing.of(kin[0]!).comparison).toBeNull();
    expect(comparing.of(kin[2]!).comparison?.verdict).toBe('no evidence of regression');
    expect(comparing.live).toBe(false);
  });

  it('takes the seeds that ended once one is done, else the values of those under way, and counts broken ones as worst', () => {
    const made = session();
    const { model, kin } = subject(made);
    const comparing = comparingOf(model, kin, kin[0]!, 'q_error');
    const { side, broken } = comparing.of(kin[1]!);
    expect(comparing.live).toBe(true);
    expect([side?.n, side?.broken, broken]).toEqual([2, 1, 1]);
    expect(side?.mean).toBe(Number.POSITIVE_INFINITY);
    const waiting = new FakeSession(runsOf(scenario({ seeds: [0, 1] })));
    waiting.runs[0]!.advance(5000);
    const few = subject(waiting);
    expect(comparingOf(few.model, few.kin, few.kin[0]!, 'loss').of(few.kin[0]!).side?.n).toBe(1);
  });

  it('is made anew at most once a second, and at once when the last run has ended', () => {
    const made = session();
    const at = (elapsed: number) => {
      const { model, kin } = subject(made, elapsed);
      return comparingOf(model, kin, kin[0]!, 'loss');
    };
    const first = at(10);
    made.runs[5]!.advance(12_000);
    expect(at(10.5)).toBe(first);
    const second = at(11.2);
    expect(second).not.toBe(first);
    made.runs[5]!.advance(20_000);
    expect(at(11.3)).not.toBe(second);
    const third = at(11.3);
    expect(at(99)).toBe(third);
  });

  it('of many variants works out a part at once, the rest without holding up the keys, and tells old figures until then', async () => {
    const runs = Array.from({ length: 12 }, (_, i) =>
      runsOf(scenario({ seeds: [0, 1, 2, 3, 4], variant: `agent.lr=${i}` })),
    ).flat();
    for (const run of runs) run.advance(9000);
    const made = new FakeSession(runs);
    const at = (elapsed: number) => {
      const { model, kin } = subject(made, elapsed);
      const comparing = comparingOf(model, kin, kin[0]!, 'loss');
      return { comparing, all: () => kin.map((group) => comparing.of(group)) };
    };
    const { comparing, all } = at(10);
    const first = all();
    expect(first[1]).toMatchObject({ pending: false, side: { n: 5 } });
    expect(first[11]).toMatchObject({ pending: true, side: null, comparison: null });
    while (all().some(({ pending }) => pending)) await new Promise((resolve) => setImmediate(resolve));
    expect(all()[11]).toMatchObject({ side: { n: 5 } });
    for (const run of runs) run.advance(9500);
    const later = at(20);
    expect(later.comparing).not.toBe(comparing);
    expect(later.all()[11]).toEqual({ ...all()[11]!, pending: true });
  });

  it('is against the pinned variant, or the variant of a pinned run, or the first', () => {
    const made = session();
    const { model, kin } = subject(made);
    const pinned = (id: string | null) => referenceOf(kin, { list: { ...model.state.list, pinned: id } })?.id;
    expect(pinned(null)).toBe('gridworld-dqn');
    expect(pinned('gridworld-dqn agent.lr=0.1')).toBe('gridworld-dqn agent.lr=0.1');
    expect(pinned('gridworld-dqn agent.lr=0.1/s2')).toBe('gridworld-dqn agent.lr=0.1');
    expect(pinned('of another scenario')).toBe('gridworld-dqn');
  });
});

describe('forks', () => {
  it('stand beside the variant that they branched off, those with the same change at the same step together, whichever run comes first', () => {
    const seeds = [0, 1];
    const runs = [...runsOf(scenario({ seeds })), ...runsOf(scenario({ seeds, variant: 'loss=mse' }))];
    const forks = seeds.map((seed) => {
      const [run] = runsOf(scenario({ seeds: [seed], variant: 'agent.lr=1e-4 from step 500' }));
      run!.fork = { parent: runs[seed]!.id, step: 500, set: ['agent.lr=1e-4'] };
      return run!;
    });
    const groups = groupsOf(new FakeSession([...runs, ...forks]));
    expect(groups.map(({ label, runs: own }) => `${label}: ${own.length}`)).toEqual([
      'gridworld-dqn: 2',
      'fork agent.lr=1e-4 @500: 2',
      'loss=mse: 2',
    ]);
    expect(groups[1]!.parent).toBe('gridworld-dqn');
    const back = groupsOf(new FakeSession([...forks, ...runs].reverse()));
    expect(back.map(({ runs: own }) => own.length).sort()).toEqual([2, 2, 2]);
  });
});

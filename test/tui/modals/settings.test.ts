import { afterEach, describe, expect, it } from 'vitest';
import type { FakeSession } from '../fixture.js';
import { type Opened, openFake } from '../stagehand.js';
import { ended, session } from '../views/sessions.js';

let opened: Opened | null = null;

function open(made: FakeSession): Opened {
  opened = openFake(made, 80, 24);
  return opened;
}

afterEach(() => {
  opened?.dashboard.close();
  opened = null;
});

/** Until what was asked has been answered. */
const answered = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));
const text = ({ frame }: Opened): string => frame().join('\n');

describe('a tweak', () => {
  it('forks every seed of the variant with what was changed, and closes', async () => {
    const made = session();
    for (const run of made.runs) run.status = 'running';
    const own = open(made);
    own.press('t', '1', 'e', '-', '4', 'enter');
    expect(text(own)).toContain('at it');
    await answered();
    expect(made.asked.filter((one) => one.startsWith('fork'))).toEqual(
      [0, 1, 2].map((seed) => `fork gridworld-dqn/s${seed} agent.lr=1e-4`),
    );
    expect(text(own)).toContain('gridworld-dqn: forked 3 runs: agent.lr=1e-4; the original stays as it was');
    expect(own.dashboard.state.modal).toBeNull();
  });

  it('forks the one seed that is selected', async () => {
    const made = session();
    for (const run of made.runs) run.status = 'running';
    const own = open(made);
    own.press('right', 'down', 'down', 't', 'down', '.', '9', 'enter');
    await answered();
    expect(made.asked.filter((one) => one.startsWith('fork'))).toEqual(['fork gridworld-dqn/s1 agent.gamma=.9']);
  });

  it('shows in the form what stands against it, and keeps what was typed', async () => {
    const made = session();
    for (const run of made.runs) run.status = 'running';
    made.refusal = { path: 'agent.lr', message: 'must be smaller', given: '1' };
    const own = open(made);
    own.press('t', '1', 'enter');
    await answered();
    expect(text(own)).toContain('agent.lr: must be smaller (given 1)');
    expect(text(own)).toMatch(/agent\.lr +≠ 1 /);
  });

  it('sends nothing off while a value is wrong or none is changed', () => {
    const made = session();
    const own = open(made);
    own.press('t', 'enter');
    expect(text(own)).toContain('nothing changed yet');
    own.press('x', 'down', 'enter');
    expect(text(own)).toMatch(/▸agent\.lr +≠ x +must be a number > 0 and <= 1000/);
    expect(made.asked.filter((one) => one.startsWith('fork'))).toEqual([]);
  });

  it('takes a value back as unchanged, whatever way it is written', () => {
    const own = open(session());
    own.press('t', '1', 'e', '-', '3');
    expect(text(own)).not.toContain('≠');
  });

  it('goes round choices with space and finds settings by a part of their names', () => {
    const own = open(session());
    own.press('t', '/', 'k', 'i', 'n', 'enter', ' ');
    expect(text(own)).toMatch(/▸loss\.kind +≠ \w+ +was huber/);
    expect(text(own)).not.toMatch(/agent\.gamma +/);
  });

  it('has nothing to fork where nothing has begun', () => {
    const made = session();
    for (const run of made.runs) run.status = 'queued';
    const own = open(made);
    own.press('t');
    expect(text(own)).toContain('no run has started that could be forked');
  });
});

describe('a new run', () => {
  const until = async (own: Opened, wanted: RegExp): Promise<void> => {
    for (let i = 0; i < 200 && !wanted.test(text(own)); i++) await new Promise((resolve) => setTimeout(resolve, 25));
    expect(text(own)).toMatch(wanted);
  };

  it('is chosen from the bundled scenarios, checked, and added to the session', async () => {
    const made = ended();
    const own = open(made);
    own.press('n', ...'bandit-drift');
    await until(own, /▸bandit-drifting/);
    own.press('enter');
    await until(own, /New run of bandit-drifting/);
    // Its variants are offered too; one of them is taken.
    own.press('down', ' ', 'up');
    own.press('2', '-', '3', '/', ...'steps', 'enter', '5', '0', '0', 'enter');
    await until(own, /started 2 runs/);
    const [added] = made.asked.filter((one) => one.startsWith('add'));
    expect(added).toMatch(/^add bandit-drifting .*steps=500\/s2, bandit-drifting .*steps=500\/s3$/);
  }, 20_000);

  it('tells what is wrong with the whole in the form', async () => {
    const made = ended();
    const own = open(made);
    own.press('n');
    await until(own, /▸gridworld-dqn/);
    own.press('enter');
    await until(own, /New run of gridworld-dqn/);
    own.press('0', '-', 'enter');
    expect(text(own)).toMatch(/seeds +≠ 0- +must be seeds/);
    own.press('escape');
    expect(own.dashboard.state.modal).toBeNull();
    expect(made.asked.filter((one) => one.startsWith('add'))).toEqual([]);
  }, 20_000);

  it('shows title and summary of the one with the cursor, and why a file is none', () => {
    const own = open(ended());
    own.press('n');
    const offer = {
      ...{ reference: 'first', title: 'The first', summary: 'What it is about.', learner: 'dqn in gridworld' },
      ...{ loss: 'q-td', steps: 15_000, seeds: '0-4', problem: null },
    };
    const broken = { ...offer, reference: './own.yaml', problem: 'is empty' };
    own.dashboard.dispatch({ kind: 'answer', answer: { kind: 'offers', offers: [offer, broken] } });
    expect(text(own)).toContain('What it is about.');
    expect(text(own)).toContain('dqn in gridworld loss q-td 15,000 steps seeds 0-4');
    own.press('down', 'enter');
    expect(text(own)).toContain('is empty');
    own.press(...'about');
    expect(text(own)).toContain('▸first');
  });
});

describe('the commands', () => {
  const done = (own: Opened, command: string): Opened => {
    own.press(':', ...command, 'enter');
    return own;
  };

  it('sort, turn the axis, the band, smooth, choose a metric and a view, filter', () => {
    const own = open(session());
    expect(done(own, 'sort last').dashboard.state.list.sort).toBe('last');
    expect(done(own, 'x seconds').dashboard.state.chart.axis).toBe('seconds');
    expect(done(own, 'band std').dashboard.state.chart.band).toBe('std');
    expect(done(own, 'smooth 0.9').dashboard.state.chart.smoothing).toBe(0.9);
    expect(done(own, 'metric q_error').dashboard.state.chart.metric).toBe('q_error');
    expect(done(own, 'filter lr').dashboard.state.list.filter).toBe('lr');
    expect(done(own, 'view log').dashboard.state.view).toBe('log');
    expect(own.dashboard.state.modal).toBeNull();
  });

  it('complete a name and wait for its words', () => {
    const own = open(session());
    own.press(':', ...'metr', 'enter');
    expect(text(own)).toContain(': metric ');
    own.press(...'eps', 'enter');
    expect(own.dashboard.state.chart.metric).toBe('epsilon');
  });

  it('fork with a setting, and say what is wrong with one', async () => {
    const made = session();
    for (const run of made.runs) run.status = 'running';
    const own = open(made);
    done(own, 'set agent.lr 1e-4');
    await answered();
    expect(made.asked.filter((one) => one.startsWith('fork'))).toHaveLength(3);
    expect(text(own)).toContain('forked 3 runs: agent.lr=1e-4');
    expect(text(done(own, 'set agent.lr -1'))).toContain('agent.lr must be a number > 0 and <= 1000');
    expect(text(done(own, 'set agent.hidden [8]'))).toContain('cannot change during a run');
  });

  it('run more seeds of the selected variant, those that are there left out', async () => {
    const made = session();
    const own = done(open(made), 'seeds 1-4');
    await answered();
    expect(made.asked.filter((one) => one.startsWith('add'))).toEqual(['add gridworld-dqn/s3, gridworld-dqn/s4']);
    expect(text(done(own, 'seeds 4-1'))).toContain('which runs backwards');
  });

  it('find actions by letters in order', () => {
    const own = open(session());
    own.press(':', ...'prvmt');
    expect(text(own)).toContain('previousMetric');
    own.press('backspace', ...'zzz');
    expect(text(own)).toContain('no match');
  });
});

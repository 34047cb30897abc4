import { afterEach, describe, expect, it } from 'vitest';
import { loadScenarios } from '../../../src/scenario/loader.js';
import type { PlanEntry } from '../../../src/session/plan.js';
import { registries } from '../../../src/train/registries.js';
import { nameIn } from '../../../src/tui/modals/exchange.js';
import { changesIn } from '../../../src/tui/modals/settings.js';
import type { SettingsModal } from '../../../src/tui/state/modal.js';
import { FakeSession } from '../fixture.js';
import { frame, type Opened, openFake } from '../stagehand.js';
import { ended } from '../views/sessions.js';

class Recording extends FakeSession {
  readonly entries: PlanEntry[] = [];
  override add(entries: readonly PlanEntry[]): readonly string[] {
    this.entries.push(...entries);
    return super.add(entries);
  }
}

let opened: Opened | null = null;
let made: Recording;

afterEach(() => {
  opened?.dashboard.close();
  opened = null;
});

const text = (): string => opened!.frame().join('\n');

async function until(wanted: RegExp): Promise<void> {
  for (let i = 0; i < 200 && !wanted.test(text()); i++) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(text()).toMatch(wanted);
}

/** The form of a new run of a scenario. */
async function openForm(reference: string): Promise<Opened> {
  made = new Recording(ended().runs);
  opened = openFake(made, 80, 24);
  opened.press('n');
  await until(/▸gridworld-dqn/);
  opened.press(...reference, 'enter');
  await until(new RegExp(`New run of ${reference}`));
  return opened;
}

/** Goes to a field by its name, which no other has as a part before it in the form. */
const goTo = (name: string): void => opened!.press('ctrl+f', 'ctrl+u', ...name, 'enter');

/** Names something else in a block, as its user would. */
function name(block: string, words: string): void {
  goTo(block);
  opened!.press(...words, 'enter');
}

const form = (): SettingsModal => opened!.dashboard.state.modal as SettingsModal;
const paths = (): readonly string[] => form().fields.map(({ setting }) => setting.path);

describe('a block of a new run', () => {
  it('is chosen from all that there is, with what each is', async () => {
    await openForm('gridworld-dqn');
    goTo('agent');
    opened!.press(' ');
    const box = opened!.frame().slice(2, 18);
    expect(box.map((row) => row.slice(1, 79))).toEqual(
      frame(`
        |╭─ Another agent 23 ─────────────────────────────────────────────────────────╮|
        |│ find   part of a name or of what it is                                     │|
        |│ dyna-q                 Dyna-Q                                              │|
        |│ td-prediction          TD prediction                                       │|
        |│ off-policy-prediction  Off-policy prediction                               │|
        |│ dynamic-programming    Dynamic programming                                 │|
        |│ bandit-policy          Bandit policies                                     │|
        |│ semi-gradient-sarsa    Semi-gradient Sarsa                                 │|
        |│▸dqn                    DQN, named now                                      │|
        |│ reinforce              REINFORCE                                           │|
        |│ actor-critic           Advantage actor-critic                              │|
        |│ ppo                    PPO                                                 │|
        |│ grpo                   GRPO                                                │|
        |│ sac                    SAC                                                 │|
        |│ ────────────────────────────────────────────────────────────────────────── │|
        |│ Q-learning with a network, a replay buffer and a target network; double,   │|`),
    );
    opened!.press(...'critic');
    expect(text()).toContain('▸actor-critic');
    expect(text()).not.toContain('reinforce ');
    opened!.press('escape');
    expect(nameIn(form().fields, 'agent')).toBe('dqn');
    expect(changesIn(form())).toEqual([]);
  });

  it('brings its own settings at their defaults, and a loss that fits', async () => {
    await openForm('gridworld-dqn');
    goTo('agent.lr');
    opened!.press('1');
    name('agent', 'rein');
    expect(changesIn(form())).toEqual(['agent=reinforce', 'loss=policy-gradient']);
    const { params } = registries.agents.get('reinforce');
    expect(paths().filter((path) => path.startsWith('agent.'))).toEqual(
      Object.keys(params).map((key) => `agent.${key}`),
    );
    expect(text()).toMatch(/▸agent +≠ reinforce {2}was dqn/);
    expect(text()).toContain('REINFORCE: Monte-Carlo policy gradient over whole episodes');
    goTo('loss');
    expect(text()).toMatch(/▸loss +≠ policy-gradient {2}was q-td/);
  });

  it('comes back with what the scenario says of it', async () => {
    await openForm('gridworld-dqn');
    const before = form().fields.map(({ setting, line }) => `${setting.path}=${line.text}`);
    name('agent', 'q-learn');
    expect(changesIn(form())).toEqual(['agent=q-learning', 'loss=null']);
    name('env', 'cartpole');
    name('agent', 'dqn');
    name('env', 'gridworld');
    expect(form().fields.map(({ setting, line }) => `${setting.path}=${line.text}`)).toEqual(before);
    expect(changesIn(form())).toEqual([]);
  });

  it('keeps what was changed in the blocks beside it', async () => {
    await openForm('gridworld-dqn');
    goTo('agent.lr');
    opened!.press(...'0.01');
    goTo('loss.kind');
    opened!.press(' ');
    name('env', 'cliff');
    expect(changesIn(form())).toMatchObject(
      ['env=cliff-walking', 'agent.lr=0.01', /^loss\.kind=/].map((one) =>
        typeof one === 'string' ? one : expect.stringMatching(one),
      ),
    );
  });

  it('is another task, with the usual focus and the losses of that', async () => {
    await openForm('imbalanced-focal');
    name('task', 'regression');
    expect(changesIn(form())).toEqual(['task=regression', `loss=${registries.tasks.get('regression').losses[0]}`]);
    expect(form().fields.find(({ setting }) => setting.path === 'focus')?.line.text).toBe('loss');
    goTo('loss');
    opened!.press(' ');
    expect(opened!.dashboard.state.modal).toMatchObject({ kind: 'chooser', block: 'loss' });
    expect(text()).toContain(`Another loss ${registries.tasks.get('regression').losses.length}`);
  });

  it.each([
    ['gridworld-dqn', [['agent', 'ppo']], ['agent=ppo', 'loss=ppo-clip']],
    ['gridworld-dqn', [['agent', 'expected']], ['agent=expected-sarsa', 'loss=null']],
    ['gridworld-dqn', [['env', 'cartpole']], ['env=cartpole']],
    ['imbalanced-focal', [['loss', 'hinge']], ['loss=hinge']],
  ] as const)(
    'of %s starts as --set would: %j',
    async (reference, named, set) => {
      await openForm(reference);
      for (const [block, words] of named) name(block, words);
      goTo('steps');
      opened!.press(...'2000');
      goTo('seeds');
      opened!.press('4', 'enter');
      await until(/started /);
      const whole = ['steps=2000', ...set];
      const loaded = loadScenarios([reference], { catalogues: registries, set: whole, variants: 'all' });
      const ordered = (list: readonly unknown[]) =>
        list.map((one) => ({ ...(one as object), variant: '', family: null }));
      expect(ordered(made.entries.map(({ scenario }) => scenario))).toEqual(
        ordered(loaded.map(({ scenario }) => scenario)),
      );
      expect(made.entries.every(({ seeds }) => seeds.join() === '4')).toBe(true);
    },
    20_000,
  );

  it('that does not go with another is refused at its field, where the cursor goes', async () => {
    await openForm('gridworld-dqn');
    name('agent', 'q-learn');
    name('env', 'cartpole');
    opened!.press('enter');
    await until(/learns|finite|states|table/);
    expect(made.entries).toEqual([]);
    const refused = form().fields.filter(({ refusals }) => refusals.length > 0);
    expect(refused.map(({ setting }) => setting.path)).toEqual(['agent']);
    expect(text()).toMatch(/▸agent +≠ q-learning {2}\S/);
    name('env', 'gridworld');
    expect(form().fields.every(({ refusals }) => refusals.length === 0)).toBe(true);
  });

  it('shows all that was refused at once, each at its own field, the rest below', async () => {
    await openForm('gridworld-dqn');
    opened!.press('enter');
    const problem = (path: string, beside: string) => ({ path, beside, text: `${path}: ${beside}` });
    const problems = [
      problem('agent.lr', 'must be smaller'),
      problem('loss.name', 'does not fit'),
      problem('expect[0].metric', 'is not a metric'),
    ];
    opened!.dashboard.dispatch({ kind: 'answer', answer: { kind: 'refused', problems } });
    expect(text()).toMatch(/▸agent\.lr +0\.001 {2}must be smaller/);
    expect(text()).toContain('expect[0].metric: is not a metric');
    goTo('loss');
    expect(text()).toMatch(/▸loss +q-td {2}does not fit/);
    expect(text()).toContain('loss.name: does not fit');
  });

  it('is another focus when that is typed, and says so when there is no such metric', async () => {
    await openForm('gridworld-dqn');
    goTo('focus');
    opened!.press(...'nothing', 'enter');
    await until(/is not a metric/);
    expect(text()).toMatch(/▸focus +≠ nothing {2}is not a metric of this scenario/);
    expect(made.entries).toEqual([]);
  });
});

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PlanEntry } from '../../../src/session/plan.js';
import { Consent } from '../../../src/tui/consent.js';
import { makeTheme } from '../../../src/tui/terminal/theme.js';
import { FakeSession } from '../fixture.js';
import { FakeKeyboard, FakeTerminal, frame, type Opened, openFake } from '../stagehand.js';
import { ended } from '../views/sessions.js';

const plugins = [
  { file: '/home/me/my-loss.mjs', sha256: `3f2a91c04b7d${'0'.repeat(52)}` },
  { file: '/home/me/gone.mjs', sha256: null },
];

describe('the question before there is a dashboard', () => {
  function opened(columns = 80, rows = 24) {
    const [terminal, keyboard] = [new FakeTerminal(columns, rows), new FakeKeyboard()];
    const options = { theme: makeTheme(0), stdin: keyboard, stdout: terminal };
    const picture = new Consent({ title: 'my.yaml', plugins }, options);
    picture.open();
    return { picture, terminal, keyboard, shown: () => picture.shown!.text() };
  }

  it('names every file with the beginning of its hash, and takes no by default', () => {
    const { picture, shown } = opened();
    expect(shown()).toEqual(
      frame(`
        | my.yaml                                                                        |
        |                                                                                |
        |                                                                                |
        |                                                                                |
        |                                                                                |
        |                                                                                |
        |                                                                                |
        |  ╭─ Run code that the scenario names? ────────────────────────── Enter: no ─╮  |
        |  │ The scenario names 2 modules that would run with your rights:            │  |
        |  │                                                                          │  |
        |  │   /home/me/my-loss.mjs                                                   │  |
        |  │     sha256 3f2a91c04b7d                                                  │  |
        |  │   /home/me/gone.mjs                                                      │  |
        |  │     cannot be read                                                       │  |
        |  │                                                                          │  |
        |  │ Nothing of them has run yet. Load them only if you trust them.           │  |
        |  ╰──────────────────────────────────────────────────────────────────────────╯  |
        |                                                                                |
        |                                                                                |
        |                                                                                |
        |                                                                                |
        |                                                                                |
        |                                                                                |
        | y load  n quit                                                                 |`),
    );
    picture.close();
  });

  it.each([
    ['y', 'quit', true],
    ['Y', 'quit', true],
    ['n', 'quit', false],
    ['q', 'quit', false],
    ['\r', 'quit', false],
    ['\x1b', 'quit', false],
    [' x\x1b[A\x1b[6~1y', 'quit', true],
    ['\x03', 'interrupt', false],
  ])('is answered by %j', async (chunk, how, given) => {
    const { picture, keyboard } = opened();
    keyboard.write(chunk);
    expect(await picture.ended).toBe(how);
    expect(picture.given).toBe(given);
    picture.close();
    expect(keyboard.raw).toBe(false);
  });

  it('shows whole names, line by line, where they are longer than the box', () => {
    const { picture, terminal, shown } = opened();
    terminal.columns = 30;
    picture.resize();
    expect(shown().join('\n')).toContain('/home/me/my-loss.mjs');
    terminal.columns = 18;
    picture.resize();
    const text = shown().map((line) => line.replace(/[│ ]/g, ''));
    expect(text.join('')).toContain('/home/me/my-loss.mjs');
    picture.close();
  });

  it.each([
    [1, 1],
    [20, 3],
    [200, 60],
  ])('fits a terminal of %i x %i', (columns, rows) => {
    const { picture, shown } = opened(columns, rows);
    expect(shown()).toHaveLength(rows);
    picture.close();
  });
});

describe('a scenario of the list that names modules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'losscope-consent-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const mark = join(folder, 'it-ran');
  let opened: Opened | null = null;
  let made: Recording;
  let count = 0;

  class Recording extends FakeSession {
    readonly entries: PlanEntry[] = [];
    override add(entries: readonly PlanEntry[]): readonly string[] {
      this.entries.push(...entries);
      return super.add(entries);
    }
  }

  /** A scenario with a module of its own name, which leaves a mark when it is run and adds a task. */
  function write(): { scenario: string; module: string; task: string } {
    const task = `walk-${++count}`;
    const [scenario, module] = [join(folder, `${task}.yaml`), join(folder, `${task}.mjs`)];
    writeFileSync(scenario, `plugins: [./${task}.mjs]\ntask: ${task}\nsteps: 20\n`);
    writeFileSync(
      module,
      `import { writeFileSync } from 'node:fs';
       writeFileSync(${JSON.stringify(mark)}, '');
       export const register = ({ tasks }) => tasks.add({
         name: '${task}', title: 'Walk', summary: 'Walks.', losses: [], params: {}, check() {},
         create: ({ recorder }) => {
           const record = recorder.define({ name: 'height', help: 'where it is', better: 'higher' });
           return { advance: () => record(1), evaluate() {}, scope: () => null, weights: () => new Map(),
             load() {}, save: () => ({}), restore() {} };
         },
       });`,
    );
    return { scenario, module, task };
  }

  /** The list with this one scenario in place of those that there are, chosen. */
  async function choose(reference: string): Promise<Opened> {
    made = new Recording(ended().runs);
    opened = openFake(made, 80, 24);
    opened.press('n');
    await until(opened, /▸gridworld-dqn/);
    const offer = { reference, title: 'A walk', summary: '', learner: 'walk', loss: null, steps: 20, seeds: '0' };
    opened.dashboard.dispatch({ kind: 'answer', answer: { kind: 'offers', offers: [{ ...offer, problem: null }] } });
    opened.press('enter');
    return opened;
  }

  const text = ({ frame }: Opened): string => frame().join('\n');
  async function until(own: Opened, wanted: RegExp): Promise<void> {
    for (let i = 0; i < 200 && !wanted.test(text(own)); i++) await new Promise((resolve) => setTimeout(resolve, 25));
    expect(text(own)).toMatch(wanted);
  }

  beforeEach(() => rmSync(mark, { force: true }));
  afterEach(() => {
    opened?.dashboard.close();
    opened = null;
  });

  it('is asked about, and goes back to the list without having run it', async () => {
    const { scenario } = write();
    const own = await choose(scenario);
    await until(own, /Run code that the scenario names\?/);
    expect(text(own)).toMatch(/sha256 [0-9a-f]{12}/);
    expect(text(own)).toMatch(/ y load {2}n back/);
    for (const key of ['enter', 'escape', 'n', 'q']) {
      own.press(key);
      expect(own.dashboard.state.modal?.kind).toBe('picker');
      own.press('enter');
      await until(own, /Run code that the scenario names\?/);
    }
    expect(existsSync(mark)).toBe(false);
    expect(made.entries).toEqual([]);
  });

  it('is run after a yes, in its runs too, and is not asked about again', async () => {
    const { scenario, module, task } = write();
    const own = await choose(scenario);
    await until(own, /Run code that the scenario names\?/);
    own.press('y');
    await until(own, /New run of/);
    expect(existsSync(mark)).toBe(true);
    own.press('enter');
    await until(own, /started /);
    expect(made.entries).toMatchObject([{ scenario: { learner: { task: { name: task } } }, seeds: [0] }]);
    expect(made.entries[0]!.plugins).toContain(module);
    own.dashboard.close();
    await until(await choose(scenario), /New run of/);
  });

  it('is asked about anew when the file has changed since', async () => {
    const { scenario, module } = write();
    const own = await choose(scenario);
    await until(own, /Run code that the scenario names\?/);
    const hash = (): string => /sha256 ([0-9a-f]+)/.exec(text(own))![1]!;
    const before = hash();
    writeFileSync(module, `${'throw new Error("never");'}\n`);
    own.press('y');
    await until(own, new RegExp(`sha256 (?!${before})`));
    expect(existsSync(mark)).toBe(false);
    own.press('y');
    await until(own, /cannot be loaded: Error:\s+│\n.*never/);
  });
});

import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { losses } from '../../src/losses/registry.js';
import { isPlotted, type PlottedLoss } from '../../src/report/losses/loss-curves.js';
import { EXPLORER_BINDINGS } from '../../src/tui/explorer/keys.js';
import { explorerLayout } from '../../src/tui/explorer/layout.js';
import { ExplorerSession } from '../../src/tui/explorer/session.js';
import { changed, slidersOf } from '../../src/tui/explorer/settings.js';
import {
  type ExplorerState,
  type ExplorerStep,
  initialExplorer,
  reduceExplorer,
  type Subject,
} from '../../src/tui/explorer/state.js';
import { stillPlot } from '../../src/tui/explorer/still.js';
import { makeTheme } from '../../src/tui/terminal/theme.js';
import { FakeKeyboard, FakeTerminal } from './stagehand.js';

function subjectOf(name: string): Subject {
  const loss = losses.get(name) as unknown as PlottedLoss;
  return { loss, scenarios: ['gridworld-dqn'], sliders: slidersOf(loss) };
}

/** The state after some keys; and what the last of them asked for. */
function pressed(subject: Subject, ...keys: readonly string[]): ExplorerStep {
  let step: ExplorerStep = { state: initialExplorer(subject, 80, 24), effect: null };
  for (const key of keys) step = reduceExplorer(subject, step.state, { kind: 'key', key });
  return step;
}

function open(name: string, columns: number, rows: number, depth: 0 | 24 = 0) {
  const terminal = new FakeTerminal(columns, rows);
  const keyboard = new FakeKeyboard();
  const session = new ExplorerSession(subjectOf(name), {
    theme: makeTheme(depth),
    stdin: keyboard as unknown as NodeJS.ReadStream,
    stdout: terminal,
  });
  onTestFinished(() => session.close());
  session.open();
  return { session, terminal, keyboard, frame: () => session.stage.shown.text() };
}

describe('the state of the explorer', () => {
  const focal = subjectOf('focal');
  const after = (...keys: readonly string[]): ExplorerState => pressed(focal, ...keys).state;

  it('moves the point by a hundredth or a tenth of the range, and not beyond it', () => {
    expect(after().x).toBe(0.255);
    expect(after('right').x).toBe(0.2648);
    expect(after('left', 'left').x).toBe(0.2354);
    expect(after('pageup').x).toBe(0.353);
    expect(after('end').x).toBe(0.99);
    expect(after('home', 'left').x).toBe(0.01);
    expect(after('right', '0').x).toBe(0.255);
  });

  it('selects a setting and changes it in steps that suit its size, within its range', () => {
    expect(after('down').selected).toBe(1);
    expect(after('up').selected).toBe(0);
    expect(after(...Array<string>(9).fill('down')).selected).toBe(4);
    expect(after('down', 'right', 'right').params.gamma).toBe(2.2);
    expect(after('down', 'pageup').params.gamma).toBe(3);
    expect(after('down', 'home').params.gamma).toBe(0);
    expect(after('down', 'home', 'left').params.gamma).toBe(0);
    expect(after('down', 'right', '0').params.gamma).toBe(2);
    expect(after('down', 'right', 'R').params).toEqual(after().params);
    expect(after('down', 'right').x).toBe(after().x);
  });

  it('goes from null to a number and back', () => {
    const alpha = (...keys: readonly string[]) => after('down', 'down', ...keys).params.alpha;
    expect([alpha(), alpha('right'), alpha('right', 'right')]).toEqual([null, 0.25, 0.26]);
    expect(alpha('right', 'home')).toBe(0);
    expect(alpha('right', 'home', 'left')).toBe(null);
    expect(alpha('right', 'end', 'right')).toBe(1);
  });

  it('goes through choices, switches and examples', () => {
    expect(after('down', 'down', 'down', 'down', 'right').params.reduction).toBe('sum');
    expect(after('e').example).toBe('a negative');
    expect(after('e', 'e').example).toBe('a positive');
    const triplet = subjectOf('triplet');
    expect(pressed(triplet, 'down', 'down', 'down', 'right').state.params.swap).toBe(true);
  });

  it('opens and scrolls the page, and closes it before it quits', () => {
    expect(after('i')).toMatchObject({ view: 'page', scroll: 0 });
    expect(after('i', 'down', 'down', 'up').scroll).toBe(1);
    expect(after('i', 'down').selected).toBe(0);
    expect(after('i', 'end', 'down').scroll).toBe(after('i', 'end').scroll);
    expect(after('i', 'escape').view).toBe('curves');
    expect(after('?').view).toBe('help');
    expect(pressed(focal, 'i', 'escape').effect).toBe(null);
    expect(pressed(focal, 'escape').effect).toBe('quit');
    expect(pressed(focal, 'q').effect).toBe('quit');
    expect(pressed(focal, 'i', 'q').effect).toBe('quit');
    expect(pressed(focal, 'ctrl+c').effect).toBe('interrupt');
    expect(pressed(focal, 'ctrl+l').effect).toBe('redraw');
    expect(pressed(focal, 'x')).toEqual(pressed(focal));
  });

  it('binds no key twice', () => {
    const keys = EXPLORER_BINDINGS.flatMap((binding) => binding.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('has a slider for every setting of every loss, whose every value is legal for the loss itself', () => {
    for (const loss of losses.list().filter(isPlotted)) {
      for (const slider of slidersOf(loss)) {
        let value = slider.start;
        for (const change of [
          'more',
          'more',
          'muchMore',
          'last',
          'less',
          'muchLess',
          'less',
          'first',
          'less',
        ] as const) {
          value = changed(slider, value, change);
          const { spec } = slider;
          const legal =
            spec.kind === 'number'
              ? typeof value === 'number' &&
                value >= (spec.min ?? value) &&
                value <= (spec.max ?? value) &&
                value > (spec.above ?? value - 1) &&
                value < (spec.below ?? value + 1) &&
                (!spec.integer || Number.isInteger(value))
              : value !== undefined;
          expect(legal, `${loss.name} ${slider.name} ${change}: ${value}`).toBe(true);
        }
      }
    }
  });
});

const HUBER = `
 huber  Half the squared error near the target, linear with slope delta beyond.
╭─ loss ───────────────────────────────╮╭─ dL/d pred ──────────────────────────╮
│     4┤⠱⡀      ┊                     ⡜││     2┤        ┊               ⡠⠊⠉⠈⠉⠈⠉│
│      │ ⠱⡀     ┊                    ⡜ ││      │        ┊             ⡠⠈       │
│      │  ⢁     ┊                   ⡈  ││      │        ┊           ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀│
│      │   ⠃    ┊                  ⠐⠁  ││      │        ┊         ⢀⠔⠁          │
│      │⠑⢄  ⢢   ┊                 ⡰  ⡠⠊││      │        ┊       ⢀⠔⠁⠉⠁⠉⠉⠁⠉⠉⠁⠉⠉⠁⠉│
│     2┤  ⠑⢄ ⢣  ┊                ⡰⠁⢠⠊  ││     0┤⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⢀⠔⠁ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄ ⠄│
│      │   ⠈⠢⡀⢁ ┊               ⡀⢀⠔⠁   ││      │⣀⣀⡀⣀⣀⡀⣀⣀⡀⣀⣀⡀⢀⠔⠁                │
│      │⠑⠢⠄⡀ ⠈⠢⡀┊              ⢀⠔⠁ ⢀⡠⠄⠊││      │        ┊  ⡔⠁                  │
│      │   ⠈⠑⠄⣀⠈●⡀           ⢀⠔⠁⣀⠤⠂⠁   ││      │⠉⠉⠉⠉⠉⠉⠉⠉●⠉⠉                    │
│      │       ⠉⠂⠈⠢⡀       ⢀⠔⠁⠒⠁       ││      │       ⡠⠊                      │
│     0┤        ┊  ⠈⠒⠤⣀⣀⣀⠤⠒⠁           ││    -2┤⣀⣀⣀⡀⣀⡀⠊ ┊                      │
│      └───────────────────────────────││      └───────────────────────────────│
│           -2         0         2     ││           -2         0         2     │
╰──────────────────────────────────────╯╰──────────────────────────────────────╯
 ━━ as set   ╍╍ delta 0.5   ━╸ delta 2
 ● at d -1.5   loss 1.000   dL/d pred -1.000
 ▸ d         ◂ -1.5  ▸  residual, prediction minus target
   delta       1        Where the square turns into a line, and the slope of t…
   reduction   mean     mean divides by the number of elements; sum adds up; n…
 L  |d| <= delta: 0.5 d^2; else delta (|d| - delta/2)
 dL d clipped to +-delta
 ↑↓ select  ←→ change  0 default  i about  ? help  q quit
`;

describe('the explorer', () => {
  it('shows the curves, the point and the settings at 80x24', () => {
    const { frame } = open('huber', 80, 24);
    expect(frame()).toEqual(HUBER.split('\n').slice(1, -1));
  });

  it('answers the arrows at once: point, curve and numbers', async () => {
    const { keyboard, frame } = open('huber', 80, 24);
    expect(frame().find((line) => line.includes('● at'))).toBe(' ● at d -1.5   loss 1.000   dL/d pred -1.000');
    // Down to delta, then a step more.
    keyboard.write('\u001b[B');
    keyboard.write('\u001b[C');
    await setTimeout(0);
    const now = frame();
    expect(now.find((line) => line.includes('● at'))).toBe(' ● at d -1.5   loss 1.045   dL/d pred -1.100');
    expect(now.find((line) => line.includes('▸ delta'))).toMatch(/^ ▸ delta +◂ 1\.1 +▸ {2}Where the square/);
  });

  it('draws the curve anew', () => {
    const { session, frame } = open('huber', 80, 24);
    const before = frame();
    session.dispatch({ kind: 'key', key: 'down' });
    session.dispatch({ kind: 'key', key: 'pageup' });
    expect(session.state.params.delta).toBe(2);
    expect(frame().slice(2, 12)).not.toEqual(before.slice(2, 12));
    // delta 2 is a member of the family: it is drawn once, as what is set.
    expect(frame().find((line) => line.includes('as set'))).toBe(' ━━ as set   ╍╍ delta 0.5   ┅┅ delta 1');
  });

  it('says why a setting gives no curve', () => {
    const { session, frame } = open('triplet', 80, 24);
    for (const key of ['down', 'down', 'down', 'down', 'down', 'right']) session.dispatch({ kind: 'key', key });
    expect(session.state.params.mining).toBe('hard');
    expect(frame().find((line) => line.includes('refused'))).toMatch(/^ ✗ refused: inputs\.anchors: is not taken by/);
  });

  it('has everything about the loss one key away', () => {
    const { session, frame } = open('q-td', 80, 24);
    session.dispatch({ kind: 'key', key: 'i' });
    expect(frame().slice(1, 4)).toEqual([
      ' q-td  reinforcement learning',
      " How far a Q-value is from reward plus discounted value of the next state's",
      ' best action.',
    ]);
    session.dispatch({ kind: 'key', key: 'end' });
    expect(frame()).toContain('   gridworld-dqn');
    session.dispatch({ kind: 'key', key: '?' });
    for (const { help } of EXPLORER_BINDINGS) expect(frame().join('\n')).toContain(help);
  });

  it('ends by q and by Ctrl-C, and writes nothing afterwards', async () => {
    for (const [key, end] of [
      ['q', 'quit'],
      ['\u0003', 'interrupt'],
    ] as const) {
      const { session, keyboard, terminal } = open('focal', 80, 24);
      keyboard.write(key);
      expect(await session.ended).toBe(end);
      session.close();
      const { length } = terminal.written;
      session.dispatch({ kind: 'key', key: 'right' });
      session.resize();
      expect(terminal.written).toHaveLength(length);
      expect(keyboard.raw).toBe(false);
    }
  });

  it('leaves frames out while the terminal is slow, and shows the last one when it has caught up', () => {
    const { session, terminal, frame } = open('focal', 80, 24);
    terminal.ready = false;
    for (let i = 0; i < 5; i++) session.dispatch({ kind: 'key', key: 'right' });
    const { length } = terminal.written;
    session.dispatch({ kind: 'key', key: 'right' });
    expect(terminal.written).toHaveLength(length);
    terminal.ready = true;
    terminal.emit('drain');
    expect(frame().join('\n')).toContain(`at p_t ${session.state.x} `);
  });

  it.each([
    [200, 60],
    [80, 24],
    [60, 16],
    [59, 15],
    [40, 10],
    [20, 5],
    [7, 3],
    [1, 1],
  ])('fits into %ix%i', (columns, rows) => {
    for (const name of ['focal', 'triplet', 'mse']) {
      const { session, frame } = open(name, columns, rows);
      const { header, charts, legend, reading, settings, formula, footer } = explorerLayout(
        subjectOf(name),
        session.state,
      );
      expect(header + charts + legend + reading + settings + formula + footer).toBe(rows);
      for (const key of ['e', 'down', 'right', 'i', 'down', '?', 'escape']) session.dispatch({ kind: 'key', key });
      expect(frame()).toHaveLength(rows);
    }
  });

  it('follows the size of the terminal', () => {
    const { session, terminal, frame } = open('focal', 80, 24);
    terminal.columns = 100;
    terminal.rows = 30;
    session.resize();
    expect(session.state).toMatchObject({ columns: 100, rows: 30 });
    expect(frame()).toHaveLength(30);
    expect(frame()[1]).toMatch(/^╭─ loss a positive ─+╮╭─ dL\/dz a positive ─+╮$/);
  });
});

describe('the still plot', () => {
  it.each([40, 63, 64, 80, 100])('keeps within %i columns for every loss', (width) => {
    for (const loss of losses.list().filter(isPlotted)) {
      for (const line of stillPlot(loss, width))
        expect(line.length, `${loss.name}: ${line}`).toBeLessThanOrEqual(width);
    }
  });
});

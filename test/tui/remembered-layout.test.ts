import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { layoutPath } from '../../src/cli/kit/settings.js';
import { initialModel } from '../../src/tui/first-frame.js';
import { layoutIn, readLayout, USUAL_LAYOUT, writeLayout } from '../../src/tui/remembered-layout.js';
import { USUAL_SETUP } from '../../src/tui/state/state.js';
import { Screen } from '../../src/tui/terminal/screen.js';
import { makeTheme } from '../../src/tui/terminal/theme.js';
import { FakeSession, runsOf, scenario } from './fixture.js';
import { FakeTerminal, openFake } from './stagehand.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'losscope-layout-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const session = (): FakeSession => new FakeSession(runsOf(scenario()).map((run) => run.advance(9000)));

it('what the keys made of the screen is there again in the next session', () => {
  const { press, dashboard } = openFake(session(), 120, 40, 24);
  press('b', 's', 'o', 'T', 'M', '4', 'd');
  const left = layoutIn(dashboard.state);
  expect(left).toMatchObject({
    view: 'config',
    theme: 'light',
    band: 'std',
    smoothing: 0.6,
    sort: 'best',
    mouse: false,
  });
  const file = join(folder, 'deep', 'layout.json');
  expect(writeLayout(file, left)).toBeNull();
  const saved = readLayout(file);
  const screen = new Screen(new FakeTerminal(120, 40));
  const model = initialModel(session(), 'again', makeTheme(24, saved.theme), screen, USUAL_SETUP, saved);
  expect(layoutIn(model.state)).toEqual(left);
  expect([model.state.pane, model.theme.name]).toEqual(['page', 'light']);
});

it('`:layout reset` takes it back', () => {
  const { press, dashboard } = openFake(session(), 120, 40);
  press('b', 's', 'o', 'g', ':', ...'layout reset', 'enter');
  expect(layoutIn(dashboard.state)).toEqual(USUAL_LAYOUT);
});

it('a file that is broken, foreign or partly illegal gives what is legal in it', () => {
  const file = join(folder, 'layout.json');
  expect(readLayout(file)).toEqual({});
  for (const [text, layout] of [
    ['{', {}],
    ['[1]', {}],
    ['null', {}],
    ['{"view":"log","band":"t","smoothing":2,"sort":"best","__proto__":1,"pane":"x"}', { view: 'log', sort: 'best' }],
  ] as const) {
    writeFileSync(file, text);
    expect(readLayout(file)).toEqual(layout);
  }
  expect(writeLayout(join(file, 'below'), USUAL_LAYOUT)).toContain('the layout was not saved');
  expect(readFileSync(file, 'utf8')).toContain('"log"');
});

it('the file stands beside the settings of LOSSCOPE_CONFIG, else in the state folder, and nowhere without settings', () => {
  expect(layoutPath({ LOSSCOPE_CONFIG: '/a/b.yaml' })).toBe('/a/b.layout.json');
  expect(layoutPath({ LOSSCOPE_CONFIG: '/dev/null' })).toBeUndefined();
  expect(layoutPath({ XDG_STATE_HOME: '/s' })).toBe('/s/losscope/layout.json');
  expect(layoutPath({ XDG_STATE_HOME: 'relative' })).toMatch(/\/\.local\/state\/losscope\/layout\.json$/);
});

it('T changes every colour at once, and without colours nothing', () => {
  const { press, terminal } = openFake(session(), 100, 30, 24);
  const count = terminal.written.length;
  press('T');
  // The first hue of the light theme.
  expect(terminal.written.slice(count).join('')).toContain('38;2;0;114;178');
  press('T', 'T');
  const plain = openFake(session(), 100, 30, 0);
  plain.press('T');
  expect(plain.terminal.written.join('')).not.toContain('38;2');
});

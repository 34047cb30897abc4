import { describe, expect, it } from 'vitest';
import {
  actionOf,
  BINDINGS,
  FOOTER_WIDTH,
  keyNames,
  type PressedKey,
  type Where,
} from '../../../src/tui/input/keys.js';
import { footerLines } from '../../../src/tui/panels/footer.js';
import { paintHelp } from '../../../src/tui/panels/help.js';
import { FakeSession } from '../fixture.js';
import { drawn, modelOf } from '../stagehand.js';

const none: PressedKey = {
  upArrow: false,
  downArrow: false,
  leftArrow: false,
  rightArrow: false,
  pageUp: false,
  pageDown: false,
  home: false,
  end: false,
  return: false,
  escape: false,
  tab: false,
  backspace: false,
  delete: false,
  shift: false,
  ctrl: false,
  meta: false,
};

describe('the key table', () => {
  it('gives no key two meanings at once', () => {
    for (const where of ['panels', 'help', 'question', 'text'] satisfies Where[]) {
      const keys = BINDINGS.filter((one) => one.where === where || one.where === 'any').flatMap((one) => one.keys);
      expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
    }
  });

  it('gives a dialog its own keys', () => {
    expect(actionOf('q', 'panels')).toBe('quit');
    expect(actionOf('q', 'help')).toBe('back');
    expect(actionOf('q', 'question')).toBe('refuse');
    expect(actionOf('p', 'question')).toBeNull();
    expect(actionOf('ctrl+c', 'help')).toBe('interrupt');
  });

  it('is told in full by the help at 80x24', () => {
    const text = drawn(80, 20, (region) => paintHelp(region, modelOf(new FakeSession([])))).join('\n');
    expect(text).not.toContain('…');
    for (const { where, line } of BINDINGS) if (where === 'panels') expect(text).toContain(line);
  });

  it('has a footer that fits, with help and quit in any', () => {
    for (const width of [20, 40, 80, FOOTER_WIDTH, 200]) {
      for (const count of [1, 2]) {
        const lines = footerLines(width, count);
        const words = lines.flat().map((entry) => entry.word);
        expect(words).toEqual(expect.arrayContaining(['help', 'quit']));
        for (const line of lines) {
          expect(line.reduce((sum, { keys, word }) => sum + keys.length + word.length + 3, 0)).toBeLessThanOrEqual(
            width,
          );
        }
      }
    }
    const all = BINDINGS.filter(({ footer }) => footer !== null).length;
    expect(footerLines(FOOTER_WIDTH, 1).flat()).toHaveLength(all);
    expect(footerLines(80, 2).flat().length).toBeGreaterThanOrEqual(14);
  });
});

describe('key names', () => {
  it.each<[string, Partial<PressedKey>, string[]]>([
    ['p', {}, ['p']],
    ['P', { shift: true }, ['P']],
    ['', { upArrow: true }, ['up']],
    ['', { tab: true }, ['tab']],
    ['', { tab: true, shift: true }, ['shift+tab']],
    ['c', { ctrl: true }, ['ctrl+c']],
    ['', { return: true }, ['enter']],
    ['', { escape: true, meta: true }, ['escape']],
    ['x', { meta: true }, ['meta+x']],
    ['mm\rq', {}, ['m', 'm', 'enter', 'q']],
    ['', {}, []],
  ])('of %j with %j are %j', (input, key, names) => {
    expect(keyNames(input, { ...none, ...key })).toEqual(names);
  });
});

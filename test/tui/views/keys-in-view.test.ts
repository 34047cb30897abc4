import { describe, expect, it } from 'vitest';
import { bindingsIn } from '../../../src/tui/panels/key-scope.js';
import { VIEW_NAMES } from '../../../src/tui/state/state.js';
import { openFake } from '../stagehand.js';
import { ended, session } from './sessions.js';

/** The footer and the help of a view. */
function told(key: string, columns = 140): { readonly footer: string; readonly help: string } {
  const { dashboard, press, frame } = openFake(session(), columns, 40);
  press(key);
  const footer = frame().slice(-2).join(' ');
  press('?');
  const help = frame().join('\n');
  dashboard.close();
  return { footer, help };
}

describe('footer and help', () => {
  it('of the charts tell every key', () => {
    const { footer, help } = told('1');
    for (const word of ['l/L log', 's smooth', 'b band', 'Tab pane', 'm metric']) expect(footer).toContain(word);
    expect(help).toContain('more or less smoothing');
  });

  it('of the other views leave out what only the charts draw', () => {
    for (const key of ['2', '3', '4', '5']) {
      const { footer, help } = told(key);
      for (const word of ['smooth', 'band', 'zoom', 'Tab pane']) expect(footer).not.toContain(word);
      for (const line of ['smoothing', 'next or previous pane', 'show or hide']) expect(help).not.toContain(line);
      for (const word of ['p pause', '1-5 view', '? help', 'q quit']) expect(footer).toContain(word);
    }
  });

  it('tell what a key does in this view', () => {
    expect(told('2').footer).toContain('* reference');
    expect(told('2').footer).toContain('m metric');
    const log = told('5');
    for (const word of ['/ search', 'l level', 'Enter jump']) expect(log.footer).toContain(word);
    expect(log.help).toContain('lowest level that is shown');
    expect(log.footer).not.toContain('metric');
  });

  it('leave out what needs runs of this session where others are watched', () => {
    const { dashboard } = openFake(session(), 80, 24);
    const { state } = dashboard;
    dashboard.close();
    for (const view of VIEW_NAMES) {
      const actions = (watching: boolean) =>
        bindingsIn({ ...state, view, outline: { ...state.outline, watching } }).map(({ action }) => action);
      expect(actions(false)).toContain('pause');
      for (const action of ['pause', 'step', 'tweak', 'stop'] as const) expect(actions(true)).not.toContain(action);
      expect(actions(true)).toContain('quit');
    }
  });

  it('leave out what needs a run at work once all have ended', () => {
    const { dashboard, frame } = openFake(ended(), 140, 40);
    const footer = frame().slice(-2).join(' ');
    const actions = bindingsIn(dashboard.state).map(({ action }) => action);
    dashboard.close();
    for (const word of ['p pause', '. step', '+/- speed']) expect(footer).not.toContain(word);
    for (const word of ['t tweak', 'n new', 'q quit']) expect(footer).toContain(word);
    for (const action of ['pauseAll', 'stop'] as const) expect(actions).not.toContain(action);
    expect(actions).toContain('rerun');
  });
});

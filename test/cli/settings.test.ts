import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keyRows, startText } from '../../src/cli/config/text.js';
import { applySettings } from '../../src/cli/kit/look.js';
import { readSettings, settingsPath } from '../../src/cli/kit/settings.js';
import { USUAL_SETTINGS } from '../../src/cli/kit/settings-fields.js';
import { parseSettings } from '../../src/cli/kit/settings-text.js';
import { createProgram } from '../../src/cli/program.js';
import { UserError } from '../../src/core/errors.js';
import { OVERRIDABLE } from '../../src/tui/input/key-overrides.js';
import { actionOf, BINDINGS } from '../../src/tui/input/keys.js';
import { fakeTerminal } from './fake-terminal.js';
import { losscope } from './inside.js';

let folder = '';
let before: string | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'losscope-settings-'));
  before = process.env.LOSSCOPE_CONFIG;
  process.env.LOSSCOPE_CONFIG = join(folder, 'own', 'config.yaml');
});
afterEach(() => {
  if (before === undefined) delete process.env.LOSSCOPE_CONFIG;
  else process.env.LOSSCOPE_CONFIG = before;
  rmSync(folder, { recursive: true });
});

const write = (text: string): void => {
  process.env.LOSSCOPE_CONFIG = join(folder, 'config.yaml');
  writeFileSync(process.env.LOSSCOPE_CONFIG, text);
};
const problems = (text: string): readonly string[] => {
  try {
    parseSettings(text, 'c.yaml');
  } catch (error) {
    if (error instanceof UserError) {
      return error.issues.map(
        ({ line, column, path, message, hint }) => `${line}:${column} ${path} ${message}${hint ? `. ${hint}` : ''}`,
      );
    }
    throw error;
  }
  return [];
};

describe('the settings file', () => {
  it('stands where LOSSCOPE_CONFIG, XDG_CONFIG_HOME or the home folder says', () => {
    expect(settingsPath({ LOSSCOPE_CONFIG: '/a/b.yaml', XDG_CONFIG_HOME: '/x' })).toBe('/a/b.yaml');
    expect(settingsPath({ XDG_CONFIG_HOME: '/x' })).toBe('/x/losscope/config.yaml');
    expect(settingsPath({})).toMatch(/\/\.config\/losscope\/config\.yaml$/);
    for (const none of ['', 'relative', './x', '~/x']) {
      expect(settingsPath({ XDG_CONFIG_HOME: none })).toBe(settingsPath({}));
    }
  });

  it('may be missing, empty or all comments', async () => {
    expect(await readSettings({ LOSSCOPE_CONFIG: join(folder, 'none.yaml') })).toMatchObject({
      found: false,
      values: USUAL_SETTINGS,
    });
    for (const text of ['', '# nothing\n', 'keys:\n'])
      expect(parseSettings(text, 'c.yaml').values).toEqual(USUAL_SETTINGS);
  });

  it('gives every setting and other keys', () => {
    const { values, bindings } = parseSettings(
      'theme: auto\nascii: true\nmouse: false\nrate: 5\nsmoothing: 0.9\nband: std\nnotify: both\nremember: false\nworkers: 3\nout: elsewhere\nkeys: {pause: space, show: [v, ctrl+v], stop: []}\n',
      'c.yaml',
    );
    expect(values).toEqual({
      theme: 'auto',
      ascii: true,
      mouse: false,
      rate: 5,
      smoothing: 0.9,
      band: 'std',
      notify: 'both',
      remember: false,
      workers: 3,
      out: 'elsewhere',
    });
    expect(actionOf(' ', 'panels', bindings)).toBe('pause');
    expect(actionOf('ctrl+v', 'panels', bindings)).toBe('show');
    expect(actionOf('X', 'panels', bindings)).toBeNull();
  });

  it('is told all that is wrong with it at once, with line, column and what was meant', () => {
    const text = 'theme: lihgt\nrate: 0\nwrokers: 3\nkeys:\n  pasue: x\n  stop: 5\n  why: qq\n  interrupt: z\n';
    expect(problems(text)).toEqual([
      '1:8 theme is not legal. Did you mean light?',
      '2:7 rate is not legal',
      '3:1 wrokers unknown setting. Did you mean workers?',
      '5:3 keys.pasue is not an action. Did you mean pause?',
      '6:9 keys.stop must be text',
      '7:8 keys.why is not a key',
      '8:3 keys.interrupt keeps its keys. losscope config lists the actions',
    ]);
    expect(problems('keys: {pause: q}')).toEqual(
      ['1:8 keys.quit uses a key that pause also uses'].map((one) => expect.stringContaining(one.slice(4))),
    );
    expect(problems('- 1')).toEqual([expect.stringContaining('must be a map')]);
  });

  it('is refused when it is too large', async () => {
    write(`# ${'x'.repeat(1_000_001)}`);
    await expect(readSettings()).rejects.toThrow('too large for settings');
  });
});

describe('losscope config', () => {
  it('tells the path, the settings and a key for every action', async () => {
    write('rate: 7\nkeys: {pause: v}\n');
    const { code, out } = await losscope('config', '--json');
    expect(code).toBe(0);
    const document = JSON.parse(out);
    expect(document).toMatchObject({ file: process.env.LOSSCOPE_CONFIG, found: true, settings: { rate: 7 } });
    expect(Object.keys(document.keys)).toEqual([...OVERRIDABLE]);
    expect(document.keys.pause).toEqual(['v']);
    expect((await losscope('config')).out).toMatch(/rate +7 +file/);
  });

  it('writes a start that is legal with every line in force, and never over one that is there', async () => {
    const file = process.env.LOSSCOPE_CONFIG!;
    expect(await losscope('config', '--init')).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toBe(startText());
    expect(parseSettings(startText(), file).given.size).toBe(0);
    const inForce = startText()
      .replaceAll(/^#(\w)/gm, '$1')
      .replaceAll(/^# {2}/gm, '  ');
    const { values, bindings } = parseSettings(inForce, file);
    expect({ ...values, workers: null }).toEqual(USUAL_SETTINGS);
    expect(keyRows(bindings).map(({ names }) => names)).toEqual(keyRows(BINDINGS).map(({ names }) => names));
    writeFileSync(file, 'rate: 3\n');
    expect(await losscope('config', '--init')).toMatchObject({
      code: 2,
      err: expect.stringContaining('stays as it is'),
    });
    expect(readFileSync(file, 'utf8')).toBe('rate: 3\n');
  });
});

describe('settings and options', () => {
  const after = async (...args: string[]) => {
    const program = createProgram({ terminal: fakeTerminal().terminal, exit: () => {} });
    const command = program.commands.find((one) => one.name() === args[0])!;
    command.action(() => {});
    await program.parseAsync(args, { from: 'user' });
    await applySettings(command);
    return command.opts();
  };

  it('fill what the command line leaves open, and nothing else', async () => {
    write('theme: light\nascii: true\nmouse: false\nworkers: 2\nout: elsewhere\n');
    expect(await after('run', 'x')).toMatchObject({
      theme: 'light',
      ascii: true,
      mouse: false,
      workers: '2',
      out: 'elsewhere',
    });
    const given = ['--theme', 'dark', '--no-ascii', '--mouse', '--workers', '1', '--out', 'here'];
    expect(await after('run', 'x', ...given)).toMatchObject({
      theme: 'dark',
      ascii: false,
      mouse: true,
      workers: '1',
      out: 'here',
    });
    expect(await after('play', 'x')).toMatchObject({ theme: 'light', ascii: true, out: 'elsewhere' });
    expect(await after('play', 'x')).not.toHaveProperty('mouse');
  });

  it('stop a command that would take something from a wrong file, and no other', async () => {
    write('rate: fast\n');
    expect(await losscope('list')).toMatchObject({ code: 0 });
    expect(await losscope('runs')).toMatchObject({ code: 2, err: expect.stringContaining('config.yaml:1:7: rate') });
  });
});

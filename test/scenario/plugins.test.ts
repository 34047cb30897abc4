import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseScenario, pluginsOf } from '../../src/scenario/loader.js';
import { writeScenario } from '../../src/scenario/yaml/writer.js';
import { catalogues } from './catalogues.js';

const load = (text: string, allowPlugins: boolean | readonly string[]) =>
  parseScenario(text, '/data/s.yaml', { catalogues, allowPlugins }).scenario;
const task = 'task: classification\nsteps: 10\n';

describe('plug-ins of a scenario', () => {
  it('are refused before anything else is looked at, each by its whole name', () => {
    const text = 'task: nothing-known\nplugins: [./a.mjs, ../b.mjs, /c.mjs]\n';
    expect(() => load(text, false)).toThrow(
      /^\/data\/s\.yaml:2:10: plugins: names code, which would run with your rights: \/data\/a\.mjs, \/b\.mjs, \/c\.mjs\. Add --allow-plugins if you trust it\n/,
    );
  });

  it('may be allowed one by one: only the others are refused', () => {
    const text = `plugins: [./a.mjs, ../b.mjs]\n${task}`;
    expect(() => load(text, ['/b.mjs'])).toThrow(/names code, which would run with your rights: \/data\/a\.mjs\. /);
    expect(load(text, ['/b.mjs', '/data/a.mjs'])).toEqual(load(task, false));
    expect(() => load(text, [])).toThrow(/\/data\/a\.mjs, \/b\.mjs/);
  });

  it('are no part of what is trained', () => {
    expect(load(`plugins: [./a.mjs]\n${task}`, true)).toEqual(load(task, true));
    expect(load(`plugins: []\n${task}`, false)).toEqual(load(task, false));
  });

  it.each([
    ['plugins: ./a.mjs\n', /s\.yaml:1:10: plugins: must be a list of files \(given "\.\/a\.mjs"\)/],
    ['plugins: [3]\n', /s\.yaml:1:11: plugins\[0\]: must be the name of a file \(given 3\)/],
    ['plugins: [""]\n', /s\.yaml:1:11: plugins\[0\]: must be the name of a file \(given ""\)/],
  ])('must be a list of files: %j', (text, message) => {
    expect(() => load(text + task, true)).toThrow(message);
    expect(() => load(text + task, false)).toThrow(message);
  });

  it('are found without loading the scenario; what cannot be read has none here', () => {
    const folder = mkdtempSync(join(tmpdir(), 'losscope-plugins-'));
    const file = join(folder, 's.yaml');
    writeFileSync(file, `plugins: [a.mjs, ./a.mjs, b/c.mjs]\n${task}`);
    const broken = join(folder, 'broken.yaml');
    writeFileSync(broken, 'plugins: [');
    const found = [join(folder, 'a.mjs'), join(folder, 'b/c.mjs')];
    expect(pluginsOf([file, broken, join(folder, 'none.yaml'), 'tour', file])).toEqual(found);
  });

  it('are written with the scenario', () => {
    const text = writeScenario(load(task, false), catalogues, ['/data/a.mjs']);
    expect(text).toMatch(/^plugins: \[\/data\/a\.mjs\] +# code: runs only with --allow-plugins$/m);
    expect(() => load(text, false)).toThrow(/names code/);
    expect(load(text, true)).toEqual(load(task, false));
  });
});

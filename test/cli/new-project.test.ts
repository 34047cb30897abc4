import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { losscope } from './inside.js';

const root = resolve(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'losscope-new-'));
const isBuilt = existsSync(join(root, 'dist/index.js'));

describe.skipIf(!isBuilt)('losscope new', { timeout: 120_000 }, () => {
  it.each(['env', 'loss', 'agent', 'task'])(
    'writes a folder that a type checker and a test runner resolve: %s',
    async (kind) => {
      const out = join(folder, kind);
      const { code, out: told } = await losscope('new', kind, `my-${kind}`, '--out', out);
      expect(code).toBe(0);
      expect(told).toContain('npm install, then npm test');
      mkdirSync(join(out, 'node_modules'));
      symlinkSync(root, join(out, 'node_modules/losscope'));
      const run = (args: readonly string[]) => {
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: out, encoding: 'utf8' });
        return { status, text: `${stdout}${stderr}` };
      };
      const types = run([join(root, 'node_modules/typescript/bin/tsc'), '--project', 'jsconfig.json']);
      expect(types.status, types.text).toBe(0);
      const test = run(['--test', `my-${kind}.test.mjs`]);
      expect(test.status, test.text).toBe(0);
      expect(JSON.parse(readFileSync(join(out, 'package.json'), 'utf8'))).toMatchObject({ type: 'module' });
    },
  );

  it('leaves the files of a project as they are', async () => {
    const out = join(folder, 'own');
    mkdirSync(out);
    writeFileSync(join(out, 'package.json'), '{}');
    const { code, out: told } = await losscope('new', 'loss', 'mine', '--out', out);
    expect([code, readFileSync(join(out, 'package.json'), 'utf8')]).toEqual([0, '{}']);
    expect(told).not.toContain('package.json');
  });
});

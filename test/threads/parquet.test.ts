import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { start } from './program.js';

it('reads Parquet packed with zstd, on every version of Node', async () => {
  const folder = resolve(import.meta.dirname, 'fixtures');
  const { code, out } = await start(folder, ['data', 'zstd.parquet', '--target', 'label', '--json']).ended;
  expect(code).toBe(0);
  const { report } = JSON.parse(out);
  expect(report).toMatchObject({ format: 'Parquet', rows: 40 });
  const columns = (report.columns as { name: string; type: string; missing: number }[]).map(
    ({ name, type, missing }) => [name, type, missing],
  );
  expect(columns).toEqual([
    ['x', 'number', 1],
    ['color', 'category', 0],
    ['label', 'text', 0],
  ]);
});

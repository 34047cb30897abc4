import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkGolden, type GoldenDocument } from '../../src/env/golden/golden-check.js';

const document = JSON.parse(readFileSync(new URL('../golden/envs2.json', import.meta.url), 'utf8')) as GoldenDocument;

describe('checkGolden', () => {
  it.each(document.trajectories.map((one) => [one.name, one] as const))('meets the trajectory %s', (_, trajectory) => {
    const { checked, failed } = checkGolden({ ...document, trajectories: [trajectory], tables: [] });
    expect(failed.slice(0, 5)).toEqual([]);
    expect(checked).toBeGreaterThan(20);
  });

  it.each(document.tables.map((one) => [one.name, one] as const))('meets the table %s', (_, table) => {
    const { checked, failed } = checkGolden({ ...document, trajectories: [], tables: [table] });
    expect(failed.slice(0, 5)).toEqual([]);
    expect(checked).toBeGreaterThan(10);
  });
});

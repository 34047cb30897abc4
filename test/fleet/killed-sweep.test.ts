import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { killRounds } from './killed-sweep.mjs';
import { main } from './program.js';

describe.skipIf(!existsSync(main))('a sweep of 60 cells over three nodes whose workers are killed at random', () => {
  it('ends in the bytes of an undisturbed one', { timeout: 180_000 }, async () => {
    expect(await killRounds(1, { steps: 20_000, kills: 5 })).toBeGreaterThan(0);
  });
});

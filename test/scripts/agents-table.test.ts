import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { configHash } from '../../src/scenario/canonical.js';
import { loadScenarios } from '../../src/scenario/loader.js';
import { registries } from '../../src/train/registries.js';

const file = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

describe('docs/agents.md', () => {
  it('holds figures of the settings that the scenario and the defaults have now', () => {
    const loaded = loadScenarios(['agents-by-envs'], { catalogues: registries, variants: 'all' });
    const now = loaded.map(({ scenario }) => configHash(scenario).slice(0, 8));
    const page = readFileSync(file('docs/agents.md'), 'utf8');
    const shown = [...page.matchAll(/`([0-9a-f]{8})` \|$/gm)].map(([, hash]) => hash);
    expect(shown.length).toBeGreaterThan(0);
    // Run the scenario and scripts/agents-table.mjs again where this fails.
    expect(shown.filter((hash) => !now.includes(hash!))).toEqual([]);
  });

  it('is written from results alone', () => {
    const { status, stderr } = spawnSync(process.execPath, [file('scripts/agents-table.mjs')], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toBe('usage: node scripts/agents-table.mjs <folder of the runs> <results.json> ...\n');
  });
});

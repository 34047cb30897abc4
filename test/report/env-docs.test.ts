import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { envs } from '../../src/env/registry.js';
import { ENV_DOCS_FILE, envDocs } from '../../src/report/envs/env-docs.js';

describe('docs/environments.md', () => {
  const page = envDocs();

  it('is what the registry says', () => {
    expect(readFileSync(ENV_DOCS_FILE, 'utf8')).toBe(page);
  });

  it('has a section with source for every env, and a licence where an original was followed', () => {
    for (const { name, source, licence } of envs.list()) {
      const section = page.slice(page.indexOf(`## ${name}\n`));
      expect(section.slice(0, 40)).toMatch(/^## /);
      expect(section).toContain(`- Source: ${source}.`);
      if (/MinAtar|bsuite/.test(source))
        expect([name, licence !== undefined || name === 'catch']).toEqual([name, true]);
    }
  });
});

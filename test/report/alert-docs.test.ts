import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALERT_DOCS_FILE, alertDocs, writeAlertDocs } from '../../src/report/alert-docs.js';
import { detectors } from '../../src/train/alerts/registry.js';

describe('docs/alerts.md', () => {
  it('says what the detectors say; npm run docs writes it anew', () => {
    expect(readFileSync(ALERT_DOCS_FILE, 'utf8')).toBe(alertDocs());
  });

  it('has a row for every detector, and no detector has the name of another', () => {
    const kinds = [...alertDocs().matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, kind]) => kind);
    expect(kinds).toEqual([...detectors.map(({ kind }) => kind), 'dropped-points']);
    expect(new Set(kinds).size).toBe(kinds.length);
  });

  it('is written only when it changes', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'losscope-docs-')), 'alerts.md');
    expect(writeAlertDocs(file)).toBe(true);
    expect(writeAlertDocs(file)).toBe(false);
    writeFileSync(file, 'stale');
    expect(writeAlertDocs(file)).toBe(true);
  });
});

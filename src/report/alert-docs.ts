import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../core/package.js';
import { detectors } from '../train/alerts/registry.js';

/** Where the page stands in the package. */
export const ALERT_DOCS_FILE = fileURLToPath(packageFile('docs/alerts.md'));

/** docs/alerts.md: every detector in its own words, as Markdown. */
export function alertDocs(): string {
  return [
    '# Alerts',
    '',
    '<!-- Generated from src/train/alerts by npm run docs. Change the detectors there. -->',
    '',
    `${detectors.length} detectors check every recorded point of a run while it trains. Each reports at most once per run what it found and at`,
    'which step, a likely cause, and a setting to try. The dashboard, the progress lines and `--json` (under `alerts`) show it.',
    'A detector only reads points: it changes nothing, and the same run always gives the same alerts.',
    '',
    '| alert | fires when | looks at |',
    '| --- | --- | --- |',
    ...detectors.map(({ kind, summary, concerns }) => `| \`${kind}\` | ${summary} | ${concerns} |`),
    '| `dropped-points` | the display lost points that came faster than they were drawn; the run folder holds every one | any run |',
    '',
  ].join('\n');
}

/** Writes the page if it is not up to date. Returns whether it was written. */
export function writeAlertDocs(file = ALERT_DOCS_FILE): boolean {
  const text = alertDocs();
  if (isCurrent(text, file)) return false;
  writeFileSync(file, text);
  return true;
}

function isCurrent(text: string, file: string): boolean {
  try {
    return readFileSync(file, 'utf8') === text;
  } catch {
    return false;
  }
}

import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../../src/core/text-width.js';
import { alignTable } from '../../../src/report/text-table.js';
import { FakeSession, runsOf, scenario } from '../fixture.js';
import { openFake } from '../stagehand.js';

const NAMES = ['深層学習', '🚀 rocket', 'cafe\u0301', '👩‍👩‍👧', 'ﾊﾝｶｸ', 'plain'];

describe('names that are wider or narrower than their characters', () => {
  it('leave every frame of the dashboard as wide as the terminal, and its borders where they are', () => {
    const runs = NAMES.flatMap((variant) => runsOf(scenario({ title: NAMES[0]!, variant, seeds: [0] })));
    for (const run of runs) run.advance(20_000);
    const opened = openFake(new FakeSession(runs), 80, 24);
    const lines = opened.frame();
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    const framed = lines.filter((line) => /^[│╭╰]/.test(line));
    expect(framed.length).toBeGreaterThan(5);
    for (const line of framed) expect(displayWidth(line)).toBe(80);
    expect(lines.join('\n')).toContain('深層学習');
    opened.dashboard.close();
  });

  it('leave the columns of a table where they are', () => {
    const rows = alignTable(
      [{ title: 'run' }, { title: 'metric' }],
      NAMES.map((name) => [name, 'x']),
    );
    const ends = rows.map((line) =>
      displayWidth(
        line
          .map((span) => (typeof span === 'string' ? span : span.text))
          .join('')
          .replace(/(x|metric)\s*$/, ''),
      ),
    );
    expect(new Set(ends).size).toBe(1);
  });
});

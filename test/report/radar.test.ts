import { describe, expect, test } from 'vitest';
import { radarSvg } from '../../src/report/svg/radar.js';

describe('a radar', () => {
  test('has an outline from axis to axis, with a gap where nothing was measured, and tells its figures in words', () => {
    const svg = radarSvg(
      'Scores',
      ['a', 'b', 'c', 'd'],
      [
        { label: 'whole', values: [1, 0.5, 0, 1] },
        { label: 'part', values: [1, null, 0.5, 0.5] },
      ],
    );
    expect(svg).toContain('whole: a 1, b 0.5, c 0, d 1; part: a 1, b not measured, c 0.5, d 0.5.');
    const outlines = [...svg.matchAll(/<path d="([^"]*)" fill="none" stroke="#(?:0072b2|d55e00)"/g)].map(([, d]) => d);
    const [top, middle, left] = ['320 64', '320 214', '170 214'];
    expect(outlines).toEqual([
      `M${top}L395 214M395 214L${middle}M${middle}L${left}M${left}L${top}`,
      `M320 289L245 214M245 214L${top}`,
    ]);
    expect(svg.match(/<circle/g)).toHaveLength(7);
  });
});

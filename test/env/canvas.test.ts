import { describe, expect, it } from 'vitest';
import { Canvas } from '../../src/env/kit/canvas.js';

const drawn = (draw: (canvas: Canvas) => void): string[] => {
  const canvas = new Canvas(3, 1);
  draw(canvas);
  return canvas.lines();
};

describe('a braille canvas', () => {
  it('has two dots a column and four a row', () => {
    expect(drawn((c) => c.dot(0, 0))).toEqual(['⠁⠀⠀']);
    expect(drawn((c) => c.dot(5, 3))).toEqual(['⠀⠀⢀']);
  });

  it('draws lines and boxes', () => {
    expect(drawn((c) => c.line(0, 3, 5, 3))).toEqual(['⣀⣀⣀']);
    expect(drawn((c) => c.line(0, 0, 3, 3))).toEqual(['⠑⢄⠀']);
    expect(drawn((c) => c.box(2, 0, 3, 3))).toEqual(['⠀⣿⠀']);
  });

  it('ignores what lies outside and what is no number', () => {
    expect(
      drawn((c) => {
        c.dot(-1, 0);
        c.dot(6, 0);
        c.dot(Number.NaN, 0);
        c.line(0, 0, 1e300, 0);
        c.line(0, 0, Number.NaN, 3);
      }),
    ).toEqual(['⠀⠀⠀']);
  });
});

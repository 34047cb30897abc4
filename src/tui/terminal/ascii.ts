import { displayWidth } from './text-fit.js';

/** Characters of the dashboard and what stands for them on a terminal that has only ASCII. */
const SIGNS: Readonly<Record<string, string>> = {
  ...{
    '╭': '+',
    '╮': '+',
    '╰': '+',
    '╯': '+',
    '─': '-',
    '│': '|',
    '┤': '+',
    '└': '+',
    '├': '|',
    '┊': ':',
    '┬': '+',
    '┴': '^',
  },
  ...{ '━': '=', '╸': '-', '╍': '-', '┅': '~', '┉': '.', '┄': '.', '█': '#', '▀': '"', '▄': '_', '▌': '|', '▐': '|' },
  ...{ '░': '.', '▒': ':', '▓': '%', '▁': '_', '▂': '_', '▃': '-', '▅': '=', '▆': '+', '▇': '#' },
  ...{ '○': '.', '▶': '>', '‖': '=', '✓': '+', '✗': 'x', '∞': '!', '■': '#', '▸': '>', '▾': 'v', '▹': '+', '⚠': '!' },
  ...{ '…': '~', '±': '~', '—': '-', '↓': 'v', '↑': '^', '←': '<', '→': '>', '●': 'o', '·': '.', '×': 'x', '≥': '>' },
  ...{ '▲': 'A', '◆': '*', '✚': '+', '✖': 'X', '★': '@', '△': 'a', '□': 'n', '◇': 'c', '☆': 's', ε: 'e', '≤': '<' },
};

/** Rows of dots in a cell of braille from the top, left and right together. */
const ROWS = [0x01 | 0x08, 0x02 | 0x10, 0x04 | 0x20, 0x40 | 0x80] as const;
const LEFT = 0x01 | 0x02 | 0x04 | 0x40;

/** What a cell looks like in ASCII: one column wide for one, `?` by column for what has no likeness. */
export function toAscii(cell: string): string {
  if (cell === '' || (cell.length === 1 && cell < '\x7f')) return cell;
  const sign = SIGNS[cell];
  if (sign !== undefined) return sign;
  const point = cell.codePointAt(0)!;
  if (point >= 0x2800 && point < 0x2900) return ofDots(point - 0x2800);
  return '?'.repeat(displayWidth(cell));
}

/** The stroke that lies where the dots of a braille cell lie. */
function ofDots(dots: number): string {
  if (dots === 0) return ' ';
  const rows = ROWS.map((row) => (dots & row) !== 0);
  const [left, right] = [dots & LEFT, dots & ~LEFT & 0xff];
  const height = rows.filter(Boolean).length;
  const sides = Number(left !== 0) + Number(right !== 0);
  // A band is drawn with single dots, one above the other with a gap between.
  const gap = rows[0] !== rows[1] && rows[0] === rows[2];
  if (sides === 1 && height === 2 && gap) return ':';
  if (sides === 1 && height >= 3) return '|';
  if (sides === 2 && height >= 2) {
    const [a, b] = [middleOf(left), middleOf(right)];
    if (height >= 4 && Math.abs(a - b) < 1) return '|';
    if (a - b > 0.6) return '/';
    if (b - a > 0.6) return '\\';
    return '-';
  }
  if (height >= 2) return '|';
  if (rows[3]) return sides === 2 ? '_' : '.';
  if (rows[0]) return sides === 2 ? '"' : "'";
  return sides === 2 ? '-' : '.';
}

/** Mean row, downwards, of the dots in one column of a cell. */
function middleOf(dots: number): number {
  let [sum, n] = [0, 0];
  for (const [row, bits] of ROWS.entries()) {
    if ((dots & bits) === 0) continue;
    sum += row;
    n++;
  }
  return n === 0 ? 0 : sum / n;
}

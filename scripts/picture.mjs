// Turns a terminal's screen with its colours into an SVG picture:
//   tmux capture-pane -e -p -t SESSION | node scripts/picture.mjs > docs/dashboard.svg
import { readFileSync } from 'node:fs';

const CELL = { width: 8.4, height: 17, size: 14 };
const BASE = ['#15181d', '#cc6666', '#8fbf6f', '#e0b050', '#6fa3d8', '#b48ead', '#70c0b1', '#c5c8c6'];
const BRIGHT = ['#5c6370', '#e08080', '#a8d58a', '#f0c674', '#8abbe8', '#c9a5cf', '#8fd8ca', '#eaeaea'];
const BACKGROUND = BASE[0];
const FOREGROUND = '#c5c8c6';

function indexed(n) {
  if (n < 8) return BASE[n];
  if (n < 16) return BRIGHT[n - 8];
  if (n >= 232) return `rgb(${Array(3).fill(8 + (n - 232) * 10)})`;
  const level = (v) => (v === 0 ? 0 : 55 + v * 40);
  const i = n - 16;
  return `rgb(${[level(Math.floor(i / 36)), level(Math.floor(i / 6) % 6), level(i % 6)]})`;
}

function applySgr(style, codes) {
  const next = { ...style };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) Object.assign(next, { fg: null, bg: null, bold: false, dim: false, inverse: false });
    else if (code === 1) next.bold = true;
    else if (code === 2) next.dim = true;
    else if (code === 22) Object.assign(next, { bold: false, dim: false });
    else if (code === 7) next.inverse = true;
    else if (code === 27) next.inverse = false;
    else if (code === 39) next.fg = null;
    else if (code === 49) next.bg = null;
    else if (code === 38 || code === 48) {
      const key = code === 38 ? 'fg' : 'bg';
      if (codes[i + 1] === 5) {
        next[key] = indexed(codes[i + 2]);
        i += 2;
      } else {
        next[key] = `rgb(${codes.slice(i + 2, i + 5)})`;
        i += 4;
      }
    } else if (code >= 30 && code <= 37) next.fg = BASE[code - 30];
    else if (code >= 40 && code <= 47) next.bg = BASE[code - 40];
    else if (code >= 90 && code <= 97) next.fg = BRIGHT[code - 90];
    else if (code >= 100 && code <= 107) next.bg = BRIGHT[code - 100];
  }
  return next;
}

const ESCAPE = String.fromCharCode(27);
const SGR = new RegExp(`(${ESCAPE}\\[[0-9;]*m)`);
const SGR_ALONE = new RegExp(`^${ESCAPE}\\[([0-9;]*)m$`);

const isBraille = (text) => /^[\u2800-\u28ff]/.test(text);

/** Runs of braille and runs of anything else, without the spaces between them. */
function wordsOf(characters) {
  const words = [];
  characters.forEach((character, at) => {
    const last = words.at(-1);
    if (character === ' ') words.push(null);
    else if (last && isBraille(last.word) === isBraille(character)) last.word += character;
    else words.push({ word: character, at });
  });
  return words.filter((word) => word !== null);
}

/** The dots of one braille character as squares of a path. Bits 0-2 and 6 are the left column, 3-5 and 7 the right. */
function brailleDots(character, left, top) {
  const bits = character.codePointAt(0) - 0x2800;
  const order = [0, 1, 2, 6, 3, 4, 5, 7];
  return order
    .flatMap((bit, place) => {
      if (((bits >> bit) & 1) === 0) return [];
      const x = left + (place < 4 ? 1 : 1 + CELL.width / 2);
      const y = top + 1 + ((place % 4) * CELL.height) / 4;
      return [`M${x.toFixed(1)} ${y.toFixed(1)}h2.2v2.2h-2.2z`];
    })
    .join('');
}

const escapeXml = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
const lines = readFileSync(0, 'utf8').replace(/\n$/, '').split('\n');
const shapes = [];
let style = { fg: null, bg: null, bold: false, dim: false, inverse: false };
let columns = 0;

lines.forEach((line, row) => {
  let column = 0;
  for (const part of line.split(SGR)) {
    const sgr = part.match(SGR_ALONE);
    if (sgr) {
      style = applySgr(style, sgr[1] === '' ? [0] : sgr[1].split(';').map(Number));
      continue;
    }
    const characters = [...part];
    if (characters.length === 0) continue;
    const fg = style.inverse ? (style.bg ?? BACKGROUND) : (style.fg ?? FOREGROUND);
    const bg = style.inverse ? (style.fg ?? FOREGROUND) : style.bg;
    const x = column * CELL.width;
    const width = characters.length * CELL.width;
    if (bg !== null) {
      shapes.push(
        `<rect x="${x.toFixed(1)}" y="${row * CELL.height}" width="${width.toFixed(1)}" height="${CELL.height}" fill="${bg}"/>`,
      );
    }
    const look = `${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.6"' : ''}`;
    // Words have places of their own and braille is drawn, since fonts differ in how wide they make spaces and dots.
    let dots = '';
    for (const { word, at } of wordsOf(characters)) {
      const left = x + at * CELL.width;
      if (isBraille(word))
        dots += [...word].map((c, i) => brailleDots(c, left + i * CELL.width, row * CELL.height)).join('');
      else
        shapes.push(
          `<text x="${left.toFixed(1)}" y="${row * CELL.height + 13}" fill="${fg}"${look}>${escapeXml(word)}</text>`,
        );
    }
    if (dots !== '') shapes.push(`<path d="${dots}" fill="${fg}"${style.dim ? ' opacity="0.6"' : ''}/>`);
    column += characters.length;
  }
  columns = Math.max(columns, column);
});

const [width, height] = [columns * CELL.width + 24, lines.length * CELL.height + 24];
console.log(
  [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width.toFixed(0)} ${height}" font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="${CELL.size}" xml:space="preserve">`,
    '<title>The losscope dashboard while four scenarios train</title>',
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g transform="translate(12 12)" style="white-space: pre">`,
    ...shapes,
    '</g>',
    '</svg>',
  ].join('\n'),
);

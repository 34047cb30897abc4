import { WriteStream } from 'node:tty';

/** Every colour and every special character of the dashboard, in one place. */

/** Bits of colour that the terminal offers: none, 16 colours, 256 colours, 24 bits. */
export type ColorDepth = 0 | 4 | 8 | 24;

/** How a line is broken, so that colour is never the only sign: dot columns drawn and left out by turns. */
export interface LineMark {
  readonly color: string;
  /** The same colour, fainter: of the band around the line. */
  readonly band: string;
  readonly dash: readonly number[];
  /** How the line looks in a legend. */
  readonly sample: string;
}

/** A share of the maximum in 0..1, or what else a small cell can be. */
export type Shade = number | 'wall' | 'goal' | 'agent' | null;

export interface Theme {
  readonly name: ThemeName;
  readonly depth: ColorDepth;
  readonly strong: string;
  readonly dim: string;
  readonly border: string;
  /** The pane that has the keys, and what is selected in it. */
  readonly accent: string;
  readonly good: string;
  readonly warning: string;
  readonly bad: string;
  /** A band behind its line. */
  readonly band: string;
  readonly lines: readonly LineMark[];
  /** The baseline, which every chart shows. */
  readonly pinned: LineMark;
  /** Background and foreground for a share of the maximum in 0..1; empty where there are too few colours. */
  heat(share: number): string;
  /** Foreground and background of an upper half block that shows two shades; null as a share means nothing there. */
  heatPair(upper: Shade, lower: Shade): string;
}

export const GLYPHS = {
  queued: '○',
  running: '▶',
  quiet: '·',
  paused: '‖',
  done: '✓',
  failed: '✗',
  diverged: '∞',
  stopped: '■',
  cursor: '▸',
  expanded: '▾',
  collapsed: '▹',
  barFull: '━',
  barHalf: '╸',
  barRest: '─',
  ellipsis: '…',
  plusMinus: '±',
  none: '—',
  lineSample: '━━',
  reading: '┊',
  lower: '↓',
  higher: '↑',
  broken: '✗',
  fork: '┴',
  warning: '⚠',
  pinned: '*',
  hidden: '··',
  axisX: '─',
  axisY: '│',
  tick: '┤',
  corner: '└',
  topLeft: '╭',
  topRight: '╮',
  bottomLeft: '╰',
  bottomRight: '╯',
  wall: '█',
  agent: '●',
  policy: ['←', '↓', '→', '↑'],
  halfBlock: '▀',
  lowerHalf: '▄',
  shades: [' ', '░', '▒', '▓'],
  blocks: [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'],
  points: ['●', '▲', '■', '◆', '✚', '✖', '★', '○', '△', '□', '◇', '☆'],
} as const;

/**
 * Okabe and Ito (2008), safe for colour-blind readers; the first ones stand out on light and dark ground alike.
 * 24-bit red, green, blue; the nearest of 256; the nearest of 16.
 */
const HUES = [
  ['86;180;233', 74, 36],
  ['230;159;0', 178, 33],
  ['0;158;115', 36, 32],
  ['204;121;167', 175, 35],
  ['213;94;0', 166, 31],
  ['0;114;178', 32, 34],
  ['240;228;66', 227, 93],
  ['190;190;190', 250, 37],
] as const;

const DASHES = [
  { dash: [], sample: '━━' },
  { dash: [4, 2], sample: '╍╍' },
  { dash: [2, 2], sample: '┅┅' },
  { dash: [6, 2, 2, 2], sample: '━╸' },
  { dash: [1, 2], sample: '┉┉' },
] as const;

/** Cividis (Nuñez et al. 2018) in eight steps, dark to light, and the nearest of 256. */
const HEAT = [
  ['0;34;78', 17],
  ['33;62;110', 24],
  ['74;91;112', 60],
  ['108;112;115', 66],
  ['143;139;118', 102],
  ['181;170;104', 144],
  ['217;197;82', 185],
  ['254;232;56', 227],
] as const;

export const THEMES = ['dark', 'light', 'contrast'] as const;
/** For a dark or a light ground, or with no faint shades at all. */
export type ThemeName = (typeof THEMES)[number];
/** `auto`: dark or light, as the terminal's ground is; see `ground.ts`. */
export const THEME_CHOICES = [...THEMES, 'auto'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];

/** The hues that stand out on a white ground; the yellow does not, black takes its place. */
const LIGHT_HUES = [
  ['0;114;178', 25, 34],
  ['170;100;0', 130, 33],
  ['0;120;86', 29, 32],
  ['168;76;126', 132, 35],
  ['188;72;0', 130, 31],
  ['20;140;200', 31, 36],
  ['40;40;40', 235, 30],
  ['120;90;180', 97, 35],
] as const;

/** The same hues, brighter. */
const CONTRAST_HUES = [
  ['110;205;255', 117, 96],
  ['255;190;40', 220, 93],
  ['0;230;160', 48, 92],
  ['255;150;215', 218, 95],
  ['255;120;50', 209, 91],
  ['120;160;255', 111, 94],
  ['255;250;120', 228, 97],
  ['225;225;225', 254, 37],
] as const;

const PALETTES = {
  dark: { hues: HUES, dim: 245, border: 241 },
  light: { hues: LIGHT_HUES, dim: 240, border: 247 },
  contrast: { hues: CONTRAST_HUES, dim: 255, border: 250 },
} as const;

const hue = (index: number, depth: ColorDepth, name: ThemeName): string => {
  const [rgb, of256, of16] = PALETTES[name].hues[index]!;
  if (depth === 24) return `\x1b[38;2;${rgb}m`;
  if (depth === 8) return `\x1b[38;5;${of256}m`;
  return depth === 4 ? `\x1b[${of16}m` : '';
};

/** How much of a colour is left in a band, the rest being the ground behind it. */
const BAND_SHARE = 0.45;

/** The hue mixed into the ground, so that a band never outshines its line; where no mix can be shown, faint. */
function faint(index: number, depth: ColorDepth, name: ThemeName): string {
  if (depth < 8) return `\x1b[2m${hue(index, depth, name)}`;
  const ground = name === 'light' ? 255 : 0;
  const mixed = PALETTES[name].hues[index]![0].split(';').map((part) =>
    Math.round(Number(part) * BAND_SHARE + ground * (1 - BAND_SHARE)),
  );
  if (depth === 24) return `\x1b[38;2;${mixed.join(';')}m`;
  const [red, green, blue] = mixed.map((part) => CUBE.findLastIndex((level) => level - 20 <= part));
  return `\x1b[38;5;${16 + 36 * red! + 6 * green! + blue!}m`;
}

/** Levels of red, green and blue in the cube of 256 colours. */
const CUBE = [0, 95, 135, 175, 215, 255];

const grey = (level: number, depth: ColorDepth, name: ThemeName): string => {
  if (name === 'contrast' && depth < 8) return '';
  if (depth >= 8) return `\x1b[38;5;${level}m`;
  return depth === 4 ? '\x1b[90m' : '\x1b[2m';
};

/** The styles as ANSI sequences for this depth. Without colour only bold, faint and the marks are left. */
export function makeTheme(depth: ColorDepth, name: ThemeName = 'dark'): Theme {
  const bold = '\x1b[1m';
  const { dim, border } = PALETTES[name];
  return {
    name,
    depth,
    strong: bold,
    dim: grey(dim, depth, name),
    border: grey(border, depth, name),
    accent: `${bold}${hue(0, depth, name)}`,
    good: hue(2, depth, name),
    warning: hue(1, depth, name),
    bad: `${bold}${hue(4, depth, name)}`,
    band: grey(dim, depth, name),
    lines: Array.from({ length: HUES.length * DASHES.length }, (_, i) => {
      const dash = DASHES[i % DASHES.length]!;
      const index = i % HUES.length;
      const [color, band] = [hue(index, depth, name), faint(index, depth, name)];
      return { color, band, dash: dash.dash, sample: dash.sample };
    }),
    pinned: { color: bold, band: grey(dim, depth, name) || '\x1b[2m', dash: [1, 3], sample: '┄┄' },
    heat(share) {
      const color = heatColor(share, depth);
      if (color === '') return '';
      return `\x1b[38;5;${share < 0.5 ? 231 : 16};48;${color}m`;
    },
    heatPair(upper, lower) {
      const [above, below] = [shadeColor(upper, depth), shadeColor(lower, depth)];
      return `\x1b[${above === '' ? '30' : `38;${above}`};${below === '' ? '49' : `48;${below}`}m`;
    },
  };
}

/** The colour for a share of the maximum, as the part of an ANSI sequence behind 38 or 48; empty for none. */
function heatColor(share: number, depth: ColorDepth): string {
  if (depth < 8 || Number.isNaN(share)) return '';
  const [rgb, of256] = HEAT[Math.max(0, Math.min(HEAT.length - 1, Math.floor(share * HEAT.length)))]!;
  return depth === 24 ? `2;${rgb}` : `5;${of256}`;
}

function shadeColor(shade: Shade, depth: ColorDepth): string {
  switch (shade) {
    case null:
      return '';
    case 'wall':
      return '5;240';
    case 'goal':
      return '5;36';
    case 'agent':
      return '5;231';
    default:
      return heatColor(shade, depth);
  }
}

/** What the environment says about colour, as Node reads it; NO_COLOR (any value, https://no-color.org) wins. */
export function colorDepth(env: Readonly<Record<string, string | undefined>>): ColorDepth {
  if (env.NO_COLOR || env.TERM === 'dumb') return 0;
  // Node takes NO_COLOR for a wish of any value, the convention one that is not empty; a terminal that names nothing has 16.
  const { NO_COLOR: _, ...rest } = env;
  const depth = WriteStream.prototype.getColorDepth.call(null, { ...rest, TERM: rest.TERM ?? 'xterm' });
  if (depth === 24 || depth === 8) return depth;
  // Names that Node does not know say it themselves.
  return /256color|kitty|alacritty|ghostty|wezterm|direct/i.test(env.TERM ?? '') ? 8 : 4;
}

/** How the numbers of a column are written. */
export interface Spelling {
  readonly decimal: '.' | ',';
  /** What stands between groups of three digits; empty for nothing. */
  readonly thousands: '' | ',' | '.' | ' ' | "'";
  /** Units and signs that are taken off, such as €, % or V. */
  readonly units: readonly string[];
}

export const PLAIN_NUMBERS: Spelling = { decimal: '.', thousands: '', units: [] };

/** A number without its sign, its unit, its brackets. */
interface Core {
  readonly body: string;
  readonly negative: boolean;
  readonly unit: string;
}

const BLANKS = /[\u00a0\u2007\u2009\u202f]/g;
const SIGN = /^[-+\u2212\u2013\u2012\ufe63\uff0d]/;
const BODY = /^(\d[\d.,' \u2019]*|[.,]\d+)([eEdD][+-]?\d+)?/;
const UNIT = /^[\p{L}\p{Sc}%°µ‰/²³]{1,8}\.?$/u;

/** Digits and marks of other widths and of Arabic as those of ASCII. */
function asciiDigits(text: string): string {
  if (!/[\uff0c-\uff19\u0660-\u066c\u06f0-\u06f9]/.test(text)) return text;
  const marks: Readonly<Record<string, string>> = {
    '\uff0c': ',',
    '\uff0d': '-',
    '\uff0e': '.',
    '\u066b': '.',
    '\u066c': ',',
  };
  return text.replace(/[\uff0c-\uff0e\uff10-\uff19\u0660-\u0669\u066b\u066c\u06f0-\u06f9]/g, (sign) => {
    const code = sign.charCodeAt(0);
    return marks[sign] ?? `${code - (code >= 0xff10 ? 0xff10 : code >= 0x6f0 ? 0x6f0 : 0x660)}`;
  });
}

function coreOf(text: string): Core | null {
  let rest = asciiDigits(text).replace(BLANKS, ' ').trim();
  let negative = false;
  if (rest.startsWith('(') && rest.endsWith(')')) {
    negative = true;
    rest = rest.slice(1, -1).trim();
  }
  const take = (pattern: RegExp): string => {
    const found = pattern.exec(rest)?.[0] ?? '';
    rest = rest.slice(found.length).trimStart();
    return found;
  };
  const minus = (sign: string) => sign !== '' && sign !== '+';
  if (minus(take(SIGN))) negative = !negative;
  const before = take(/^(?:\p{Sc}|(?:USD|EUR|GBP|CHF|JPY|US\$|Rs\.?)(?=[\s\d.,+-]))/u);
  if (before !== '' && minus(take(SIGN))) negative = !negative;
  const found = BODY.exec(rest)?.[0] ?? '';
  if (found === '') return null;
  let after = rest.slice(found.length).trim();
  // As SAP writes it: 12.50-
  if (/^[-\u2212]/.test(after)) {
    negative = !negative;
    after = after.slice(1).trim();
  }
  if (after !== '' && !UNIT.test(after)) return null;
  const body = found.trim().replaceAll('\u2019', "'").replace(/[dD]/, 'e');
  return { body, negative, unit: before === '' ? after : before };
}

/** The number that a text holds in a spelling; NaN when it holds none. */
export function numberIn(text: string, { decimal, thousands, units }: Spelling): number {
  const core = coreOf(text);
  if (core === null || (core.unit !== '' && !units.includes(core.unit))) return Number.NaN;
  let { body } = core;
  if (thousands !== '' && body.includes(thousands)) {
    const at = body.search(decimal === '.' ? /\.(?=[^.]*$)/ : /,(?=[^,]*$)/);
    const whole = at < 0 ? body.replace(/[eE].*$/, '') : body.slice(0, at);
    if (!grouped(whole, thousands)) return Number.NaN;
    body = whole.replaceAll(thousands, '') + body.slice(whole.length);
  }
  if (decimal === ',') {
    if (body.includes('.')) return Number.NaN;
    body = body.replace(',', '.');
  }
  if (!/^(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(body)) return Number.NaN;
  const value = Number(body);
  return core.negative ? -value : value;
}

function grouped(whole: string, thousands: string): boolean {
  const groups = whole.split(thousands);
  if (groups.every((group, i) => (i === 0 ? /^\d{1,3}$/.test(group) : /^\d{3}$/.test(group)))) return true;
  // As in India: 12,34,567.
  return /^\d{1,2}(,\d{2})+,\d{3}$/.test(whole);
}

/** What the texts of a column say about how its numbers are written. */
export interface SpellingEvidence {
  /** Texts that only read as numbers with this decimal mark. */
  readonly point: string | null;
  readonly comma: string | null;
  /** A text such as 1,234, which is one of two numbers. */
  readonly either: string | null;
  readonly thousands: ReadonlySet<'' | ',' | '.' | ' ' | "'">;
  readonly units: ReadonlyMap<string, number>;
}

/** Looks at texts that are no plain numbers, each with how often it stands in the column. */
export function evidenceIn(texts: readonly { readonly text: string; readonly count: number }[]): SpellingEvidence {
  let point: string | null = null;
  let comma: string | null = null;
  let either: string | null = null;
  const thousands = new Set<'' | ',' | '.' | ' ' | "'">();
  const units = new Map<string, number>();
  for (const { text, count } of texts) {
    const core = coreOf(text);
    if (core === null) continue;
    units.set(core.unit, (units.get(core.unit) ?? 0) + count);
    const body = core.body.replace(/[eE][+-]?\d+$/, '');
    const points = body.split('.').length - 1;
    const commas = body.split(',').length - 1;
    if (body.includes(' ')) thousands.add(' ');
    if (body.includes("'")) thousands.add("'");
    if (points > 0 && commas > 0) {
      if (body.lastIndexOf('.') > body.lastIndexOf(',')) {
        point ??= text;
        thousands.add(',');
      } else {
        comma ??= text;
        thousands.add('.');
      }
    } else if (commas > 1) {
      point ??= text;
      thousands.add(',');
    } else if (points > 1) {
      comma ??= text;
      thousands.add('.');
    } else if (commas === 1) {
      if (/^[1-9]\d{0,2},\d{3}$/.test(body)) either ??= text;
      else comma ??= text;
    } else if (points === 1 && !/^[1-9]\d{0,2}\.\d{3}$/.test(body)) point ??= text;
  }
  return { point, comma, either, thousands, units };
}

/** A spelling in words, with what is seen in `texts`: "decimal comma, points between thousands, without €". */
export function describeSpelling(
  { decimal, thousands, units }: Spelling,
  texts: readonly { readonly text: string }[],
): string {
  const between: Readonly<Record<string, string>> = { ',': 'commas', '.': 'points', ' ': 'blanks', "'": 'apostrophes' };
  const shown = units.filter((unit) => unit !== '');
  return [
    decimal === ',' ? 'decimal comma' : '',
    thousands === '' ? '' : `${between[thousands]} between thousands`,
    shown.length === 0 ? '' : `without the sign or unit ${shown.join(', ')}`,
    texts.some(({ text }) => /[\u2212\u2013\u2012\ufe63\uff0d]/.test(text)) ? 'Unicode minus signs' : '',
    texts.some(({ text }) => text.startsWith('(')) ? 'negative in parentheses' : '',
    texts.some(({ text }) => /\d[-\u2212]$/.test(text)) ? 'the minus behind the number' : '',
  ]
    .filter((part) => part !== '')
    .join(', ');
}

import { describeAllowed, type ParamSpecs } from '../../core/params.js';
import type { Env, ObservationSpace } from '../../env/kit/env.js';
import { type Line, tone } from '../lines.js';
import { wrap, wrapAfter } from '../losses/wrap.js';
import { formatCount, formatNumber } from '../numbers.js';

/** What pages of envs and agents have in common. */

const INDENT = '  ';

/** A title and its lines after a blank line; nothing without lines. */
export function section(title: string, lines: readonly Line[]): readonly Line[] {
  return lines.length === 0 ? [] : [[], [tone('strong', title)], ...lines];
}

export function paragraph(text: string, width: number): readonly Line[] {
  return wrap(text, width).map((line) => [line]);
}

export function indented(text: string, width: number): readonly Line[] {
  return wrapAfter(INDENT, text, width).map((line) => [line]);
}

export function items(texts: readonly string[], width: number): readonly Line[] {
  return texts.flatMap((text) => wrapAfter(`${INDENT}- `, text, width).map((line): Line => [line]));
}

/** A name and what is said of it, in columns; `help` stands dimmed below. */
export interface Fact {
  readonly name: string;
  readonly text: string;
  readonly help?: string;
}

export function facts(all: readonly Fact[], width: number): readonly Line[] {
  const widest = Math.max(0, ...all.map(({ name }) => name.length));
  return all.flatMap(({ name, text, help = '' }) => {
    const lead = `${INDENT}${name.padEnd(widest)}${INDENT}`;
    const [first = '', ...rest] = wrapAfter(lead, text, width);
    return [
      [INDENT, tone('strong', name.padEnd(widest)), first.slice(INDENT.length + widest)],
      ...rest.map((line): Line => [line]),
      ...wrapAfter(' '.repeat(lead.length), help, width).map((line): Line => [tone('dim', line)]),
    ];
  });
}

/** Every setting with its default, range and help, and its value where that is another one. */
export function settingFacts(specs: ParamSpecs, values: Readonly<Record<string, unknown>> = {}): readonly Fact[] {
  return Object.entries(specs).map(([name, spec]) => {
    const usual = `${settingText(spec.default)} by default; ${describeAllowed(spec)}`;
    const value = settingText(values[name] ?? spec.default);
    const changed = value === settingText(spec.default) ? '' : `${value} here; `;
    return { name, text: `${changed}${usual}`, help: spec.help };
  });
}

/** A value as a scenario file would have it, in one line. */
function settingText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(settingText).join(', ')}]`;
  return typeof value === 'string' && /[\n ]|^$/.test(value) ? JSON.stringify(value) : String(value);
}

/** Settings as plain data, for scripts. */
export function settingDocuments(specs: ParamSpecs, values?: Readonly<Record<string, unknown>>): readonly object[] {
  return Object.entries(specs).map(([name, spec]) => ({
    name,
    default: spec.default,
    ...(values === undefined ? {} : { value: values[name] }),
    allowed: describeAllowed(spec),
    spec,
  }));
}

/** `4 numbers: -4.8 to 4.8, any, -0.4189 to 0.4189, any`. */
export function spaceText({ size, low, high, states, shape, binary }: ObservationSpace): string {
  const bounds = Array.from({ length: size }, (_, i) => boundText(low[i]!, high[i]!));
  if (shape !== undefined) {
    const values = binary === true ? 'each 0 or 1' : `each ${bounds[0]}`;
    return `a picture of ${shape[0]} x ${shape[1]} cells with ${shape[2]} channels: ${formatCount(size)} numbers, ${values}`;
  }
  const alike = new Set(bounds).size === 1;
  const each = alike && size > 1 ? `each ${bounds[0]}` : bounds.join(', ');
  const numbered = states === null ? '' : `; ${formatCount(states)} state${states === 1 ? '' : 's'}, numbered`;
  return `${size} number${size === 1 ? '' : 's'}: ${each}${numbered}`;
}

function boundText(low: number, high: number): string {
  if (low === high) return `always ${formatNumber(low)}`;
  if (!Number.isFinite(low) && !Number.isFinite(high)) return 'any';
  if (!Number.isFinite(high)) return `>= ${formatNumber(low)}`;
  return Number.isFinite(low) ? `${formatNumber(low)} to ${formatNumber(high)}` : `<= ${formatNumber(high)}`;
}

/** `0 left, 1 right`; of a box `torque from -2 to 2`. */
export function actionsText(env: Env): string {
  const { actionNames, actions } = env;
  if (actions?.kind === 'box') {
    return actionNames.map((name, i) => `${name}, a number from ${actions.low[i]} to ${actions.high[i]}`).join('; ');
  }
  const masked = env.mask === undefined ? '' : '; not all of them exist in every state';
  return actionNames.map((name, i) => `${i} ${name}`).join(', ') + masked;
}

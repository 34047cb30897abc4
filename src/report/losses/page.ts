import type { LossDefinition } from '../../losses/kit/definition.js';
import { type Line, tone } from '../lines.js';
import {
  byFamily,
  commonOptionText,
  familyTitles,
  ownInputs,
  paramFacts,
  roleText,
  rowOptionText,
  shapeText,
  valuesText,
  variantFacts,
} from './facts.js';
import { wrap, wrapAfter } from './wrap.js';

const INDENT = '  ';

/** All that is known of a loss, as lines of at most `width` columns where words allow it. */
export function lossPage(loss: LossDefinition, scenarios: readonly string[], width: number): readonly Line[] {
  const text = (lines: readonly string[]): readonly Line[] => lines.map((line) => [line]);
  const indented = (said: string): readonly Line[] => text(wrapAfter(INDENT, said, width));
  const items = (all: readonly string[]): readonly Line[] =>
    all.flatMap((said) => text(wrapAfter(`${INDENT}- `, said, width)));
  const section = (title: string, lines: readonly Line[]): readonly Line[] =>
    lines.length === 0 ? [] : [[], [tone('strong', title)], ...lines];
  const aliases = loss.aliases.length === 0 ? [] : wrapAfter('Also called: ', loss.aliases.join(', '), width);
  return [
    [tone('strong', loss.name), tone('dim', `  ${familyTitles[loss.family].toLowerCase()}`)],
    ...text(wrap(loss.summary, width)),
    ...text(aliases),
    ...section('Formula', indented(loss.formula)),
    ...section('Gradient', indented(loss.gradient)),
    ...section('Inputs', inputLines(loss, width)),
    ...section('Rows', indented(rowOptionText(loss))),
    ...section('Options', indented(commonOptionText(loss))),
    ...section('Parameters', paramLines(loss, width)),
    ...section('Variants', variantLines(loss, width)),
    ...section('Source', indented(loss.source)),
    ...section('Elsewhere', items(loss.elsewhere)),
    ...section('Traps', items(loss.traps)),
    ...section('Relatives', indented(loss.relatives.join(', '))),
    ...section('Trains on', indented(loss.fits.join(', '))),
    ...section(
      'Scenarios',
      scenarios.length === 0 ? [[`${INDENT}none of the bundled ones`]] : indented(scenarios.join(', ')),
    ),
  ];
}

/** A line of facts, then its help a step further in. */
function fact(name: string, facts: string, help: string, widest: number, width: number): readonly Line[] {
  const lead = `${INDENT}${name.padEnd(widest)}  `;
  const [first = '', ...rest] = wrapAfter(lead, facts, width);
  const space = ' '.repeat(lead.length);
  return [
    [INDENT, tone('strong', name.padEnd(widest)), first.slice(INDENT.length + widest)],
    ...rest.map((line): Line => [line]),
    ...(help === '' ? [] : wrapAfter(space, help, width).map((line): Line => [tone('dim', line)])),
  ];
}

function inputLines(loss: LossDefinition, width: number): readonly Line[] {
  const inputs = ownInputs(loss);
  const widest = Math.max(...inputs.map(([name]) => name.length));
  return inputs.flatMap(([name, spec]) =>
    fact(name, `${shapeText(spec)}, ${valuesText(spec)}; ${roleText(spec)}`, spec.help, widest, width),
  );
}

function paramLines(loss: LossDefinition, width: number): readonly Line[] {
  const facts = paramFacts(loss);
  const widest = Math.max(0, ...facts.map(({ name }) => name.length));
  return facts.flatMap(({ name, default: usual, allowed, help }) =>
    fact(name, `${usual} by default; ${allowed}`, help, widest, width),
  );
}

function variantLines(loss: LossDefinition, width: number): readonly Line[] {
  const facts = variantFacts(loss);
  const widest = Math.max(0, ...facts.map(({ name }) => name.length));
  return facts.flatMap(({ name, implies, takes }) =>
    fact(name, `takes ${takes}${implies === '' ? '' : `; implies ${implies}`}`, '', widest, width),
  );
}

/** Every loss by family, one line each where `width` holds it. */
export function lossList(losses: readonly LossDefinition[], width: number): readonly Line[] {
  const widest = Math.max(...losses.map(({ name }) => name.length));
  return byFamily(losses)
    .filter(([, members]) => members.length > 0)
    .flatMap(([family, members], i): readonly Line[] => [
      ...(i === 0 ? [] : [[]]),
      [tone('strong', familyTitles[family]), tone('dim', `  ${members.length}`)],
      ...members.flatMap(({ name, summary }): readonly Line[] => {
        const lead = `${INDENT}${name.padEnd(widest)}  `;
        const [first = '', ...rest] = wrapAfter(lead, summary, width);
        return [[tone('strong', lead), first.slice(lead.length)], ...rest.map((line): Line => [line])];
      }),
    ]);
}

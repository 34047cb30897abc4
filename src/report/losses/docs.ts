import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../core/package.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import type { Registries } from '../../train/registries.js';
import {
  byFamily,
  familyTitles,
  ownInputs,
  paramFacts,
  roleText,
  rowOptionText,
  shapeText,
  valuesText,
  variantFacts,
} from './facts.js';
import { isPlotted, slopeName, variableText } from './loss-curves.js';
import { type ScenariosByLoss, scenariosByLoss } from './scenarios.js';

/** Where the page stands in the package. */
export const LOSS_DOCS_FILE = fileURLToPath(packageFile('docs/losses.md'));

/** docs/losses.md: all that the registry knows of every loss, as Markdown. */
export function lossDocs({ losses, ...others }: Registries): string {
  const scenarios = scenariosByLoss({ losses, ...others });
  const families = byFamily(losses.list()).filter(([, members]) => members.length > 0);
  return [
    '# Losses',
    '',
    '<!-- Generated from src/losses by npm run docs. Change the definitions there. -->',
    '',
    `${losses.list().length} losses. \`losscope losses <name>\` draws each of them, its gradient beside it; on a terminal its settings`,
    'can be moved while the curves answer. `mean` divides by what the parameter `reduction` names; with nothing to average the value is 0.',
    '',
    ...families.flatMap(([family, members]) => [
      `**${familyTitles[family]}**: ${members.map(({ name }) => `[${name}](#${name})`).join(', ')}`,
      '',
    ]),
    ...families.flatMap(([family, members]) => [
      // Not the bare name, which would take the anchor of the loss contrastive.
      `## ${familyTitles[family]} losses`,
      '',
      ...members.flatMap((loss) => section(loss, scenarios)),
    ]),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
}

function section(loss: LossDefinition, scenarios: ScenariosByLoss): readonly string[] {
  const used = scenarios.get(loss.name) ?? [];
  return [
    `### ${loss.name}`,
    '',
    cell(loss.summary),
    '',
    ...(loss.aliases.length === 0 ? [] : [`Also called ${loss.aliases.map(cell).join(', ')}.`, '']),
    `- **Formula** ${plainCode(loss.formula)}`,
    `- **Gradient** ${plainCode(loss.gradient)}`,
    `- **Source** ${cell(loss.source)}`,
    `- **Relatives** ${loss.relatives.map((name) => `[${name}](#${name})`).join(', ')}`,
    `- **Trains on** ${loss.fits.map(code).join(', ')}`,
    `- **Rows** ${cell(rowOptionText(loss))}`,
    `- **Scenarios** ${used.length === 0 ? 'none of the bundled ones' : used.map(code).join(', ')}`,
    ...(isPlotted(loss)
      ? [`- **Drawn** loss and ${code(slopeName(loss.plot))} over ${cell(variableText(loss.plot))}`]
      : []),
    '',
    ...table(
      ['input', 'shape', 'values', 'role', 'what it is'],
      ownInputs(loss).map(([name, spec]) => [
        code(name),
        code(shapeText(spec)),
        cell(valuesText(spec)),
        roleText(spec),
        cell(spec.help),
      ]),
    ),
    ...table(
      ['parameter', 'default', 'legal', 'what it does'],
      paramFacts(loss).map(({ name, default: usual, allowed, help }) => [
        code(name),
        code(usual),
        cell(allowed),
        cell(help),
      ]),
    ),
    ...table(
      ['variant', 'takes', 'implies'],
      variantFacts(loss).map(({ name, takes, implies }) => [code(name), cell(takes), cell(implies)]),
    ),
    'Elsewhere:',
    '',
    ...loss.elsewhere.map((line) => `- ${cell(line)}`),
    '',
    'Traps:',
    '',
    ...loss.traps.map((line) => `- ${cell(line)}`),
    '',
  ];
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line), ''];
}

/** Text of a definition as Markdown: nothing in it is markup. */
function cell(text: string): string {
  return text.replace(/[\\`*_[\]<>|]/g, (mark) => `\\${mark}`);
}

function plainCode(text: string): string {
  return `\`${text.replaceAll('`', "'")}\``;
}

/** Code in a cell of a table, which `|` would end even there. */
function code(text: string): string {
  return plainCode(text).replaceAll('|', '\\|');
}

/** Writes the page; returns whether the file has changed. */
export function writeLossDocs(registries: Registries, file = LOSS_DOCS_FILE): boolean {
  const text = lossDocs(registries);
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

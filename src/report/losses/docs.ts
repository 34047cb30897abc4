import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../core/package.js';
import type { LossDefinition } from '../../losses/kit/definition.js';
import type { Registries } from '../../train/registries.js';
import { workedExample } from './example.js';
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
    ...whichLoss(),
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

/** A loss for a task and what goes wrong in it. */
const choices: readonly (readonly [task: string, symptom: string, losses: readonly string[]])[] = [
  ['one of several classes', 'nothing special', ['cross-entropy']],
  ['one of several classes', 'a few classes are rare', ['logit-adjusted', 'ldam', 'focal']],
  ['one of several classes', 'labels are wrong', ['generalized-cross-entropy', 'symmetric-cross-entropy']],
  ['any number of labels', 'nothing special; rare labels', ['multi-label-bce', 'asymmetric']],
  ['masks', 'small objects; misses cost more than false alarms', ['dice', 'tversky', 'lovasz-hinge']],
  ['a number', 'nothing special; outliers', ['mse', 'huber', 'mae']],
  ['a number', 'a range is wanted; a spread is wanted', ['quantile', 'gaussian-nll', 'crps-gaussian']],
  ['counts and amounts', 'counts; mostly 0', ['poisson-nll', 'tweedie']],
  ['ranked lists', 'order; the top of the list', ['pairwise-logistic', 'listnet', 'lambda-rank', 'approx-ndcg']],
  ['retrieval', 'pairs; a teacher to learn from', ['mnr', 'info-nce', 'siglip', 'margin-mse']],
  ['embeddings of classes', 'several rows a class; many classes', ['sup-con', 'triplet', 'proxy-anchor', 'arcface']],
  ['views without labels', 'large batches; no negatives', ['info-nce', 'vicreg', 'barlow-twins', 'simsiam']],
  ['preferences', 'a reward model; a policy; single judgements', ['bradley-terry', 'dpo', 'kto', 'grpo']],
  [
    'reinforcement learning',
    'values; distributions; a fixed data set',
    ['q-td', 'categorical-td', 'quantile-td', 'cql'],
  ],
  ['reinforcement learning', 'a policy; several passes over one stretch', ['policy-gradient', 'ppo-clip']],
];

function whichLoss(): readonly string[] {
  return [
    '## Which loss for what',
    '',
    ...table(
      ['task', 'symptom', 'losses'],
      choices.map(([task, symptom, names]) => [task, symptom, names.map((name) => `[${name}](#${name})`).join(', ')]),
    ),
    'Symbols: N rows, C classes, D size of an embedding, A actions, z logits, p their softmax or sigmoid, p_t the probability of',
    'the true class, y the target, delta_ky 1 for k = y and else 0, sigma the sigmoid, lse the log of a sum of exponentials,',
    '[x]+ the larger of x and 0.',
    '',
  ];
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
    `- **Options** ${cell(commonOptionText(loss))}`,
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
    ...exampleLines(loss),
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

/** A call that a reader can repeat, and what it gives. */
function exampleLines(loss: LossDefinition): readonly string[] {
  const { command, results } = workedExample(loss);
  return ['Example:', '', '```sh', command, ...results.map((line) => `# ${line}`), '```', ''];
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

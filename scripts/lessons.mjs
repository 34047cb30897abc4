// Writes docs/lessons.md: what the bundled lessons measured, from the results of their runs.
//
//   mkdir results
//   losscope run saturation-mse --json --no-save > results/saturation-mse.json   (one file a scenario, any number of them)
//   node scripts/lessons.mjs results > docs/lessons.md
//
// A file is the one JSON document that `losscope run <scenario> --json` prints, for one scenario or several, with all
// their variants and seeds. Title, question, what was found and the metrics to show come from scenarios/<name>.yaml: the
// metric in focus, then those that its expectations name. Lessons stand in the order of the file names. Ends with 1 and a
// message when a file is no such document or names a scenario that is not bundled, and writes nothing then.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

class Refusal extends Error {}

/** The scenarios of all documents in a folder, variants of one name together, and the versions that ran them. */
function readResults(folder) {
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort();
  if (files.length === 0) throw new Refusal(`${folder} holds no .json file`);
  const lessons = new Map();
  const versions = new Set();
  for (const file of files) {
    const { losscope, scenarios } = readDocument(join(folder, file));
    if (losscope !== undefined) versions.add(losscope);
    for (const scenario of scenarios) {
      if (!lessons.has(scenario.name)) lessons.set(scenario.name, []);
      lessons.get(scenario.name).push(scenario);
    }
  }
  return { lessons: [...lessons], versions: [...versions] };
}

function readDocument(file) {
  let document;
  try {
    document = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Refusal(`${file} is not JSON: ${error.message}`);
  }
  const isScenario = (one) =>
    typeof one?.name === 'string' && Array.isArray(one.runs) && Array.isArray(one.expectations);
  if (!Array.isArray(document?.scenarios) || !document.scenarios.every(isScenario))
    throw new Refusal(`${file} is not what losscope run --json prints`);
  return document;
}

function readScenario(name) {
  const file = join(ROOT, 'scenarios', `${name}.yaml`);
  if (!existsSync(file)) throw new Refusal(`there is no bundled scenario ${name}`);
  return parse(readFileSync(file, 'utf8'));
}

/** Four significant digits, and whole numbers as they are. */
function told(value) {
  if (typeof value !== 'number' || !Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return `${value}`;
  const size = Math.abs(value);
  return size < 1e-3 || size >= 1e6 ? value.toExponential(2) : value.toPrecision(4);
}

/** Seeds as people write them: 0-9, or 0, 3, 7. */
function seedsIn(seeds) {
  const sorted = [...new Set(seeds)].sort((a, b) => a - b);
  const parts = [];
  for (let i = 0; i < sorted.length; i++) {
    let end = i;
    while (sorted[end + 1] === sorted[end] + 1) end++;
    parts.push(end - i >= 2 ? `${sorted[i]}-${sorted[end]}` : sorted.slice(i, end + 1).join(', '));
    i = end;
  }
  return parts.join(', ');
}

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ').trim();
const row = (cells) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** The first characters of a hash, as code; nothing where there is none. */
const head = (hash, length) => (hash ? `\`${hash.slice(0, length)}\`` : '');

/** Mean and range of a metric over the seeds that came to their end. */
function spread(runs, metric) {
  const values = runs.filter(({ status }) => status === 'done').map(({ final }) => Number(final[metric]));
  const known = values.filter((value) => !Number.isNaN(value));
  if (known.length === 0) return '';
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return least === most ? told(mean) : `${told(mean)} (${told(least)} to ${told(most)})`;
}

function metricsOf({ focus, expect = [] }, variants) {
  const named = [focus, ...expect.flatMap(({ metric, than }) => [metric, than])];
  const recorded = new Set(variants.flatMap(({ runs }) => runs.flatMap(({ final }) => Object.keys(final))));
  return [...new Set(named)].filter((metric) => recorded.has(metric));
}

/** A claim without the reason for which it was not judged. */
const plain = (text) => text.replace(/ \(not judged: .*\)$/, '');

/**
 * Each claim once, with what was measured, in the order of the scenario file; a claim that one variant judged is not left to
 * one that could not.
 */
function claimsOf(variants, { expect = [] }) {
  const claims = new Map();
  for (const { text, measured, pass } of variants.flatMap(({ expectations }) => expectations))
    if ((claims.get(plain(text))?.pass ?? null) === null) claims.set(plain(text), { text, measured, pass });
  const place = (claim) => expect.findIndex(({ text }) => text !== undefined && claim.startsWith(text));
  return [...claims].sort(([a], [b]) => place(a) - place(b));
}

const arrows = { lower: ' ↓', higher: ' ↑' };
const verdicts = { true: 'yes', false: '**no**', null: 'not judged' };

function lesson(name, variants) {
  const scenario = readScenario(name);
  const metrics = metricsOf(scenario, variants);
  const runs = variants.flatMap((variant) => variant.runs);
  const claims = claimsOf(variants, scenario);
  const seeds = [...new Set(runs.map(({ seed }) => seed))];
  const unfinished = runs.filter(({ status }) => status !== 'done').length;
  const first = Math.min(...seeds);
  const better = Object.assign({}, ...variants.map((variant) => variant.better));
  const written = scenario.variantName ?? 'as written';
  const nameOf = ({ variant }) => (variant === '' ? written : variant);
  const note = scenario.tunedOn === undefined ? '' : ` Settings were tuned on seeds ${scenario.tunedOn}.`;
  return [
    `## ${name}: ${scenario.title}`,
    scenario.lesson?.question ?? scenario.summary,
    scenario.lesson?.measured ?? '',
    table(
      [
        'variant',
        ...metrics.map((metric) => `${metric}${arrows[better[metric]] ?? ''}`),
        'settings',
        `digest of seed ${first}`,
      ],
      variants.map((variant) => [
        nameOf(variant),
        ...metrics.map((metric) => spread(variant.runs, metric)),
        head(variant.hash, 8),
        head(variant.runs.find(({ seed }) => seed === first)?.digest, 12),
      ]),
    ),
    claims.length === 0
      ? ''
      : table(
          ['claim', 'measured', 'holds'],
          claims.map(([, { text, measured, pass }]) => [text, told(measured ?? ''), verdicts[pass]]),
        ),
    `${runs.length} runs: ${variants.length} variant${variants.length === 1 ? '' : 's'}, n = ${seeds.length} seeds (${seedsIn(seeds)}), ` +
      `${scenario.steps} steps each${unfinished === 0 ? '' : `, **${unfinished} did not come to their end**`}.${note}`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function page(folder) {
  const { lessons, versions } = readResults(folder);
  const judged = lessons.flatMap(([name, variants]) => claimsOf(variants, readScenario(name)));
  const held = judged.filter(([, { pass }]) => pass === true).length;
  const contents = lessons.map(([name]) => {
    const { title, lesson: told } = readScenario(name);
    const anchor = `${name}: ${title}`
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-');
    return `- [${name}](#${anchor}): ${told?.question ?? title}`;
  });
  return [
    '# Lessons',
    'What the bundled lessons measured. Each is a scenario whose variants differ in one setting, most often the loss, and run on the ' +
      'same data and seeds; its claims compare them. See one with `losscope run <name>`, and its text with `losscope show <name>`.',
    'Numbers are means over seeds at the end of a run, with the least and the greatest in brackets; ↓ marks what is better low, ↑ what is better high. A measured value of a comparison ' +
      'is the statistic of the differences, seed by seed. Settings are told by the head of ' +
      'their hash, the bits of a whole run (every point and every weight) by that of its digest.',
    `Written by \`scripts/lessons.mjs\` from runs of ${['losscope', versions.join(' and ')].join(' ').trim()}. ${held} of ${judged.length} claims hold.`,
    contents.join('\n'),
    ...lessons.map(([name, variants]) => lesson(name, variants)),
    '',
  ].join('\n\n');
}

const [folder, ...rest] = process.argv.slice(2);
if (folder === undefined || rest.length > 0 || !existsSync(folder)) {
  console.error(`usage: node scripts/${basename(process.argv[1])} <folder of results> > docs/lessons.md`);
  process.exitCode = 1;
} else {
  try {
    process.stdout.write(page(folder).trimEnd().concat('\n'));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

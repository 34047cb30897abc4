#!/usr/bin/env node
// How surely the claims of bundled scenarios hold on fresh seeds. Draws, again and again, as many seeds as a claim asks for from
// the per-seed results of many untuned ones (with replacement: a seed that was not run is like one that was) and judges the
// claim on them. Reads what `losscope run <name> --seeds 200-229 --json` printed and writes a section of docs/lessons.md.
//
// usage: node scripts/claims.mjs <folder of results>
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import seedrandom from 'seedrandom';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DRAWS = 10_000;
/** Fewer seeds say too little about one in a hundred. */
const FEWEST = 30;

const holds = { '>=': (a, b) => a >= b, '>': (a, b) => a > b, '<=': (a, b) => a <= b, '<': (a, b) => a < b };
const sorted = (values) => [...values].sort((a, b) => a - b);
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Mean of the middle half, the values at its edges weighed by their part. */
function iqm(values) {
  const ascending = sorted(values);
  const cut = ascending.length / 4;
  let sum = 0;
  ascending.forEach((value, i) => {
    sum += value * Math.max(0, Math.min(i + 1, ascending.length - cut) - Math.max(i, cut));
  });
  return sum / (ascending.length - 2 * cut);
}

const statistics = {
  iqm,
  mean,
  median: (values) => (sorted(values)[(values.length - 1) >> 1] + sorted(values)[values.length >> 1]) / 2,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
};

/** One seed of a claim: both sides, as losscope judges them. A run that did not end well counts against the claim. */
function pairsOf(claim, runs, others) {
  const upward = claim.op.startsWith('>');
  const least = (claim.value ?? 0) * (upward ? 1 : -1);
  return runs.map((run, i) => {
    const ended = run.status === 'done' && (others === null || others[i].status === 'done');
    const left = run.final[claim.metric] ?? Number.NaN;
    const other = others?.[i].final[claim.metric];
    const right =
      others !== null
        ? (claim.factor ?? 1) * other + least
        : claim.than === undefined
          ? claim.value
          : run.final[claim.than];
    const value = others !== null ? left - other : claim.than === undefined ? left : left - right;
    const worst = upward ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return {
      holds: ended && holds[claim.op](left, right),
      value: ended && !Number.isNaN(value) ? value : worst,
      bound: others !== null ? least : claim.than === undefined ? claim.value : 0,
    };
  });
}

/** Share of the draws in which the claim holds. */
function probability(claim, pairs, random) {
  const n = claim.seeds ?? 1;
  let passed = 0;
  for (let draw = 0; draw < DRAWS; draw++) {
    const drawn = Array.from({ length: n }, () => pairs[Math.floor(random() * pairs.length)]);
    if (claim.stat === undefined) passed += drawn.filter((pair) => pair.holds).length >= (claim.hold ?? n) ? 1 : 0;
    else passed += holds[claim.op](statistics[claim.stat](drawn.map(({ value }) => value)), drawn[0].bound) ? 1 : 0;
  }
  return passed / DRAWS;
}

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ').trim();

function rowsOf(file) {
  const variants = JSON.parse(readFileSync(file, 'utf8')).scenarios;
  const name = variants[0].name;
  const { expect = [], variantName = '' } = parse(readFileSync(join(ROOT, 'scenarios', `${name}.yaml`), 'utf8'));
  const named = (wanted) => variants.find(({ variant }) => (variant || variantName) === wanted)?.runs ?? null;
  return expect.map((claim) => {
    const runs = named(claim.variant ?? variantName);
    const others = claim.versus === undefined ? null : named(claim.versus);
    const random = seedrandom(`${name}/${claim.text}`);
    // What draws nothing at random is the same for every seed.
    const fixed = (claim.seeds ?? 1) === 1;
    if (runs === null || (claim.versus !== undefined && others === null) || (runs.length < FEWEST && !fixed))
      return `| ${name} | ${cell(claim.text)} | ${runs?.length ?? 0} | too few seeds |`;
    const share = probability(claim, pairsOf(claim, runs, others), random);
    return `| ${name} | ${cell(claim.text)} | ${runs.length} | ${(100 * share).toFixed(1)} %${share < 0.99 ? ' **too low**' : ''} |`;
  });
}

const [folder, ...rest] = process.argv.slice(2);
if (folder === undefined || rest.length > 0) {
  console.error(`usage: node scripts/${basename(process.argv[1])} <folder of results>`);
  process.exitCode = 1;
} else {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
  const rows = files.sort().flatMap((file) => rowsOf(join(folder, file)));
  console.log(
    [
      '## How surely the claims hold',
      `Probability that a claim holds on as many fresh seeds as it asks for, from the results of n untuned seeds: ${DRAWS.toLocaleString('en')} draws with replacement. At least 99 % is asked for. Written by \`scripts/claims.mjs\`; scenarios that are not here were not run on ${FEWEST} seeds.`,
      ['| scenario | claim | n | holds |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    ].join('\n\n'),
  );
}

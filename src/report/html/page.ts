import { programVersion } from '../../core/package.js';
import { measuredText } from '../../scenario/lesson.js';
import { formatSeeds } from '../../scenario/seeds.js';
import { isForeign } from '../../store/config-file.js';
import type { RunSource, Sources } from '../export/sources.js';
import { formatCount, formatDuration, formatNumber } from '../numbers.js';
import { curveChart, intervalChart, type Line, MOST_COLOURS } from './chart.js';
import { curvesOf, type MetricCurves } from './curves.js';
import { dataParts } from './data.js';
import { card, table, text, wide } from './markup.js';
import { type Chapter, chaptersOf, factsOf, type Group, statusOf, unitOf } from './model.js';
import { pictureParts } from './pictures.js';
import { commands, environment, runsTable, settings } from './provenance.js';
import { STYLE } from './style.js';
import { variationOf } from './variation.js';
import { noteCard, termsCard, verdictParts } from './verdicts.js';

/** Small charts and rows at most; a page with more would be read by nobody. */
const MOST_SMALL = 9;
const MOST_ROWS = 30;

/** The report of recorded runs with a note of the user's: one HTML file that needs nothing else, no network and no script. */
export function reportPage(sources: Sources, note = ''): string {
  const chapters = chaptersOf(sources, betterOf);
  const title =
    sources.experiments.length === 1 && chapters.length === 1
      ? sources.experiments[0]!.plan.name
      : chapters.map(({ scenario }) => scenario.title).join(' / ');
  const body = chapters.flatMap((chapter) => chapterParts(chapter, chapters.length > 1));
  return [
    '<!DOCTYPE html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    '<link rel="icon" href="data:,">',
    `<title>${text(title)}</title>`,
    `<style>${STYLE}</style>`,
    '</head>',
    '<body>',
    '<main>',
    ...(chapters.length > 1 ? [`<h1>${text(title)}</h1>`] : []),
    noteCard(note),
    ...body,
    termsCard(),
    environment(factsOf(sources.runs)),
    `<footer>Written by losscope ${text(programVersion())}.${bitsText(chapters)}</footer>`,
    '</main>',
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function bitsText(chapters: readonly Chapter[]): string {
  const isOwn = chapters.some(({ groups }) => groups.some(({ scenario }) => !isForeign(scenario)));
  return isOwn ? ' Every run is a function of its settings and its seed: the commands above give the same bits.' : '';
}

/** Which way a metric is better, as its run has recorded it. */
function betterOf(run: RunSource, metric: string): Chapter['goal'] {
  const better = curvesOf([[run]]).find(({ spec }) => spec.name === metric)?.spec.better;
  return better === 'higher' ? 'max' : better === 'lower' ? 'min' : null;
}

function chapterParts(chapter: Chapter, nested: boolean): readonly string[] {
  const { scenario, experiment, groups, metric, goal } = chapter;
  const heading = nested ? 'h2' : 'h1';
  // Several variants of foreign runs have one name in common.
  const own = groups.length > 1 && isForeign(scenario) ? scenario.name : scenario.title;
  const title = experiment === null ? own : `${experiment.plan.name}: ${scenario.title}`;
  const way = goal === null ? '' : `, ${goal === 'max' ? 'higher' : 'lower'} is better`;
  const curves = curvesOf(groups.map(({ runs }) => runs));
  return [
    `<${heading}>${text(title)}</${heading}>`,
    `<p class="lead">${text(scenario.summary === '' ? `Scenario ${scenario.name}` : scenario.summary)}</p>`,
    tiles(chapter),
    lesson(chapter),
    card(
      `${metric} while training`,
      `Mean over seeds with its 95 % interval (Student's t, from five seeds on)${way}.`,
      [legend(groups), mainChart(chapter, curves)],
    ),
    ...pictureParts(chapter, curves),
    comparison(chapter),
    ranking(chapter),
    variation(chapter),
    claims(chapter),
    settings(chapter),
    data(chapter),
    small(chapter, curves),
    commands(chapter),
    runsTable(chapter),
  ].filter((part) => part !== '');
}

function tiles({ groups, metric, scenario }: Chapter): string {
  const runs = groups.flatMap((group) => group.runs);
  const best = groups.find((group) => group.mean !== null && group.broken === 0);
  const counts = new Map<string, number>();
  for (const run of runs) counts.set(statusOf(run), (counts.get(statusOf(run)) ?? 0) + 1);
  const seeds = [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b);
  const tile = (name: string, value: string, below: string) =>
    `<div class="tile"><dt>${text(name)}</dt><dd${value.length > 18 ? ' class="long"' : ''}>${text(value)}</dd><p>${text(below)}</p></div>`;
  const seconds = runs.reduce((sum, { result }) => sum + (result?.seconds ?? 0), 0);
  const interval = best?.interval ?? null;
  return [
    '<dl class="tiles">',
    ...(best === undefined || best.mean === null
      ? []
      : [
          tile(
            groups.length === 1 ? metric : `best ${metric}`,
            formatNumber(best.mean),
            `mean of ${best.values.length} seeds${interval === null ? '' : `, 95 % ${formatNumber(interval[0])} to ${formatNumber(interval[1])}`}`,
          ),
          ...(groups.length === 1 ? [] : [tile('best configuration', best.label, `hash ${best.hash.slice(0, 12)}`)]),
        ]),
    tile('runs', formatCount(runs.length), [...counts].map(([status, count]) => `${count} ${status}`).join(', ')),
    tile('seeds', formatSeeds(seeds), `${groups.length} ${groups.length === 1 ? 'configuration' : 'configurations'}`),
    tile('budget', formatCount(scenario.steps), `${unitOf(scenario)}; ${formatDuration(seconds)} of training in all`),
    '</dl>',
  ].join('\n');
}

function lesson({ scenario, groups }: Chapter): string {
  if (scenario.lesson === null) return '';
  const { question, watch } = scenario.lesson;
  const texts = groups.map((group) =>
    measuredText(
      group.scenario,
      group.runs.map(({ seed }) => seed),
    ),
  );
  const measured = texts.find((text) => text === scenario.lesson?.measured) ?? texts[0] ?? '';
  const rows = Object.entries({ question, watch, measured }).map(
    ([name, words]) => `<dt>${text(name)}</dt><dd>${text(words)}</dd>`,
  );
  return card('Lesson', '', [`<dl class="lesson">${rows.join('')}</dl>`]);
}

/** The colour of a configuration by its place; what was pruned is grey. */
function colourOf(groups: readonly Group[], i: number): number | null {
  return i < MOST_COLOURS && groups[i]?.pruned === false ? i : null;
}

function legend(groups: readonly Group[]): string {
  if (groups.length === 1) return '';
  const coloured = groups.flatMap((group, i) => {
    const colour = colourOf(groups, i);
    if (colour === null) return [];
    return [
      `<li><svg viewBox="0 0 30 8" aria-hidden="true"><path class="line c${colour}" d="M1 4H29"/></svg>${text(group.label)}</li>`,
    ];
  });
  const rest = groups.length - coloured.length;
  const others =
    rest === 0
      ? []
      : [
          `<li><svg viewBox="0 0 30 8" aria-hidden="true"><path class="line other" d="M1 4H29"/></svg>${rest} ${groups.some(({ pruned }) => pruned) ? 'others, pruned ones among them' : 'others'}</li>`,
        ];
  return `<ul class="legend">${[...coloured, ...others].join('')}</ul>`;
}

function linesOf(groups: readonly Group[], { curves }: MetricCurves): readonly Line[] {
  return curves.flatMap((curve, i) =>
    curve === null ? [] : [{ label: groups[i]!.label, colour: colourOf(groups, i), curve }],
  );
}

function mainChart({ groups, metric, scenario }: Chapter, all: readonly MetricCurves[]): string {
  const own = all.find(({ spec }) => spec.name === metric);
  if (own === undefined) return `<p>No run has recorded ${text(metric)}.</p>`;
  const chart = curveChart(linesOf(groups, own), {
    title: `${metric} while training`,
    about: `${own.spec.help}. ${groups.length} configurations over ${formatCount(scenario.steps)} ${unitOf(scenario)}.`,
    ...{ budget: budgetOf(groups), width: 1040, height: 400, unit: unitOf(scenario) },
  });
  return wide(chart);
}

function budgetOf(groups: readonly Group[]): number {
  return Math.max(...groups.map(({ scenario }) => scenario.steps));
}

function comparison(chapter: Chapter): string {
  const { groups, metric } = chapter;
  const rows = groups.flatMap((group, i) => {
    if (group.mean === null || !Number.isFinite(group.mean)) return [];
    return [
      {
        label: group.label,
        colour: colourOf(groups, i),
        values: group.values,
        mean: group.mean,
        interval: group.interval,
      },
    ];
  });
  if (rows.length === 0) return '';
  const about = 'Per configuration the mean, its 95 % interval and every seed. The table below has the figures.';
  return card(
    `${metric} at the end`,
    "Large dot: mean. Bar: 95 % interval of the mean (Student's t, from five seeds on). Small dots: seeds.",
    [wide(intervalChart(rows.slice(0, MOST_ROWS), metric, about)), ...verdictParts(chapter)],
  );
}

function variation({ experiment }: Chapter): string {
  const shown = experiment === null ? null : variationOf(experiment);
  return shown === null ? '' : card('Settings and result', shown.note, shown.parts);
}

function ranking({ groups, metric, goal }: Chapter): string {
  const figure = (value: number | null) => (value === null ? '-' : formatNumber(value));
  const placed = (group: Group, i: number) =>
    goal === null || group.pruned || group.mean === null ? '-' : String(i + 1);
  return card(groups.length === 1 ? 'Figures' : 'Ranking', '', [
    table(
      `${metric} at the end over the seeds that are done; a configuration with a seed that broke stands behind the others`,
      [
        { title: '#', kind: 'number' },
        { title: 'configuration' },
        { title: 'n', kind: 'number' },
        { title: 'mean', kind: 'number' },
        { title: 'iqm', kind: 'number' },
        { title: '95 % of the mean', kind: 'number' },
        { title: 'min', kind: 'number' },
        { title: 'max', kind: 'number' },
        { title: 'status', kind: 'short' },
        { title: 'config hash', kind: 'code' },
      ],
      groups.map((group, i) => [
        placed(group, i),
        group.label,
        String(group.values.length),
        figure(group.mean),
        figure(group.iqm),
        group.interval === null ? '-' : `${formatNumber(group.interval[0])} to ${formatNumber(group.interval[1])}`,
        group.values.length === 0 ? '-' : formatNumber(Math.min(...group.values)),
        group.values.length === 0 ? '-' : formatNumber(Math.max(...group.values)),
        statusText(group),
        group.hash.slice(0, 12),
      ]),
    ),
  ]);
}

function statusText({ runs }: Group): string {
  const counts = new Map<string, number>();
  for (const run of runs) counts.set(statusOf(run), (counts.get(statusOf(run)) ?? 0) + 1);
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ');
}

function claims({ groups }: Chapter): string {
  const rowsOf = (isJudged: boolean) =>
    groups.flatMap((group) =>
      group.judgements
        .filter(({ pass }) => (pass !== null) === isJudged)
        .map(({ text: claim, measured, pass }) => [
          pass === null ? 'not judged' : pass ? 'pass' : 'FAIL',
          group.label,
          measured === null ? '-' : typeof measured === 'number' ? formatNumber(measured) : measured,
          claim,
        ]),
    );
  const [judged, others] = [rowsOf(true), rowsOf(false)];
  if (judged.length + others.length === 0) return '';
  const heads = [
    { title: 'verdict' },
    { title: 'configuration' },
    { title: 'measured', kind: 'number' as const },
    { title: 'claim' },
  ];
  const shown = judged.length === 0 ? [] : [table('What the scenario says must come out', heads, judged)];
  const folded =
    others.length === 0
      ? []
      : [
          `<details><summary>${others.length} not judged</summary>${table('Not judged, and why', heads, others)}</details>`,
        ];
  return card('Expectations', '', [...shown, ...folded]);
}

function data(chapter: Chapter): string {
  const parts = dataParts(chapter);
  return parts.length === 0 ? '' : card('Data', '', parts);
}

function small({ groups, metric }: Chapter, all: readonly MetricCurves[]): string {
  const others = all.filter(({ spec, curves }) => spec.name !== metric && curves.some((curve) => curve !== null));
  if (others.length === 0) return '';
  const figures = others.map((own) => {
    const chart = curveChart(linesOf(groups, own), {
      title: own.spec.name,
      about: own.spec.help,
      budget: budgetOf(groups),
      width: 320,
      height: 200,
    });
    return `<figure><h3>${text(own.spec.name)}</h3><figcaption>${text(own.spec.help)}</figcaption>${chart}</figure>`;
  });
  const more = figures.slice(MOST_SMALL);
  return card('Other metrics', 'The same colours as above.', [
    `<div class="charts">${figures.slice(0, MOST_SMALL).join('\n')}</div>`,
    ...(more.length === 0
      ? []
      : [`<details><summary>${more.length} more</summary><div class="charts">${more.join('\n')}</div></details>`]),
  ]);
}

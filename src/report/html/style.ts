/** Okabe and Ito 2008, safe for colour-blind readers, each with a dash of its own; lighter on a dark ground. */
const LIGHT = ['#0072b2', '#d55e00', '#009e73', '#b4508c', '#8a6d00', '#3b3b98'];
const DARK = ['#56b4e9', '#f28e4b', '#2fc79a', '#e39bc4', '#e9c53d', '#a3a3f5'];
const DASHES = ['none', '7 3', '2.5 2.5', '10 3 2 3', '5 5', '1.5 4'];

const colours = (list: readonly string[]) => list.map((colour, i) => `--c${i}: ${colour};`).join(' ');

/** The style sheet of a report: light or dark as the reader has it, and on paper. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #ffffff; --ink: #1c2128; --faint: #5b6570; --line: #e1e5ea; --axis: #b4bcc5;
  --code: #eff2f5; --good: #1a7f37; --bad: #c0262d; --other: #c3c9d0; ${colours(LIGHT)}
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1318; --card: #171c23; --ink: #e4e9ef; --faint: #97a2ae; --line: #2a313a; --axis: #525c68;
    --code: #202731; --good: #56c271; --bad: #ff7b72; --other: #4a535e; ${colours(DARK)}
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", Arial, sans-serif;
}
main { max-width: 1120px; margin: 0 auto; padding: 40px 20px 64px; }
h1 { font-size: 30px; line-height: 1.2; letter-spacing: -0.015em; margin: 0 0 6px; overflow-wrap: anywhere; }
h2 { font-size: 19px; letter-spacing: -0.01em; margin: 0 0 4px; }
h3 { font-size: 14px; margin: 0 0 2px; overflow-wrap: anywhere; }
p { margin: 0 0 12px; max-width: 78ch; }
.lead { color: var(--faint); font-size: 16px; margin-bottom: 22px; }
.note { color: var(--faint); font-size: 13px; margin: 0 0 12px; }
section.card {
  background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 22px 24px; margin: 0 0 18px;
}
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 14px; margin: 0 0 18px; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px 18px; min-width: 0; }
.tile dt { color: var(--faint); font-size: 13px; }
.tile dd { margin: 2px 0 0; font-size: 22px; font-weight: 650; letter-spacing: -0.01em; overflow-wrap: anywhere; }
.tile dd.long { font-size: 15px; line-height: 1.4; letter-spacing: 0; }
.tile p { margin: 2px 0 0; color: var(--faint); font-size: 13px; }
dl.lesson { margin: 0; display: grid; grid-template-columns: 90px 1fr; gap: 8px 18px; }
dl.lesson dt { color: var(--faint); }
dl.lesson dd { margin: 0; max-width: 84ch; }
.charts { display: grid; grid-template-columns: repeat(auto-fill, minmax(300px, 1fr)); gap: 18px 24px; }
figure { margin: 0; min-width: 0; }
figcaption { color: var(--faint); font-size: 12.5px; line-height: 1.4; min-height: 2.8em; }
.legend { list-style: none; display: flex; flex-wrap: wrap; gap: 4px 20px; margin: 8px 0 10px; padding: 0; font-size: 13px; }
.legend li { display: flex; align-items: center; gap: 8px; overflow-wrap: anywhere; }
.legend svg { flex: none; width: 30px; height: 8px; }
svg.sheet { --ink: #1f2328; display: block; max-width: 100%; height: auto; margin: 16px 0; }
svg.chart { display: block; width: 100%; height: auto; font-size: 12px; overflow: visible; }
svg text { fill: var(--ink); } svg .tick { fill: var(--faint); font-variant-numeric: tabular-nums; }
svg .value { font-weight: 650; font-variant-numeric: tabular-nums; }
.grid { stroke: var(--line); } .axis { stroke: var(--axis); }
.line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
.line.other { stroke: var(--other); stroke-width: 1; }
.seed { fill: none; stroke-width: 1; opacity: 0.35; }
.band { stroke: none; opacity: 0.16; }
.dot { opacity: 0.32; } .dot.other, .mean.other { fill: var(--other); } .interval { stroke-width: 2.5; stroke-linecap: round; }
.interval.other { stroke: var(--other); } .mean { stroke: var(--card); stroke-width: 1.5; } .end { stroke: var(--card); }
${LIGHT.map((_, i) => {
  const [stroke, fill] = [`stroke: var(--c${i});`, `fill: var(--c${i});`];
  return `.line.c${i} { ${stroke} stroke-dasharray: ${DASHES[i]}; } .seed.c${i}, .interval.c${i} { ${stroke} } .band.c${i}, .dot.c${i}, .mean.c${i}, .end.c${i} { ${fill} }`;
}).join('\n')}
.scroll { overflow-x: auto; margin: 0 -4px; padding: 0 4px; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
caption { text-align: left; color: var(--faint); font-size: 13px; padding: 0 0 6px; }
th, td { text-align: left; padding: 7px 14px 7px 0; border-bottom: 1px solid var(--line); vertical-align: top; font-weight: 400; }
thead th { color: var(--faint); font-size: 12.5px; white-space: nowrap; border-bottom-color: var(--axis); }
tbody tr:last-child th, tbody tr:last-child td { border-bottom: 0; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.short { white-space: nowrap; }
code, pre { font: 12.5px/1.5 ui-monospace, SFMono-Regular, Menlo, "DejaVu Sans Mono", monospace; }
pre { background: var(--code); border-radius: 8px; padding: 10px 12px; margin: 4px 0 14px; white-space: pre-wrap; overflow-wrap: anywhere; }
.good { color: var(--good); } .bad { color: var(--bad); }
details { margin-top: 10px; } summary { cursor: pointer; color: var(--faint); font-size: 13.5px; padding: 2px 0; }
summary:focus-visible { outline: 2px solid var(--c0); outline-offset: 3px; border-radius: 4px; }
footer { color: var(--faint); font-size: 13px; margin-top: 26px; }
ul.verdicts { margin: 0 0 12px; padding-left: 20px; max-width: 84ch; }
@media screen and (max-width: 620px) { .wide svg.chart { min-width: 1000px; } .scroll caption { max-width: calc(100vw - 66px); } .wide svg.sheet { max-width: none; width: 920px; } .charts svg.chart { font-size: 13px; } main { padding: 22px 12px 40px; } section.card { padding: 16px; } dl.lesson { grid-template-columns: 1fr; gap: 2px; } }
@media print {
  @page { margin: 14mm; }
  body { background: none; font-size: 11px; } main { max-width: none; padding: 0; }
  section.card { border-color: #ccc; padding: 12px; } figure, .tile, tr, svg { break-inside: avoid; max-width: 100%; } svg { height: auto; } h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; margin: 0; padding: 0; } table { font-size: 9px; table-layout: auto; }
  th, td { padding: 3px 6px 3px 0; overflow-wrap: anywhere; } thead th, .number, .short { white-space: normal; } thead { display: table-header-group; }
  code, pre { font-size: 8px; overflow-wrap: anywhere; } details { display: block; }
}
`;

// npm run bench -- [--task NAME]... [--repeats N] [--steps N] [--seed N] [--peers] [--json | --markdown]
// One table: task, ours, unit, each installed peer and the ratio, medians of repeats that take turns in one sitting. With
// --json one document a task, ours with the fields of bench/peers/pytorch_baseline.py; with --markdown the first table of
// docs/performance.md.
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { peers } from './peers.mjs';

const { values } = parseArgs({
  options: {
    task: { type: 'string', multiple: true },
    steps: { type: 'string' },
    repeats: { type: 'string', default: '3' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    markdown: { type: 'boolean', default: false },
    // The same as --peers, from when PyTorch was the only one.
    'vs-pytorch': { type: 'boolean', default: false },
    peers: { type: 'boolean', default: false },
    python: { type: 'string', default: 'python3' },
  },
});

const { tasks } = await import('./tasks.mjs');
const measures = {
  gemm: () => import('./measures/gemm.mjs').then(({ gemm }) => gemm()),
  losses: () => import('./measures/losses.mjs').then(({ losses }) => losses()),
  growth: () => import('./measures/growth.mjs').then(({ growth }) => growth()),
  scaling: () => import('./measures/scaling.mjs').then(({ scaling }) => scaling({ repeats })),
  memory: () => import('./measures/memory.mjs').then(({ memory }) => memory()),
};
const known = [...Object.keys(tasks), ...Object.keys(measures)];
const names = values.task ?? known;
const unknown = names.filter((name) => !known.includes(name));
const repeats = Number(values.repeats);
if (unknown.length > 0 || !Number.isInteger(repeats) || repeats < 1) {
  console.error(
    unknown.length > 0
      ? `there is no task ${unknown.join(', ')}; there are ${known.join(', ')}`
      : `--repeats must be a whole number from 1, not ${values.repeats}`,
  );
  process.exit(2);
}

const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const round = (value, digits) => Number(value.toFixed(digits));
const medians = (runs) =>
  Object.fromEntries(
    Object.keys(runs[0]).map((key) => [key, round(median(runs.map((run) => run[key])), key.includes('loss') ? 4 : 1)]),
  );
const rateOf = (task) => (/^(env|reinforce|ppo-.*)$/.test(task) ? 'env_steps_per_s' : 'updates_per_s');

const wanted = values.peers || values['vs-pytorch'];
const present = wanted
  ? Object.entries(peers(values.python)).flatMap(([name, peer]) => {
      const version = peer.version();
      if (version === null) console.error(`${name} is not installed (npm run bench:peers tells how)`);
      return version === null ? [] : [{ ...peer, name, version }];
    })
  : [];

function sameWork(name) {
  const steps = values.steps === undefined ? tasks[name].steps : Number(values.steps);
  const against = present.filter((peer) => Object.hasOwn(peer.tasks, name));
  const runs = [];
  const others = against.map(() => []);
  for (let i = 0; i < repeats; i++) {
    const seed = Number(values.seed) + i;
    runs.push(tasks[name].run(steps, seed));
    for (const [j, peer] of against.entries()) others[j].push(peer.measure(name, seed));
  }
  const rate = rateOf(name);
  const ours = medians(runs);
  return {
    task: name,
    steps,
    threads: 1,
    node: process.version,
    unit: rate.replace('_per_s', '/s').replace('_', ' '),
    median: ours,
    repeats: runs,
    peers: Object.fromEntries(
      against.map(({ name: peer, version }, j) => {
        const theirs = medians(others[j]);
        return [peer, { version, median: theirs, ratio: round(ours[rate] / theirs[rate], 2) }];
      }),
    ),
  };
}

function show(results) {
  const count = (value) => Math.round(value).toLocaleString('en-US');
  console.table(
    Object.fromEntries(
      results.map(({ task, unit, median: ours, peers: others }) => [
        task,
        {
          ours: count(ours[rateOf(task)]),
          unit,
          ...Object.fromEntries(
            Object.entries(others).flatMap(([name, { median: theirs, ratio }]) => [
              [name, count(theirs[rateOf(task)])],
              [`x ${name}`, ratio],
            ]),
          ),
        },
      ]),
    ),
  );
}

/** One table of docs/performance.md: behind each peer's rate how many times as fast we are, bold where we are slower. */
function markdown(results) {
  const count = (value) => Math.round(value).toLocaleString('en-US');
  const names = [...new Set(results.flatMap(({ peers: others }) => Object.keys(others)))];
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rows = results.map(({ task, unit, median: ours, peers: others }) => {
    const theirs = names.map((name) => {
      if (others[name] === undefined) return '';
      const { median: rates, ratio } = others[name];
      const times = ratio < 10 ? ratio.toFixed(1 + (ratio < 1)) : Math.round(ratio);
      return `${count(rates[rateOf(task)])} (${ratio < 1 ? `**${times}**` : times})`;
    });
    return line([`\`${task}\`, ${unit}`, count(ours[rateOf(task)]), ...theirs]);
  });
  const head = ['task', 'losscope', ...names];
  console.log([line(head), line(head.map(() => '---')), ...rows].join('\n'));
}

if (!values.json) {
  const versions = present.map(({ name, version }) => `${name} ${version}`);
  console.log(
    [
      `Node ${process.version.slice(1)}`,
      ...versions,
      cpus()[0]?.model.trim(),
      `${repeats} repeats`,
      '1 thread each',
    ].join(', '),
  );
}
const shared = [];
for (const name of names.filter((one) => Object.hasOwn(tasks, one))) {
  const result = sameWork(name);
  shared.push(result);
  if (values.json) console.log(JSON.stringify(result));
}
if (shared.length > 0 && values.markdown) markdown(shared);
else if (shared.length > 0 && !values.json) show(shared);
for (const name of names.filter((one) => Object.hasOwn(measures, one))) {
  const rows = await measures[name]();
  if (values.json) console.log(JSON.stringify({ task: name, node: process.version, rows }));
  else {
    console.log(name);
    console.table(rows);
  }
}

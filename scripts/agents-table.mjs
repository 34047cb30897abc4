#!/usr/bin/env node
// Writes docs/agents.md: what agents reach in environments with nothing set, from one run of the bundled scenario agents-by-envs.
//
// usage: losscope run agents-by-envs --out runs --json > results.json
//        node scripts/agents-table.mjs runs results.json > docs/agents.md
//
// Variants may be run apart (--variant) into the same folder; then name all documents. A variant that none of them holds has no
// row, and the page says so. Needs a build: the curves are read from the run folders by the library.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const scenario = fileURLToPath(new URL('../scenarios/agents-by-envs.yaml', import.meta.url));

/** Agents that draw their actions from what they learned: judged by that policy. */
const POLICY = new Set(['actor-critic', 'reinforce', 'ppo']);
/** Agents that learn the value of exploring too, for which the way along the edge is not the best one. */
const ON_POLICY = new Set(['sarsa', 'expected-sarsa', 'n-step-sarsa', 'sarsa-lambda', 'monte-carlo']);
const ZOO = 'RL Baselines3 Zoo, one run';

/** What counts as solved, and what is known from elsewhere. */
const ENVS = {
  cliff: {
    title: 'cliff-walking',
    solved: (agent) => (POLICY.has(agent) || ON_POLICY.has(agent) ? -17 : -13),
    published: () => '-13 is the shortest way, -17 the safest (Sutton and Barto 2018, example 6.6)',
  },
  maze: { title: 'gridworld, maze', solved: () => 0.99, published: () => '1 is the optimum (exact)' },
  catch: {
    title: 'catch',
    solved: (agent) => (POLICY.has(agent) ? 0.95 : 1),
    published: () => '1 is the optimum (exact)',
  },
  bandit: { title: 'bandit', solved: () => 950, published: () => '990 is the optimum (exact)' },
  lake: {
    title: 'frozen-lake 4x4',
    solved: () => 0.7,
    published: () => '0.744 is the optimum in 100 steps, 0.740 that of gamma 0.99 (exact)',
  },
  lake8: {
    title: 'frozen-lake 8x8',
    solved: (_, best) => 0.8 * best,
    published: (_, best) => `${told(best)} is the optimum in 200 steps (exact)`,
  },
  cartpole: {
    title: 'cartpole',
    solved: () => 475,
    published: () => `500 (${ZOO} each of a2c, dqn and ppo, at least 50,000 steps)`,
  },
  'mountain-car': { title: 'mountain-car', solved: () => -120, published: () => `-101 (dqn, ${ZOO}, 120,000 steps)` },
  acrobot: { title: 'acrobot', solved: () => -100, published: () => `-77 (dqn, ${ZOO}, 100,000 steps)` },
};

const told = (value) => (Number.isInteger(value) ? `${value}` : value.toPrecision(4));
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];

/** The first evaluation of a recorded run at which its measure was as good as `mark`; null for never. */
function firstAt(run, metric, mark) {
  const { steps, values } = run.metrics.get(metric);
  const at = values.findIndex((value) => value >= mark);
  return at === -1 ? null : steps[at];
}

async function page(folder, files) {
  const { readRun } = await import(new URL('../dist/library/recorded.js', import.meta.url));
  const document = parse(readFileSync(scenario, 'utf8'));
  const names = [document.variantName, ...Object.keys(document.variants)];
  const measured = new Map();
  const versions = new Set();
  for (const file of files) {
    const { scenarios, losscope } = JSON.parse(readFileSync(file, 'utf8'));
    versions.add(losscope);
    for (const one of scenarios) measured.set(one.variant, one);
  }
  const missing = names.filter((name) => !measured.has(name));
  const counts = [...measured.values()].map(({ runs }) => runs.filter(({ status }) => status !== 'stopped').length);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const cut = [...measured.values()].some(({ runs }) => runs.some(({ status }) => status === 'stopped'));
  const rows = names
    .filter((name) => measured.has(name))
    .map((name) => {
      const { hash, runs: all, settings } = measured.get(name);
      // One that was stopped says nothing of the end.
      const runs = all.filter(({ status }) => status !== 'stopped');
      const set = { ...document, ...document.variants[name] };
      const agent = set.agent.name ?? set.agent;
      const env = ENVS[name.slice(agent.length + 1)];
      const metric = POLICY.has(agent) ? 'policy_return' : 'greedy_return';
      // The exact optimum is what the first run reached and what it missed.
      const best = runs[0].final.greedy_return + runs[0].final.regret;
      const mark = env.solved(agent, best);
      // Exact figures carry rounding.
      const least = mark - 1e-9;
      const values = runs.map(({ status, final }) => (status === 'done' ? final[metric] : Number.NaN));
      const known = values.filter((value) => !Number.isNaN(value));
      const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
      const solved = values.filter((value) => value >= least).length;
      const times = runs.map(({ id }) => firstAt(readRun(join(folder, id)), metric, least)).filter((at) => at !== null);
      const time =
        times.length === 0
          ? 'never'
          : `${median(times)}${times.length < runs.length ? ` (${times.length} of ${runs.length})` : ''}`;
      return [
        ...[agent, set.agent.preset ?? '', env.title, settings.steps, metric],
        `${told(mean)} (${told(Math.min(...known))} to ${told(Math.max(...known))})`,
        ...[told(mark), `${solved} of ${runs.length}`, time, env.published(agent, best), `\`${hash.slice(0, 8)}\``],
      ];
    });
  const table = [
    [
      'agent',
      'preset',
      'environment',
      'steps',
      'measure',
      'mean at the end (range)',
      'solved at',
      'solved',
      'steps to solve',
      'known from elsewhere',
      'settings',
    ],
    Array.from({ length: 11 }, () => '---'),
    ...rows,
  ];
  return [
    '# Agents by environments',
    'What agents reach with nothing set, or with the named preset, at the end of so many steps. `policy_return` is the return of the policy ' +
      'that draws its actions, `greedy_return` that of the policy that takes the best one; both are exact in finite environments. ' +
      `Seeds ${document.seeds}; settings were tuned on others (${document.tunedOn}). \`losscope agents <name>\` shows settings and presets.`,
    '*solved* counts the seeds that end as good as *solved at*. *steps to solve* is the step of the first evaluation that was as good, the ' +
      'median over the seeds that had one (how many, where not all). Agents that learn the value of their own exploring policy (the Sarsa family, Monte Carlo) count ' +
      'as solving the cliff at -17: while they explore, the way along the edge is not the best one. The model of dyna-q holds one outcome of ' +
      'each action, so it has no row for slippery ice.',
    `Written by \`scripts/agents-table.mjs\` from \`losscope run agents-by-envs\` with losscope ${[...versions].join(', ')}. ` +
      (missing.length === 0
        ? 'All variants of the scenario are in the table.'
        : `Not measured: ${missing.join(', ')}.`) +
      (cut
        ? ` The run was stopped before its end: rows hold the seeds that had ended, ${fewest} to ${most} of them.`
        : '') +
      ' The last column begins the hash of the settings; a test fails when they are no longer those of the scenario.',
    table.map((cells) => `| ${cells.join(' | ')} |`).join('\n'),
  ].join('\n\n');
}

const [folder, ...files] = process.argv.slice(2);
if (folder === undefined || files.length === 0) {
  console.error(`usage: node scripts/${basename(process.argv[1])} <folder of the runs> <results.json> ...`);
  process.exitCode = 1;
} else {
  console.log(await page(folder, files));
}

#!/usr/bin/env node
// Writes docs/agents.md: what agents reach in environments with nothing set, from one run of the bundled scenario agents-by-envs.
//
// usage: losscope run agents-by-envs --json > results.json && node scripts/agents-table.mjs results.json > docs/agents.md
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

const scenario = fileURLToPath(new URL('../scenarios/agents-by-envs.yaml', import.meta.url));

/** What counts as solved, and what is known from elsewhere. */
const ENVS = {
  cliff: {
    title: 'cliff-walking',
    solved: (agent) => (isPolicy(agent) ? -17 : -13),
    published: '-13 is the shortest way, -17 the safest (Sutton and Barto 2018, example 6.6)',
  },
  maze: { title: 'gridworld, maze', solved: () => 0.99, published: '1 is the optimum (exact)' },
  catch: { title: 'catch', solved: (agent) => (isPolicy(agent) ? 0.95 : 1), published: '1 is the optimum (exact)' },
  bandit: { title: 'bandit', solved: () => 950, published: '990 is the optimum (exact)' },
  cartpole: {
    title: 'cartpole',
    solved: () => 475,
    published: '500 (RL Baselines3 Zoo, a2c, dqn and ppo, one run each of at least 50,000 steps)',
  },
};
const isPolicy = (agent) => agent === 'actor-critic' || agent === 'reinforce' || agent === 'ppo';
const told = (value) => (Number.isInteger(value) ? `${value}` : value.toPrecision(4));

function page(file) {
  const document = parse(readFileSync(scenario, 'utf8'));
  const { scenarios, losscope } = JSON.parse(readFileSync(file, 'utf8'));
  const rows = scenarios.map(({ variant, hash, runs }) => {
    const name = variant || document.variantName;
    const set = { ...document, ...document.variants[name] };
    const agent = typeof set.agent === 'string' ? set.agent : set.agent.name;
    const env = ENVS[name.slice(agent.length + 1)];
    const metric = isPolicy(agent) ? 'policy_return' : 'greedy_return';
    const values = runs.map(({ status, final }) => (status === 'done' ? final[metric] : Number.NaN));
    const known = values.filter((value) => !Number.isNaN(value));
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const mark = env.solved(agent);
    // Exact figures carry rounding.
    const solved = values.filter((value) => value >= mark - 1e-9).length;
    const spread = `${told(mean)} (${told(Math.min(...known))} to ${told(Math.max(...known))})`;
    return `| ${[agent, set.agent.preset ?? '', env.title, set.steps, metric, spread, mark, `${solved} of ${runs.length}`, env.published, `\`${hash.slice(0, 8)}\``].join(' | ')} |`;
  });
  return [
    '# Agents by environments',
    'What agents reach with nothing set, or with the named preset, at the end of so many steps. `policy_return` is the return of the policy ' +
      'that draws its actions, `greedy_return` that of the policy that takes the best one; both are exact in finite environments. ' +
      'Settings were tuned on other seeds than those shown (0-9). `losscope agents <name>` shows settings and presets.',
    `Written by \`scripts/agents-table.mjs\` from one run of \`losscope run agents-by-envs\` with losscope ${losscope}. Agents and environments that are not in the table were not measured for it.`,
    [
      '| agent | preset | environment | steps | measure | mean of the seeds (range) | solved at | solved | known from elsewhere | settings |',
      '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |',
      ...rows,
    ].join('\n'),
  ].join('\n\n');
}

const [file, ...rest] = process.argv.slice(2);
if (file === undefined || rest.length > 0) {
  console.error(`usage: node scripts/${basename(process.argv[1])} <results.json>`);
  process.exitCode = 1;
} else {
  console.log(page(file));
}

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packageFile } from '../../core/package.js';
import { describeAllowed } from '../../core/params.js';
import { actionSpaceOf } from '../../env/kit/actions.js';
import { envs } from '../../env/registry.js';
import { formatCount } from '../numbers.js';
import { startEnv } from './env-page.js';
import { actionsText, spaceText } from './facts.js';
import { optimalReturnOf } from './optimum.js';

/** Where the page stands in the package. */
export const ENV_DOCS_FILE = fileURLToPath(packageFile('docs/environments.md'));

/** docs/environments.md: every environment with its spaces, rewards, settings, source and licence, as Markdown. */
export function envDocs(): string {
  const definitions = envs.list();
  return [
    '# Environments',
    '',
    '<!-- Generated from src/env by npm run docs. Change the definitions there. -->',
    '',
    `${definitions.length} environments with Gymnasium's conventions: \`losscope envs NAME\` shows one, \`losscope envs play NAME\` plays it by`,
    'keyboard, `losscope envs check FILE` replays golden trajectories, `losscope envs check-contract` looks at one of your own.',
    '',
    '- Actions are a list (`step(index)`) or a box: a number for each component within bounds (`apply(numbers)`; a number beyond a',
    '  bound acts as the bound). Every env with a box has the setting `bins: n`, which makes a list of n values a component of it.',
    '- Observations are numbers; a picture has `shape` [rows, columns, channels], row by row with the channel last.',
    '- `mask()` tells which actions exist now, where not all always do. Agents choose and bootstrap among those only.',
    '- A scenario whose agent cannot act in its env is refused; the message names the agents that can.',
    '- The best return is exact: of one episode under the time limit, where the env gives its table of transitions.',
    '',
    'Replayed from recordings of the originals (`test/golden/envs.json`, `test/golden/envs2.json`), with the draws of the originals:',
    'MinAtar and bsuite cell by cell and exactly, Gymnasium to 1e-12 a step (single precision where the original keeps it), tables to 1e-9.',
    '',
    '| env | what it is | observes | actions | limit | best return |',
    '| --- | --- | --- | --- | --- | --- |',
    ...definitions.map((definition) => {
      const { env } = startEnv(definition);
      const { shape, size, states } = env.observationSpace;
      const numbered = states === null ? '' : `; ${formatCount(states)} states`;
      const seen = `${shape === undefined ? size : shape.join(' x ')}${numbered}`;
      const optimal = optimalReturnOf(env);
      const best = optimal === null ? '' : String(Number(optimal.toPrecision(5)));
      const count = env.actionNames.length;
      const actions = actionSpaceOf(env).kind === 'box' ? `box of ${count}` : String(count);
      const link = `[\`${definition.name}\`](#${definition.name})`;
      return `| ${link} | ${definition.title} | ${seen} | ${actions} | ${formatCount(env.maxEpisodeSteps)} | ${best} |`;
    }),
    '',
    ...definitions.flatMap((definition) => {
      const { name, title, summary, rewards, source, licence, gymnasium, params } = definition;
      const { env } = startEnv(definition);
      return [
        `## ${name}`,
        '',
        `${title}. ${summary}`,
        '',
        `- Observes ${cell(spaceText(env.observationSpace))}.`,
        `- Actions: ${cell(actionsText(env))}.`,
        `- Rewards: ${rewards}`,
        `- Source: ${source}.`,
        ...(licence === undefined ? [] : [`- Licence: ${licence}`]),
        ...(gymnasium === null ? [] : [`- Gymnasium: \`${gymnasium}\`.`]),
        '',
        '| setting | default | allowed | what it is |',
        '| --- | --- | --- | --- |',
        ...Object.entries(params).map(([setting, spec]) => {
          const usual = JSON.stringify(spec.default) ?? 'null';
          return `| \`${setting}\` | \`${usual}\` | ${cell(describeAllowed(spec))} | ${cell(spec.help)} |`;
        }),
        '',
      ];
    }),
  ].join('\n');
}

/** As it may stand in a table of Markdown. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

/** Writes the page if it is not up to date. Returns whether it was written. */
export function writeEnvDocs(file = ENV_DOCS_FILE): boolean {
  const text = envDocs();
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

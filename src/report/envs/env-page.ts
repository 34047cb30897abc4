import { resolveParams } from '../../core/params.js';
import { Stream } from '../../core/random.js';
import { actionSpaceOf } from '../../env/kit/actions.js';
import type { Env, EnvDefinition } from '../../env/kit/env.js';
import { type Line, tone } from '../lines.js';
import { formatCount, formatNumber } from '../numbers.js';
import { alignTable, type Column } from '../text-table.js';
import { actionsText, type Fact, facts, indented, paragraph, section, settingFacts, spaceText } from './facts.js';
import { type EnvOptimum, optimalReturnOf } from './optimum.js';
import { optimumLines, renderLines } from './picture.js';

/** An env made from settings, at the start of its first episode. */
export interface StartedEnv {
  readonly definition: EnvDefinition;
  readonly params: Readonly<Record<string, unknown>>;
  readonly env: Env;
}

/** Makes an env and starts an episode with seed 0. Throws a UserError for settings that are not legal. */
export function startEnv(definition: EnvDefinition, given: Readonly<Record<string, unknown>> = {}): StartedEnv {
  const params = resolveParams(definition.params, given, 'env');
  const env = definition.create(params);
  env.reset(Stream.from(0, 'env'));
  return { definition, params, env };
}

/** All that is known of an env, as lines of at most `width` columns where words allow it. */
export function envPage(
  { definition, params, env }: StartedEnv,
  optimum: EnvOptimum | null,
  scenarios: readonly string[],
  width: number,
): readonly Line[] {
  const { name, title, summary, rewards, source, licence } = definition;
  const none = 'none of the bundled ones';
  return [
    [tone('strong', name), tone('dim', `  ${title}`)],
    ...paragraph(summary, width),
    ...section(
      'Spaces',
      facts(
        [
          { name: 'observation', text: spaceText(env.observationSpace) },
          { name: 'actions', text: actionsText(env) },
          { name: 'limit', text: `${formatCount(env.maxEpisodeSteps)} steps, then an episode is truncated` },
        ],
        width,
      ),
    ),
    ...section('Rewards', indented(rewards, width)),
    ...section('Start', renderLines(env)),
    ...section('Settings', facts(settingFacts(definition.params, params), width)),
    ...(optimum === null
      ? section('Optimum', indented('not known: the env gives no table of its transitions', width))
      : section(`Optimum at gamma ${optimum.gamma}, exact`, optimumPart(env, optimum, width))),
    ...section('Source', [...indented(source, width), ...(licence === undefined ? [] : indented(licence, width))]),
    ...section('Scenarios', indented(scenarios.length === 0 ? none : scenarios.join(', '), width)),
  ];
}

function optimumPart(env: Env, optimum: EnvOptimum, width: number): readonly Line[] {
  const { gamma, optimalReturn, greedyReturn, startValue } = optimum;
  const limit = formatCount(env.maxEpisodeSteps);
  const figures: readonly Fact[] = [
    {
      name: 'best return',
      text: exactNumber(optimalReturn),
      help: `of an episode of at most ${limit} steps, undiscounted; the best policy may look at the clock`,
    },
    {
      name: 'greedy in Q*',
      text: exactNumber(greedyReturn),
      help: 'the same of the policy that takes the best action at this gamma and sees the state alone',
    },
    { name: 'V*(start)', text: exactNumber(startValue), help: `discounted by ${gamma} a step, without a limit` },
  ];
  const scope = env.scope();
  if (scope?.kind !== 'grid') return facts([...figures, ...startFacts(env, optimum)], width);
  return [...facts(figures, width), [], ...optimumLines(scope, env, optimum, width)];
}

/** Six significant digits: enough to tell an optimum from nearly one. */
function exactNumber(value: number): string {
  return String(Number(value.toPrecision(6)));
}

/** Q* of the state that all episodes start in; nothing where there are several. */
function startFacts(env: Env, { Q, best }: EnvOptimum): readonly Fact[] {
  const start = env.transitions!().start;
  if (start.length !== 1) return [];
  const state = start[0]![1];
  return Q[state]!.map((value, action) => ({
    name: `Q* of ${action} ${env.actionNames[action]}`,
    text: `${exactNumber(value)}${best[state]!.includes(action) ? ', the best' : ''}`,
  }));
}

const heads: readonly Column[] = [
  { title: 'env' },
  { title: 'what it is' },
  { title: 'observes', align: 'right' },
  { title: 'states', align: 'right' },
  { title: 'actions', align: 'right' },
  { title: 'limit', align: 'right' },
  { title: 'best return', align: 'right' },
];

/** Every env with its defaults in a line. */
export function envTable(definitions: readonly EnvDefinition[]): readonly Line[] {
  return alignTable(
    heads,
    definitions.map((definition) => {
      const { env } = startEnv(definition);
      const { size, states } = env.observationSpace;
      const optimal = optimalReturnOf(env);
      return [
        tone('strong', definition.name),
        definition.title,
        String(size),
        states === null ? '-' : formatCount(states),
        env.actions?.kind === 'box' ? `box ${env.actionNames.length}` : String(env.actionNames.length),
        formatCount(env.maxEpisodeSteps),
        optimal === null ? '-' : formatNumber(optimal),
      ];
    }),
  );
}

/** Every env in short, for scripts. */
export function envListDocument(definitions: readonly EnvDefinition[]): object {
  return {
    envs: definitions.map((definition) => {
      const { env } = startEnv(definition);
      const { name, title, summary, gymnasium } = definition;
      const actionSpace = actionSpaceOf(env);
      const { observationSpace, actionNames: actions, maxEpisodeSteps } = env;
      const optimalReturn = optimalReturnOf(env);
      return {
        name,
        title,
        summary,
        gymnasium,
        observationSpace,
        actions,
        actionSpace,
        maxEpisodeSteps,
        optimalReturn,
      };
    }),
  };
}

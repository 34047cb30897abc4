import {
  ABILITIES,
  type AbilityRun,
  abilityScores,
  type ExperimentScore,
  experimentScores,
} from '../../experiment/abilities.js';
import { canonical } from '../../scenario/canonical.js';
import { pointsIn } from '../export/points.js';
import type { RunSource } from '../export/sources.js';
import { formatCount, formatNumber } from '../numbers.js';
import { radarSvg } from '../svg/radar.js';
import { card, table, wide } from './markup.js';
import type { Chapter } from './model.js';

/** Abilities from which on a radar says something. */
const FEWEST = 3;
/** Outlines at most. */
const MOST = 5;

/** Runs in bsuite's envs, by agent. */
function byAgent({ groups }: Pick<Chapter, 'groups'>): ReadonlyMap<string, readonly RunSource[]> {
  const agents = new Map<string, { label: string; runs: RunSource[] }>();
  for (const { runs, scenario } of groups) {
    const { learner, loss } = scenario;
    if (learner.kind !== 'agent') continue;
    const key = canonical({ agent: learner.agent, loss });
    const own = agents.get(key) ?? { label: learner.agent.name, runs: [] };
    own.runs.push(...runs);
    agents.set(key, own);
  }
  const named = new Map<string, readonly RunSource[]>();
  for (const { label, runs } of agents.values()) {
    let name = label;
    for (let n = 2; named.has(name); n++) name = `${label} (${n})`;
    named.set(name, runs);
  }
  return named;
}

/** bsuite's scores of each agent by ability, as a radar and a table; empty where the runs show fewer than three abilities. */
export function abilityParts(chapter: Pick<Chapter, 'groups'>): readonly string[] {
  if (!chapter.groups.some(({ scenario: { learner } }) => learner.kind === 'agent' && learner.env.name === 'deep-sea'))
    return [];
  const agents = [...byAgent(chapter)].flatMap(([label, runs]) => {
    const scores = experimentScores(runs.map(abilityRun));
    const abilities = abilityScores(scores);
    const shown = [...abilities.values()].filter((value) => value !== null).length;
    return shown < FEWEST ? [] : [{ label, scores, abilities }];
  });
  if (agents.length === 0) return [];
  const lines = agents
    .slice(0, MOST)
    .map(({ label, abilities }) => ({ label, values: ABILITIES.map((ability) => abilities.get(ability) ?? null) }));
  const left = agents.length - lines.length;
  const number = 'number' as const;
  const rows = agents.flatMap(({ label, scores }) => scores.map((score) => rowOf(label, score)));
  return [
    card(
      'Abilities',
      'Scores of bsuite (Osband et al. 2020), 0 to 1, by its definitions: the returns of all training episodes, averaged over the experiments of each ability. Of bsuite this is a subset: fewer settings, and as many episodes as the table says. Umbrella counts returns with their noise.',
      [
        wide(radarSvg('Scores by ability', ABILITIES, lines)),
        ...(left > 0 ? [`<p>${left} more agents are not drawn.</p>`] : []),
        table(
          'Scores by experiment',
          [
            { title: 'agent' },
            { title: 'experiment' },
            { title: 'abilities' },
            { title: 'score', kind: number },
            { title: 'runs', kind: number },
            { title: 'episodes', kind: number },
          ],
          rows,
        ),
      ],
    ),
  ];
}

function rowOf(label: string, { name, abilities, score, runs, episodes, full }: ExperimentScore): readonly string[] {
  const count = `${formatCount(episodes)} of ${formatCount(full)}`;
  return [label, name, abilities.join(', '), formatNumber(score), formatCount(runs), count];
}

function abilityRun({ folder, scenario: { learner } }: RunSource): AbilityRun {
  const { name, params } = learner.kind === 'agent' ? learner.env : learner.task;
  const returns: number[] = [];
  for (const { metric, value } of pointsIn(folder)) if (metric === 'episode_return') returns.push(value);
  return { env: name, params, returns };
}

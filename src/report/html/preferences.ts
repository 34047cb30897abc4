import { readPicture } from '../../store/picture-file.js';
import { formatNumber } from '../numbers.js';
import { type FrontierPicture, type FrontierRun, frontierSvg, MOST_WAYS, percent } from '../svg/frontier.js';
import { curveChart } from './chart.js';
import type { MetricCurves } from './curves.js';
import { card, table, text, wide } from './markup.js';
import type { Chapter } from './model.js';

/** Runs by the world that they share: with one frontier, one optimum. The first run of each configuration that has a picture. */
export function picturesOf({ groups, scenario }: Pick<Chapter, 'groups' | 'scenario'>): readonly FrontierPicture[] {
  const worlds = new Map<string, { world: FrontierPicture['world']; runs: FrontierRun[] }>();
  for (const { label, runs } of groups) {
    for (const { folder, seed } of runs) {
      const scope = readPicture(folder);
      if (scope === null) continue;
      const { frontier, optimum, bestOf } = scope;
      const world = { frontier, optimum, bestOf };
      const key = JSON.stringify(world);
      const own = worlds.get(key) ?? { world, runs: [] };
      worlds.set(key, own);
      own.runs.push({ label: groups.length === 1 ? `seed ${seed}` : `${label}, seed ${seed}`, scope });
      // Seeds of one configuration each have a way; of several, the first seed stands for each.
      if (groups.length > 1) break;
    }
  }
  return [...worlds.values()].map((one) => ({ title: `${scenario.title}: reward against divergence`, ...one }));
}

/** The pictures of learning from preferences: frontier, likeliest answers, implied rewards. Empty for other runs. */
export function preferenceParts(
  chapter: Pick<Chapter, 'groups' | 'scenario'>,
  curves: readonly MetricCurves[],
): readonly string[] {
  const pictures = picturesOf(chapter);
  if (pictures.length === 0) return [];
  const parts = pictures.map((picture) => `${wide(frontierSvg(picture))}${left(picture)}${answers(picture)}`);
  const note =
    'Exact, by enumeration. Grey: the highest reward that any policy has at each divergence; ring: the best policy at the price beta; crosses: best of 2, 4, 8 and 16 answers.';
  return [card('Reward against divergence', note, [...parts, ...implied(chapter, curves)])];
}

function left({ runs }: FrontierPicture): string {
  const more = runs.length - MOST_WAYS;
  return more <= 0 ? '' : `<p>${text(`${more} more runs are not drawn.`)}</p>`;
}

/** The likeliest answers to every prompt that the run kept, of the first run. */
function answers({ runs }: FrontierPicture): string {
  const { label, scope } = runs[0]!;
  const tables = scope.prompts.map((rows, prompt) =>
    table(
      `Likeliest answers to prompt ${prompt}, ${label}`,
      [
        { title: 'answer', kind: 'code' },
        { title: 'reward', kind: 'number' },
        { title: 'policy', kind: 'number' },
        { title: 'reference', kind: 'number' },
        { title: 'optimum', kind: 'number' },
        { title: 'learned from', kind: 'short' },
      ],
      rows.map((row) => [
        row.text === '' ? '(end)' : row.text,
        formatNumber(row.reward),
        ...[row.policy, row.reference, row.optimum].map(percent),
        row.seen ? 'yes' : 'never',
      ]),
    ),
  );
  const rest = scope.otherPrompts === 0 ? '' : `<p>${scope.otherPrompts} more prompts were not kept.</p>`;
  return `<details><summary>the likeliest answers to ${tables.length} ${tables.length === 1 ? 'prompt' : 'prompts'}</summary>${tables.join('')}${rest}</details>`;
}

/** Implied rewards of chosen and rejected answers of the first configuration while it trained. */
function implied({ groups }: Pick<Chapter, 'groups'>, all: readonly MetricCurves[]): readonly string[] {
  const lines = ['chosen_reward', 'rejected_reward'].flatMap((name, colour) => {
    const curve = all.find(({ spec }) => spec.name === name)?.curves[0] ?? null;
    return curve === null ? [] : [{ label: name, colour, curve }];
  });
  if (lines.length < 2) return [];
  const label = groups.length === 1 ? '' : `, ${groups[0]!.label}`;
  const chart = curveChart(lines, {
    title: `implied rewards${label}`,
    about: 'Mean beta log(policy / reference) of the chosen and of the rejected answers of the training pairs.',
    ...{ budget: groups[0]!.scenario.steps, width: 1040, height: 260, unit: 'updates' },
  });
  return [
    `<h3>${text(`Implied rewards${label}`)}</h3>`,
    '<p class="note">beta log(policy / reference), mean over the training pairs: the first colour chosen, the second rejected answers.</p>',
    wide(chart),
  ];
}

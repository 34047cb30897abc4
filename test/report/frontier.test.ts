import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FrontierScope } from '../../src/core/scope.js';
import { picturesOf, preferenceParts } from '../../src/report/html/preferences.js';
import { frontierSvg } from '../../src/report/svg/frontier.js';
import { PICTURE_FILE, readPicture, writePicture } from '../../src/store/picture-file.js';
import { alignment } from '../../src/tasks/alignment/alignment.js';
import { build, train } from '../tasks/learners.js';

const folder = () => mkdtempSync(join(tmpdir(), 'losscope-picture-'));

/** The folder of a run that was trained in earnest. */
function ran(seed: number, beta = 0.5): string {
  const { learner } = build(alignment, { params: { prompts: 2, pairs: 200 }, lossParams: { beta }, steps: 20, seed });
  learner.evaluate(false);
  train(learner, 20);
  learner.evaluate(true);
  const path = folder();
  writePicture(path, learner.scope(false));
  return path;
}

const group = (label: string, folders: readonly string[]) => ({
  label,
  runs: folders.map((path, seed) => ({ folder: path, seed })),
  scenario: { steps: 20 },
});
const chapter = (...groups: readonly ReturnType<typeof group>[]) =>
  ({ groups, scenario: { title: 'Two <prompts>' } }) as never as Parameters<typeof picturesOf>[0];

describe('the picture of a run over answers that are all known', () => {
  let runs: readonly string[];
  beforeAll(() => {
    runs = [ran(0), ran(1), ran(0, 0.3)];
  });

  it('stays in the folder of the run as it was shown, and damage to it is no picture', () => {
    const kept = readPicture(runs[0]!)!;
    expect(kept.path).toHaveLength(4);
    expect(kept.prompts).toHaveLength(2);
    expect(kept.errors!.title).toBe('lead of the chosen answer, implied reward');
    const copy = folder();
    writeFileSync(
      join(copy, PICTURE_FILE),
      readFileSync(join(runs[0]!, PICTURE_FILE), 'utf8').replace('"path"', '"pat"'),
    );
    expect(readPicture(copy)).toBeNull();
    writeFileSync(join(copy, PICTURE_FILE), '{');
    expect(readPicture(copy)).toBeNull();
    expect(readPicture(folder())).toBeNull();
    writePicture(copy, { kind: 'fit', x: [], y: [], outlier: [], curveX: [], curveY: [] });
    expect(readPicture(copy)).toBeNull();
  });

  it('shows runs of one world in one plot, another beta in another, the first seed of several configurations', () => {
    const one = picturesOf(chapter(group('dpo', runs.slice(0, 2))));
    expect(one.map(({ runs: own }) => own.map(({ label }) => label))).toEqual([['seed 0', 'seed 1']]);
    const two = picturesOf(chapter(group('dpo', runs.slice(0, 2)), group('beta 0.3', runs.slice(2))));
    expect(two.map(({ runs: own }) => own.map(({ label }) => label))).toEqual([['dpo, seed 0'], ['beta 0.3, seed 0']]);
  });

  it('is in the report with every answer, and nothing where no run has one', () => {
    const html = preferenceParts(chapter(group('dpo', runs.slice(0, 1))), []).join('');
    const { prompts } = readPicture(runs[0]!)!;
    expect(html.match(/<tbody>/g)).toHaveLength(2);
    expect(html.match(/<tr>/g)).toHaveLength(2 + prompts.flat().length);
    expect(html).toContain('Two &lt;prompts&gt;: reward against divergence');
    expect(html).toMatch(/<code>[a-d]{3}<\/code>/);
    expect(preferenceParts(chapter(group('x', [folder()])), [])).toEqual([]);
  });

  it('draws the points where they are', () => {
    const point = (kl: number, reward: number) => ({ kl, reward });
    const scope = {
      path: [point(0, 0), point(1, 1)],
      proxy: [point(0, 0), point(1, 2)],
      ...{ belowFrontier: 0.25, klOptimum: 0.5, otherPrompts: 3 },
      prompts: [
        [
          { text: 'ab', reward: 1, policy: 0.5, reference: 0.25, optimum: 0.25, seen: true },
          { text: '', reward: 0, policy: 0.0004, reference: 0, optimum: 0.5, seen: false },
        ],
      ],
    };
    const world = {
      frontier: [point(0, 0), point(2, 2)],
      optimum: { ...point(2, 2), beta: 0.5 },
      bestOf: [{ ...point(0.5, 0.5), n: 2 }],
    } satisfies Partial<FrontierScope>;
    const svg = frontierSvg({ title: 'a < b', world, runs: [{ label: 'dpo', scope }] });
    // Axes from 0 to 2.5 and from 0 to 2 over 946 x 360 units from (70, 88).
    expect(svg).toContain('<title>a &lt; b</title>');
    expect(svg).toContain('<path d="M70 448L448.4 268" fill="none" stroke="#0072b2"');
    expect(svg).toContain('<path d="M70 448L448.4 88" fill="none" stroke="#0072b2" stroke-width="1.5"');
    expect(svg).toContain('<circle cx="448.4" cy="268" r="4.5"');
    expect(svg).toContain('<circle cx="826.8" cy="88" r="8"');
    expect(svg).toContain('optimum, beta 0.5');
    expect(svg).toContain('dpo: KL 1, reward 1, 0.25 below the frontier');
    expect(svg).toContain('Likeliest answers to prompt 0 of dpo; 3 other prompts not shown');
    for (const word of ['ab', '50 %', '25 %', '(end)  (never learned from)', '&lt;0.1 %', '>0 %<']) {
      expect(svg).toContain(word);
    }
    // log 2 of at most 3 to the right; far too rare: all of 60 to the left.
    expect(svg).toContain('<rect x="620" ');
    expect(svg).toMatch(/<rect x="560" y="[\d.]+" width="60" /);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { registries } from '../../src/train/registries.js';
import { recordHere } from '../session/record-here.js';
import { agentScenario, taskScenario } from '../train/alerts/trouble.js';
import { losscope } from './inside.js';

const out = mkdtempSync(join(tmpdir(), 'losscope-play-'));
afterAll(() => rmSync(out, { recursive: true }));

const play = (...args: readonly string[]) => losscope('play', ...args, '--out', out);

/** Records a run on this thread. */
async function record(
  name: string,
  scenario: Parameters<typeof recordHere>[1],
  stopAt?: number,
  keepBest = false,
): ReturnType<typeof recordHere> {
  mkdirSync(join(out, name));
  const given = { registries, seed: 4, keepBest, ...(stopAt === undefined ? {} : { stopAt }) };
  return recordHere(join(out, name), scenario, given);
}

const pole = agentScenario(
  ['cartpole', {}],
  ['reinforce', { hidden: [8], episodes: 2, evalEpisodes: 2, finalEpisodes: 5 }],
  ['policy-gradient', {}],
  600,
);

/** Learns, and loses it again. */
const unsteady = {
  ...agentScenario(
    ['cartpole', {}],
    ['reinforce', { hidden: [8], episodes: 2, lr: 0.3, envs: 1, evalEpisodes: 5, finalEpisodes: 5 }],
    ['policy-gradient', {}],
    600,
  ),
  focus: 'greedy_return',
};

describe('losscope play', () => {
  beforeAll(async () => {
    await record('pole-4', pole);
    await record('lake-4', agentScenario(['frozen-lake', { isSlippery: false }], ['q-learning', {}], null, 3000));
    await record('halted-4', pole, 200);
    await record('rows-4', taskScenario(['classification', { samples: 200, hidden: [4] }], ['bce', {}], 20));
  });

  it('prints the very episodes of the last evaluation', async () => {
    const { code, out: text } = await play('pole', '--episodes', '5');
    expect(code).toBe(0);
    expect(text).toMatch(/^pole-4: cartpole, trained 600 steps, the episodes of its last evaluation\n/);
    const [, mean] = /mean return ([\d.]+) over 5 episodes/.exec(text)!;
    expect(text).toContain(`greedy_return of the run's last evaluation ${mean}, the mean of its own episodes`);
  });

  it('gives the same as a document, where the two figures are equal to the last bit', async () => {
    const document = JSON.parse((await play('pole', '--episodes', '5', '--json')).out);
    expect(document).toMatchObject({ id: 'pole-4', env: 'cartpole', seed: 4, step: 600, ended: true });
    expect(document.episodes).toHaveLength(5);
    expect(document.episodes[0]).toEqual({
      return: document.episodes[0].steps,
      steps: expect.any(Number),
      end: 'terminated',
    });
    expect(document.mean).toBe(document.greedyReturn);
  });

  it('plays the weights of the best evaluation of a run that kept them, and says where there are none', async () => {
    const { best, final } = await record('best-4', unsteady, undefined, true);
    expect(best!.value).toBeGreaterThan(final.greedy_return!);
    expect(best!.step).toBeLessThan(600);
    const { best: same } = JSON.parse(readFileSync(join(out, 'best-4', 'result.json'), 'utf8'));
    expect(same).toEqual(best);
    const told = JSON.parse((await play('best-4', '--best', '--episodes', '3', '--json')).out);
    expect(told).toMatchObject({ step: best!.step, ended: false, greedyReturn: null });
    const { code, err } = await play('pole-4', '--best');
    expect(code).toBe(2);
    expect(err).toContain('has no weights of a best evaluation');
    expect(err).toContain('--keep-best');
  });

  it('plays other episodes with another seed, and the same with the same', async () => {
    const returnsOf = async (...args: readonly string[]) =>
      JSON.parse((await play('pole', '--json', ...args)).out).episodes.map((one: { return: number }) => one.return);
    expect(await returnsOf('--seed', '9')).toEqual(await returnsOf('--seed', '9'));
    expect(await returnsOf('--seed', '4')).toEqual(await returnsOf());
    expect(await returnsOf('--seed', '9')).not.toEqual(await returnsOf());
  });

  it('plays a table that has learned the lake, with the exact return', async () => {
    const { out: text } = await play('lake-4', '--episodes', '1', '--plain');
    expect(text).toContain('1       1      6  terminated');
    expect(text).toContain("greedy_return of the run's last evaluation 1, the exact expectation");
  });

  it('plays what a run has that was stopped before its end', async () => {
    const { code, out: text } = await play('halted', '--episodes', '1');
    expect(code).toBe(0);
    expect(text).toMatch(/^halted-4: cartpole, trained [23]\d\d steps, episodes of seed 4\n/);
    expect(text).not.toContain('greedy_return');
  });

  it('plays the last checkpoint of a run that was cut off', async () => {
    rmSync(join(out, 'lake-4', 'weights.safetensors'));
    rmSync(join(out, 'lake-4', 'result.json'));
    const { code, out: text } = await play('lake', '--episodes', '1');
    expect(code).toBe(0);
    expect(text).toMatch(/^lake-4: frozen-lake, checkpoint of [\d,]+ steps, /);
    rmSync(join(out, 'lake-4', 'checkpoints'), { recursive: true });
    expect(await play('lake')).toMatchObject({
      code: 2,
      err: expect.stringContaining('has neither weights nor a whole checkpoint yet'),
    });
  });

  it('says why a task cannot be played, and what is wrong with every option at once', async () => {
    expect(await play('rows')).toMatchObject({
      code: 2,
      err: expect.stringContaining('trains on the task classification: there is no env to play in'),
    });
    const { code, err } = await play('pole', '--episodes', '0', '--seed', '1.5');
    expect(code).toBe(2);
    expect(err).toContain('--episodes: must be a whole number from 1 to 10000 (given "0")');
    expect(err).toContain('--seed: must be a whole number from 0 to');
    expect(await play('nothing')).toMatchObject({ code: 2, err: expect.stringContaining('no such run') });
  });
});

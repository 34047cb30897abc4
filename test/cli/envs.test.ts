import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { GoldenDocument } from '../../src/env/golden/golden-check.js';
import type { VectorTrajectory } from '../../src/env/golden/golden-document.js';
import { envs } from '../../src/env/registry.js';
import { envPage, startEnv } from '../../src/report/envs/env-page.js';
import { optimumOf } from '../../src/report/envs/optimum.js';
import { textOf } from '../../src/report/lines.js';
import { fakeTerminal } from './fake-terminal.js';
import { losscope } from './inside.js';

const folder = mkdtempSync(join(tmpdir(), 'losscope-envs-'));
const goldenFile = resolve(import.meta.dirname, '../golden/envs.json');

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('losscope envs', () => {
  it('lists every env with what it observes and its exact optimum', async () => {
    const { code, out } = await losscope('envs');
    expect(code).toBe(0);
    const [head, ...rows] = out.trimEnd().split('\n');
    expect(head).toMatch(/^env +what it is +observes {2}states {2}actions +limit {2}best return$/);
    expect(rows.map((row) => row.split(' ')[0])).toEqual(envs.names());
    const cells = rows.map((row) => row.split(/ {2,}/).join(' | '));
    expect(cells).toContain('frozen-lake | Frozen lake | 16 | 16 | 4 | 100 | 0.7442');
    expect(cells).toContain('cartpole | Cart and pole | 4 | - | 2 | 500 | -');
  });

  it('lists them as JSON', async () => {
    const listed = JSON.parse((await losscope('envs', '--json')).out).envs;
    expect(listed.map(({ name }: { name: string }) => name)).toEqual(envs.names());
    expect(listed[2]).toMatchObject({ name: 'cliff-walking', maxEpisodeSteps: 200, optimalReturn: -13 });
    expect(listed[3]).toMatchObject({ gymnasium: 'CartPole-v1', actions: ['left', 'right'], optimalReturn: null });
    expect(listed[3].observationSpace).toMatchObject({
      size: 4,
      states: null,
      low: [-4.8, '-Infinity', -0.41887902047863906, '-Infinity'],
    });
  });

  it('shows an env on a page', () => {
    const started = startEnv(envs.get('frozen-lake'), { isSlippery: false, map: 'SFF\nFHF\nFFG' });
    const lines = envPage(started, optimumOf(started.env, 0.9), ['my-lake'], 72);
    expect(lines.map((line) => line.map(textOf).join('').trimEnd()).join('\n')).toBe(
      `frozen-lake  Frozen lake
Cross the ice from S to G without falling into a hole; slippery ice
moves sideways two times out of three.

Spaces
  observation  9 numbers: each 0 to 1; 9 states, numbered
  actions      0 left, 1 down, 2 right, 3 up
  limit        100 steps, then an episode is truncated

Rewards
  1 at the goal, 0 elsewhere (rewardSchedule: goal, hole, frozen).

Start
  @FF
  FHF
  FFG

Settings
  map             "SFF\\nFHF\\nFFG" here; 4x4 by default; a text
                  4x4, 8x8, or a map of your own, one line a row: S
                  start, F frozen, H hole, G goal
  isSlippery      false here; true by default; true or false
                  the move goes to either side with probability (1 -
                  successRate) / 2 each
  successRate     0.3333333333333333 by default; a number >= 0 and <= 1
                  probability of the chosen direction on slippery ice
  rewardSchedule  [1, 0, 0] by default; a list of 3, each a number
                  rewards of reaching the goal, a hole, a frozen cell
  maxSteps        null by default; null, or a whole number >= 1 and <=
                  1000000000
                  steps after which an episode is truncated; null is 200
                  for the 8x8 map, else 100

Optimum at gamma 0.9, exact
  best return   1
                of an episode of at most 100 steps, undiscounted; the
                best policy may look at the clock
  greedy in Q*  1
                the same of the policy that takes the best action at
                this gamma and sees the state alone
  V*(start)     0.729
                discounted by 0.9 a step, without a limit

  ↓ .729 → .810 ↓ .900
  ↓ .810 X      ↓1.000
  → .900 →1.000 G

Source
  Gymnasium FrozenLake-v1

Scenarios
  my-lake`,
    );
  });

  it('colours the picture and the values on a terminal only', () => {
    const started = startEnv(envs.get('gridworld'), { layout: 'SG' });
    const lines = envPage(started, optimumOf(started.env, 0.9), [], 80);
    const { terminal, streams, out } = fakeTerminal();
    vi.stubEnv('NO_COLOR', '');
    vi.stubEnv('TERM', 'xterm-256color');
    vi.stubEnv('COLORTERM', '');
    terminal.out(...lines);
    expect(out()).not.toContain('\x1b');
    Object.assign(streams[0], { isTTY: true });
    terminal.out(...lines);
    expect(out()).toContain('\n  \x1b[1m@\x1b[0m\x1b[32mG\x1b[0m\n');
    expect(out()).toContain('\n  \x1b[38;5;16;48;5;102m→1.000\x1b[0m \x1b[32mG     \x1b[0m\n');
    vi.unstubAllEnvs();
  });

  it('leaves values out of a picture that is too wide for them', async () => {
    const { out } = await losscope('envs', 'gridworld', '--set', `layout=S${'.'.repeat(30)}G`);
    expect(out).toContain(`\n  ${'→'.repeat(31)}G\n`);
  });

  it('says where no optimum is known', async () => {
    const { out } = await losscope('envs', 'cartpole');
    expect(out).toContain('\nOptimum\n  not known: the env gives no table of its transitions\n');
    expect(out).toContain('observation  4 numbers: -4.8 to 4.8, any, -0.4189 to 0.4189, any\n');
    expect(out).toContain('\nScenarios\n  cartpole-reinforce');
  });

  it('shows Q* of the start where there is no grid', async () => {
    const { out } = await losscope('envs', 'bandit', '--set', 'arms=2', '--set', 'means=[1, 0.5]', '--gamma', '0.5');
    expect(out).toContain('  Q* of 0 arm 0  2, the best\n  Q* of 1 arm 1  1.5\n');
  });

  it('shows an env as JSON', async () => {
    const { code, out } = await losscope('envs', 'gridworld', '--set', 'layout=S.\n#G', '--gamma=0.5', '--json');
    expect(code).toBe(0);
    const { settings, start, optimum, ...about } = JSON.parse(out);
    expect(about).toMatchObject({ name: 'gridworld', actions: ['left', 'down', 'right', 'up'], maxEpisodeSteps: 200 });
    expect(settings[0]).toMatchObject({ name: 'layout', default: '4x4-trap', value: 'S.\n#G', spec: { kind: 'text' } });
    expect(start).toEqual({ state: [0], observation: [1, 0, 0, 0], render: ['@.', '#G'] });
    expect(optimum).toMatchObject({
      gamma: 0.5,
      optimalReturn: 1,
      greedyReturn: 1,
      startValue: 0.5,
      V: [0.5, 1, null, null],
      best: [[2], [1], [], []],
    });
    expect(optimum.Q.map((row: number[]) => row.length)).toEqual([4, 4, 4, 4]);
  });

  it.each([
    [['cartpol'], /^env: unknown env \(given cartpol; .+\)\. Did you mean cartpole\?$/],
    [['chek', 'x.json'], /Did you mean losscope envs check\?$/],
    [['catch', 'x'], /^envs: takes the name of one env \(given catch, and then x\)$/],
    [['catch', '--set', 'rowz=3'], /^--set rowz=3: rowz: unknown setting .+ Did you mean rows\?$/],
    [['catch', '--set', 'rows=1'], /^--set rows=1: rows: must be a whole number >= 2 and <= 32 \(given 1\)$/],
    [['catch', '--set', 'rows'], /^--set rows: must be key=value\. For example maxSteps=100$/],
    [['catch', '--set', 'rows=3', '--set', 'env.rows=4'], /^--set env\.rows=4: rows: is set twice$/],
    [['catch', '--set', 'rows=[1'], /^--set rows=\[1: rows: is not valid YAML/],
    [['catch', '--gamma', '2'], /^--gamma: must be a number from 0 to 1 \(given "2"\)$/],
    [['bandit', '--gamma', '1'], /^gamma: undiscounted values do not exist here/],
    [['play', 'catch'], /^envs play: needs a terminal for keys and pictures/],
    [['check', join(folder, 'none.json')], /none\.json: file not found$/],
    [['check-contract', join(folder, 'none.mjs')], /none\.mjs: file not found$/],
    [['check', 'a', '--jsn'], /^error: unknown option '--jsn'\n\(Did you mean --json\?\)$/],
  ])('refuses %j', async (args, message) => {
    const { code, out, err } = await losscope('envs', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd()).toMatch(message);
  });
});

describe('losscope new env', () => {
  it.each([
    ['My Env', /^name: cannot be the name of an env \(given "My Env"; allowed small letters/],
    ['../x', /^name: cannot be the name of an env/],
    ['cartpole', /^name: an env of this name is there already \(given cartpole\)/],
  ])('refuses the name %s and writes nothing', async (name, message) => {
    const out = join(folder, 'new');
    const { code, err } = await losscope('new', 'env', name, '--out', out);
    expect(code).toBe(2);
    expect(err).toMatch(message);
    expect(existsSync(out)).toBe(false);
  });
});

describe('losscope envs check', () => {
  type Vectors = Omit<GoldenDocument, 'trajectories'> & { readonly trajectories: readonly VectorTrajectory[] };
  type Mutable<T> = { -readonly [K in keyof T]: T[K] extends object ? Mutable<T[K]> : T[K] };
  const changed = (name: string, change: (golden: Mutable<Vectors>) => void): string => {
    const golden = JSON.parse(readFileSync(goldenFile, 'utf8'));
    change(golden);
    return file(name, JSON.stringify(golden));
  };

  it('passes on trajectories and tables recorded from Gymnasium', async () => {
    const { code, out } = await losscope('envs', 'check', goldenFile);
    expect(out).toMatch(/^checked \d{5}, failed 0\n$/);
    expect(code).toBe(0);
  });

  it('finds planted errors, prints them before the count and exits with 1', async () => {
    const planted = changed('planted.json', (golden) => {
      golden.trajectories[0]!.rewards[2] = 5;
      (golden.tables[0]!.gamma_099!.V as number[])[0]! += 1e-6;
    });
    const { code, out } = await losscope('envs', 'check', planted);
    expect(code).toBe(1);
    const lines = out.trimEnd().split('\n');
    expect(lines.slice(0, 4)).toEqual([
      expect.stringMatching(/^FAILED {2}\S+/),
      '  where     step 2, reward',
      '  expected  5',
      '  got       1',
    ]);
    expect(lines).toContain('  where     V* at gamma 0.99, state[0]');
    expect(lines.at(-1)).toMatch(/^checked \d{5}, failed 3$/);
  });

  it('prints failures as JSON and the count beside it', async () => {
    const planted = changed('json.json', (golden) => {
      golden.trajectories = golden.trajectories.slice(0, 1);
      golden.tables = [];
      golden.trajectories[0]!.total_reward += 1;
    });
    const { code, out, err } = await losscope('envs', 'check', planted, '--json');
    const { checked, failed } = JSON.parse(out);
    expect(failed).toEqual([expect.objectContaining({ where: 'total reward' })]);
    expect({ code, err }).toEqual({ code: 1, err: `checked ${checked}, failed 1\n` });
  });

  it('counts a case that cannot be replayed as failed and goes on with the others', async () => {
    const planted = changed('unknown.json', (golden) => {
      golden.trajectories = golden.trajectories.slice(0, 2);
      golden.tables = [];
      golden.environments['Ant-v5'] = golden.environments[golden.trajectories[0]!.env]!;
      golden.trajectories[0]!.env = 'Ant-v5';
      golden.trajectories[1]!.init[0] = 1e6;
    });
    const { code, out } = await losscope('envs', 'check', planted);
    expect(code).toBe(1);
    expect(out).toContain('  got       "Ant-v5"');
    expect(out).toContain('no episode can be in this state');
    expect(out).toMatch(/\nchecked 2, failed 2\n$/);
  });

  it.each([
    ['{"environments": {},\n "trajectories": [}', /:2:19: is not JSON: there must be a value\n {2}2 \| .+\n.+\^$/],
    ['{"environments": {}', /:1:20: is not JSON: .+but the file ends here/],
    ['', /: is empty$/],
    ['[]', /: must be object \(given \[\]\)$/],
    ['{"environments": {}, "trajectories": []}', /: tables: is missing$/],
    ['{"environments": {}, "trajectories": [], "tables": []}', /: there is nothing to check in it$/],
    [
      '{"environments": {}, "trajectories": [{"name": 5}], "tables": []}',
      /:1:48: trajectories\[0\]\.name: must be string \(given 5\)/,
    ],
  ])('refuses %j with its place', async (text, message) => {
    const { code, out, err } = await losscope('envs', 'check', file('broken.json', text));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^\S+broken\.json:/);
    expect(err.trimEnd()).toMatch(message);
  });

  it('refuses lists whose lengths do not fit together', async () => {
    const broken = changed('lengths.json', (golden) => {
      golden.trajectories[1]!.rewards.pop();
      golden.tables[0]!.P[3]!.pop();
    });
    const { code, err } = await losscope('envs', 'check', broken);
    expect(code).toBe(2);
    expect(err).toMatch(/: trajectories\[1\]\.rewards: must have one entry for each action \(given \d+; allowed \d+\)/);
    expect(err).toMatch(/: tables\[0\]\.P\[3\]: must have one entry for each action \(given 3; allowed 4\)/);
  });
});

import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import { Stream } from '../../src/core/random.js';
import { tasks } from '../../src/tasks/registry.js';

const main = resolve(import.meta.dirname, '../../dist/cli/main.js');
/** Kills for each kind of learner; all kinds and more kills are tried now and then, see docs/reliability.md. */
const KILLS = Number(process.env.LOSSCOPE_KILLS ?? 1);
/** The kinds that are killed when nobody asks for more: each has a sort of state that the others have not. */
const USUAL = ['q-learning', 'dqn', 'reinforce', 'ppo', 'classification', 'retrieval'];

const folder = mkdtempSync(join(tmpdir(), 'losscope-kill-'));
afterAll(() => rmSync(folder, { recursive: true }));

const subjects = Array.from({ length: 40 }, (_, i) => {
  const mark = String.fromCharCode(97 + (i % 26)).repeat(3 + (i % 5));
  const requests = [`find ${mark}x now`, `where is ${mark}x`, `show me the ${mark}x`, `${mark}x please`];
  return JSON.stringify({ document: `command number ${i} does ${mark}y to things`, requests });
});
writeFileSync(join(folder, 'requests.jsonl'), subjects.join('\n'));

const steps = Array.from({ length: 400 }, (_, i) => {
  const at = (step: number) => [0, 1, 2, 3].map((j) => Math.round(50 * Math.abs(((step * (j + 2)) % 7) - 3)) / 1000);
  const ends = { terminated: i % 20 === 19, truncated: false };
  return JSON.stringify({ observation: at(i), action: i % 2, reward: 1, next: at(i + 1), ...ends });
});
writeFileSync(join(folder, 'steps.jsonl'), steps.join('\n'));

/** A scenario of each kind of learner: about a second long, more when it is to be killed often. */
const long = KILLS > 5 ? 2 : 1;
const scenarios: Readonly<Record<string, string>> = {
  'q-learning': 'env: frozen-lake\nagent: q-learning\nsteps: 1500000',
  sarsa: 'env: frozen-lake\nagent: {name: sarsa, alphaDecay: 0.5}\nsteps: 800000',
  'expected-sarsa': 'env: cliff-walking\nagent: expected-sarsa\nsteps: 800000',
  'double-q-learning': 'env: frozen-lake\nagent: double-q-learning\nsteps: 800000',
  'n-step-sarsa': 'env: frozen-lake\nagent: n-step-sarsa\nsteps: 600000',
  'sarsa-lambda': 'env: frozen-lake\nagent: sarsa-lambda\nsteps: 400000',
  'monte-carlo': 'env: frozen-lake\nagent: monte-carlo\nsteps: 800000',
  'dyna-q': 'env: frozen-lake\nagent: dyna-q\nsteps: 100000',
  dqn: 'env: gridworld\nagent: {name: dqn, prioritized: true, nStep: 3, dueling: true, double: true}\nsteps: 3000',
  reinforce: 'env: cartpole\nagent: {name: reinforce, baseline: value, episodes: 3}\nsteps: 15000',
  'actor-critic': 'env: acrobot\nagent: {name: actor-critic, optimizer: adamw}\nsteps: 6000',
  ppo: 'env: cartpole\nagent: {name: ppo, horizon: 256}\nsteps: 8000',
  'td-prediction': 'env: random-walk\nagent: {name: td-prediction, episodes: 1000000}\nsteps: 4000000',
  'off-policy-prediction': 'env: baird\nagent: off-policy-prediction\nsteps: 1000000',
  'dynamic-programming': 'env: {name: frozen-lake, map: 8x8}\nagent: dynamic-programming\nsteps: 40000',
  'bandit-policy': 'env: bandit\nagent: bandit-policy\nsteps: 3000000',
  'semi-gradient-sarsa': 'env: mountain-car\nagent: semi-gradient-sarsa\nsteps: 120000',
  grpo: 'env: {name: tokens, vocabulary: 4, length: 3, prompts: 4}\nagent: grpo\nsteps: 60000',
  sac: 'env: pendulum\nagent: {name: sac, hidden: [32, 32], batch: 32}\nsteps: 1500',
  td3: 'env: pendulum\nagent: {name: td3, hidden: [32, 32], batch: 32}\nsteps: 2000',
  bc: 'env: cartpole\nagent: {name: bc, data: steps.jsonl}\nsteps: 3000',
  cql: 'env: cartpole\nagent: {name: cql, data: steps.jsonl}\nsteps: 1500',
  iql: 'env: cartpole\nagent: {name: iql, data: steps.jsonl}\nsteps: 800',
  classification: 'task: {name: classification, samples: 4000, optimizer: momentum}\nloss: focal\nsteps: 2000',
  regression: 'task: {name: regression, schedule: cosine}\nloss: huber\nsteps: 3000',
  retrieval: 'task: {name: retrieval, data: requests.jsonl, dropout: 0.2, batch: 16}\nloss: mnr\nsteps: 200',
  'multi-class': 'task: {name: multi-class, samples: 1000}\nsteps: 6000',
  'multi-label': 'task: {name: multi-label, testSamples: 200}\nsteps: 2000',
  masks: 'task: {name: masks, images: 40, testImages: 8, side: 12}\nsteps: 1000',
  ranking: 'task: {name: ranking, lists: 100, testLists: 20}\nsteps: 3500',
  identities: 'task: {name: identities}\nsteps: 800',
  distillation: 'task: {name: distillation, testSamples: 200}\nsteps: 10000',
  'two-views': 'task: {name: two-views, samples: 400}\nsteps: 600',
  'knowledge-graph': 'task: {name: knowledge-graph}\nsteps: 800',
  alignment: 'task: {name: alignment, pairs: 300}\nloss: dpo\nsteps: 1500',
  preference: 'task: {name: preference}\nsteps: 6000',
};

/** The program in a process of its own; `code` is null when it was killed. */
function start(...args: readonly string[]) {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => {
    text.out += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    text.err += chunk;
  });
  return { child, text, code: new Promise<number | null>((done) => child.once('close', done)) };
}

async function digestOf({ text, code }: ReturnType<typeof start>): Promise<string> {
  expect(await code, text.err).toBe(0);
  return JSON.parse(text.out).scenarios[0].runs[0].digest;
}

const metricsOf = (run: string): Buffer => readFileSync(join(folder, run, 'metrics.jsonl'));

it('kills every kind of learner that there is', () => {
  expect(Object.keys(scenarios).sort()).toEqual([...agents.names(), ...tasks.names()].sort());
});

/** Only these kinds, by name: a way to go on with the others another time. */
const only = process.env.LOSSCOPE_KILLS_OF?.split(',');
const chosen = Object.entries(scenarios).filter(([name]) =>
  only !== undefined ? only.includes(name) : 'LOSSCOPE_KILLS' in process.env || USUAL.includes(name),
);

describe.each(chosen)('%s', (name, scenario) => {
  it('killed at random moments ends with the bits of a run that was not', {
    timeout: 60_000 + 60_000 * KILLS,
  }, async () => {
    const steps = Number(/steps: (\d+)/.exec(scenario)![1]) * long;
    writeFileSync(join(folder, `${name}.yaml`), `${scenario.replace(/steps: \d+/, `steps: ${steps}`)}\nseeds: 4\n`);
    const run = (out: string) => ['run', `${name}.yaml`, '--json', '--checkpoint', '0.05', '--out', out];
    const began = performance.now();
    const expected = await digestOf(start(...run(`${name}-whole`)));
    const duration = performance.now() - began;
    const metrics = metricsOf(join(`${name}-whole`, `${name}-4`));
    const random = Stream.from(performance.now(), 'eval');
    let fromCheckpoints = 0;
    const count = ({ text }: ReturnType<typeof start>) => {
      if (/from step [1-9]/.test(text.err)) fromCheckpoints++;
    };
    for (let kills = 0, round = 0; kills < KILLS; round++) {
      const out = `${name}-${round}`;
      const goOn = ['resume', `${name}-4`, '--json', '--checkpoint', '0.05', '--out', out];
      for (let began = false; kills < KILLS; ) {
        const program = start(...(began ? goOn : run(out)));
        // More often than not while it trains: a good part of the time goes into starting.
        await setTimeout(random.between(0.2, 1) * duration);
        program.child.kill('SIGKILL');
        if ((await program.code) !== null) break;
        kills++;
        count(program);
        began = readdirSync(folder).includes(out) && readdirSync(join(folder, out)).includes(`${name}-4`);
        if (random.uniform() < 0.3) break;
      }
      // Killed so early that there is nothing yet to go on with.
      if (!readdirSync(folder).includes(out) || !readdirSync(join(folder, out)).includes(`${name}-4`)) continue;
      const program = start(...goOn);
      const code = await program.code;
      if (code === 2 && program.text.err.includes('no such run')) continue;
      expect(await digestOf(program)).toBe(expected);
      expect(program.text.err).not.toContain('is no checkpoint');
      count(program);
      expect(metricsOf(join(out, `${name}-4`)).equals(metrics)).toBe(true);
      rmSync(join(folder, out), { recursive: true });
    }
    if ('LOSSCOPE_KILLS' in process.env)
      console.info(`${name}: ${KILLS} kills, ${fromCheckpoints} starts from a checkpoint`);
    if (KILLS > 5) expect(fromCheckpoints).toBeGreaterThan(0);
  });
});

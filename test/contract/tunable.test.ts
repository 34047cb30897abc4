import { describe, expect, it } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import { describeAllowed, isLegal, type ParamSpec } from '../../src/core/params.js';
import { losses } from '../../src/losses/registry.js';
import { parseScenario } from '../../src/scenario/loader.js';
import type { Scenario } from '../../src/scenario/scenario.js';
import { tasks } from '../../src/tasks/registry.js';
import { registries } from '../../src/train/registries.js';
import { type Progress, train } from '../../src/train/training.js';
import { retuned, type Tunable, tunable } from '../../src/train/tunable-settings.js';
import { temporaryFiles } from '../tasks/files.js';
import { recorded } from './fixtures.js';

const write = temporaryFiles();
const requests = Array.from({ length: 12 }, (_, i) => {
  const mark = String.fromCharCode(97 + i).repeat(4);
  return JSON.stringify({
    document: `command ${i} does ${mark}y`,
    requests: [`find ${mark}x`, `${mark}x please`, `the ${mark}x`],
  });
});

/** Settings that make a learner small, so that each of its tunable settings can be tried. */
const small: Readonly<Record<string, string>> = {
  dqn: 'hidden: [8], batch: 8, buffer: 60, learningStarts: 10, targetEvery: 7, evalEpisodes: 2, prioritized: true, nStep: 2',
  reinforce: 'hidden: [8], evalEpisodes: 2, finalEpisodes: 2, baseline: value, episodes: 2',
  'actor-critic': 'hidden: [8], evalEpisodes: 2, finalEpisodes: 2, horizon: 16',
  ppo: 'hidden: [8], evalEpisodes: 2, finalEpisodes: 2, horizon: 32, batch: 8, epochs: 2',
  grpo: 'hidden: [8], evalEpisodes: 2, finalEpisodes: 2, groups: 2, groupSize: 4, epochs: 2',
  'semi-gradient-sarsa': 'evalEpisodes: 1, finalEpisodes: 1',
  ...Object.fromEntries(
    ['bc', 'cql', 'iql'].map((name) => [
      name,
      `data: "${recorded}", hidden: [8], batch: 8, evalEpisodes: 1, finalEpisodes: 1`,
    ]),
  ),
  sac: 'hidden: [8], batch: 8, learningStarts: 10, evalEpisodes: 1, finalEpisodes: 1',
  td3: 'hidden: [8], batch: 8, learningStarts: 10, evalEpisodes: 1, finalEpisodes: 1',
  classification: 'samples: 200, positives: 0.3, hidden: [8], batch: 32',
  regression: 'samples: 100, hidden: [8], batch: 32',
  'multi-label': 'samples: 100, testSamples: 50, labels: 4, features: 4, hidden: [8], batch: 16',
  masks: 'images: 12, testImages: 4, side: 8, window: 3, hidden: [8], batch: 4',
  ranking: 'lists: 20, testLists: 10, documents: 8, hidden: [8], batch: 4',
  'knowledge-graph': 'columns: 4, rows: 3, translations: 2, batch: 16',
  retrieval: `data: "${write(requests.join('\n'), 'requests.jsonl')}", buckets: 128, dim: 8, batch: 5, dropout: 0.2`,
};
const envOf: Readonly<Record<string, string>> = {
  reinforce: 'cartpole',
  'actor-critic': 'cartpole',
  ppo: 'cartpole',
  grpo: 'cartpole',
  'bandit-policy': 'bandit',
  bc: 'cartpole',
  cql: 'cartpole',
  iql: 'cartpole',
  sac: 'pendulum',
  td3: 'pendulum',
  'semi-gradient-sarsa': 'mountain-car',
};

function scenarioOf(kind: 'agent' | 'task', name: string): Scenario {
  const settings = small[name] === undefined ? '' : `, ${small[name]}`;
  const env = kind === 'agent' ? `env: ${envOf[name] ?? 'gridworld'}\n` : '';
  const text = `${env}${kind}: {name: ${name}${settings}}\nsteps: 60\nevaluateEvery: 20\n`;
  return parseScenario(text, '/nowhere/x.yaml', { catalogues: registries }).scenario;
}

type Agent = Extract<Scenario['learner'], { kind: 'agent' }>;

/** The step at which everything is changed, in the middle of half-done things. */
const AT = 33;

const learners = [
  ...agents.names().map((name) => ['agent', name] as const),
  ...tasks.names().map((name) => ['task', name] as const),
];

/** The progress at this step; the run is left there. */
function progressAt(scenario: Scenario, step: number): Progress {
  const run = train(scenario, 1, { registries, sink() {} });
  let save: () => Progress | null = () => null;
  let answer = 0;
  for (let next = run.next(0); next.done !== true; next = run.next(answer)) {
    const { value: event } = next;
    if (event.kind === 'start') save = event.save;
    if (event.kind === 'tick' && event.step === step) return save()!;
    if (event.kind === 'tick') answer = step - event.step;
  }
  throw new Error('it ended before');
}

/** The digest of the rest, or what was thrown. */
function restOf(scenario: Scenario, from: Progress): string {
  let end = '';
  const run = train(scenario, 1, { registries, sink() {}, from });
  for (let next = run.next(0); next.done !== true; next = run.next(1e6)) {
    if (next.value.kind === 'done' || next.value.kind === 'diverged') end = next.value.digest;
  }
  return end;
}

/** Other legal values of a setting, as `--set` takes them. */
function others({ spec, value }: Tunable): readonly string[] {
  const candidates = (one: ParamSpec): readonly unknown[] => {
    switch (one.kind) {
      case 'number': {
        const given = typeof value === 'number' ? value : one.default;
        return one.integer ? [given + 1, given - 1, given * 2] : [given / 2, given + 0.25, given - 0.25, 0.5];
      }
      case 'boolean':
        return [true, false];
      case 'choice':
        return one.options;
      case 'either':
        return [null, ...one.forms.flatMap(candidates)];
      default:
        return [];
    }
  };
  const legal = candidates(spec).filter((candidate) => candidate !== value && isLegal(spec, candidate));
  return legal.map((candidate) => JSON.stringify(candidate));
}

describe.each(learners)('%s %s', (kind, name) => {
  it('goes on from its state under another value of every setting that is said to be tunable', () => {
    const scenario = scenarioOf(kind, name);
    const from = progressAt(scenario, AT);
    for (const setting of tunable(scenario, registries)) {
      for (const [i, value] of others(setting).slice(0, 3).entries()) {
        const text = `${setting.path}=${value}`;
        try {
          const changed = retuned(scenario, [text], AT, registries);
          if (i === 0) expect(restOf(changed, from), text).toMatch(/^[0-9a-f]{64}$/);
          else train(changed, 1, { registries, sink() {}, from }).next(0);
        } catch (error) {
          // Two settings may not fit together, as they may not from the beginning; the state always fits.
          expect(error, `${text}, which allows ${describeAllowed(setting.spec)}`).toHaveProperty('name', 'UserError');
        }
      }
    }
  });
});

describe('what may change in the middle of a run', () => {
  const dqn = scenarioOf('agent', 'dqn');

  it('is listed with its spec and its value now', () => {
    const paths = tunable(dqn, registries).map(({ path }) => path);
    expect(paths).toContain('agent.lr');
    expect(paths).toContain('loss.delta');
    expect(paths.slice(-2)).toEqual(['steps', 'evaluateEvery']);
    for (const never of ['agent.hidden', 'agent.buffer', 'agent.nStep', 'agent.optimizer', 'env.layout', 'seeds']) {
      expect(paths).not.toContain(never);
    }
    const lr = tunable(dqn, registries).find(({ path }) => path === 'agent.lr');
    expect(lr).toEqual({ path: 'agent.lr', spec: agents.get('dqn').params.lr, value: 1e-3 });
  });

  it('changes the bits when it counts', () => {
    const from = progressAt(dqn, AT);
    const plain = restOf(retuned(dqn, [], AT, registries), from);
    for (const text of ['agent.lr=0.01', 'agent.epsilonEnd=0.9', 'agent.gamma=0.5', 'agent.batch=4', 'steps=120']) {
      expect(restOf(retuned(dqn, [text], AT, registries), from), text).not.toBe(plain);
    }
  });

  it('includes a budget that makes the replay buffer larger or smaller', () => {
    const params = { ...(dqn.learner as Agent).agent.params, buffer: 1000 };
    const wide: Scenario = { ...dqn, learner: { ...(dqn.learner as Agent), agent: { name: 'dqn', params } } };
    const from = progressAt(wide, AT);
    const digests = [60, 200, 40].map((steps) => restOf(retuned(wide, [`steps=${steps}`], AT, registries), from));
    expect(new Set(digests).size).toBe(3);
  });

  it('does not include what another loss would need', () => {
    expect(() => retuned(dqn, ['loss=mse'], AT, registries)).toThrow('loss: cannot change in the middle of a run');
    expect(losses.has('mse')).toBe(true);
  });
});

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { agents } from '../../src/agents/registry.js';
import { Stream } from '../../src/core/random.js';
import { envs } from '../../src/env/registry.js';
import { torchLayout } from '../../src/store/export/torch-layout.js';
import { layersOf } from '../../src/store/export/weight-layers.js';
import { encodeSafetensors } from '../../src/store/safetensors.js';
import { tasks } from '../../src/tasks/registry.js';
import { Engine } from '../../src/tensor/engine.js';
import { UnitWatch } from '../../src/tensor/nn/unit-watch.js';
import golden from '../golden/torch-layout.json' with { type: 'json' };
import { agentCase, type Case, cases, offline, taskCase } from './cases.js';

type Params = Readonly<Record<string, unknown>>;

const few = { evalEpisodes: 1, finalEpisodes: 1 };
const replayed = { ...few, hidden: [5], batch: 4, buffer: 40, learningStarts: 4 };
const conv = { conv: [3, 2], kernel: 2 };
const memory = { recurrent: 'gru', recurrentUnits: 4, envs: 1, horizon: 8, batch: 8 };
const of = (agent: string, params: Params, view: number) =>
  agentCase(agents.get(agent), 'gridworld', params, 20, {}, undefined, { observation: 'view', view });
const box = agentCase(agents.get('td3'), 'pendulum', { ...replayed, hidden: [4] }, 20);

/** Networks with every kind of layer; `kind` is what their outputs mean. */
const subjects: readonly { readonly kind: string; readonly given: Case }[] = [
  { kind: 'q', given: of('dqn', { ...replayed, ...conv, norm: 'layer', activation: 'silu' }, 2) },
  { kind: 'q', given: of('dqn', { ...replayed, noisy: true, norm: 'layer' }, 1) },
  { kind: 'dueling', given: of('dqn', { ...replayed, ...conv, hidden: [], dueling: true }, 2) },
  { kind: 'dueling', given: of('dqn', { ...replayed, ...conv, dueling: true }, 2) },
  { kind: 'actor', given: of('ppo', { ...few, ...memory, ...conv, hidden: [], normalizeObservations: 'off' }, 2) },
  { kind: 'policy', given: of('reinforce', { ...few, hidden: [4, 3], episodes: 1 }, 1) },
  { kind: 'tanh', given: box },
];

function learnerOf({ create, steps }: Case) {
  const engine = new Engine('f32');
  const recorder = { define: () => () => {} };
  return create({ engine, steps, recorder, stream: (purpose, index = 0) => Stream.from(5, purpose, index) });
}

/** A learner after a few steps, what its policy says of some observations, and its weights as PyTorch takes them. */
function look(given: Case) {
  const { steps, choice } = given;
  const learner = learnerOf(given);
  for (let step = 0; step < steps; step++) learner.advance();
  if (choice.kind !== 'agent') throw new Error('a task has no policy');
  const env = envs.get(choice.env.name).create(choice.env.params as never);
  const draw = Stream.from(7, 'data');
  const inputs = Array.from({ length: 3 }, () =>
    Array.from({ length: env.observationSpace.size }, () => Math.round(draw.between(-8, 8)) / 8 + 0),
  );
  const policy = learner.policy!();
  policy.begin?.();
  const figures = inputs.map((observation) => {
    const into = new Float64Array(env.actionNames.length);
    policy.act({ observation, state: -1 }, into);
    return [...into];
  });
  const layers = layersOf(learner.shapes(), choice);
  const { weights, shapes } = torchLayout(learner.weights(), learner.shapes(), layers);
  const file = encodeSafetensors(weights, { layers: JSON.stringify(layers) }, shapes);
  return {
    inputs,
    figures,
    shape: env.observationSpace.shape ?? null,
    conv: layers.some((l) => l.kind === 'conv'),
    file,
  };
}

it('gives PyTorch networks that say what the policies here say', () => {
  const seen = subjects.map(({ kind, given }) => ({ kind, name: given.name, ...look(given) }));
  const folder = process.env.LOSSCOPE_TORCH_CASES;
  if (folder !== undefined) {
    mkdirSync(folder, { recursive: true });
    const cases = seen.map(({ name, kind, inputs, shape, conv }, i) => {
      return { name, kind, inputs, shape: conv ? shape : null, file: `${i}.safetensors` };
    });
    writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
    for (const [i, { file }] of seen.entries()) writeFileSync(join(folder, `${i}.safetensors`), Buffer.concat(file));
  }
  expect(golden.map(({ name, inputs }) => ({ name, inputs }))).toEqual(
    seen.map(({ name, inputs }) => ({ name, inputs })),
  );
  seen.forEach(({ figures, kind }, i) => {
    // What td3 gives is in the units of the env, from -2 to 2.
    const unit = kind === 'tanh' ? 2 : 1;
    golden[i]!.figures.flat().forEach((figure, k) => {
      expect(figures.flat()[k]).toBeCloseTo(unit * figure, 5);
    });
  });
});

const page = readFileSync(resolve(import.meta.dirname, '../../docs/weights.md'), 'utf8');

/** The rows of the tables of agents and tasks: by learner, what is said of its arrays and its activation. */
const told = new Map(
  [...page.matchAll(/^\| ([a-z0-9, -]+) \| (`[^|]*) \| [^|]*\| ([^|]*) \|$/gm)].flatMap(([, names, arrays, outputs]) =>
    names!.split(', ').map((name) => [name, { arrays: arrays!, outputs: outputs! }] as const),
  ),
);

/** What `name.*` stands for. */
const PARTS =
  /^(conv\.\d+\.(weight|bias)|in\.(weight|bias)|\d+\.(weight|bias|gain|shift|weightDeviation|biasDeviation)|gru\.(inputWeight|hiddenWeight|inputBias|hiddenBias)|head\.\d+\.(weight|bias))$/;

/** Whether an array of these dimensions is one that the page names so. */
function isNamed(pattern: string, name: string, shape: readonly number[]): boolean {
  const [, network] = /^([\w.]+)\.\*$/.exec(pattern) ?? [];
  if (network !== undefined) return name.startsWith(`${network}.`) && PARTS.test(name.slice(network.length + 1));
  const [, array, dimensions = ''] = /^([\w.]+)` \[(.*)\]$/.exec(pattern) ?? [];
  return name === array && shape.length === dimensions.split(', ').filter((word) => word !== '').length;
}

const further = [
  ...subjects.map(({ given }) => given),
  agentCase(agents.get('ppo'), 'tokens', { table: true }, 20),
  ...['actor-critic', 'grpo'].map((name) => agentCase(agents.get(name), 'tokens', { table: true }, 20)),
  agentCase(agents.get('cql'), 'cartpole', { ...offline, dueling: true }, 20),
  taskCase(tasks.get('alignment'), 'dpo', { table: true }, {}),
  taskCase(tasks.get('preference'), 'bradley-terry', { hidden: [8] }, {}),
];

describe('docs/weights.md', () => {
  const seen = [...cases, ...further].map((given) => {
    const spy = vi.spyOn(UnitWatch.prototype, 'add');
    const learner = learnerOf(given);
    const relus = new Set(spy.mock.calls.map(([, layer]) => layer));
    spy.mockRestore();
    const { choice } = given;
    const name = choice.kind === 'agent' ? choice.agent.name : choice.task.name;
    return { name, title: given.name, choice, shapes: learner.shapes(), relus };
  });

  it('names every array of every learner, and none that is not there', () => {
    const patterns = (name: string) =>
      [...(told.get(name)?.arrays.matchAll(/`([\w.]+\.\*)`|`([\w.]+` \[[^\]]*\])/g) ?? [])].map(
        ([, network, array]) => network ?? array!,
      );
    const used = new Set<string>();
    const unnamed = seen.flatMap(({ name, title, shapes }) =>
      [...shapes].flatMap(([array, shape]) => {
        if (/^observation\.(mean|squares|count)$/.test(array)) return [];
        const pattern = patterns(name).find((one) => isNamed(one, array, shape));
        if (pattern === undefined) return [`${title}: ${array} [${shape}]`];
        used.add(`${name} ${pattern}`);
        return [];
      }),
    );
    expect(unnamed).toEqual([]);
    const all = [...told.keys()].flatMap((name) => patterns(name).map((pattern) => `${name} ${pattern}`));
    expect(all.filter((one) => !used.has(one))).toEqual([]);
    expect([...told.keys()].sort()).toEqual([...agents.names(), ...tasks.names()].sort());
  });

  it('tells the activations as the header does, and as the networks have them', () => {
    for (const { name, title, choice, shapes, relus } of seen) {
      const layers = layersOf(shapes, choice);
      const relu = layers.filter(({ activation }) => activation === 'relu').map((layer) => layer.name);
      expect([title, relu]).toEqual([title, layers.map((layer) => layer.name).filter((layer) => relus.has(layer))]);
      if (choice.kind === 'agent') continue;
      const [, stated] = /Activation (tanh|`task\.params\.activation`)/.exec(told.get(name)!.outputs) ?? [];
      const expected = stated === 'tanh' ? 'tanh' : stated === undefined ? 'relu' : choice.task.params.activation;
      const own = layers.filter(({ network, activation }) => network !== 'predictor' && activation !== 'none');
      expect([title, own.filter(({ activation }) => activation !== expected)]).toEqual([title, []]);
    }
  });
});

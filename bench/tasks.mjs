// The same work as bench/peers/pytorch_baseline.py, task by task, through the product's own agents and tasks.
// Each task: (steps, seed) => rates of the timed part.
import { performance } from 'node:perf_hooks';
import { agents } from '../dist/agents/registry.js';
import { resolveParams } from '../dist/core/params.js';
import { Stream } from '../dist/core/random.js';
import { envs } from '../dist/env/registry.js';
import { losses } from '../dist/losses/registry.js';
import { tasks as problems } from '../dist/tasks/registry.js';
import { Engine } from '../dist/tensor/engine.js';
import { normal } from '../dist/tensor/nn/init.js';
import { ParameterSet } from '../dist/tensor/nn/parameters.js';
import { embeddingBag } from '../dist/tensor/ops/index.js';
import { createOptimizer, optimizerParams } from '../dist/tensor/optim/index.js';

class Clock {
  constructor() {
    this.start();
  }
  start() {
    this.wall = performance.now();
    this.cpu = process.cpuUsage();
  }
  rates(counts) {
    const wall = (performance.now() - this.wall) / 1e3;
    const { user, system } = process.cpuUsage(this.cpu);
    const cpu = (user + system) / 1e6;
    return Object.fromEntries(
      Object.entries(counts).flatMap(([name, n]) => [
        [`${name}_per_s`, n / wall],
        [`${name}_per_cpu_s`, n / cpu],
      ]),
    );
  }
}

/** A recorder that keeps the last value of each metric and counts the losses, that is, the updates. */
function recorder() {
  const last = {};
  const counts = {};
  return {
    last,
    counts,
    define({ name }) {
      counts[name] = 0;
      return (value) => {
        last[name] = value;
        counts[name]++;
      };
    },
  };
}

function context(definition, params, lossName, lossParams, seed, steps, record) {
  const loss = losses.get(lossName);
  return {
    params: resolveParams(definition.params, params),
    loss,
    lossParams: resolveParams(loss.params, lossParams),
    engine: new Engine('f32'),
    stream: (purpose, index = 0) => Stream.from(seed, purpose, index),
    recorder: record,
    steps,
  };
}

function agentOnCartPole(name, params, lossName, lossParams, warm) {
  return agentIn('cartpole', {}, name, params, lossName, lossParams, warm);
}

function agentIn(envName, settings, name, params, lossName, lossParams, warm) {
  const definition = agents.get(name);
  const env = envs.get(envName);
  return (steps, seed) => {
    const record = recorder();
    const learner = definition.create({
      ...context(definition, params, lossName, lossParams, seed, steps + warm, record),
      makeEnv: () => env.create(resolveParams(env.params, settings)),
    });
    for (let i = 0; i < warm; i++) learner.advance();
    const before = record.counts.loss;
    const clock = new Clock();
    for (let i = 0; i < steps; i++) learner.advance();
    const rates = clock.rates({ env_steps: steps, updates: record.counts.loss - before });
    return { ...rates, last_loss: record.last.loss };
  };
}

function problem(name, params, lossName, lossParams, warm, batch, unit) {
  const definition = problems.get(name);
  return (steps, seed) => {
    const record = recorder();
    const learner = definition.create(context(definition, params, lossName, lossParams, seed, steps + warm, record));
    for (let i = 0; i < warm; i++) learner.advance();
    const clock = new Clock();
    for (let i = 0; i < steps; i++) learner.advance();
    return { ...clock.rates({ updates: steps, [unit]: steps * batch }), last_loss: record.last.loss };
  };
}

function cartPoleAlone(steps, seed) {
  const definition = envs.get('cartpole');
  const env = definition.create(resolveParams(definition.params, {}));
  const starts = Stream.from(seed, 'env');
  const explore = Stream.from(seed, 'explore');
  env.reset(starts);
  const clock = new Clock();
  for (let i = 0; i < steps; i++) {
    env.step(explore.below(2));
    if (env.terminated || env.truncated) env.reset(starts);
  }
  return clock.rates({ env_steps: steps });
}

/** Two embedding bags of 4096 x 64 trained in pairs that share half of their 16 tokens. */
const embeddings = (optimizerName) => (steps, seed) => {
  const [rows, width, tokens, batch, pairs] = [4096, 64, 16, 128, 8192];
  const engine = new Engine('f32');
  const data = Stream.from(seed, 'data');
  const parameters = new ParameterSet(engine);
  const init = normal(Stream.from(seed, 'init'), 1);
  const queryTable = parameters.addTable('queries', [rows, width], init);
  const documentTable = parameters.addTable('documents', [rows, width], init);
  parameters.seal();
  const optimizer = createOptimizer(parameters, resolveParams(optimizerParams, { optimizer: optimizerName, lr: 1e-2 }));
  const loss = losses.get('mnr');
  const lossParams = resolveParams(loss.params, { scale: 20 });
  const documents = Int32Array.from({ length: pairs * tokens }, () => data.below(rows));
  const queries = documents.map((_, i) =>
    i % tokens < tokens / 2 ? documents[i - (i % tokens) + 2 * (i % tokens)] : data.below(rows),
  );
  const offsets = Int32Array.from({ length: batch + 1 }, (_, i) => i * tokens);
  const chosenQueries = new Int32Array(batch * tokens);
  const chosenDocuments = new Int32Array(batch * tokens);
  let last = 0;
  const update = () => {
    engine.reset();
    for (let i = 0; i < batch; i++) {
      const from = data.below(pairs) * tokens;
      for (let t = 0; t < tokens; t++) {
        chosenQueries[i * tokens + t] = queries[from + t];
        chosenDocuments[i * tokens + t] = documents[from + t];
      }
    }
    const bounds = engine.indices(offsets);
    const anchors = embeddingBag(queryTable, engine.indices(chosenQueries), bounds, 'mean');
    const positives = embeddingBag(documentTable, engine.indices(chosenDocuments), bounds, 'mean');
    const { value } = loss.compute({ anchors, positives, negatives: undefined }, lossParams);
    last = value.item();
    optimizer.descend(value, 0);
  };
  for (let i = 0; i < 20; i++) update();
  const clock = new Clock();
  for (let i = 0; i < steps; i++) update();
  return { ...clock.rates({ updates: steps, pairs: steps * batch }), last_loss: last };
};

/** The value and the gradient of a listwise loss over 128 lists of 64 graded documents. */
const lists = (name) => (steps) => {
  const [count, length] = [128, 64];
  const engine = new Engine('f32');
  const loss = losses.get(name);
  const params = resolveParams(loss.params, {});
  const index = Array.from({ length: count * length }, (_, i) => i);
  const given = Float32Array.from(index, (i) => Math.sin(i * 12.9898));
  const labels = engine.permanent(
    [index.length],
    index.map((i) => (i * 7) % 5),
  );
  const places = Int32Array.from(index, (i) => Math.floor(i / length));
  let last = 0;
  const update = () => {
    engine.reset();
    const scores = engine.leaf([index.length], given);
    const { value } = loss.compute({ scores, labels, groups: engine.indices(places), mask: undefined }, params);
    last = value.item();
    engine.backward(value);
  };
  for (let i = 0; i < 20; i++) update();
  const clock = new Clock();
  for (let i = 0; i < steps; i++) update();
  return { ...clock.rates({ updates: steps }), last_loss: last };
};

// As the peers: the target network values its own best action, is copied every 500 steps, and the rate stays.
const plainDqn = {
  ...{ epsilonStart: 0.05, epsilonEnd: 0.05, learningStarts: 1000 },
  ...{ double: false, target: 'hard', targetEvery: 500, schedule: 'constant', clip: 0 },
};

/** MinAtar's breakout as pytorch_baseline2.py has it: every action, an update every so many frames. */
const minatar = (every, steps) => ({
  steps,
  run: agentIn(
    'breakout',
    { actions: 'full' },
    'dqn',
    {
      ...plainDqn,
      ...{ conv: [16], hidden: [128], batch: 32, buffer: 100_000, lr: 2.5e-4, adamEpsilon: 3.125e-4, nStep: 1 },
      ...{ trainEvery: every, targetEvery: 1000, epsilonStart: 0.1, epsilonEnd: 0.1 },
    },
    'q-td',
    { kind: 'mse' },
    1200,
  ),
});

/** SAC with two hidden layers of so many units, a batch of 256 and an update a step. */
const pendulum = (units, steps) => ({
  steps,
  run: agentIn('pendulum', {}, 'sac', { hidden: [units, units], buffer: 20_000 }, 'mse', {}, 400),
});

/** CartPole in so many envs, as RL Baselines3 Zoo has it: 32 steps of each, 20 passes in minibatches of 256. */
const ppo = (envCount, steps) => ({
  steps,
  run: agentOnCartPole(
    'ppo',
    {
      envs: envCount,
      horizon: 32 * envCount,
      batch: 256,
      epochs: 20,
      gamma: 0.98,
      lambda: 0.8,
      lr: 1e-3,
      valueLr: 1e-3,
    },
    'ppo-clip',
    { entropyCoef: 0 },
    // As the other programs have it: three rounds before the clock starts.
    3 * 32 * envCount,
  ),
});

/** DPO in a world of so many prompts with answers of a fixed length, as pytorch_baseline2.py has it. */
const dpo = (world, batch, steps) => ({
  steps,
  run: problem(
    'alignment',
    {
      reward: 'linear',
      problem: 3,
      pairs: 10_000,
      hidden: [64, 64],
      lr: 3e-3,
      schedule: 'constant',
      clip: 0,
      ...world,
      batch,
    },
    'dpo',
    { beta: 0.5 },
    20,
    batch,
    'pairs',
  ),
});

export const tasks = {
  env: { steps: 3_000_000, run: cartPoleAlone },
  'dqn-heavy': {
    steps: 10_000,
    run: agentOnCartPole(
      'dqn',
      { ...plainDqn, hidden: [64, 64], lr: 1e-3, buffer: 50_000, batch: 64, trainEvery: 1 },
      'q-td',
      { kind: 'mse' },
      1000,
    ),
  },
  'dqn-cleanrl': {
    steps: 20_000,
    run: agentOnCartPole(
      'dqn',
      {
        ...plainDqn,
        hidden: [120, 84],
        lr: 2.5e-4,
        buffer: 10_000,
        batch: 128,
        trainEvery: 10,
      },
      'q-td',
      { kind: 'mse' },
      1000,
    ),
  },
  reinforce: {
    steps: 200_000,
    run: agentOnCartPole(
      'reinforce',
      { hidden: [128], lr: 5e-3, episodes: 1, baseline: 'none', clip: 0 },
      'policy-gradient',
      { normalizeAdvantages: true },
      0,
    ),
  },
  focal: {
    steps: 10_000,
    run: problem(
      'classification',
      {
        samples: 20_000,
        features: 20,
        positives: 0.05,
        testPart: 0.05,
        hidden: [64, 64],
        batch: 256,
        lr: 1e-3,
        clip: 0,
      },
      'focal',
      { gamma: 2, alpha: 0.25 },
      50,
      256,
      'samples',
    ),
  },
  'dqn-minatar': minatar(1, 1000),
  'dqn-minatar-4': minatar(4, 4000),
  'sac-pendulum': pendulum(256, 200),
  'sac-pendulum-64': pendulum(64, 1000),
  'ppo-cartpole': ppo(8, 20_480),
  'ppo-cartpole-64': ppo(64, 40_960),
  dpo: dpo({ prompts: 8, vocabulary: 6, length: 5 }, 64, 2000),
  'dpo-64x256': dpo({ prompts: 64, vocabulary: 4, length: 4 }, 128, 2000),
  listnet: { steps: 5000, run: lists('listnet') },
  'lambda-rank': { steps: 500, run: lists('lambda-rank') },
  mnr: { steps: 1000, run: embeddings('adam') },
  'mnr-sparse': { steps: 1000, run: embeddings('sparse-adam') },
};

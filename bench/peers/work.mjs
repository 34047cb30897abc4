// The loops of pytorch_baseline.py in plain JavaScript. A peer gives only the networks: what `makeQ` and `makeClassifier`
// return is built with its tensors, its gradients and an Adam made of them.
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';

const DQN = {
  'dqn-cleanrl': { hidden: [120, 84], lr: 2.5e-4, buffer: 10_000, batch: 128, every: 10, target: 500 },
  'dqn-heavy': { hidden: [64, 64], lr: 1e-3, buffer: 50_000, batch: 64, every: 1, target: 500 },
};
const WARM = 1000;
const EPSILON = 0.05;

/** mulberry32: uniform in [0, 1). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export function normal(uniform) {
  return Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Weights and biases as torch.nn.Linear starts them: uniform within 1 / sqrt(inputs). */
export function layers(sizes, uniform) {
  return sizes.slice(1).map((outputs, i) => {
    const bound = 1 / Math.sqrt(sizes[i]);
    const draw = (n) => Float32Array.from({ length: n }, () => (2 * uniform() - 1) * bound);
    return { inputs: sizes[i], outputs, weights: draw(sizes[i] * outputs), bias: draw(outputs) };
  });
}

class CartPole {
  constructor(uniform) {
    this.uniform = uniform;
    this.s = new Float64Array(4);
    this.reset();
  }
  reset() {
    for (let i = 0; i < 4; i++) this.s[i] = 0.1 * this.uniform() - 0.05;
    this.t = 0;
  }
  step(action) {
    const [x, v, th, w] = this.s;
    const c = Math.cos(th);
    const s = Math.sin(th);
    const temp = ((action === 1 ? 10 : -10) + 0.05 * w * w * s) / 1.1;
    const turn = (9.8 * s - c * temp) / (0.5 * (4 / 3 - (0.1 * c * c) / 1.1));
    this.s.set([x + 0.02 * v, v + 0.02 * (temp - (0.05 * turn * c) / 1.1), th + 0.02 * w, w + 0.02 * turn]);
    this.t++;
    return Math.abs(this.s[0]) > 2.4 || Math.abs(this.s[2]) > 0.20943951023931953;
  }
}

function rates(counts, start) {
  const seconds = (performance.now() - start) / 1000;
  return Object.fromEntries(Object.entries(counts).map(([name, n]) => [`${name}_per_s`, n / seconds]));
}

async function dqn(name, { steps, seed }, { makeQ }) {
  const { hidden, lr, buffer, batch, every, target } = DQN[name];
  const uniform = random(seed);
  const q = await makeQ({ layers: layers([4, ...hidden, 2], uniform), lr, batch });
  const env = new CartPole(uniform);
  const replay = {
    o: new Float32Array(buffer * 4),
    n: new Float32Array(buffer * 4),
    a: new Int32Array(buffer),
    r: new Float32Array(buffer),
    d: new Float32Array(buffer),
  };
  const chosen = {
    o: new Float32Array(batch * 4),
    n: new Float32Array(batch * 4),
    a: new Int32Array(batch),
    r: new Float32Array(batch),
    d: new Float32Array(batch),
  };
  const observation = new Float32Array(4);
  let start = 0;
  let updates = 0;
  let loss = Number.NaN;
  for (let step = 0; step < steps + WARM; step++) {
    observation.set(env.s);
    const action = uniform() < EPSILON ? Math.floor(2 * uniform()) : q.act(observation);
    const terminated = env.step(action);
    const at = step % buffer;
    replay.o.set(observation, 4 * at);
    replay.n.set(env.s, 4 * at);
    replay.a[at] = action;
    replay.r[at] = 1;
    replay.d[at] = terminated ? 1 : 0;
    if (terminated || env.t >= 500) env.reset();
    if (step === WARM) {
      start = performance.now();
      updates = 0;
    }
    if (step < WARM) continue;
    if (step % every === 0) {
      for (let i = 0; i < batch; i++) {
        const k = Math.floor(uniform() * Math.min(step + 1, buffer));
        for (let j = 0; j < 4; j++) {
          chosen.o[4 * i + j] = replay.o[4 * k + j];
          chosen.n[4 * i + j] = replay.n[4 * k + j];
        }
        for (const part of ['a', 'r', 'd']) chosen[part][i] = replay[part][k];
      }
      loss = q.update(chosen, updates + 1);
      updates++;
    }
    if (step % target === 0) q.copyTarget();
  }
  const last = q.read(loss);
  return { ...rates({ env_steps: steps, updates }, start), last_loss: last };
}

async function focal({ steps, seed }, { makeClassifier }) {
  const [rows, features, batch] = [20_000, 20, 256];
  const uniform = random(seed);
  const x = Float32Array.from({ length: rows * features }, () => normal(uniform));
  const direction = Array.from({ length: features }, () => normal(uniform));
  const length = Math.hypot(...direction);
  const score = Array.from({ length: rows }, (_, i) =>
    direction.reduce((sum, w, j) => sum + (w / length) * x[i * features + j], 0.5 * normal(uniform)),
  );
  const mark = [...score].sort((a, b) => a - b)[Math.floor(0.95 * rows)];
  const classifier = await makeClassifier({ layers: layers([features, 64, 64, 1], uniform), lr: 1e-3, batch });
  const inputs = new Float32Array(batch * features);
  const targets = new Float32Array(batch);
  let start = 0;
  let loss = Number.NaN;
  for (let step = 0; step < steps + 50; step++) {
    if (step === 50) start = performance.now();
    for (let i = 0; i < batch; i++) {
      const k = Math.floor(uniform() * rows);
      for (let j = 0; j < features; j++) inputs[i * features + j] = x[k * features + j];
      targets[i] = score[k] > mark ? 1 : 0;
    }
    loss = classifier.update(inputs, targets, step + 1);
  }
  const last = classifier.read(loss);
  return { ...rates({ updates: steps, samples: steps * batch }, start), last_loss: last };
}

/** `--task NAME --steps N --seed N`: one JSON document on standard output, as pytorch_baseline.py prints it. */
export async function main(peer) {
  const { values } = parseArgs({
    options: {
      task: { type: 'string' },
      steps: { type: 'string', default: '2000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const settings = { steps: Number(values.steps), seed: Number(values.seed) };
  const result =
    values.task === 'focal' ? await focal(settings, peer) : await dqn(values.task ?? 'dqn-heavy', settings, peer);
  console.log(JSON.stringify({ task: values.task, ...settings, peer: peer.name, median: result }));
}

import type { ScenarioName } from './scenarios.js';

/** A change of the program's source: every `from` must stand there exactly once. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A change of the code with the scenario that shows it. */
export interface Planted {
  readonly name: string;
  readonly scenario: ScenarioName;
  readonly edits: readonly Edit[];
}

const one = (name: string, scenario: ScenarioName, file: string, from: string, to: string): Planted => ({
  name,
  scenario,
  edits: [{ file, from, to }],
});

const END = 'return env.terminated || (env.truncated && !params.bootstrapOnTruncation);';
const REPLAY = 'agents/kit/memory/replay-buffer.ts';
const ROLLOUT = 'agents/kit/memory/rollout.ts';
const DQN = 'agents/value/dqn.ts';
const TD = 'losses/parts/td-error.ts';
const CLASSIFICATION = 'tasks/classification.ts';
const SCHEDULE = 'tensor/optim/schedule.ts';
const MLP = 'tensor/nn/feed-forward.ts';
const ADAM = 'tensor/optim/adam.ts';
const BATCHES = 'tasks/splits/minibatches.ts';
const BINARY = 'tasks/splits/classification-data.ts';

const CURSOR = 'this.#cursor = slot + 1 === this.capacity ? 0 : slot + 1;';
const ACTION = 'ints[from + i] = this.#actions[slots[i]!]!;';
const TARGET = 'return select(dones, rewards, add(rewards, later));';
const CUT = '(rollout.ended[t] === 1 ? 0 : gamma * lambda * after)';
const ORDER = 'this.#order = Int32Array.from(rows);';
const NEEDLES = 'const { values, labels, logOdds } = makeNeedles(options, stream);';
const SCALED = 'const start = i === last ? scaledBy(init, outputScale) : init;';
const RATE = 'const fraction = warmup >= 1 ? 1 : Math.min(1, (progress - warmup) / (1 - warmup));';
const STEP = 'update(mean, variance, lr / (1 - products[0]!), 1 / Math.sqrt(1 - products[1]!), lr);';

/** Faults as people make them. */
export const faults: readonly Planted[] = [
  one('terminal states bootstrap', 'dqn', 'agents/kit/truncation.ts', END, 'return false;'),
  one('the replay buffer wraps early', 'dqn', REPLAY, CURSOR, 'this.#cursor = slot + 1 === 64 ? 0 : slot + 1;'),
  one(
    'the action of the next slot is replayed',
    'dqn',
    REPLAY,
    ACTION,
    'ints[from + i] = this.#actions[(slots[i]! + 1) % this.size]!;',
  ),
  one(
    'the TD target has the wrong sign',
    'dqn',
    TD,
    TARGET,
    'return select(dones, rewards, add(scale(rewards, -1), later));',
  ),
  one('gamma is left out of the TD target', 'dqn', TD, TARGET, 'return select(dones, rewards, add(rewards, next));'),
  one(
    'the target network is never copied',
    'dqn',
    DQN,
    "if (p.target === 'hard' && this.#now.step % p.targetEvery === 0) {",
    "if (p.target === 'hard' && this.#now.step < 0) {",
  ),
  one(
    'exploration never ends',
    'dqn',
    'agents/kit/exploration.ts',
    'if (progress >= params.epsilonFraction) return params.epsilonEnd;',
    'return params.epsilonStart;',
  ),
  one(
    'only the newest transitions are replayed',
    'dqn',
    REPLAY,
    'slots[i] = random.below(this.size);',
    'slots[i] = this.size - 1 - random.below(Math.min(8, this.size));',
  ),
  one('GAE is not cut at episode ends', 'ppo', ROLLOUT, CUT, 'gamma * lambda * after'),
  one(
    'the critic learns advantages in place of returns',
    'ppo',
    'agents/kit/critic.ts',
    'advantage.map((a, i) => a + values[i]!)',
    'advantage.map((a) => a)',
  ),
  one(
    'the clip of PPO is on the wrong side',
    'ppo',
    'losses/reinforcement/ppo-clip.ts',
    'clippedRatio(log, advantages, clip)',
    'clippedRatio(log, neg(advantages), clip)',
  ),
  one('focal alpha is swapped', 'focal', 'losses/classification/focal.ts', '[1 - alpha, alpha]', '[alpha, 1 - alpha]'),
  one(
    'the label leaks into a feature',
    'focal',
    BINARY,
    NEEDLES,
    `${NEEDLES} for (let i = 0; i < labels.length; i++) values[i * options.features] = 3 * labels[i]!;`,
  ),
  {
    name: 'evaluation runs on training rows',
    scenario: 'focal',
    edits: [
      {
        file: BINARY,
        from: 'truth: logOdds, ...split }, own: null };',
        to: 'truth: logOdds, train: split.train, test: split.train }, own: null };',
      },
    ],
  },
  one(
    'x and y of a batch are a row apart',
    'focal',
    CLASSIFICATION,
    'data.labels[rows[i]!]!',
    'data.labels[rows[(i + 1) % rows.length]!]!',
  ),
  one(
    'the schedule is inverted',
    'regression',
    SCHEDULE,
    'linear: (fraction, last) => 1 + (last - 1) * fraction,',
    'linear: (fraction, last) => last + (1 - last) * fraction,',
  ),
  one(
    'it learns seven times later',
    'regression',
    SCHEDULE,
    RATE,
    `if (progress < 0.6) return lr * 1e-3; ${RATE.replace('progress - warmup', '(progress - 0.6) / 0.4')}`,
  ),
  one(
    'one seed in five starts dead',
    'regression',
    MLP,
    SCALED,
    `const dead = i === 0 && init(1, [1, 1])[0]! > 0.6; const start = dead ? scaledBy(init, 0) : ${SCALED.slice(14)}`,
  ),
  one(
    'biases are frozen at zero',
    'regression',
    MLP,
    "? (x: Tensor) => linear(x, weight, bias, inside ?? 'none')",
    "? (x: Tensor) => linear(x, weight, x.engine.tensor([bias.size], new Float64Array(bias.size)), inside ?? 'none')",
  ),
  one('the start of Adam is not corrected', 'regression', ADAM, STEP, 'update(mean, variance, lr, 1, lr);'),
  one(
    'three quarters of the training rows are lost',
    'regression',
    BATCHES,
    ORDER,
    'this.#order = Int32Array.from(rows).slice(0, rows.length / 4);',
  ),
  one(
    'the Huber loss forgets its delta',
    'regression',
    'losses/regression/huber.ts',
    'huberOf(sub(pred, target), delta)',
    'huberOf(sub(pred, target), 1e6)',
  ),
  one(
    'semi-hard mining takes any negative',
    'triplets',
    'losses/contrastive/triplet.ts',
    "mining === 'hard' ? mineHard(distances, labels)",
    'mining ? mineHard(distances, labels)',
  ),
  one(
    'embeddings are not normalised',
    'triplets',
    'tasks/identities.ts',
    'return p.unit ? normalizeRows(outputs) : outputs;',
    'return outputs;',
  ),
];

/** Changes that harm nothing: most leave every bit, the last ones draw other numbers or add in another order. */
export const refactorings: readonly Planted[] = [
  one(
    'a variable is renamed',
    'dqn',
    REPLAY,
    'const slot = this.#cursor;',
    'const place = this.#cursor; const slot = place;',
  ),
  one(
    'a condition is turned round',
    'dqn',
    'agents/kit/truncation.ts',
    END,
    'return (env.truncated && !params.bootstrapOnTruncation) || env.terminated;',
  ),
  one('a ternary becomes a remainder', 'dqn', REPLAY, CURSOR, 'this.#cursor = (slot + 1) % this.capacity;'),
  one('a constant is folded', 'dqn', TD, TARGET, 'return select(dones, rewards, add(rewards, scale(later, 1)));'),
  one(
    'an early return becomes a branch',
    'dqn',
    'agents/kit/exploration.ts',
    'if (progress >= params.epsilonFraction) return params.epsilonEnd;',
    'const over = progress >= params.epsilonFraction; if (over) return params.epsilonEnd;',
  ),
  one('terms of a sum change places', 'dqn', TD, TARGET, 'return select(dones, rewards, add(later, rewards));'),
  one(
    'a loop is unrolled',
    'ppo',
    ROLLOUT,
    'for (const v of values) mean += v;',
    'for (let i = 0; i < values.length; i++) mean += values[i]!;',
  ),
  one('a product changes its order', 'ppo', ROLLOUT, CUT, '(rollout.ended[t] === 1 ? 0 : lambda * gamma * after)'),
  one(
    'a sum changes its order',
    'ppo',
    'agents/kit/critic.ts',
    'advantage.map((a, i) => a + values[i]!)',
    'advantage.map((a, i) => values[i]! + a)',
  ),
  one('a helper is inlined', 'focal', 'losses/classification/focal.ts', '[1 - alpha, alpha]', '[-(alpha - 1), alpha]'),
  one(
    'a copy is made',
    'focal',
    BINARY,
    NEEDLES,
    'const made = makeNeedles(options, stream); const { values, labels, logOdds } = made;',
  ),
  one(
    'a loop runs backwards',
    'focal',
    CLASSIFICATION,
    'for (let i = 0; i < rows.length; i++) batchLabels[i]',
    'for (let i = rows.length - 1; i >= 0; i--) batchLabels[i]',
  ),
  one(
    'a formula is written another way',
    'regression',
    SCHEDULE,
    'linear: (fraction, last) => 1 + (last - 1) * fraction,',
    'linear: (fraction, last) => 1 - (1 - last) * fraction,',
  ),
  one('a copy is made another way', 'regression', BATCHES, ORDER, 'this.#order = Int32Array.from(Array.from(rows));'),
  one(
    'a local is named',
    'regression',
    ADAM,
    STEP,
    `const rate = lr / (1 - products[0]!); ${STEP.replace('lr / (1 - products[0]!)', 'rate')}`,
  ),
  one(
    'a guard is added',
    'triplets',
    'tasks/identities.ts',
    'return p.unit ? normalizeRows(outputs) : outputs;',
    'if (!p.unit) return outputs; return normalizeRows(outputs);',
  ),
  one(
    'another shuffle of the same rows',
    'regression',
    BATCHES,
    ORDER,
    'this.#order = Int32Array.from(rows).reverse();',
  ),
  one('other numbers of the same kind', 'focal', 'core/random.ts', 'seedrandom(`losscope/', 'seedrandom(`losscope/v2/'),
  one(
    'other numbers of the same kind, deep',
    'dqn',
    'core/random.ts',
    'seedrandom(`losscope/',
    'seedrandom(`losscope/v3/',
  ),
  one(
    'rounding in another place',
    'regression',
    ADAM,
    STEP,
    `${STEP.replace('lr / (1 - products[0]!)', 'lr * (1 / (1 - products[0]!)) * (1 + 1e-9)')}`,
  ),
  one(
    'other numbers of the same kind, in triplets',
    'triplets',
    'core/random.ts',
    'seedrandom(`losscope/',
    'seedrandom(`losscope/v4/',
  ),
];

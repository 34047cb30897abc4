import { boolean, number } from '../../core/params.js';
import type { Tensor } from '../../tensor/engine.js';
import {
  argmaxRows,
  matmulNT,
  mul,
  projectAtoms,
  reshape,
  softCrossEntropyRows,
  softmaxRows,
} from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, index, learned, optional } from '../kit/inputs.js';
import { logit } from '../kit/plot.js';
import { reduce, reductionParam } from '../kit/reduction.js';
import { gammaParam, importanceWeights, stepDiscounts } from '../parts/td-error.js';
import { actionRows, ofActions } from '../parts/value-distributions.js';

/** The action of each row whose mean over the atoms is largest. */
function bestActions(logits: Tensor, atoms: readonly number[]) {
  const [n, a] = logits.shape as [number, number];
  const support = logits.engine.tensor([1, atoms.length], atoms);
  return argmaxRows(reshape(matmulNT(softmaxRows(actionRows(logits)), support), [n, a]));
}

const needs = ['logits', 'actions', 'rewards', 'nextLogits', 'dones'];

export const categoricalTd = defineLoss({
  name: 'categorical-td',
  family: 'rl',
  summary: "Cross-entropy of an action's distribution of returns from reward plus discounted next distribution.",
  formula:
    "-sum_k m_k logSoftmax(z_a)_k; m: the next best action's distribution with each atom z at r + gamma z, put back on the atoms; all at r when done",
  gradient: 'at the chosen action: softmax(z_a)_k - m_k',
  source: 'Bellemare et al. 2017 (C51)',
  aliases: ['C51', 'distributional TD', 'categorical DQN'],
  elsewhere: ['rlax categorical_q_learning (equal); CleanRL c51 clamps probabilities at 1e-5; Dopamine.'],
  traps: [
    'Returns outside vMin..vMax pile up at the ends.',
    'The floor is the entropy of the target, so a curve that stays above 0 may be done.',
    'Codes that take floor and ceiling lose the mass that falls exactly on an atom; none is lost here.',
  ],
  relatives: ['q-td', 'quantile-td', 'cross-entropy'],
  fits: ['value-distribution'],
  inputs: {
    logits: learned('[N,A,K]', 'Logits of the K atoms of each action at s.'),
    actions: index('[N]', 'The action taken.', { below: 'A' }),
    rewards: given('[N]', 'The reward that followed.'),
    nextLogits: given('[N,A,K]', 'Logits of the target net at the next state; not read where done.'),
    dones: given('[N]', '1 where the step terminated the episode, else 0.', { values: [0, 1] }),
    nextLogitsOnline: optional(given('[N,A,K]', 'Logits of the online net at the next state, for double.')),
    discounts: stepDiscounts,
    weights: importanceWeights,
  },
  params: {
    vMin: number(-10, 'Return of the first atom.'),
    vMax: number(10, 'Return of the last atom.'),
    gamma: gammaParam,
    double: boolean(false, 'Whether the online net chooses the next action and the target net values it.'),
    reduction: reductionParam('mean', 'the number of transitions'),
  },
  variants: { default: { double: false }, double: { double: true } },
  forms: {
    default: { needs, takes: ['weights', 'discounts'] },
    double: { needs: [...needs, 'nextLogitsOnline'], takes: ['weights', 'discounts'] },
  },
  plot: {
    variable: 'probability of the atom where all the mass belongs, of two',
    symbol: 'p',
    from: 0.01,
    to: 0.99,
    examples: {
      'one last step': (p) => ({
        logits: [[[0, logit(p)]]],
        actions: [0],
        rewards: [10],
        nextLogits: [[[0, 0]]],
        dones: [1],
      }),
    },
    slope: { of: 'logits', at: 1, name: 'z' },
    family: null,
  },
  validate({ logits }, { vMin, vMax }) {
    const issues = [];
    if (!(vMax > vMin)) {
      issues.push({ path: 'params.vMax', message: 'must be above vMin', given: `${vMax}`, allowed: `above ${vMin}` });
    }
    if (logits.shape[2]! < 2) {
      issues.push({ path: 'inputs.logits', message: 'needs two atoms or more', given: `shape [${logits.shape}]` });
    }
    return issues;
  },
  compute(inputs, { vMin, vMax, gamma, double, reduction }) {
    const { logits, actions, rewards, nextLogits, nextLogitsOnline, dones, discounts, weights } = inputs;
    const k = logits.shape[2]!;
    const atoms = Array.from({ length: k }, (_, i) => vMin + (i * (vMax - vMin)) / (k - 1));
    const targets = logits.engine.constant(() => {
      const best = bestActions(double ? nextLogitsOnline! : nextLogits, atoms);
      return projectAtoms(softmaxRows(ofActions(nextLogits, best)), rewards, dones, { vMin, vMax }, discounts ?? gamma);
    });
    const rows = softCrossEntropyRows(ofActions(logits, actions), targets);
    return { value: reduce(weights === undefined ? rows : mul(rows, weights), reduction), extra: { targets } };
  },
});

import { join } from 'node:path';
import { show, UserError } from '../../core/errors.js';
import { isLossName, NAME_ALLOWED } from '../../losses/kit/own-loss.js';
import type { NewFile } from '../envs/new-env.js';

/** The file of a new loss. Throws a {@link UserError} for a name that no loss can have, or that one has. */
export function newLossFile(name: string, folder: string, taken: readonly string[]): NewFile {
  if (!isLossName(name)) {
    throw new UserError({
      path: 'name',
      message: 'cannot be the name of a loss',
      given: show(name),
      allowed: NAME_ALLOWED,
    });
  }
  if (taken.includes(name)) {
    throw new UserError({ path: 'name', message: 'a loss of this name is there already', given: name });
  }
  return { path: join(folder, `${name}.mjs`), text: moduleText(name) };
}

function moduleText(name: string): string {
  return `// ${name}: a loss for losscope. Only the formula is yours; the gradient follows from the operations.
//
//   losscope losses check-gradient ./${name}.mjs          is it sound?
//   losscope losses ${name} --plugin ./${name}.mjs        its page and its curves
//   losscope run imbalanced-focal --plugin ./${name}.mjs --set loss=${name}
import { defineLoss, input, number, ops, reduce, reductionParam } from 'losscope';

export default defineLoss({
  name: '${name}',
  family: 'classification',
  summary: 'Cross-entropy of yes or no in which the positives count more.',
  formula: 'w y softplus(-z) + (1-y) softplus(z)',
  // What it can be trained on: one logit a row, targets 0 or 1. \`losscope losses\` shows the other kinds.
  fits: ['binary-logits'],
  // [N] and [N] must agree in every call; what is learned gets a gradient.
  inputs: {
    logits: input.learned('[N]', 'Raw scores; positive means yes.'),
    targets: input.given('[N]', 'The truth: 1 for yes, 0 for no.', { min: 0, max: 1 }),
  },
  // Settings with default, help and legal range: --set loss.weight=5
  params: {
    weight: number(3, 'What a positive counts against a negative.', { above: 0 }),
    reduction: reductionParam('mean', 'the number of rows'),
  },
  compute({ logits, targets }, { weight, reduction }) {
    const others = ops.shift(ops.neg(targets), 1);
    const missed = ops.mul(targets, ops.softplus(ops.neg(logits)));
    const raised = ops.mul(others, ops.softplus(logits));
    return { value: reduce(ops.add(ops.scale(missed, weight), raised), reduction) };
  },
});
`;
}

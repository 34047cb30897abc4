import { boolean, choice, number } from '../../core/params.js';
import { add, clamp, maximum, scale, square, sub } from '../../tensor/ops/index.js';
import { defineLoss } from '../kit/definition.js';
import { given, learned } from '../kit/inputs.js';
import { reduce, reductionParam } from '../kit/reduction.js';

export const clippedValue = defineLoss({
  name: 'clipped-value',
  family: 'rl',
  summary: 'Squared error of state values that may move only so far from what they were.',
  formula: "v' = old + clip(v - old, +-e); max: h max((v-R)^2, (v'-R)^2); clip: h (v'-R)^2",
  gradient: '2h (v-R) while |v-old| < e; beyond, max: the same if (v-R)^2 is the larger or equal, else 0; clip: 0',
  source:
    'Dhariwal et al. 2017 (OpenAI baselines); found useless or harmful: Engstrom et al. 2020, Andrychowicz et al. 2021',
  aliases: ['value clipping', 'clipped value loss'],
  elsewhere: [
    'OpenAI baselines and CleanRL: max with 1/2; Stable-Baselines3: clip, if clip_range_vf is set.',
    'It is not in the PPO paper.',
  ],
  traps: [
    'clipRange is in units of returns, not of ratios: a value far from its return cannot get there in one round.',
    'With clip the gradient is 0 also where the value moved away from the return.',
  ],
  relatives: ['mse', 'ppo-clip'],
  fits: ['value-update'],
  inputs: {
    values: learned('[N]', 'Values of the states now.'),
    oldValues: given('[N]', 'Values of the states before the round of updates.'),
    returns: given('[N]', 'Returns from the states on.'),
  },
  params: {
    form: choice('max', ['max', 'clip'], 'The larger of the two squares, or that of the limited value alone.'),
    clipRange: number(0.2, 'How far a value may move, in units of returns.', { above: 0 }),
    half: boolean(true, 'Whether the square is halved.'),
    reduction: reductionParam('mean', 'the number of states'),
  },
  variants: { max: { form: 'max' }, clip: { form: 'clip' } },
  plot: {
    variable: 'value, of a state whose value was 0 and whose return is 1',
    symbol: 'v',
    from: -1,
    to: 2,
    examples: { 'one state': (v) => ({ values: [v], oldValues: [0], returns: [1] }) },
    slope: { of: 'values', at: 0, name: 'v' },
    family: { param: 'clipRange', values: [0.2, 0.5, 2] },
  },
  compute({ values, oldValues, returns }, { form, clipRange, half, reduction }) {
    const moved = clamp(sub(values, oldValues), -clipRange, clipRange);
    const limited = square(sub(add(oldValues, moved), returns));
    const squares = form === 'clip' ? limited : maximum(square(sub(values, returns)), limited);
    return { value: reduce(half ? scale(squares, 0.5) : squares, reduction) };
  },
});

import type { Scenario } from '../../scenario/scenario.js';
import { type Detector, figure, numberOf } from './detector.js';

/** The end of a run whose numbers have left all bounds, with the gradients that led there. */
export const divergence: Detector = {
  kind: 'divergence',
  summary: 'a loss or the weights are NaN or infinite',
  concerns: 'every run',
  watch(scenario) {
    let last: { readonly norm: number; readonly step: number } | null = null;
    return (metric) => {
      if (metric === 'grad_norm') {
        return (norm, step) => {
          if (Number.isFinite(norm)) last = { norm, step };
          return null;
        };
      }
      if (metric !== WEIGHTS && metric !== 'loss' && !metric.endsWith('_loss')) return null;
      return (value) => {
        if (Number.isFinite(value)) return null;
        const before = last === null ? '' : `; the gradient norm was ${figure(last.norm)} at step ${last.step}`;
        return {
          level: 'error',
          text: `${metric} ${metric === WEIGHTS ? 'are' : 'is'} ${figure(value)}${before}`,
          cause: 'The learning rate is too large for the curvature: each step makes the error larger',
          advice: calming(scenario),
        };
      };
    };
  },
};

/** Under this name the loop shows a weight that is NaN or infinite. */
export const WEIGHTS = 'weights';

/** What calms gradients down, by what the scenario does not do already. */
export function calming({ learner, loss }: Scenario): string {
  const chosen = learner.kind === 'agent' ? learner.agent : learner.task;
  const lr = numberOf(chosen, 'lr');
  const ways: string[] = [];
  if (lr > 0) ways.push(`${learner.kind}.lr=${figure(lr / 10)}`);
  if (numberOf(chosen, 'clip') === 0) ways.push(`${learner.kind}.clip=10`);
  if (loss?.name === 'mse') ways.push('loss=huber');
  if (loss?.name === 'q-td' && loss.params.kind !== 'huber') ways.push('loss.kind=huber');
  return ways.length === 0 ? 'Try smaller steps' : `Try ${ways.join(', or ')}`;
}

import { type Detector, figure, type See } from './detector.js';

/** Metrics with a linear model as a yardstick beside; higher is better in all of them. */
const METRICS = ['roc_auc', 'accuracy', 'r2', 'ndcg_at_10', 'mean_average_precision'] as const;
/** A lead of the linear model below this is chance. */
const MARGIN = 0.02;

/** A network that a linear model beats has learned the rows by heart, or has not learned yet. */
export const worseThanLinear: Detector = {
  kind: 'worse-than-linear',
  summary: `at the end, a linear model on the same rows is better by more than ${MARGIN}: in roc_auc, accuracy, r2, ndcg_at_10 or mean_average_precision`,
  concerns: "tasks on a user's table",
  watch(scenario) {
    if (scenario.learner.kind !== 'task') return null;
    const { params } = scenario.learner.task;
    const last: Partial<Record<string, number>> = {};
    return (metric): See | null => {
      const name = METRICS.find((one) => metric === one || metric === `linear_${one}`);
      if (name === undefined) return null;
      return (value, step) => {
        last[metric] = value;
        const linear = last[`linear_${name}`];
        const own = last[name];
        // The yardstick is recorded after the metric itself.
        if (step < scenario.steps || metric === name || linear === undefined || own === undefined) return null;
        if (!(linear - own > MARGIN)) return null;
        return {
          level: 'warning',
          text: `${name} is ${figure(own)}, that of a linear model on the same rows ${figure(linear)}`,
          cause:
            'The network has learned the training rows by heart, or has not learned for long enough; with few rows a linear model is hard to beat',
          advice: `Try a larger task.weightDecay (now ${figure(Number(params.weightDecay ?? 0))}) or a smaller task.hidden; if the training loss still falls, more steps`,
        };
      };
    };
  },
};

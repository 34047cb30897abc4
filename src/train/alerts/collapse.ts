import { type Detector, type Finding, figure, seeing } from './detector.js';

/** Part of its largest value under which the spread of the embeddings counts as nothing. */
const GONE = 0.1;
/**
 * Part of the margin under which distances count as nothing beside it. The hardest triplets of a batch cost about the
 * margin while they teach well, with distances of its size.
 */
const BESIDE = 0.1;
/** How near to its margin the loss must stand, as a part of it, and over which part of the budget. */
const NEAR = 0.08;
const STUCK = 0.1;

/** All embeddings in one point: every distance is 0, and a loss with a margin then costs exactly its margin. */
export const collapse: Detector = {
  kind: 'collapse',
  summary:
    'embeddings have contracted to under a tenth of their spread, or the loss is stuck at its margin and they are closer than a tenth of it',
  concerns: 'tasks with embeddings',
  watch(scenario) {
    const margin = scenario.loss?.params.margin;
    let spread = Number.NaN;
    let widest = 0;
    let stuckFrom = Number.POSITIVE_INFINITY;
    const finding = (seen: string): Finding => ({
      level: 'warning',
      text: `embeddings collapse: ${seen}`,
      cause:
        'The hardest negatives are nearer than the positives at first, and drawing everything together is the quickest way to a smaller loss',
      advice: 'Try loss.mining=semi-hard, unit vectors (task.unit=true), or a smaller task.lr',
    });
    const look = (value: number): Finding | null => {
      spread = value;
      widest = Math.max(widest, value);
      return value < GONE * widest ? finding(`their spread is ${figure(value)}, it was ${figure(widest)}`) : null;
    };
    return seeing({
      embedding_spread: look,
      mean_distance_between: look,
      loss(value, step) {
        if (typeof margin !== 'number' || !(margin > 0)) return null;
        if (!(Math.abs(value - margin) <= NEAR * margin)) stuckFrom = Number.POSITIVE_INFINITY;
        else stuckFrom = Math.min(stuckFrom, step);
        if (step - stuckFrom < STUCK * scenario.steps || !(spread < BESIDE * margin)) return null;
        return finding(
          `the loss has stood at its margin of ${figure(margin)} since step ${stuckFrom}, and the spread is ${figure(spread)}`,
        );
      },
    });
  },
};

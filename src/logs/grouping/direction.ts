import { UserError } from '../../core/errors.js';
import type { MetricSpec } from '../../core/learner.js';

export type Better = MetricSpec['better'];

const LOW =
  /loss|error|err\b|(?:^|[^a-z])(?:mae|mse|rmse|mape|nll|ppl|fid|wer|cer|regret|kl)(?:$|[^a-z])|perplex|logloss|entropy_loss|distance|violation|latency|trl$|tel$/i;
const HIGH =
  /acc|reward|return|score|(?:^|[^a-z])(?:f1|auc|auroc|iou|miou|dice|map|mrr|ndcg|bleu|rouge\w*|psnr|ssim|r2|r|success|win)(?:$|[^a-z\d])|mAP|precision|recall|ndcg|pearson|spearman|eprew|epret|rew_mean|win_?rate|success/i;

/** Which direction is better, by the name of a metric: losses and errors fall, accuracies and rewards rise. */
export function guessedBetter(name: string): Better {
  const last = name.slice(name.lastIndexOf('/') + 1);
  if (LOW.test(last)) return 'lower';
  return HIGH.test(last) ? 'higher' : 'neither';
}

/** Directions that a user sets: `reward=higher,loss=lower`. Throws a {@link UserError} for what is none. */
export function directionsIn(given: readonly string[]): ReadonlyMap<string, Better> {
  const found = new Map<string, Better>();
  for (const part of given.flatMap((text) => text.split(','))) {
    const at = part.lastIndexOf('=');
    const [name, direction] = [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    if (at < 1 || (direction !== 'higher' && direction !== 'lower' && direction !== 'neither')) {
      throw new UserError({
        path: '--better',
        message: 'must be a metric and a direction',
        given: `"${part}"`,
        allowed: 'such as reward=higher or loss=lower',
      });
    }
    found.set(name, direction);
  }
  return found;
}

/** What is known of a metric of another program: nothing but its name, and what the user says. */
export function foreignSpec(name: string, directions: ReadonlyMap<string, Better>): MetricSpec {
  const set = directions.get(name);
  return { name, help: `${name}, as the log has it`, better: set ?? guessedBetter(name) };
}

import { agentOf, type Detector, figure, type See, seeing } from './detector.js';
import { judgedReturn } from './judged-return.js';

/** Evaluations whose median stands for how good the agent was: one lucky evaluation is no peak. */
const PEAK = 3;
/** Parts of the way from a random policy to the best so far whose loss counts: outside of the noise, and in any case. */
const LOST = 0.25;
const HALF = 0.5;
/** Differences between evaluations, by their median, that a loss must exceed to stand out. */
const NOISE = 4;
/** Usual differences between evaluations that were gained: who gained less has nothing to lose. */
const GAINED = 2;
/** A fall must still be there at the next evaluation, but for the last one of all. */
const IN_A_ROW = 2;

/** An agent that was good and is not any more: its best checkpoint is worth more than its last. */
export const returnCollapse: Detector = {
  kind: 'return-collapse',
  summary:
    'the return has fallen from its best (median of three evaluations) by a quarter of the way to a random policy and four times the usual difference between evaluations, or by half of the way; twice in a row, or at the end',
  concerns: 'agents',
  watch(scenario) {
    if (agentOf(scenario) === null) return null;
    const lately: number[] = [];
    const differences: number[] = [];
    let [best, bestAt] = [Number.NEGATIVE_INFINITY, 0];
    let random = Number.NaN;
    let row = 0;
    const judge: See = (value, step) => {
      const before = lately.at(-1);
      const usual = median(differences);
      const noise = Number.isNaN(usual) ? 0 : usual;
      if (before !== undefined) differences.push(Math.abs(value - before));
      const gained = best - random;
      const enough = Math.min(HALF * gained, Math.max(LOST * gained, NOISE * noise));
      row = gained > GAINED * noise && best - value > enough ? row + 1 : 0;
      lately.push(value);
      if (lately.length > PEAK) lately.shift();
      if (row >= IN_A_ROW || (row === 1 && step === scenario.steps)) {
        return {
          level: 'warning',
          text: `the policy has collapsed: its return is ${figure(value)}, around step ${bestAt} it was ${figure(best)}`,
          cause: 'An update that was too large has undone what was learned before',
          advice:
            'Try a smaller agent.lr that falls to 0 (agent.schedule=linear), and --keep-best to have the best checkpoint',
        };
      }
      const peak = lately.length === PEAK ? median(lately) : Number.NEGATIVE_INFINITY;
      if (peak > best) [best, bestAt] = [peak, step];
      return null;
    };
    return judgedReturn(
      seeing({
        random_return(value) {
          random = value;
          return null;
        },
      }),
      judge,
    );
  },
};

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

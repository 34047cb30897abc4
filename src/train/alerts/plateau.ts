import type { Scenario } from '../../scenario/scenario.js';
import {
  type Detector,
  explorationEnd,
  type Finding,
  figure,
  numberOf,
  type See,
  seeing,
  type Watch,
} from './detector.js';

/** Windows over the budget within which points are averaged. */
const WINDOWS = 50;
/** Part of the budget without a better window that counts as standing still; agents explore first. */
const STILL = { loss: 0.4, regret: 0.6 };
/** Part of the first window that a better one must be better by. */
const BETTER = 0.005;
/** A loss that has fallen by this part of its start has learned something: standing still is then how training ends. */
const LEARNED = 0.05;

/** A range of what the scenario looks at, as a part of its size, that shows learning where the loss does not. */
const MOVED = 0.1;

/** Part of its start that max |Q - Q*| has come down to when values become right. */
const RIGHT = 0.2;
/** Part of the budget that an agent has for its greedy policy once epsilon has come to its end. */
const SETTLING = 0.25;

/** Training that stands where it began: the loss of a task, or the regret of an agent whose optimum is known. */
export const plateau: Detector = {
  kind: 'plateau',
  summary:
    'over 40 % of the budget the loss of a task has not fallen, it is barely below its initial value, and the focus metric has not moved; over 60 % the same for the regret of an agent that no longer explores, and its values have not come closer to Q*',
  concerns: 'tasks; agents in an env whose optimum is known',
  watch(scenario) {
    if (scenario.learner.kind === 'agent') return values(scenario);
    const range = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
    const moved = (): boolean => range.high - range.low > MOVED * Math.max(Math.abs(range.low), Math.abs(range.high));
    return seeing({
      [scenario.focus]: (value) => {
        range.low = Math.min(range.low, value);
        range.high = Math.max(range.high, value);
        return null;
      },
      // Where the focus is the loss itself, this takes its place.
      loss: standing(scenario, 'loss', moved),
    });
  },
};

/** An agent learns too while its values become right: a regret within a short time limit may not show it. */
function values(scenario: Scenario): Watch {
  const from = Math.min(explorationEnd(scenario) + SETTLING * scenario.steps, scenario.steps);
  let [first, last, now] = [Number.NaN, Number.NaN, 0];
  let updates = scenario.loss === null ? 1 : 0;
  return seeing({
    loss() {
      updates++;
      return null;
    },
    q_error(value, step) {
      if (Number.isNaN(first)) first = value;
      last = value;
      now = step;
      return null;
    },
    regret: standing(scenario, 'regret', () => updates === 0 || now < from || last < RIGHT * first),
  });
}

function standing(scenario: Scenario, metric: keyof typeof STILL, moved: () => boolean): See {
  const width = scenario.steps / WINDOWS;
  let window = 0;
  let sum = 0;
  let count = 0;
  let first = Number.NaN;
  let best = Number.NaN;
  let bestAt = 0;
  const close = (step: number): Finding | null => {
    const mean = sum / count;
    if (Number.isNaN(first)) first = mean;
    if (Number.isNaN(best) || mean < best - BETTER * Math.abs(first)) {
      best = mean;
      bestAt = step;
    }
    const learned = !(best > (1 - LEARNED) * first);
    // A loss around 0, as of a policy, or a regret of 0 says nothing here.
    if (learned || !(first > 0) || step - bestAt < STILL[metric] * scenario.steps || moved()) return null;
    const rate = scenario.learner.kind === 'task' ? numberOf(scenario.learner.task, 'lr') : Number.NaN;
    return {
      level: 'warning',
      text: `no progress: ${metric} is ${figure(mean)}, at the start it was ${figure(first)}, and it has not fallen since step ${bestAt}`,
      cause:
        metric === 'regret'
          ? 'The agent finds nothing better than what it does, or its values do not spread back to the start'
          : 'The steps are far too small or too large, or the inputs do not tell what is asked for',
      advice:
        metric === 'regret'
          ? 'Try more exploration (agent.epsilonFraction), more steps, or a larger agent.gamma'
          : rate > 0
            ? `Try task.lr ten times smaller and ten times larger (now ${figure(rate)}), then another loss`
            : 'Try other steps, then another loss',
    };
  };
  return (value, step) => {
    let finding: Finding | null = null;
    if (step > (window + 1) * width && count > 0) {
      finding = close(step);
      sum = 0;
      count = 0;
      window = Math.floor((step - 1) / width);
    }
    sum += value;
    count++;
    return finding;
  };
}

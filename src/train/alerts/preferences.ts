import { agentOf, type Detector, figure, numberOf, seeing } from './detector.js';

/** Times 1 / beta over which a margin is farther than the reference should let it go. */
const FAR = 5;
/** Evaluations in a row at which it must have risen. */
const RISING = 3;

/** DPO on pairs that nobody disagrees about: the loss falls as long as the margin grows. */
export const marginRunaway: Detector = {
  kind: 'margin-runaway',
  summary: 'the margin of the training pairs is above 5 / beta under dpo and has risen at three evaluations in a row',
  concerns: 'alignment with dpo',
  watch({ loss }) {
    if (loss?.name !== 'dpo' || loss.params.form === 'hinge') return null;
    const beta = numberOf(loss, 'beta');
    let last = Number.NaN;
    let risen = 0;
    return seeing({
      margin(value) {
        risen = value > last ? risen + 1 : 0;
        last = value;
        if (!(value > FAR / beta) || risen < RISING) return null;
        return {
          level: 'warning',
          text: `the margin runs away: ${figure(value)} nats and rising, over ${FAR} / beta = ${figure(FAR / beta)}`,
          cause:
            'Preferences without noise, or fewer of them than the policy can learn by heart, have no finite optimum under dpo',
          advice: 'Try loss.labelSmoothing=0.1, the loss ipo, more pairs, or fewer steps',
        };
      },
    });
  },
};

const DISPLACED = -5;

/** All mass goes to answers that no pair holds. */
export const chosenDisplaced: Detector = {
  kind: 'chosen-displaced',
  summary: 'the chosen answers have lost 5 nats of log-probability against the reference',
  concerns: 'alignment with a loss of pairs',
  watch({ learner, loss }) {
    if (learner.kind !== 'task' || loss === null) return null;
    return seeing({
      chosen_shift(value) {
        if (!(value < DISPLACED)) return null;
        return {
          level: 'warning',
          text: `the chosen answers lose probability too: ${figure(-value)} nats less than under the reference`,
          cause:
            'A loss of pairs wants the rejected answers to lose more than the chosen ones, not that these gain; the mass goes to other answers',
          advice: 'Look at unseen; try loss.labelSmoothing=0.1, the loss ipo or orpo, or a larger loss.beta',
        };
      },
    });
  },
};

/** How far the learned reward has risen since the best evaluation, as a part of it, and the true one fallen, as a part of that rise. */
const RISEN = 0.1;
const FALLEN = 0.5;

/** A learned reward that is followed too far. */
export const proxyExploited: Detector = {
  kind: 'proxy-exploited',
  summary:
    'since the best evaluation the learned reward has risen by a tenth, and the true one has fallen by half of that or more',
  concerns: 'agents that are paid by a reward model (proxyPairs)',
  watch() {
    let kl = Number.NaN;
    let gold = Number.NaN;
    let best = { gold: Number.NEGATIVE_INFINITY, proxy: Number.NaN, kl: Number.NaN };
    return seeing({
      expected_reward(value) {
        gold = value;
        return null;
      },
      kl_reference(value) {
        kl = value;
        return null;
      },
      // The last of the three at an evaluation.
      proxy_reward(proxy) {
        if (gold > best.gold) best = { gold, proxy, kl };
        const rise = proxy - best.proxy;
        if (!(rise > RISEN * Math.abs(best.proxy)) || !(best.gold - gold > FALLEN * rise)) return null;
        return {
          level: 'warning',
          text: `the reward model is exploited: it promises ${figure(proxy)}, ${figure(best.proxy)} before, while the true reward fell from ${figure(best.gold)} to ${figure(gold)}`,
          cause: 'Where the policy goes, the reward model has seen few answers or cannot express the reward',
          advice: `Stop at KL ${figure(best.kl)}, where the true reward was best, or try a larger agent.beta, or more env.proxyPairs`,
        };
      },
    });
  },
};

/** An estimate of the divergence whose gradient is none. */
export const idleKlTerm: Detector = {
  kind: 'idle-kl-term',
  summary: 'the divergence from the reference stands in the loss as k1, the log-ratio of the sampled answers',
  concerns: 'agents with kl: k1',
  watch(scenario) {
    const agent = agentOf(scenario);
    if (agent?.params.kl !== 'k1' || !(numberOf(agent, 'beta') > 0)) return null;
    return seeing({
      kl_reference: () => ({
        level: 'warning',
        text: 'nothing holds the policy at the reference: the divergence stands in the loss as k1',
        cause: 'The gradient of the log-ratio of sampled answers is 0 on average, whatever beta is',
        advice: 'Try agent.kl=reward, or agent.kl=k2',
      }),
    });
  },
};

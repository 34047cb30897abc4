import { collapse } from './collapse.js';
import { deadUnits } from './dead-units.js';
import type { Detector } from './detector.js';
import { divergence } from './divergence.js';
import { entropyCollapse } from './entropy-collapse.js';
import { explodingGradient } from './exploding-gradient.js';
import { narrowSupport } from './narrow-support.js';
import { noBetterThanRandom } from './no-better-than-random.js';
import { noExploration } from './no-exploration.js';
import { noGradient } from './no-gradient.js';
import { noUpdates } from './no-updates.js';
import { oneClass } from './one-class.js';
import { overestimation } from './overestimation.js';
import { plateau } from './plateau.js';
import { chosenDisplaced, idleKlTerm, marginRunaway, proxyExploited } from './preferences.js';
import { returnCollapse } from './return-collapse.js';
import { rewardScale } from './reward-scale.js';
import { staleTarget } from './stale-target.js';
import { worseThanLinear } from './worse-than-linear.js';

/** Every detector: one file, one line here. Points that the display dropped are told by the session: `dropped-points.ts`. */
export const detectors: readonly Detector[] = [
  noExploration,
  noUpdates,
  noGradient,
  rewardScale,
  staleTarget,
  overestimation,
  narrowSupport,
  entropyCollapse,
  returnCollapse,
  explodingGradient,
  divergence,
  plateau,
  collapse,
  oneClass,
  deadUnits,
  noBetterThanRandom,
  worseThanLinear,
  marginRunaway,
  chosenDisplaced,
  proxyExploited,
  idleKlTerm,
];

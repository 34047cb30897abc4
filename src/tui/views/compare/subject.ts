import type { Comparing } from '../../state/comparison.js';
import type { Model } from '../../state/model.js';
import type { Group } from '../../state/selectors.js';

/** What the parts of the view are painted from. */
export interface Subject {
  readonly model: Model;
  /** The variants of the scenario. */
  readonly kin: readonly Group[];
  /** The one whose verdict is told in words. */
  readonly selected: Group;
  readonly comparing: Comparing;
}

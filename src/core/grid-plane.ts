import type { GridScope } from './scope.js';

/** What an agent knows of each state, in the form of a {@link GridScope}. */
type Known = Partial<Pick<GridScope, 'values' | 'policy' | 'visits' | 'q' | 'optimalQ'>>;

/** A grid's picture with what is known by state: of the states of the plane that it shows. */
export function onPlane(picture: GridScope, known: Known): GridScope {
  const { width, height, firstState = 0 } = picture;
  const cells = width * height;
  const part = <T>(list: readonly T[], perCell = 1): readonly T[] =>
    list.length === cells * perCell ? list : list.slice(firstState * perCell, (firstState + cells) * perCell);
  const { values, policy, visits, q, optimalQ } = known;
  return {
    ...picture,
    ...(values && { values: part(values) }),
    ...(policy && { policy: part(policy) }),
    ...(visits && { visits: part(visits) }),
    ...(q && { q: part(q, 4) }),
    ...(optimalQ && { optimalQ: part(optimalQ, 4) }),
  };
}

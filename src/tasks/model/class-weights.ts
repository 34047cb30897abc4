import { type Issue, UserError } from '../../core/errors.js';

/** Settings of losses that may hold one number per class or label. */
const LISTS = ['weight', 'alpha', 'posWeight'] as const;

/** Throws a UserError when a loss has a list of one number per `what` whose length is not `count`. */
export function checkLists(
  lossParams: Readonly<Record<string, unknown>>,
  count: number,
  what: 'class' | 'label',
): void {
  const issues = LISTS.flatMap((name): readonly Issue[] => {
    const given = lossParams[name];
    if (!Array.isArray(given) || given.length === count) return [];
    const message = `must have one number per ${what}`;
    return [{ path: `loss.${name}`, message, given: `${given.length}`, allowed: `${count}` }];
  });
  if (issues.length > 0) throw new UserError(issues);
}

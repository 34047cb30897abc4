import { type Issue, UserError } from '../../core/errors.js';

interface Given {
  readonly episodes?: string;
  readonly seed?: string;
}

const MOST_EPISODES = 10_000;

/** The whole numbers that the options give; null for what is not given. Throws a {@link UserError} with every wrong one. */
export function readPlayOptions({ episodes, seed }: Given): {
  readonly episodes: number | null;
  readonly seed: number | null;
} {
  const issues: Issue[] = [];
  const whole = (path: string, given: string | undefined, min: number, max: number): number | null => {
    if (given === undefined) return null;
    const value = given.trim() === '' ? Number.NaN : Number(given);
    if (!Number.isInteger(value) || value < min || value > max) {
      const message = `must be a whole number from ${min} to ${max}`;
      issues.push({ path, message, given: JSON.stringify(given) });
    }
    return value;
  };
  const read = {
    episodes: whole('--episodes', episodes, 1, MOST_EPISODES),
    seed: whole('--seed', seed, 0, Number.MAX_SAFE_INTEGER),
  };
  if (issues.length > 0) throw new UserError(issues);
  return read;
}

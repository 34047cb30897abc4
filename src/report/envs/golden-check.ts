import { show } from '../../core/errors.js';
import {
  checkGolden,
  type GoldenDocument,
  type GoldenFailure,
  type GoldenReport,
  goldenEnvs,
} from '../../env/golden/golden-check.js';
import { type Line, tone } from '../lines.js';
import type { LeftOut } from './golden-file.js';

const MOST_LINES = 50;

/**
 * Replays every case of a document by itself, so that one that cannot be replayed at all (an env that does not exist, a
 * state that none can be in) is a failure of that case and hides no other.
 */
export function replayGolden(document: GoldenDocument): GoldenReport {
  const { environments } = document;
  const cases = [
    ...document.trajectories.map((one) => ({ one, part: { environments, trajectories: [one], tables: [] } })),
    ...document.tables.map((one) => ({ one, part: { environments, trajectories: [], tables: [one] } })),
  ];
  let checked = 0;
  const failed: GoldenFailure[] = [];
  for (const { one, part } of cases) {
    const report = replay(one.name, one.env, part);
    checked += report.checked;
    failed.push(...report.failed);
  }
  return { checked, failed };
}

function replay(name: string, env: string, part: GoldenDocument): GoldenReport {
  const failure = (where: string, expected: string, got: string): GoldenReport => ({
    checked: 1,
    failed: [{ name, where, expected, got }],
  });
  const known = goldenEnvs();
  if (!known.includes(env)) return failure('env', `one of ${known.join(', ')}`, env);
  try {
    return checkGolden(part);
  } catch (error) {
    return failure('replay', 'a replay', error instanceof Error ? error.message : String(error));
  }
}

/** The failures, then the count. */
export function goldenLines({ checked, failed }: GoldenReport): readonly Line[] {
  const more = failed.length - MOST_LINES;
  return [
    ...failed.slice(0, MOST_LINES).flatMap(({ name, where, expected, got }): readonly Line[] => [
      [tone('bad', 'FAILED'), `  ${name}`],
      ['  where     ', where],
      ['  expected  ', show(expected)],
      ['  got       ', show(got)],
    ]),
    ...(more > 0 ? [[`and ${more} more`]] : []),
    [countLine({ checked, failed })],
  ];
}

/** What the file holds beside environments, as a line; null where there is nothing else. */
export function leftOutLine(leftOut: LeftOut): string | null {
  const others = Object.entries(leftOut).map(([name, count]) => `${name} (${count})`);
  return others.length === 0 ? null : `not checked, no environments: ${others.join(', ')}`;
}

export function countLine({ checked, failed }: GoldenReport): string {
  return `checked ${checked}, failed ${failed.length}`;
}

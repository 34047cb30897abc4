import type { ContractCheck, ContractReport } from '../../env/kit/contract.js';
import type { LearnerReport } from '../../train/contract/learner-contract.js';
import { type Line, tone } from '../lines.js';
import { wrapAfter } from '../losses/wrap.js';

const MARKS = {
  pass: tone('good', 'pass'),
  fail: tone('bad', 'FAIL'),
  skip: tone('dim', 'skip'),
} as const;

/** Each rule with its outcome, what was seen below it, and the counts at the end. */
export function contractLines({ env, checks }: ContractReport, width: number): readonly Line[] {
  return checkLines(env, 'the contract of an environment', checks, width);
}

/** The same for an agent or a task. */
export function learnerContractLines(
  { name, scenario, checks }: LearnerReport,
  one: 'agent' | 'task',
  width: number,
): readonly Line[] {
  return checkLines(name, `the contract of ${one === 'agent' ? 'an agent' : 'a task'}, ${scenario}`, checks, width);
}

function checkLines(name: string, what: string, checks: readonly ContractCheck[], width: number): readonly Line[] {
  return [
    [tone('strong', name), tone('dim', `  ${what}`)],
    ...checks.flatMap(({ rule, outcome, seen }): readonly Line[] => [
      [MARKS[outcome], `  ${rule}`],
      ...wrapAfter('      ', seen, width).map((line): Line => [outcome === 'fail' ? line : tone('dim', line)]),
    ]),
    [contractCount(checks)],
  ];
}

/** `14 passed, 1 failed`. */
export function contractCount(checks: readonly ContractCheck[]): string {
  const count = (outcome: ContractCheck['outcome']) => checks.filter((check) => check.outcome === outcome).length;
  const skipped = count('skip');
  return `${count('pass')} passed, ${count('fail')} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`;
}

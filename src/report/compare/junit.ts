import { xml } from './xml.js';

/** One baseline that was checked. */
export interface Checked {
  readonly name: string;
  readonly seconds: number;
  readonly text: string;
  /** `error`: broken runs; `inconclusive` counts as an error too, since nothing was shown. */
  readonly outcome: 'passed' | 'regressed' | 'broken' | 'inconclusive';
}

/** A JUnit report: a test case per baseline. */
export function junitDocument(checks: readonly Checked[]): string {
  const count = (...outcomes: readonly Checked['outcome'][]) =>
    checks.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const seconds = checks.reduce((sum, check) => sum + check.seconds, 0);
  const totals = `tests="${checks.length}" failures="${count('regressed')}" errors="${count('broken', 'inconclusive')}" time="${seconds.toFixed(3)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${totals}>`,
    `  <testsuite name="losscope baselines" ${totals}>`,
    ...checks.flatMap(caseLines),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function caseLines({ name, seconds, text, outcome }: Checked): readonly string[] {
  const head = `    <testcase classname="losscope.baseline" name="${xml(name)}" time="${seconds.toFixed(3)}">`;
  const [message] = text.split('\n');
  const problem = { passed: null, regressed: 'failure', broken: 'error', inconclusive: 'error' }[outcome];
  const body =
    problem === null
      ? `      <system-out>${xml(text)}</system-out>`
      : `      <${problem} type="${outcome}" message="${xml(message!)}">${xml(text)}</${problem}>`;
  return [head, body, '    </testcase>'];
}

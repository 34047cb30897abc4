import type { Look } from '../../experiment/gate/stages.js';
import { xml } from '../compare/xml.js';
import { claimLines, gateRows } from './table.js';
import { lookLines } from './words.js';

/** One baseline that was checked. */
export interface Checked {
  readonly name: string;
  /** The baseline's file; null where the input was wrong before any was read. */
  readonly file: string | null;
  readonly seconds: number;
  /** The verdict in words, or what is wrong. */
  readonly text: string;
  /** What a reader should know besides. */
  readonly notes: readonly string[];
  /** `inconclusive` counts as an error as broken runs do, since nothing was shown. */
  readonly outcome: 'passed' | 'regressed' | 'bad input' | 'broken' | 'inconclusive';
  readonly code: number;
  /** In their order; empty for bad input. */
  readonly looks: readonly Look[];
  /** The error of bad input, or null. */
  readonly error: unknown;
}

/** A JUnit report: a test case per baseline. */
export function junitDocument(checks: readonly Checked[]): string {
  const count = (...outcomes: readonly Checked['outcome'][]) =>
    checks.filter(({ outcome }) => outcomes.includes(outcome)).length;
  const seconds = checks.reduce((sum, check) => sum + check.seconds, 0);
  const totals = `tests="${checks.length}" failures="${count('regressed')}" errors="${count('bad input', 'broken', 'inconclusive')}" time="${seconds.toFixed(3)}"`;
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

function caseLines({ name, seconds, text: said, outcome, looks, notes }: Checked): readonly string[] {
  const looked = looks.length === 0 ? [] : [sidesText(looks), ...lookLines(looks), ...gateFacts(looks)];
  const text = [said, ...looked, ...notes].join('\n');
  const head = `    <testcase classname="losscope.baseline" name="${xml(name)}" time="${seconds.toFixed(3)}">`;
  const [message] = text.split('\n');
  const problem = { passed: null, regressed: 'failure', 'bad input': 'error', broken: 'error', inconclusive: 'error' }[
    outcome
  ];
  const body =
    problem === null
      ? `      <system-out>${xml(text)}</system-out>`
      : `      <${problem} type="${outcome}" message="${xml(message!)}">${xml(text)}</${problem}>`;
  return [head, body, '    </testcase>'];
}

function sidesText(looks: readonly Look[]): string {
  const { candidate, reference } = looks.at(-1)!.gate;
  const of = ({ hash }: { readonly hash: string | null }): string => hash?.slice(0, 8) ?? 'unknown';
  return `${candidate.seeds.length} seeds against ${reference.seeds.length} of losscope ${reference.version}, config ${of(candidate)} against ${of(reference)}`;
}

/** The claims, and each measure that changed. */
function gateFacts(looks: readonly Look[]): readonly string[] {
  const { gate } = looks.at(-1)!;
  const changed = gateRows(gate).filter(({ tone }) => tone !== null && tone !== 'dim');
  return [...claimLines(gate), ...changed.map(({ cells }) => cells.join('  '))];
}

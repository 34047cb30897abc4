import type { Gate } from '../../experiment/gate/gate.js';
import type { Look } from '../../experiment/gate/stages.js';
import { armFacts, changesText } from '../compare/facts.js';
import { type Line, tone } from '../lines.js';
import { wrap } from '../losses/wrap.js';
import { alignTable, type Column } from '../text-table.js';
import { claimLines, GATE_HEADS, gateNote, gateRows } from './table.js';
import { GATE_TONES, gateSentence, lookLines, suspicionText } from './words.js';

const NAME = 11;
const NUMBERS = ['n', 'baseline', 'candidate', 'p', 'adjusted'];
const heads: readonly Column[] = GATE_HEADS.map((title) =>
  NUMBERS.includes(title) ? { title, align: 'right' } : { title },
);

/** A check for the terminal, within `width` columns where the names allow it. */
export function gateLines(looks: readonly Look[], width = 80): readonly Line[] {
  const gate = looks.at(-1)!.gate;
  const { reference, candidate, verdict, leftOut, broken } = gate;
  const marked = broken.length > 0 ? 'bad' : GATE_TONES[verdict];
  const suspicion = suspicionText(gate);
  const below = (name: string, texts: readonly string[]): readonly Line[] =>
    texts
      .flatMap((text) => wrap(text, width - NAME))
      .map((text, i): Line => [tone('dim', (i === 0 ? name : '').padEnd(NAME)), text]);
  return [
    [tone('strong', candidate.label), ' against ', tone('strong', reference.label)],
    ...below('reference', [armFacts(reference)]),
    ...below('candidate', [armFacts(candidate)]),
    ...below('differs', changesText(gate)),
    ...(looks.length > 1 ? below('looks', lookLines(looks)) : []),
    [],
    ...wrap(gateSentence(gate), width).map((text): Line => [marked === null ? text : tone(marked, text)]),
    ...(suspicion === null ? [] : [[], ...wrap(suspicion, width).map((text): Line => [tone('bad', text)])]),
    ...(verdict === 'identical' ? [] : [[], ...tableLines(gate, width)]),
    ...(verdict === 'identical'
      ? []
      : [
          ...below('claims', claimLines(gate)),
          ...below(
            'left out',
            leftOut.map(({ name, reason }) => `${name}: ${reason}`),
          ),
        ]),
  ];
}

function tableLines(gate: Gate, width: number): readonly Line[] {
  const rows = gateRows(gate).map(({ cells, tone: marked }) =>
    cells.map((cell, i) => (i === cells.length - 1 && marked !== null ? tone(marked, cell) : cell)),
  );
  return [...alignTable(heads, rows), ...wrap(gateNote(gate), width).map((text): Line => [tone('dim', text)]), []];
}

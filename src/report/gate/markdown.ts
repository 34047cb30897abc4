import { printableLine } from '../../core/printable.js';
import type { Look } from '../../experiment/gate/stages.js';
import { armFacts, changesText } from '../compare/facts.js';
import { markdownText } from '../compare/markdown.js';
import { claimLines, GATE_HEADS, gateNote, gateRows } from './table.js';
import { gateSentence, lookLines, suspicionText } from './words.js';

/** A check as Markdown, for a pull request or a job summary. */
export function gateMarkdown(looks: readonly Look[], notes: readonly string[] = []): string {
  const gate = looks.at(-1)!.gate;
  const row = (cells: readonly string[]) => `| ${cells.map(markdownText).join(' | ')} |`;
  const suspicion = suspicionText(gate);
  const table =
    gate.verdict === 'identical'
      ? []
      : [
          '',
          row(GATE_HEADS),
          '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
          ...gateRows(gate).map(({ cells }) => row(cells)),
          '',
          markdownText(gateNote(gate)),
        ];
  return [
    `### ${markdownText(gate.candidate.label)} against ${markdownText(gate.reference.label)}`,
    '',
    `**${markdownText(gateSentence(gate))}**`,
    ...(suspicion === null ? [] : ['', `**${markdownText(suspicion)}**`]),
    '',
    `- reference: ${markdownText(armFacts(gate.reference))}`,
    `- candidate: ${markdownText(armFacts(gate.candidate))}`,
    ...changesText(gate).map((text) => `- differs: ${markdownText(text)}`),
    ...(looks.length > 1 ? lookLines(looks).map((text) => `- look: ${markdownText(text)}`) : []),
    ...claimLines(gate).map((text) => `- claim ${markdownText(text)}`),
    ...notes.map((text) => `- ${markdownText(text)}`),
    ...gate.leftOut.map(({ name, reason }) => `- left out: ${markdownText(`${name}: ${reason}`)}`),
    ...table,
  ].join('\n');
}

/** What kept a baseline from being checked. */
export function badInputMarkdown(name: string, text: string): string {
  const lines = text.split('\n').map((line) => `    ${printableLine(line)}`);
  return [`### ${markdownText(name)}: bad input`, '', ...lines].join('\n');
}

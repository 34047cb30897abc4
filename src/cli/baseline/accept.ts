import type { Arm } from '../../experiment/arm.js';
import type { Baseline } from '../../report/compare/baseline-file.js';
import type { Terminal } from '../kit/terminal.js';
import type { Opened } from './training.js';

export interface Acceptance {
  readonly opened: Opened;
  /** The new results. */
  readonly arm: Arm;
  /** What they are written as. */
  readonly head: Omit<Baseline, 'reference' | 'set' | 'variantName' | 'history'>;
  /** Settings that were set over those of the baseline. */
  readonly set: readonly string[];
  readonly reason: string;
}

/** Writes new results in place of those of a baseline, with what differs and the reason; leaves it alone where nothing does. */
export async function accept({ opened, arm, head, set, reason }: Acceptance, terminal: Terminal): Promise<void> {
  const { armOfBaseline, writeBaseline } = await import('../../report/compare/baseline-file.js');
  const { compareArms } = await import('../../experiment/comparison.js');
  const { comparisonLines } = await import('../../report/compare/lines.js');
  const { changeLine } = await import('../../report/compare/facts.js');
  const { verdictSentence } = await import('../../report/compare/verdict-words.js');
  const { formatNumber } = await import('../../report/numbers.js');
  const { programVersion } = await import('../../core/package.js');
  const { commitOf } = await import('../../store/machine.js');
  const { file, baseline } = opened;
  const rule = head.regression;
  const comparison = compareArms(armOfBaseline(baseline, file), arm, rule);
  const { metric, margin, alpha } = baseline.regression;
  const sameRule = rule.metric === metric && rule.margin === margin && rule.alpha === alpha;
  if (comparison.verdict === 'identical' && arm.seeds.length === baseline.seeds.length && sameRule) {
    terminal.out(`${file} stays as it is: ${verdictSentence(comparison)}`);
    return;
  }
  const changes = [
    ...(comparison.changes ?? []).map(changeLine),
    ...(sameRule ? [] : [`regression: ${JSON.stringify(baseline.regression)} -> ${JSON.stringify(rule)}`]),
    ...comparison.metrics.flatMap(({ metric: of, reference, candidate }) =>
      reference.mean === candidate.mean && reference.n === candidate.n
        ? []
        : [
            `mean ${of}: ${formatNumber(reference.mean)} (n ${reference.n}) -> ${formatNumber(candidate.mean)} (n ${candidate.n})`,
          ],
    ),
  ];
  const accepted = {
    at: new Date().toISOString(),
    losscope: programVersion(),
    commit: commitOf(process.cwd()),
    ...{ reason, verdict: comparison.verdict, changes },
  };
  const { reference, variantName } = baseline;
  writeBaseline(file, {
    ...{ reference, set: [...baseline.set, ...set], variantName },
    ...head,
    history: [...baseline.history, accepted],
  });
  terminal.out(
    ...comparisonLines(comparison),
    '',
    ...changes.map((text) => `accepted  ${text}`),
    `reason    ${reason}`,
    `wrote ${file}`,
  );
}

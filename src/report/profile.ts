import type { Phase, ProfileReport } from '../core/profile.js';
import type { RunView } from '../session/run-view.js';
import { type Line, tone } from './lines.js';
import { formatCount, formatDuration } from './numbers.js';
import { variantName } from './summary.js';
import { alignTable } from './text-table.js';

const KERNELS = 12;

const meaning: Readonly<Record<Phase, string>> = {
  env: 'steps and resets of the environment in training',
  act: 'an agent choosing the actions of training',
  forward: 'kernels of the outputs of networks and of targets',
  conv: 'convolutions, forward and backward',
  norm: 'layer norm, forward and backward',
  recurrent: 'recurrent layers, forward and backward',
  noisy: 'noisy linear layers, forward and backward',
  loss: 'the loss from outputs to one number',
  backward: 'gradients',
  optimiser: 'zeroing, clipping and the step of the weights',
  learner: 'code in between: replay, batches, the tape',
  metrics: 'recording of curves: ring, digest, file',
  evaluation: 'evaluations, their environments and networks included',
  saving: 'metrics and checkpoints written to disk',
};

/** A variant's profiles added up over its runs. */
interface Total {
  readonly name: string;
  readonly runs: number;
  readonly report: ProfileReport;
}

/** Where the time went, per variant: phases, then the kernels that took longest. */
export function profileTables(runs: readonly RunView[]): readonly Line[] {
  return totals(runs).flatMap(({ name, runs: count, report }): readonly Line[] => {
    const all = report.phases.reduce((sum, { ms }) => sum + ms, 0);
    const share = (ms: number) => (all === 0 ? '-' : `${((100 * ms) / all).toFixed(1)} %`);
    const phases = report.phases.map(({ name, ms }) => [name, seconds(ms), share(ms), meaning[name]]);
    const shown = report.kernels.slice(0, KERNELS);
    const kernels = shown.map(({ name, calls, ms }) => [
      name,
      formatCount(calls),
      seconds(ms),
      `${((1000 * ms) / calls).toFixed(2)} us`,
      share(ms),
    ]);
    const more = report.kernels.length - shown.length;
    const right = 'right' as const;
    return [
      [],
      [
        tone('strong', `profile of ${name}`),
        `, ${count} ${count === 1 ? 'run' : 'runs'}, ${formatDuration(all / 1000)}`,
      ],
      ...alignTable(
        [
          { title: 'phase' },
          { title: 'time', align: right },
          { title: 'share', align: right },
          { title: 'what it is' },
        ],
        phases,
      ),
      [],
      ...alignTable(
        [
          { title: 'kernel' },
          { title: 'calls', align: right },
          { title: 'time', align: right },
          { title: 'per call', align: right },
          { title: 'share', align: right },
        ],
        kernels,
      ),
      ...(more > 0 ? [[tone('dim', `and ${more} more kernels, in all ${share(restOf(report))}`)]] : []),
      [
        tone(
          'dim',
          `Looking at the clock took about ${share(report.overheadMs)} of this; without --profile it is not there.`,
        ),
      ],
    ];
  });
}

function restOf({ kernels }: ProfileReport): number {
  return kernels.slice(KERNELS).reduce((sum, { ms }) => sum + ms, 0);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}

function totals(runs: readonly RunView[]): readonly Total[] {
  const byName = new Map<string, ProfileReport[]>();
  for (const { scenario, profile } of runs) {
    if (profile == null) continue;
    const name = variantName(scenario);
    byName.set(name, [...(byName.get(name) ?? []), profile]);
  }
  return [...byName].map(([name, reports]) => ({ name, runs: reports.length, report: sumOf(reports) }));
}

function sumOf(reports: readonly ProfileReport[]): ProfileReport {
  const phases = new Map<Phase, number>();
  const kernels = new Map<string, { calls: number; ms: number }>();
  for (const report of reports) {
    for (const { name, ms } of report.phases) phases.set(name, (phases.get(name) ?? 0) + ms);
    for (const { name, calls, ms } of report.kernels) {
      const sum = kernels.get(name) ?? { calls: 0, ms: 0 };
      kernels.set(name, { calls: sum.calls + calls, ms: sum.ms + ms });
    }
  }
  return {
    phases: Object.keys(meaning).flatMap((name) => {
      const ms = phases.get(name as Phase);
      return ms === undefined ? [] : [{ name: name as Phase, ms }];
    }),
    kernels: [...kernels].map(([name, sum]) => ({ name, ...sum })).sort((a, b) => b.ms - a.ms),
    overheadMs: reports.reduce((sum, { overheadMs }) => sum + overheadMs, 0),
  };
}

import { isForeign } from '../../store/config-file.js';
import { formatCount, formatDuration } from '../numbers.js';
import { card, table, text } from './markup.js';
import { type Chapter, type Facts, type Group, statusOf } from './model.js';

const MOST_COMMANDS = 6;

/** What the configurations share, and in what they differ. */
export function settings({ groups, differing, shared }: Chapter): string {
  const common = table(
    'Settings that all configurations share',
    [
      { title: 'setting', kind: 'code' },
      { title: 'value', kind: 'code' },
    ],
    [...shared].map(([path, value]) => [path, value]),
  );
  if (differing.length === 0)
    return card('Settings', '', [`<details><summary>${shared.size} settings</summary>${common}</details>`]);
  return card('Settings that differ', '', [
    table(
      'Settings in which the configurations differ',
      [{ title: 'configuration' }, ...differing.map((title) => ({ title, kind: 'code' as const }))],
      groups.map((group) => [group.label, ...differing.map((path) => group.settings.get(path) ?? '-')]),
    ),
    `<details><summary>${shared.size} settings that all share</summary>${common}</details>`,
  ]);
}

/** What to type to run each configuration again; nothing for logs of another program. */
export function commands({ groups }: Chapter): string {
  const one = ({ label, command }: Group) => `<h3>${text(label)}</h3><pre><code>${text(command)}</code></pre>`;
  const own = groups.filter(({ scenario }) => !isForeign(scenario));
  if (own.length === 0) return '';
  const rest = own.slice(MOST_COMMANDS);
  return card('Run it again', 'The same version of the program gives the same bits.', [
    ...own.slice(0, MOST_COMMANDS).map(one),
    ...(rest.length === 0
      ? []
      : [`<details><summary>${rest.length} more</summary>${rest.map(one).join('\n')}</details>`]),
  ]);
}

/** Every run with its end. */
export function runsTable({ groups }: Chapter): string {
  const rows = groups.flatMap(({ label, runs }) =>
    runs.map((run) => [
      run.id,
      label,
      String(run.seed),
      statusOf(run),
      formatCount(run.result?.steps ?? 0),
      formatDuration(run.result?.seconds ?? Number.NaN),
      run.result?.digest?.slice(0, 16) ?? '-',
    ]),
  );
  return card('Runs', '', [
    `<details><summary>${rows.length} runs with status and digest</summary>${table(
      'Every run of this report',
      [
        { title: 'run', kind: 'code' },
        { title: 'configuration' },
        { title: 'seed', kind: 'number' },
        { title: 'status', kind: 'short' },
        { title: 'steps', kind: 'number' },
        { title: 'time', kind: 'number' },
        { title: 'digest', kind: 'code' },
      ],
      rows,
    )}</details>`,
  ]);
}

/** Where and when the runs were made. */
export function environment({ losscope, node, machine, commit, from, to }: Facts): string {
  const rows = [
    ['losscope', losscope],
    ['commit of the working folder', commit],
    ['Node', node],
    ['machine', machine],
    ['first run began', from],
    ['last run began', to],
  ];
  return card('Environment', '', [
    table('Where and when the runs were made', [{ title: 'what' }, { title: 'value' }], rows),
  ]);
}

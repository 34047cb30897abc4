import type { TaskDefinition } from '../../tasks/task.js';
import { facts, indented, paragraph, section, settingDocuments, settingFacts } from '../envs/facts.js';
import { type Line, tone } from '../lines.js';
import { alignTable } from '../text-table.js';
import { metricsOf } from './task-metrics.js';

/** All that is known of a task, as lines of at most `width` columns where words allow it. */
export function taskPage(task: TaskDefinition, scenarios: readonly string[], width: number): readonly Line[] {
  const { name, title, summary, losses, params, takes = [], ownMetrics = [] } = task;
  const shapes = takes.flatMap(({ shape, example }): readonly Line[] => [
    ...indented(shape, width),
    ...example.split('\n').map((line): Line => ['    ', tone('dim', line)]),
  ]);
  const better = { higher: 'higher is better', lower: 'lower is better', neither: '' } as const;
  const metricFacts = (specs: readonly { name: string; help: string; better: keyof typeof better }[]) =>
    specs.map((spec) => ({ name: spec.name, text: spec.help, help: better[spec.better] }));
  return [
    [tone('strong', name), tone('dim', `  ${title}`)],
    ...paragraph(summary, width),
    ...section('Files of your own', takes.length === 0 ? indented('none: it works on generated data', width) : shapes),
    ...section('Losses', indented(`${losses[0]} by default; also ${losses.slice(1).join(', ')}`, width)),
    ...section('Metrics', facts(metricFacts(metricsOf(task)), width)),
    ...section('Metrics on files of your own', facts(metricFacts(ownMetrics), width)),
    ...section('Settings', facts(settingFacts(params), width)),
    ...section(
      'Scenarios',
      indented(scenarios.length === 0 ? 'none of the bundled ones' : scenarios.join(', '), width),
    ),
    ...(takes.length === 0
      ? []
      : section('Example', indented(`losscope train mine.csv --task ${name}   (docs/data.md)`, width))),
  ];
}

/** Every task in a line. */
export function taskTable(tasks: readonly TaskDefinition[]): readonly Line[] {
  return alignTable(
    [{ title: 'task' }, { title: 'what it is' }, { title: 'usual loss' }, { title: 'files of your own' }],
    tasks.map(({ name, title, losses, takes = [] }) => [
      tone('strong', name),
      title,
      losses[0] ?? '-',
      takes.length === 0 ? '-' : takes[0]!.shape,
    ]),
  );
}

/** Every task in short, for scripts. */
export function taskListDocument(tasks: readonly TaskDefinition[]): object {
  return {
    tasks: tasks.map(({ name, title, summary, losses, takes = [] }) => ({ name, title, summary, losses, takes })),
  };
}

/** All that a page says of a task as plain data. */
export function taskDocument(task: TaskDefinition, scenarios: readonly string[]): object {
  const { name, title, summary, losses, params, takes = [], ownMetrics = [] } = task;
  const metrics = metricsOf(task);
  return { name, title, summary, takes, losses, metrics, ownMetrics, settings: settingDocuments(params), scenarios };
}

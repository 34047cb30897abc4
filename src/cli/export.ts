import { type Issue, UserError } from '../core/errors.js';
import type { Layout } from '../store/export/weights-export.js';
import { type AddCommand, type Context, examples } from './kit/command.js';
import { addLogOptions, type LogFlags } from './kit/log-options.js';
import { addCodeOptions, addPluginOptions, type CodeOptions, type PluginOptions } from './kit/plugins.js';
import { addStoredOption, type StoredOptions } from './kit/stored-runs.js';

interface Options extends StoredOptions, LogFlags, PluginOptions, CodeOptions {
  readonly transitions?: string;
  readonly weights?: string;
  readonly model?: string;
  readonly csv?: string;
  readonly jsonl?: string;
  readonly tensorboard?: string;
  readonly layout?: string;
}

export const addExport: AddCommand = (program, context) => {
  const command = program
    .command('export')
    .description('write the curves of runs for other programs (CSV, JSONL, TensorBoard), or the weights of one run')
    .argument(
      '<run...>',
      'ids of runs or the beginnings of them, run folders, folders of runs or of a sweep, logs of other programs',
    )
    .option('--csv <file>', 'every point in a row: run, scenario, variant, seed, metric, step, value')
    .option('--jsonl <file>', 'the same as a JSON object a line')
    .option('--tensorboard <folder>', 'an event file per run, for tensorboard --logdir')
    .option('--model <folder>', 'the model of a run on your data: JSON with safetensors, ONNX, an example in Python')
    .option(
      '--transitions <file>',
      'every step of training of one run as a JSON object a line; it trains again for that',
    )
    .option('--weights <file>', 'the weights of one run as safetensors: those of its end, or of its last checkpoint')
    .option('--layout <layout>', 'of --weights: losscope, or torch as the modules of PyTorch hold them', 'losscope')
    .addHelpText(
      'after',
      examples(
        ['losscope export gridworld-dqn-0 --csv run.csv', 'for a spreadsheet, pandas, R'],
        ['losscope export sweeps/lr --tensorboard tb', 'all runs of a sweep; then tensorboard --logdir tb'],
        ['losscope export gridworld-dqn-0 --weights q.safetensors', 'for other programs'],
        ['losscope export cartpole-reinforce-0 --weights p.safetensors --layout torch', 'for PyTorch'],
        ['losscope export mine-0 --model model', 'model.json, weights.safetensors, model.onnx, predict.py'],
        ['losscope export deep-sea-0 --transitions steps.jsonl', 'observation, action, reward, next, ends'],
        ['losscope run gridworld-dqn --init q.safetensors', 'or as a start of another run'],
      ),
    )
    .action((given: readonly string[], options: Options) => exportRuns(given, options, context));
  addStoredOption(command);
  addLogOptions(command);
  addPluginOptions(command);
  addCodeOptions(command);
};

async function exportRuns(given: readonly string[], options: Options, context: Context): Promise<void> {
  const { layouts } = await import('../store/export/weights-export.js');
  const { weights, model, csv, jsonl, tensorboard, transitions, out } = options;
  const issues: Issue[] = [];
  if ([weights, model, csv, jsonl, tensorboard, transitions].every((target) => target === undefined)) {
    issues.push({
      path: '',
      message: 'say where to: --csv, --jsonl, --tensorboard, --model, --transitions or --weights',
    });
  }
  if (weights !== undefined && given.length > 1) {
    issues.push({ path: '--weights', message: 'takes one run', given: `${given.length} runs` });
  }
  const layout = layouts.find((name) => name === options.layout);
  if (layout === undefined) {
    issues.push({
      path: '--layout',
      message: 'is not a layout',
      given: `"${options.layout}"`,
      allowed: layouts.join(', '),
    });
  }
  if (model !== undefined && given.length > 1) {
    issues.push({ path: '--model', message: 'takes one run', given: `${given.length} runs` });
  }
  if (transitions !== undefined && given.length > 1) {
    issues.push({ path: '--transitions', message: 'takes one run', given: `${given.length} runs` });
  }
  if (issues.length > 0) throw new UserError(issues);
  if (transitions !== undefined) {
    const { exportTransitions } = await import('./kit/transitions.js');
    await exportTransitions(given[0]!, transitions, options, context.terminal);
  }
  if (model !== undefined) {
    const { findRun } = await import('../store/run-list.js');
    const { exportModel } = await import('../store/export/model-export.js');
    const files = exportModel(out, findRun(out, given[0]!), model);
    context.terminal.out(`${model}: ${files.join(', ')}`);
  }
  if (weights !== undefined && layout !== undefined)
    await exportWeightsOf(given[0]!, options, weights, layout, context);
  if (csv === undefined && jsonl === undefined && tensorboard === undefined) return;
  const { withLogs } = await import('./kit/imported.js');
  await withLogs(given, options, context.terminal, (names) => exportCurves(names, options, context));
}

async function exportCurves(given: readonly string[], options: Options, { terminal }: Context): Promise<void> {
  const { csv, jsonl, tensorboard, out } = options;
  const { openSources } = await import('../report/export/sources.js');
  const { writeCsv, writeJsonl } = await import('../report/export/text.js');
  const { writeTensorBoard } = await import('../report/export/tensorboard.js');
  const { formatCount } = await import('../report/numbers.js');
  const all = openSources(given, out).runs;
  const runs = all.filter(({ pruned }) => !pruned);
  if (runs.length < all.length) terminal.err(`${all.length - runs.length} pruned runs are left out`);
  if (runs.length === 0) throw new UserError({ path: '', message: 'no runs to export', given: given.join(', ') });
  const from = `of ${runs.length} ${runs.length === 1 ? 'run' : 'runs'}`;
  if (csv !== undefined) terminal.out(`${csv}: ${formatCount(writeCsv(runs, csv))} points ${from}`);
  if (jsonl !== undefined) terminal.out(`${jsonl}: ${formatCount(writeJsonl(runs, jsonl))} points ${from}`);
  if (tensorboard !== undefined) {
    const { points } = writeTensorBoard(runs, tensorboard);
    terminal.out(`${tensorboard}: ${formatCount(points)} points ${from}, one event file each`);
  }
}

async function exportWeightsOf(
  given: string,
  { out }: StoredOptions,
  file: string,
  layout: Layout,
  { terminal }: Context,
): Promise<void> {
  const { findRun } = await import('../store/run-list.js');
  const { exportWeights } = await import('../store/export/weights-export.js');
  const id = findRun(out, given);
  const { arrays, step, warnings } = exportWeights(out, id, file, layout);
  for (const warning of warnings) terminal.err(`${id}: ${warning}`);
  const when = step === null ? 'the end' : `step ${step}`;
  terminal.out(`${file}: ${arrays} arrays as of ${when} of ${id}`);
}

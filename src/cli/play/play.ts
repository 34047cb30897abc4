import type { TrainedAgent } from '../../session/trained-agent.js';
import { type AddCommand, type Context, examples } from '../kit/command.js';
import { addLookOptions, checkLook, type LookOptions, pictureLook } from '../kit/look.js';
import { addPluginOptions, type PluginOptions } from '../kit/plugins.js';
import { addStoredOption, openStored, type StoredOptions } from '../kit/stored-runs.js';
import { isInteractive } from '../kit/terminal.js';

interface Options extends StoredOptions, PluginOptions, LookOptions {
  readonly episodes?: string;
  readonly seed?: string;
  readonly best?: boolean;
  readonly plain?: boolean;
  readonly json?: boolean;
}

/** What a shell reports for a program ended by Ctrl-C, which is read as a key. */
const INTERRUPTED = 130;
/** Without a terminal, unless `--episodes` says otherwise. */
const EPISODES = 10;

export const addPlay: AddCommand = (program, context) => {
  const command = program
    .command('play')
    .description(
      'watch the agent of a run play: its greedy policy, with the final weights or those of the last checkpoint',
    )
    .argument('<run>', "the run's id, or the beginning of it (see losscope runs)")
    .option('--episodes <number>', `how many (default: on a terminal until q, else ${EPISODES})`)
    .option('--seed <number>', "other episodes than those of the run's last evaluation, which its own seed gives")
    .option('--best', 'the weights of the best evaluation, of a run with --keep-best')
    .option('--plain', 'no pictures: print the returns')
    .option('--json', 'no pictures; print the returns as one JSON document')
    .addHelpText(
      'after',
      `
On a terminal: space pauses, . does one step, + and - change the speed, n is the next episode, r the same again, s another
seed, q quits.
${examples(
  ['losscope play cartpole-reinforce-0', 'watch it'],
  ['losscope play gridworld --out elsewhere', 'the beginning of an id is enough'],
  ['losscope play cartpole-reinforce-0 --episodes 100 --plain', 'the episodes of its last evaluation'],
)}`,
    )
    .action((given: string, options: Options) => play(given, options, context));
  addStoredOption(command);
  addLookOptions(command, { mouse: false });
  addPluginOptions(command);
};

async function play(given: string, options: Options, context: Context): Promise<void> {
  checkLook(options);
  const { readPlayOptions } = await import('./options.js');
  const { episodes, seed } = readPlayOptions(options);
  const { id, config, registries, warnings } = await openStored(given, options.out, options, {
    otherVersion: true,
    changedPlugin: true,
  });
  for (const warning of warnings) context.terminal.err(`${id}: ${warning}`);
  const { trainedAgent } = await import('../../session/trained-agent.js');
  const agent = trainedAgent(options.out, id, config, registries, options.best);
  for (const warning of agent.warnings) context.terminal.err(`${id}: ${warning}`);
  const chosen = { id, seed: seed ?? config.seed, episodes };
  if (options.plain === true || options.json === true || !isInteractive()) {
    await tell(agent, { ...chosen, ownSeed: config.seed }, options, context);
  } else await show(agent, chosen, options, context);
}

interface Chosen {
  readonly id: string;
  readonly seed: number;
  readonly episodes: number | null;
}

/** On the whole terminal. */
async function show(
  agent: TrainedAgent,
  { id, seed, episodes }: Chosen,
  look: LookOptions,
  { terminal, exit }: Context,
): Promise<void> {
  const { openWatch } = await import('../../tui/play/watch-open.js');
  const { watchClosing } = await import('../../tui/play/watch-state.js');
  const { formatCount } = await import('../../report/numbers.js');
  const weights = `${agent.envName}, ${agent.ended ? '' : 'checkpoint '}${formatCount(agent.step)} steps`;
  const { end, state } = await openWatch(agent.env, {
    ...pictureLook(look),
    watched: { run: id, weights, episodes },
    policy: agent.policy,
    settings: agent.envSettings,
    seed,
    streamOf: agent.stream,
  });
  terminal.out(watchClosing(state));
  if (end === 'interrupt') exit(INTERRUPTED);
}

/** As text or JSON. */
async function tell(
  agent: TrainedAgent,
  { id, seed, ownSeed, episodes }: Chosen & { readonly ownSeed: number },
  { json }: Options,
  { terminal }: Context,
): Promise<void> {
  const { greedyEpisodes } = await import('../../agents/kit/judging/greedy-episodes.js');
  const { formatCount, formatNumber } = await import('../../report/numbers.js');
  const all = greedyEpisodes(agent.env, agent.policy, agent.stream(seed));
  const played = Array.from({ length: episodes ?? EPISODES }, () => all.next().value);
  const mean = played.reduce((sum, one) => sum + one.return, 0) / played.length;
  const { step, ended, greedyReturn } = agent;
  if (json === true) {
    const { jsonDocument } = await import('../../report/json-document.js');
    terminal.out(
      jsonDocument('play', { id, env: agent.envName, seed, step, ended, episodes: played, mean, greedyReturn }),
    );
    return;
  }
  const { alignTable } = await import('../../report/text-table.js');
  const own = seed === ownSeed && greedyReturn !== null && !agent.exact;
  const whose = own ? 'the episodes of its last evaluation' : `episodes of seed ${seed}`;
  terminal.out(
    `${id}: ${agent.envName}, ${ended ? 'trained' : 'checkpoint of'} ${formatCount(step)} steps, ${whose}`,
    '',
    ...alignTable(
      [
        { title: 'episode', align: 'right' },
        { title: 'return', align: 'right' },
        { title: 'steps', align: 'right' },
        { title: 'end' },
      ],
      played.map((one, i) => [
        String(i + 1),
        formatNumber(one.return),
        formatCount(one.steps),
        one.end === 'terminated' ? 'terminated' : 'time limit',
      ]),
    ),
    '',
    `mean return ${formatNumber(mean)} over ${played.length} episode${played.length === 1 ? '' : 's'}`,
  );
  if (greedyReturn === null) return;
  const how = agent.exact ? 'the exact expectation' : 'the mean of its own episodes';
  terminal.out(`greedy_return of the run's last evaluation ${formatNumber(greedyReturn)}, ${how}`);
}

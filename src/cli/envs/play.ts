import { UserError } from '../../core/errors.js';
import type { Env } from '../../env/kit/env.js';
import { type AddCommand, collect, examples } from '../kit/command.js';
import { addLookOptions, checkLook, type LookOptions, pictureLook } from '../kit/look.js';
import { isInteractive } from '../kit/terminal.js';
import { addPluginOption, blamingPlugins, type EnvOptions, usePluginFiles } from './plugins.js';

interface Options extends EnvOptions, LookOptions {
  readonly seed?: string;
  readonly gamma?: string;
}

/** Keys for the numbers of a box: its bounds and the middle of each component. */
const BINS = 3;

/** What a shell reports for a program ended by Ctrl-C, which the game reads as a key. */
const INTERRUPTED = 130;

export const addEnvsPlay: AddCommand = (envsCommand, { terminal, exit }) => {
  const command = envsCommand
    .command('play')
    .description('play an environment by keyboard: arrows and numbers act, r resets, o shows the optimum, q quits')
    .argument('<name>', 'an environment')
    .option('--set <key=value>', 'change a setting of the env (repeatable)', collect)
    .option('--seed <number>', 'the same seed and keys make the same game (default: 0)')
    .option('--gamma <number>', 'discount of the optimum (default: 0.99)')
    .addHelpText(
      'after',
      examples(
        ['losscope envs play frozen-lake', 'on slippery ice'],
        ['losscope envs play gridworld --set layout=maze', 'through a maze'],
        ['losscope envs play breakout --set sticky=0', 'by arrows; space shoots where there is a shot, . waits'],
        ['losscope envs play my-env --plugin ./my-env.mjs', 'an env of your own'],
      ),
    )
    .action(async (name: string, options: Options) => {
      checkLook(options);
      if (!isInteractive()) {
        throw new UserError({
          path: 'envs play',
          message: 'needs a terminal for keys and pictures',
          given: process.env.CI ? 'CI is set' : process.env.TERM === 'dumb' ? 'TERM=dumb' : 'a pipe or a file',
          hint: 'losscope envs NAME shows an env without one',
        });
      }
      const { envs } = await import('../../env/registry.js');
      await usePluginFiles(options);
      const { parseGamma, parseSeed, parseSettings } = await import('./settings.js');
      const { resolveParams } = await import('../../core/params.js');
      const { Stream } = await import('../../core/random.js');
      const { actionSpaceOf } = await import('../../env/kit/actions.js');
      const { binned } = await import('../../env/kit/binned.js');
      const playable = (env: Env) => binned(env, actionSpaceOf(env).kind === 'box' ? BINS : null);
      const { optimumOf } = await import('../../report/envs/optimum.js');
      const { openPlay } = await import('../../tui/play/open.js');
      const { closingLine } = await import('../../tui/play/state.js');
      const definition = envs.get(name);
      const seed = parseSeed(options.seed);
      const gamma = parseGamma(options.gamma);
      const settings = resolveParams(definition.params, parseSettings(definition.params, options.set ?? []), 'env');
      const { end, state } = await blamingPlugins(name, options, () => {
        const env = playable(definition.create(settings));
        const random = Stream.from(seed, 'env');
        const optimum = optimumOf(env, gamma);
        return openPlay(env, { title: definition.title, settings, seed, random, optimum, ...pictureLook(options) });
      });
      terminal.out(closingLine(state));
      if (end === 'interrupt') exit(INTERRUPTED);
    });
  addLookOptions(command, { mouse: false });
  addPluginOption(command);
};

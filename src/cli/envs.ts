import { type AddCommand, examples } from './command.js';
import { addEnvsCheck } from './envs-check.js';
import { addEnvsContract } from './envs-contract.js';
import { addEnvsPlay } from './envs-play.js';
import { addEnvsShow } from './envs-show.js';

export const addEnvs: AddCommand = (program, context) => {
  const command = program
    .command('envs')
    .usage('[name] [options]')
    .description('list the environments, show one with its exact optimum, play one, check one of your own')
    .addHelpText(
      'after',
      examples(
        ['losscope envs', 'all of them'],
        ['losscope envs frozen-lake --set map=8x8', 'one, with another map'],
        ['losscope envs play catch', 'play it yourself'],
        ['losscope envs check-contract ./my-env.mjs', 'is my own env sound?'],
      ),
    );
  for (const add of [addEnvsShow, addEnvsPlay, addEnvsContract, addEnvsCheck]) add(command, context);
};

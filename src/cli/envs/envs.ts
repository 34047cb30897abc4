import { type AddCommand, examples } from '../kit/command.js';
import { addEnvsCheck } from './check.js';
import { addEnvsContract } from './contract.js';
import { addEnvsPlay } from './play.js';
import { addEnvsShow } from './show.js';

export const addEnvs: AddCommand = (program, context) => {
  const command = program
    .command('envs')
    .usage('[name] [options]')
    .description('list the environments, show one with its exact optimum, play one, check your own')
    .addHelpText(
      'after',
      examples(
        ['losscope envs', 'all of them'],
        ['losscope envs frozen-lake --set map=8x8', 'one, with another map'],
        ['losscope envs play catch', 'play it yourself'],
        ['losscope envs check-contract ./my-env.mjs', 'check your own env'],
      ),
    );
  for (const add of [addEnvsShow, addEnvsPlay, addEnvsContract, addEnvsCheck]) add(command, context);
};

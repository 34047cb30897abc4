import type { Command, Option } from 'commander';
import { type AddCommand, examples } from './kit/command.js';
import { RUNS } from './kit/stored-runs.js';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
type Shell = (typeof SHELLS)[number];

/** The shell asks the program itself, with the words so far, so that names of scenarios, losses and runs are always right. */
const scripts: Readonly<Record<Shell, string>> = {
  bash: `# losscope completion bash >> ~/.bashrc, or: source <(losscope completion bash)
_losscope() {
  local IFS=$'\\n'
  COMPREPLY=($(losscope complete -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null | cut -d ' ' -f 1))
  [[ \${COMPREPLY[0]} == */ ]] && compopt -o nospace
}
complete -o default -F _losscope losscope`,
  zsh: `#compdef losscope
# losscope completion zsh > a file named _losscope in a folder of $fpath, or in ~/.zshrc: source <(losscope completion zsh)
_losscope() {
  local -a found
  local line
  for line in "\${(@f)$(losscope complete -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
    [[ -n $line ]] && found+=("\${\${line%% *}//:/\\\\:}:\${line#* }")
  done
  if (( \${#found} )); then _describe 'losscope' found; else _files; fi
}
compdef _losscope losscope`,
  fish: `# losscope completion fish > ~/.config/fish/completions/losscope.fish
function __losscope_words
  set -l words (commandline -opc)
  losscope complete -- $words[2..] (commandline -ct | string collect) 2>/dev/null | string replace ' ' \\t
end
complete -c losscope -k -a '(__losscope_words)'`,
  powershell: `# losscope completion powershell >> $PROFILE
Register-ArgumentCompleter -Native -CommandName losscope -ScriptBlock {
  param($word, $ast, $cursor)
  $words = @($ast.CommandElements | Select-Object -Skip 1 | Where-Object { $_.Extent.EndOffset -lt $cursor } | ForEach-Object { $_.ToString() })
  # Marked, since some versions drop empty words, and scripts drop "--".
  $marked = @($words) + $word | ForEach-Object { ".$_" }
  losscope complete --marked @marked 2>$null | ForEach-Object {
    $name, $help = $_ -split ' ', 2
    if (-not $help) { $help = $name }
    [System.Management.Automation.CompletionResult]::new($name, $name, 'ParameterValue', $help)
  }
}`,
};

/** Something that can stand where the cursor is, without spaces, and a few words about it. */
interface Candidate {
  readonly word: string;
  readonly help: string;
}

/** What can stand there; `typed` is the beginning of it, `out` what `--out` says before. */
type Names = (typed: string, out?: string) => Promise<readonly Candidate[]>;

const plain = (names: readonly string[], help: string) => names.map((word) => ({ word, help }));

const scenarios: Names = async () => {
  const { bundledNames } = await import('../scenario/bundled.js');
  return plain(bundledNames(), 'bundled scenario');
};
const losses: Names = async () => {
  const { losses: registry } = await import('../losses/registry.js');
  return registry.list().map(({ name, summary }) => ({ word: name, help: summary }));
};
const envs: Names = async () => {
  const { envs: registry } = await import('../env/registry.js');
  return registry.list().map(({ name, summary }) => ({ word: name, help: summary }));
};
const tasks: Names = async () => {
  const { tasks: registry } = await import('../tasks/registry.js');
  return registry.list().map(({ name, title }) => ({ word: name, help: title }));
};
const agents: Names = async () => {
  const { agents: registry } = await import('../agents/registry.js');
  return registry.list().map(({ name, summary }) => ({ word: name, help: summary }));
};
const runs: Names = async (_, out) => {
  const { listRuns } = await import('../store/run-list.js');
  return listRuns(out ?? (await runsFolder())).map(({ id, scenario, status }) => {
    return { word: id, help: `${scenario ?? '?'}, ${status}` };
  });
};
/** Variants that were run. */
const variants: Names = async () => {
  const { listRuns } = await import('../store/run-list.js');
  const names = listRuns(await runsFolder()).flatMap(({ variant }) => (variant ? [variant] : []));
  return plain([...new Set(names)], 'variant');
};
/** Where the settings file has the run folders; a wrong file is told elsewhere. */
async function runsFolder(): Promise<string> {
  try {
    return (await (await import('./kit/settings.js')).readSettings()).values.out;
  } catch {
    return RUNS;
  }
}
const files =
  (help: string, ...endings: readonly string[]): Names =>
  async (typed) => {
    const { pathsLike } = await import('../scenario/paths.js');
    return pathsLike(typed, endings).map((word) => ({ word, help: word.endsWith('/') ? 'folder' : help }));
  };
/** Names below ./baselines. */
const baselines: Names = async () => {
  const { pathsLike } = await import('../scenario/paths.js');
  const { stemOf } = await import('../scenario/bundled.js');
  const found = pathsLike('baselines/', ['.json']).filter((path) => path.endsWith('.json'));
  return plain(found.map(stemOf), 'baseline');
};
const scenarioFiles = files('scenario', '.yaml', '.yml');
const folders = files('folder');
const both =
  (...all: readonly Names[]): Names =>
  async (typed, out) =>
    (await Promise.all(all.map((names) => names(typed, out)))).flat();

/** What the arguments of a command name, by its words. */
export const argumentsOf: Readonly<Record<string, Names>> = {
  run: both(async () => [{ word: 'tour', help: 'the four that the program opens with' }], scenarios, scenarioFiles),
  show: both(scenarios, scenarioFiles),
  validate: both(scenarios, scenarioFiles),
  losses,
  'losses check': files('golden values', '.json'),
  'losses check-gradient': both(losses, files('module', '.mjs', '.js')),
  envs,
  'envs check-contract': both(envs, files('module', '.mjs', '.js')),
  'envs play': envs,
  agents,
  tasks,
  train: files('data', '.csv', '.tsv', '.jsonl', '.json', '.parquet', '.gz', '.txt'),
  data: files('data', '.csv', '.tsv', '.jsonl', '.json', '.parquet', '.gz', '.txt'),
  predict: runs,
  retrieve: runs,
  resume: runs,
  play: runs,
  replay: runs,
  watch: both(runs, files('figures', '.csv', '.tsv', '.jsonl', '.json', '.log', '.txt')),
  compare: both(runs, scenarios, scenarioFiles),
  report: both(runs, folders),
  export: both(runs, folders),
  'runs show': runs,
  'runs rm': runs,
  'baseline save': both(scenarios, scenarioFiles),
  'baseline check': baselines,
  'baseline update': baselines,
  'sweep run': files('sweep', '.yaml', '.yml'),
  'sweep plan': files('sweep', '.yaml', '.yml'),
  'sweep show': folders,
  completion: async () => plain(SHELLS, 'shell'),
};

/** Values of an option, by its long name: those that are no files. */
export const valuesOf: Readonly<Record<string, Names>> = {
  '--set': async (typed) => (await losses(typed)).map(({ word, help }) => ({ word: `loss=${word}`, help })),
  '--theme': async () => {
    const { THEME_CHOICES } = await import('../tui/terminal/theme.js');
    return plain(THEME_CHOICES, 'theme');
  },
  '--against': variants,
};

export const addCompletion: AddCommand = (program, { terminal }) => {
  program
    .command('completion')
    .description('print a script that makes a shell complete commands, options and names')
    .argument('<shell>', SHELLS.join(', '))
    .addHelpText(
      'after',
      examples(
        ['source <(losscope completion bash)', 'in this shell'],
        ['losscope completion bash >> ~/.bashrc', 'from now on'],
        ['losscope completion fish > ~/.config/fish/completions/losscope.fish', 'in fish'],
      ),
    )
    .action(async (shell: string) => {
      if (!isShell(shell)) {
        const { show, UserError } = await import('../core/errors.js');
        const allowed = SHELLS.join(', ');
        throw new UserError({ path: 'shell', message: 'is not a known shell', given: show(shell), allowed });
      }
      terminal.out(scripts[shell]);
    });
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .option('--marked', 'each word has a dot before it')
    .allowUnknownOption()
    .action(async (words: readonly string[], { marked }: { readonly marked?: true }) => {
      const found = await candidates(program, marked === undefined ? words : words.map((word) => word.slice(1)));
      terminal.out(...found.map(({ word, help }) => `${word} ${help}`));
    });
};

/**
 * What can stand in place of the last of `words`, the command line so far without the program's name. Empty where a shell
 * should offer files.
 */
export async function candidates(program: Command, words: readonly string[]): Promise<readonly Candidate[]> {
  const before = words.slice(0, -1);
  const typed = words.at(-1) ?? '';
  const { command, path, rest } = descend(program, before);
  const out = before.lastIndexOf('--out');
  const option = command.options.find(({ long, short }) => before.at(-1) === long || before.at(-1) === short);
  const all =
    option !== undefined && takesValue(option)
      ? await (valuesOf[option.long ?? '']?.(typed) ?? [])
      : typed.startsWith('-')
        ? optionsOf(command)
        : [
            ...commandsOf(command, rest),
            ...(await (argumentsOf[path]?.(typed, out === -1 ? undefined : before[out + 1]) ?? [])),
          ];
  return all.filter(({ word }) => word.startsWith(typed) && !/\s/.test(word));
}

/** The command that the words lead to; `rest` are those that are no command. */
function descend(program: Command, words: readonly string[]) {
  let command = program;
  const path: string[] = [];
  const rest: string[] = [];
  for (const word of words) {
    const next = rest.length === 0 ? command.commands.find((one) => one.name() === word) : undefined;
    if (next !== undefined) {
      command = next;
      path.push(word);
    } else if (!word.startsWith('-')) rest.push(word);
  }
  return { command, path: path.join(' '), rest };
}

function commandsOf(command: Command, rest: readonly string[]): readonly Candidate[] {
  if (rest.length > 0) return [];
  return command
    .createHelp()
    .visibleCommands(command)
    .map((one) => ({ word: one.name(), help: firstSentence(one.description()) }));
}

function optionsOf(command: Command): readonly Candidate[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .map(({ long, short, description }) => ({ word: long ?? short ?? '', help: firstSentence(description) }));
}

function takesValue(option: Option): boolean {
  return option.required || option.optional;
}

function firstSentence(text: string): string {
  return text.split(/[;:(]/)[0]!.trim();
}

function isShell(name: string): name is Shell {
  return SHELLS.some((shell) => shell === name);
}

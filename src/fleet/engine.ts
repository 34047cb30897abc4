import type { Plan } from '../experiment/sweep/plan.js';

/** What a share of a sweep gets on a machine. */
export interface Resources {
  readonly cpus: number;
  /** Such as `2G`. */
  readonly memory: string;
  /** Minutes that one job may take; null for the engine's own limit. */
  readonly minutes: number | null;
}

/** A sweep that is to be handed to an engine. */
export interface Job {
  readonly plan: Plan;
  /** The sweep's folder, as the machines of the engine see it. */
  readonly folder: string;
  /** Words that start losscope there. */
  readonly program: readonly string[];
  /** Shares of the cells: one array task or pod each. */
  readonly shards: number;
  /** Shares at work at a time; null for as many as the engine takes. */
  readonly parallel: number | null;
  readonly resources: Resources;
  /** Options of the engine itself, by name. */
  readonly settings: Readonly<Record<string, string>>;
}

/** A file that hands a sweep to its engine, to be reviewed first. */
export interface JobFile {
  readonly name: string;
  readonly text: string;
  readonly isExecutable: boolean;
}

export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a program of the engine to its end. Rejects when there is no such program. */
export type RunCommand = (words: readonly string[]) => Promise<CommandResult>;

/** An option of one engine. */
export interface EngineOption {
  readonly name: string;
  readonly help: string;
  /** What it is when left out; null for nothing. */
  readonly fallback: string | null;
}

/** A scheduler that runs the shares of a sweep on machines of its own. */
export interface Engine {
  readonly name: string;
  readonly title: string;
  /** Beside those that all engines have: {@link Resources}, shares. */
  readonly options: readonly EngineOption[];
  /** Words that start losscope there, when the user names none; null for this program, where it stands. */
  readonly program: readonly string[] | null;
  /** The sweep's folder as the engine's machines see it. */
  folder(out: string, settings: Job['settings']): string;
  /** The files that hand a sweep over. Throws a `UserError` for settings that cannot be. */
  files(job: Job): Promise<readonly JobFile[]>;
  /** The command that hands them over; `folder` holds the files. */
  submit(folder: string): readonly string[];
  /** Names of the engine's jobs, in what {@link submit} has printed. */
  jobsIn(printed: string): readonly string[];
  /** What the engine says of its jobs, a line each. Throws an error that tells why it says nothing. */
  status(jobs: readonly string[], run: RunCommand): Promise<readonly string[]>;
}

/** A word as a POSIX shell reads it back. */
export function quoted(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A plan names the code that its cells need, by content: who hands it over has allowed it. */
export function pluginWords(plugins: readonly string[]): readonly string[] {
  return plugins.length === 0 ? [] : ['--allow-plugins'];
}

/** How often the shares must be run: to each rung, and from the last one to the end. */
export function passes({ prune }: Plan): number {
  return (prune?.at.length ?? 0) + 1;
}

/** A name that schedulers take: small letters, digits and hyphens. */
export function jobName({ name }: Plan): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
  return `losscope-${plain}`.slice(0, 50).replaceAll(/^-+|-+$/g, '');
}

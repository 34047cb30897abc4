import type { Command } from 'commander';

/** Options of commands whose `--out` is the file that they write. */
export interface ModelOptions {
  readonly out?: string;
  readonly runs?: string;
}

export function addModelOptions(command: Command, what: string): void {
  command
    .option('--out <file>', `write ${what} there (default: print it)`)
    .option('--runs <folder>', 'where the run folders are (default: runs, or the out of your settings)');
}

/** The folder of the run folders: as given, else as the user's settings say. */
export async function runsFolder({ runs }: ModelOptions): Promise<string> {
  if (runs !== undefined) return runs;
  const { readSettings } = await import('../kit/settings.js');
  return (await readSettings()).values.out;
}

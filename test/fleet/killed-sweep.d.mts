export interface KillOptions {
  /** Steps of each cell. */
  readonly steps?: number;
  /** Kills of a round, about. */
  readonly kills?: number;
  readonly tell?: (text: string) => void;
}

/** Throws when a round does not give what an undisturbed sweep gives; returns the kills. */
export function killRounds(rounds: number, options?: KillOptions): Promise<number>;

/** Gives out numbers; see {@link Marks}. */
export interface Numbering {
  numberOf(scope: string, id: string, all: () => readonly string[]): number;
}

/**
 * Numbers for things that appear one by one and keep theirs: what was there first is 0, whatever comes beside it later.
 * Colours and dashes go by them, so that none changes hands.
 */
export class Marks implements Numbering {
  readonly #taken = new Map<string, Map<string, number>>();

  /** The number of `id` in its scope; `all` are the ids that are there now, in their order. */
  numberOf(scope: string, id: string, all: () => readonly string[]): number {
    let numbers = this.#taken.get(scope);
    if (numbers === undefined) {
      numbers = new Map();
      this.#taken.set(scope, numbers);
    }
    const known = numbers.get(id);
    if (known !== undefined) return known;
    for (const one of [...all(), id]) if (!numbers.has(one)) numbers.set(one, numbers.size);
    return numbers.get(id)!;
  }

  /** The numbers of the same things in another metric: none is one that anything has already. */
  inMetric(metric: string): Numbering {
    return { numberOf: (scope, id, all) => this.numberOf(scope, `${id}\n${metric}`, all) };
  }
}

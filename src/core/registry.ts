import { UserError } from './errors.js';
import { didYouMean } from './suggestion.js';

/** Named things of one kind (losses, envs, agents, tasks) in the order of their registration. */
export interface Registry<T extends { readonly name: string }> {
  readonly kind: string;
  names(): readonly string[];
  list(): readonly T[];
  has(name: string): boolean;
  /** The entry of that name; a {@link UserError} with a suggestion and the list of names when there is none. */
  get(name: string): T;
  /** Adds a user's own entry (a plug-in). A name that is taken is an error. */
  add(entry: T): void;
}

export function createRegistry<T extends { readonly name: string }>(kind: string, entries: readonly T[]): Registry<T> {
  const byName = new Map<string, T>();
  const registry: Registry<T> = {
    kind,
    names: () => [...byName.keys()],
    list: () => [...byName.values()],
    has: (name) => byName.has(name),
    get(name) {
      const entry = byName.get(name);
      if (entry !== undefined) return entry;
      const names = registry.names();
      const hint = didYouMean(String(name), names);
      throw new UserError({
        path: kind,
        message: `unknown ${kind}`,
        given: String(name),
        allowed: names.join(', '),
        ...(hint === undefined ? {} : { hint }),
      });
    },
    add(entry) {
      if (byName.has(entry.name)) {
        throw new UserError({ path: kind, message: `a ${kind} of this name is there already`, given: entry.name });
      }
      byName.set(entry.name, entry);
    },
  };
  for (const entry of entries) registry.add(entry);
  return registry;
}

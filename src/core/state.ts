/** Numbers in bulk that a state may hold. */
export type SavedArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** The state of something: plain data in which arrays of numbers may stand anywhere. Every number counts, NaN and -0 too. */
export type Saved =
  | null
  | boolean
  | number
  | string
  | SavedArray
  | readonly Saved[]
  | { readonly [key: string]: Saved };

/** Something whose state can be taken and put back; what it was built from is not part of the state. */
export interface Savable {
  /** Copies: what happens later does not change them. Taking the state changes nothing. */
  save(): Saved;
  /** Puts a freshly built twin to where {@link save} saw the original. */
  restore(saved: Saved): void;
}

/** The parts of something by name; null for one that these settings leave out. */
export type Parts = Readonly<Record<string, Savable | null>>;

/**
 * Several parts as one: a part that is named here is saved and restored. Parts are restored in the order given. Throws when
 * the saved parts are others.
 */
export function together(parts: Parts): Savable {
  return {
    save: () => Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part?.save() ?? null])),
    restore(saved) {
      const state = saved as Readonly<Record<string, Saved>>;
      const names = Object.keys(parts);
      const given = Object.keys(state);
      if (names.join() !== given.join()) throw new Error(`the saved parts are ${given}, not ${names}`);
      for (const name of names) parts[name]?.restore(state[name]!);
    },
  };
}

/** Counters and the like, gathered in one object: a field that is added to it is saved. */
export function fieldsOf<T extends Record<string, Saved>>(now: T): Savable {
  return {
    save: () => ({ ...now }),
    restore(saved) {
      Object.assign(now, saved);
    },
  };
}

/** Several parts of one kind, in order. Throws when the saved ones are more or fewer. */
export function each(parts: readonly Savable[]): Savable {
  return {
    save: () => parts.map((part) => part.save()),
    restore(saved) {
      const states = saved as readonly Saved[];
      if (states.length !== parts.length)
        throw new Error(`there are ${parts.length} parts, saved are ${states.length}`);
      parts.forEach((part, i) => {
        part.restore(states[i]!);
      });
    },
  };
}

/** An array of fixed length. */
export function contentOf(array: SavedArray): Savable {
  return { save: () => array.slice(), restore: (saved) => fill(array, saved as SavedArray) };
}

/** Takes over saved values. Throws when their number differs. */
export function fill(array: SavedArray, saved: SavedArray): void {
  if (saved.length !== array.length) throw new Error(`the state has ${array.length} values, saved are ${saved.length}`);
  array.set(saved);
}

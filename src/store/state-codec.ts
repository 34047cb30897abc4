import type { Saved, SavedArray } from '../core/state.js';

/** A saved state as JSON and arrays: where an array stood, the JSON has its name. */
export interface EncodedState {
  readonly json: unknown;
  readonly arrays: ReadonlyMap<string, SavedArray>;
}

const ARRAY = '$array';
const NUMBER = '$number';

/** Takes a state apart. The arrays get the names of the path to them, below `root`. */
export function encodeSaved(saved: Saved, root: string): EncodedState {
  const arrays = new Map<string, SavedArray>();
  const encode = (value: Saved, path: string): unknown => {
    if (typeof value === 'number')
      return isPlain(value) ? value : { [NUMBER]: Object.is(value, -0) ? '-0' : `${value}` };
    if (typeof value !== 'object' || value === null) return value;
    if (isArray(value)) {
      arrays.set(path, value);
      return { [ARRAY]: path };
    }
    if (Array.isArray(value)) return value.map((item: Saved, i) => encode(item, `${path}.${i}`));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item, `${path}.${key}`)]));
  };
  return { json: encode(saved, root), arrays };
}

/** Puts a state together again. Throws when an array is missing. */
export function decodeSaved(json: unknown, arrays: ReadonlyMap<string, SavedArray>): Saved {
  if (Array.isArray(json)) return json.map((item) => decodeSaved(item, arrays));
  if (typeof json !== 'object' || json === null) return json as Saved;
  const entries = Object.entries(json);
  const [key, value] = entries[0] ?? [];
  if (entries.length === 1 && key === NUMBER) return Number(value);
  if (entries.length === 1 && key === ARRAY) {
    const array = arrays.get(value as string);
    if (array === undefined) throw new Error(`there is no array ${value}`);
    return array;
  }
  return Object.fromEntries(entries.map(([name, item]) => [name, decodeSaved(item, arrays)]));
}

/** Whether JSON keeps every bit of a number. */
function isPlain(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

function isArray(value: Exclude<Saved, null | boolean | number | string>): value is SavedArray {
  return ArrayBuffer.isView(value);
}

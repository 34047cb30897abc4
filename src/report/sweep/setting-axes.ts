/** One setting that a sweep varies, with where each of its values stands between 0 and 1. */
export interface SettingAxis {
  readonly name: string;
  readonly isLog: boolean;
  /** Labels from 0 to 1. */
  readonly ticks: readonly { readonly at: number; readonly value: unknown }[];
  /** Null where a configuration has no such setting. */
  readonly at: readonly (number | null)[];
}

/** A range that spans this factor or more is shown in logarithms. */
const LOG_FACTOR = 100;

/** An axis for each setting of which these configurations have more than one value. */
export function axesOf(set: readonly ReadonlyMap<string, unknown>[]): readonly SettingAxis[] {
  const names = [...new Set(set.flatMap((one) => [...one.keys()]))];
  const axes = names.map((name) =>
    axisOf(
      name,
      set.map((one) => one.get(name)),
    ),
  );
  return axes.filter(({ at }) => new Set(at).size > 1);
}

function axisOf(name: string, values: readonly unknown[]): SettingAxis {
  const given = values.filter((value) => value !== undefined);
  if (!given.every((value) => typeof value === 'number')) {
    const kinds = [...new Map(given.map((value) => [JSON.stringify(value), value])).values()];
    const place = (i: number) => (i + 0.5) / kinds.length;
    const at = values.map((value) => {
      return value === undefined
        ? null
        : place(kinds.findIndex((kind) => JSON.stringify(kind) === JSON.stringify(value)));
    });
    return { name, isLog: false, ticks: kinds.map((value, i) => ({ at: place(i), value })), at };
  }
  const [low, high] = [Math.min(...given), Math.max(...given)];
  const isLog = low > 0 && high / low >= LOG_FACTOR;
  const into = (value: number) => (isLog ? Math.log(value) : value);
  const place = (value: number) => (high === low ? 0.5 : (into(value) - into(low)) / (into(high) - into(low)));
  const ticks = [low, high].map((value) => ({ at: place(value), value }));
  return { name, isLog, ticks, at: values.map((value) => (value === undefined ? null : place(value as number))) };
}

interface Placed {
  readonly axes: readonly SettingAxis[];
  readonly means: readonly number[];
}

/** Where each configuration stands on each axis; one without the setting stands in the middle. */
export function placesOf({ axes, means }: Placed): readonly (readonly number[])[] {
  return means.map((_, i) => axes.map(({ at }) => at[i] ?? 0.5));
}

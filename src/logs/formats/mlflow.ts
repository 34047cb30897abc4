import type { LineFormat, LineReader, Place } from './format.js';

/** Time in milliseconds, value, step, as MLflow's file store appends them. */
const LINE = /^(\d{13}) ([-+\deE.]+|nan|NaN|-?inf(?:inity)?|-?Infinity) (-?\d+)(?: .*)?$/i;

/** A metric of MLflow's file store: a file each, named as the metric. */
export const mlflow: LineFormat = {
  kind: 'lines',
  name: 'mlflow',
  title: 'MLflow metric files (mlruns)',
  example: '1704103200000 2.4 0',
  open: (place) => open(place),
};

function open({ path }: Place): LineReader {
  const name = metricOf(path);
  return {
    read: (line, sink) => {
      const match = LINE.exec(line);
      if (match === null) return 'no';
      const [, time, value, step] = match;
      const number = /^[-+\d.]/.test(value!) && !/inf/i.test(value!) ? Number(value) : wordNumber(value!);
      sink.axis('step');
      sink.point(name, Number(step), number, Number(time) / 1000);
      return 'figures';
    },
  };
}

/** The path below `metrics`: names may have slashes. */
export function metricOf(path: string): string {
  const parts = path.replaceAll('\\', '/').split('/');
  const at = parts.lastIndexOf('metrics');
  return at < 0 || at === parts.length - 1 ? parts.at(-1)! : parts.slice(at + 1).join('/');
}

function wordNumber(word: string): number {
  if (/nan/i.test(word)) return Number.NaN;
  return word.startsWith('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

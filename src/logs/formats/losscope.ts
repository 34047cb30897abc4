import { decodeNumber } from '../../store/number-json.js';
import type { LineFormat, LineReader, Sink, Taken } from './format.js';

/** losscope's own record: definitions of metrics, and blocks of three columns. */
export const losscope: LineFormat = {
  kind: 'lines',
  name: 'losscope',
  title: 'metrics.jsonl of losscope itself',
  example: '{"define":0,"name":"loss","help":"mean","better":"lower"}\n{"metric":[0],"step":[1],"value":[0.5]}',
  open: () => new OwnReader(),
};

class OwnReader implements LineReader {
  readonly #defined: string[] = [];

  read(line: string, sink: Sink): Taken {
    if (!line.startsWith('{"define":') && !line.startsWith('{"metric":[')) return 'no';
    let entry: Record<string, unknown>;
    try {
      entry = JSON.parse(line) as Record<string, unknown>;
    } catch {
      return 'no';
    }
    if (typeof entry.define === 'number' && typeof entry.name === 'string') {
      const { define, name, help, better } = entry;
      this.#defined[define] = name;
      const known = better === 'lower' || better === 'higher' ? better : 'neither';
      sink.spec({ name, help: typeof help === 'string' ? help : '', better: known });
      return 'quiet';
    }
    const { metric, step, value } = entry;
    if (!Array.isArray(metric) || !Array.isArray(step) || !Array.isArray(value)) return 'no';
    for (let i = 0; i < metric.length; i++) {
      const name = this.#defined[metric[i] as number];
      const [x, number] = [step[i] as unknown, decodeNumber(value[i])];
      if (name !== undefined && typeof x === 'number' && number !== undefined) sink.point(name, x, number, Number.NaN);
    }
    return 'figures';
  }
}

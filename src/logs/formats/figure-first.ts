import { roleIn } from '../placing/roles.js';
import { prefixOf } from '../text/clean.js';
import { isFigureName } from '../text/pairs.js';
import type { LineFormat, LineReader, Sink, Taken } from './format.js';

/** `epoch 3: `, `[3/10] `, `step 200 | `. */
const PLACE =
  /^\s*[[(]?\s*(?:(epoch|step|iteration|iter|batch|episode|update|round)\s*[:#=]?\s*)?(\d+)(?:\s*\/\s*\d+)?\s*[\])]?\s*(?:[:|,>–-]+\s*|\s)/i;
const FIGURE =
  /^([-+]?(?:\d+\.\d*|\.\d+|\d+(?=e|\s*%))(?:e[-+]?\d+)?)\s*%?\s+([A-Za-z_][\w@/-]*(?: [A-Za-z_][\w@/-]*){0,2})$/i;
const BETWEEN = /\s*(?:[,;|•·]|\s-\s|\band\b)\s*/;

/** Lines that say what a figure is behind it. */
export const figureFirst: LineFormat = {
  kind: 'lines',
  name: 'figure-first',
  title: 'the name behind the figure',
  example: 'epoch 1: 2.31 loss, 0.12 acc',
  open: () => new FigureFirstReader(),
};

class FigureFirstReader implements LineReader {
  read(line: string, sink: Sink): Taken {
    const { text, role, wall } = prefixOf(line);
    const place = PLACE.exec(text);
    // What looks like a place may be the first figure.
    const isPlace = place !== null && (place[1] !== undefined || /^\s*[[(]|[:|]\s*$/.test(place[0]));
    const parts = text
      .slice(isPlace ? place[0].length : 0)
      .trim()
      .replace(/\.$/, '')
      .split(BETWEEN);
    const numbers = new Map<string, number>();
    if (isPlace) numbers.set(place[1]?.toLowerCase() ?? 'iteration', Number(place[2]));
    for (const part of parts) {
      const [, figure, given] = FIGURE.exec(part) ?? [];
      // Every word of the line is a name of a figure, or it is prose.
      if (given === undefined) return 'no';
      const words = given.split(' ');
      if (!(isFigureName(words.at(-1)!) || /^(?:lr|learning rate)$/i.test(given))) return 'no';
      if (words.slice(0, -1).some((word) => roleIn(word) === null && !isFigureName(word) && !KINDS.test(word)))
        return 'no';
      numbers.set(given, Number(figure));
    }
    sink.row({ numbers, ...(role === null ? {} : { role }), ...(wall === null ? {} : { wall }) });
    return 'figures';
  }
}

/** Words before the name of a figure. */
const KINDS = /^(?:avg|average|mean|total|running|policy|value|top-?\d|batch|epoch|smoothed)$/i;

import { axisName } from '../placing/axis-names.js';
import { roleIn } from '../placing/roles.js';
import { isFigureName } from './pairs.js';

const FIGURE = String.raw`[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?(?:nan|inf(?:inity)?)`;
/** `iou: [0.5, 0.6]`, `losses=[0.9 0.8]`: two figures or more, and nothing else, in brackets behind one name. */
const LIST = new RegExp(
  String.raw`(?<![\w/.-])([A-Za-z_][\w/.-]*)(\s*[:=]\s*|\s+)[[(]\s*((?:${FIGURE})(?:\s*,\s*(?:${FIGURE})|\s+(?:${FIGURE}))+)\s*,?\s*[\])]`,
  'gi',
);
/** More are a history or a table, not the parts of one figure. */
const MOST_PARTS = 4;
/** `losses`, `train_accuracies`: one figure over time, whose steps nobody tells. */
const PLURAL = /(?:loss|accurac|return|reward|score|error|metric|value|perplexit|ppl)(?:e|ie)?s$/i;

/**
 * A line with its lists of figures taken apart: `iou: [0.5, 0.6]` has the figures `iou.0` and `iou.1`, as in a JSON log. What
 * cannot be one row, histories and lists of many or of other things, is taken out, once each told to `leftOut`.
 */
export function withoutLists(line: string, leftOut: () => void): string {
  if (!/[[(]/.test(line)) return line;
  return line.replace(LIST, (whole, name: string, sign: string, text: string) => {
    // `Epoch [1, 200]`, `train [1, 2000]`: where the line is. A blank alone is no sign but before figures by name.
    if (axisName(name) !== null || roleIn(name) !== null || (sign.trim() === '' && !isFigureName(name))) return whole;
    const figures = text.split(/[\s,]+/);
    const isFigure = isFigureName(name) && !PLURAL.test(name) && figures.some((figure) => !/^[-+]?\d+$/.test(figure));
    if (isFigure && figures.length <= MOST_PARTS) {
      return figures.map((figure, i) => `${name}.${i}: ${figure}`).join(', ');
    }
    leftOut();
    return ' ; ';
  });
}

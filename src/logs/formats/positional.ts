import { prefixOf } from '../text/clean.js';
import { CommaSense } from '../text/numbers.js';
import type { LineFormat, LineReader, Sink, Taken } from './format.js';

const FIGURE = String.raw`([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|-?nan|-?inf)`;

/** A line whose figures are told apart by their places alone. */
interface Shape {
  readonly pattern: RegExp;
  /** A name for each group of the pattern. */
  readonly names: readonly string[];
  readonly role?: string;
}

const shape = (pattern: string, names: readonly string[], role?: string): Shape => {
  const source = pattern.replaceAll('#', FIGURE);
  return { pattern: new RegExp(source, 'i'), names, ...(role === undefined ? {} : { role }) };
};

/** Each as the source of its program writes it. */
const SHAPES: readonly Shape[] = [
  // Darknet, detector.c
  shape(String.raw`^\s*(\d+): #, # avg(?: loss)?, # rate, #\s?seconds, (\d+) images`, [
    ...['iteration', 'loss', 'avg loss', 'rate', 'seconds', 'images'],
  ]),
  // DARTS, train_search.py: loss and accuracies of the best class and the best five
  shape(String.raw`^\s*train (\d{3,}) # # #\s*$`, ['batch', 'loss', 'top1', 'top5']),
  shape(String.raw`^\s*valid (\d{3,}) # # #\s*$`, ['batch', 'loss', 'top1', 'top5'], 'valid'),
  // results.txt of YOLOv5 and v7, train.py
  shape(String.raw`^\s*(\d+)\/\d+\s+#G\s+${Array.from({ length: 13 }, () => '#').join(String.raw`\s+`)}\s*$`, [
    ...['epoch', 'gpu_mem', 'box', 'obj', 'cls', 'total', 'labels', 'img_size', 'P', 'R', 'mAP@.5', 'mAP@.5:.95'],
    ...['val/box', 'val/obj', 'val/cls'],
  ]),
  // The tutorials on sequences of PyTorch: `1m 47s (- 25m 8s) (5000 6%) 2.85`
  shape(String.raw`^\s*\d+m \d+s (?:\(- \d+m \d+s\) )?\((\d+) \d+%\) #\s*$`, ['iteration', 'loss']),
  // makemore: `10000/ 200000: 2.85`
  shape(String.raw`^\s*(\d+)\s*\/\s*\d+: #\s*$`, ['step', 'loss']),
  // Optuna: what follows are the parameters
  shape(String.raw`^\s*Trial (\d+) finished with value: # and parameters:`, ['trial', 'value']),
  shape(String.raw`^\s*Trial (\d+) finished with values: \[#, #\] and parameters:`, ['trial', 'values.0', 'values.1']),
  shape(String.raw`^\s*Trial (\d+) finished with values: \[#, #, #\] and parameters:`, [
    ...['trial', 'values.0', 'values.1', 'values.2'],
  ]),
  // Tacotron 2
  shape(String.raw`^\s*Train loss (\d+) # Grad Norm # #s\/it`, ['iteration', 'Train loss', 'Grad Norm', 's/it']),
  shape(String.raw`^\s*Validation loss (\d+): #\s*$`, ['iteration', 'Validation loss']),
  // Gaussian splatting
  shape(String.raw`^\s*\[ITER (\d+)\] Evaluating (?:test): L1 # PSNR #`, ['iteration', 'L1', 'PSNR'], 'test'),
];

/** Lines that programs print without names, or with the names behind the figures. */
export const positional: LineFormat = {
  kind: 'lines',
  name: 'positional',
  title:
    'lines whose figures have no names: Darknet, DARTS, results.txt of YOLOv5 and v7, Optuna, tutorials of PyTorch',
  example: ' 100: 2.41, 2.50 avg loss, 0.001 rate, 3.4 seconds, 6400 images',
  open: () => new PositionalReader(),
};

class PositionalReader implements LineReader {
  readonly #comma = new CommaSense();

  read(line: string, sink: Sink): Taken {
    if (line.length > 400) return 'no';
    const { text, wall, rank } = prefixOf(line);
    for (const { pattern, names, role } of SHAPES) {
      const match = pattern.exec(text);
      if (match === null) continue;
      const numbers = new Map<string, number>();
      for (const [i, name] of names.entries()) {
        const value = this.#comma.read(match[i + 1]!);
        if (value !== null) numbers.set(name, value);
      }
      sink.row({
        ...{ numbers, sure: true },
        ...(wall === null ? {} : { wall }),
        ...(rank === null ? {} : { rank }),
        ...(role === undefined ? {} : { role }),
      });
      return 'figures';
    }
    return 'no';
  }
}

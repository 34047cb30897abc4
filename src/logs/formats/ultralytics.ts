import { numberIn } from '../text/numbers.js';
import type { LineFormat, LineReader, Sink, Taken } from './format.js';

const HEADER = /^\s*Epoch\s+GPU_mem\s+(.+?)\s*$/i;
/** `  3/100   1.2G   2.0  3.0  1.2   16   640: 100%|███| 4/4 [00:01<00:00, 3.5it/s]` */
const ROW = /^\s*(\d+)\/\d+\s+[\d.]+[GM]B?\s+([^:]+):\s*(\d+)%/;
const CLASSES = /^\s*(?:Class\s+Images\s+(?:Instances|Labels)|classes)\s+(.+?)\s*(?::\s*\d+%.*)?$/;
const ALL = /^\s*all\s+(?:\d+\s+\d+\s+)?(.+?)\s*$/;
const NAMES: Readonly<Record<string, string>> = {
  'Box(P': 'precision(B)',
  P: 'precision',
  R: 'recall',
  'mAP50-95)': 'mAP50-95',
};

/** What YOLO prints: names above, figures below, the progress behind them. */
export const ultralytics: LineFormat = {
  kind: 'lines',
  name: 'ultralytics',
  title: 'output of Ultralytics YOLO',
  example:
    '      Epoch    GPU_mem   box_loss   cls_loss\n       1/10       1.2G      2.000      3.000: 100%|██████████| 4/4',
  open: () => new YoloReader(),
};

class YoloReader implements LineReader {
  #names: readonly string[] = [];
  #classes: readonly string[] = [];

  read(line: string, sink: Sink): Taken {
    const header = HEADER.exec(line);
    if (header !== null) {
      this.#names = header[1]!.split(/\s+/);
      return 'quiet';
    }
    const classes = CLASSES.exec(line);
    if (classes !== null) {
      this.#classes = classes[1]!.split(/\s+/).map((name) => NAMES[name] ?? name.replace(/\)$/, ''));
      return 'quiet';
    }
    const row = this.#names.length > 0 ? ROW.exec(line) : null;
    if (row !== null) {
      // The bar is drawn again and again: the figures of the whole epoch stand beside its end.
      if (row[3] !== '100') return 'quiet';
      const figures = named(this.#names, row[2]!, ['Instances', 'Size', 'labels', 'img_size']);
      sink.row({ numbers: new Map([['epoch', Number(row[1])], ...figures]), again: true, sure: true });
      return 'figures';
    }
    const all = this.#classes.length > 0 ? ALL.exec(line) : null;
    if (all === null) return 'no';
    sink.row({ numbers: new Map(named(this.#classes, all[1]!, [])), role: 'val', sure: true });
    return 'figures';
  }
}

function named(names: readonly string[], text: string, without: readonly string[]): [string, number][] {
  return text.split(/\s+/).flatMap((word, i): [string, number][] => {
    const [name, value] = [names[i], numberIn(word)];
    return name === undefined || value === null || without.includes(name) ? [] : [[name, value]];
  });
}

import { axisName } from '../placing/axis-names.js';
import { roleIn } from '../placing/roles.js';
import { prefixOf } from '../text/clean.js';
import { CommaSense } from '../text/numbers.js';
import { pairsIn } from '../text/pairs.js';
import type { LineFormat, LineReader, Part, Sink, Taken } from './format.js';

/** `30/600 [====>....] - ETA: 19s - loss: 2.4`, `30/600 ━━━ 19s 3ms/step - loss: 2.4`, `600/600 - 3s - loss: 2.4`. */
const KERAS = /^\s*(\d+)\/(\d+|Unknown)\s+(?:\[[=>.\s]*\]|[━╸╺─\s]+|-)\s*(.*)$/;
/** `Epoch 1:  30%|███   | 30/100 [00:01<00:10, 12.3it/s, loss=2.4]`. */
const TQDM = /^(.*?)\s*(?:\d+%)?\s*\|[^|]*\|\s*([\d.]+[kMG]?)\/([\d.?]+[kMG]?)\s*\[[^\],]*(?:,\s*([^\]]*))?\](.*)$/;
/** `30it [00:01, 12.3it/s, loss=2.4]`. */
const ENDLESS = /^(.*?)\s*\b(\d+)it \[[^\],]*(?:,\s*([^\]]*))?\](.*)$/;

/** `Progress on:train 1.0it/10.0kit rate:1.2it/s ... postfix:loss=2.4`: Levanter, a line each time. */
const PROGRESS_ON = /^(.*?\bProgress on:)\s*\w+\s+([\d.]+[kMG]?)it\/([\d.?]+[kMG]?)it\b.*?\bpostfix:(.*)$/;
/** `avg. loss [1901-2000]: 2.4` of NumPyro */
const RANGE = /\s\[\d+-\d+\](?=:\s)/g;
/** `dice_loss - 2.4, iou_score - 0.5`. */
const DASHED = /([A-Za-z_][\w/@.]*) - (?=[-+]?[.\d]+(?:[eE][-+]?\d+)?\s*(?:,|$))/g;

/** Bars that draw themselves again and again: each place counts once. */
export const progressBar: LineFormat = {
  kind: 'lines',
  name: 'progress-bar',
  title: 'progress bars of Keras 2 and 3, tqdm, Lightning, Levanter',
  example: 'Epoch 1:  30%|███   | 30/100 [00:01<00:10, 12.31it/s, loss=2.4]',
  open: () => new BarReader(),
};

class BarReader implements LineReader {
  readonly #comma = new CommaSense();

  read(given: string, sink: Sink): Taken {
    const line = given.replace(RANGE, '');
    const keras = KERAS.exec(line);
    if (keras !== null) {
      const of = keras[2] === 'Unknown' ? null : Number(keras[2]);
      return this.#give('', keras[3]!, { at: Number(keras[1]), of }, true, sink);
    }
    const progress = line.includes('postfix:') ? PROGRESS_ON.exec(line) : null;
    if (progress !== null) {
      const of = progress[3] === '?' ? null : countIn(progress[3]!);
      return this.#give('', progress[4]!, { at: countIn(progress[2]!), of }, false, sink);
    }
    if (!line.includes('|') && !line.includes('it [')) return 'no';
    const tqdm = TQDM.exec(line);
    if (tqdm !== null) {
      const part = { at: countIn(tqdm[2]!), of: tqdm[3] === '?' ? null : countIn(tqdm[3]!) };
      return this.#give(tqdm[1]!, `${withoutRate(tqdm[4] ?? '')} ${tqdm[5]}`, part, false, sink);
    }
    const endless = ENDLESS.exec(line);
    if (endless === null) return 'no';
    const part = { at: Number(endless[2]), of: null };
    return this.#give(endless[1]!, `${withoutRate(endless[3] ?? '')} ${endless[4]}`, part, false, sink);
  }

  #give(title: string, figures: string, part: Part, inEpochs: boolean, sink: Sink): Taken {
    const { text, rank } = prefixOf(title);
    const numbers = new Map<string, number>();
    for (const { name, value } of pairsIn(text.replace(/:\s*$/, ''), this.#comma).pairs) numbers.set(name, value);
    for (const { name, value } of pairsIn(figures.replace(DASHED, '$1: ').replaceAll(' - ', ', '), this.#comma).pairs) {
      if (name !== 'ETA') numbers.set(name, value);
    }
    const role = roleIn(/^\s*([A-Za-z]+)\b/.exec(text)?.[1] ?? '');
    const isEvaluation = role !== null && role !== 'train';
    const count = [...numbers.keys()].filter((name) => axisName(name) === null).length;
    if (count === 0) return 'quiet';
    sink.row({
      ...{ numbers, part, inEpochs, again: true, sure: true },
      ...(isEvaluation ? { role } : {}),
      ...(rank === null ? {} : { rank }),
    });
    return 'figures';
  }
}

/** `12.31it/s, loss=2.4` without the speed. */
const withoutRate = (text: string): string =>
  text.replace(/^\s*(?:\?|[\d.]+\w*)\s*(?:it|s|\w+)\/(?:s|it|\w+)\s*,?/, '');

function countIn(text: string): number {
  const scale = { k: 1e3, M: 1e6, G: 1e9 }[text.at(-1)!] ?? 1;
  return Number.parseFloat(text) * scale;
}

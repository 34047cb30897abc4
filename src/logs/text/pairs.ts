import { axisName, once, plainName } from '../placing/axis-names.js';
import { roleIn } from '../placing/roles.js';
import type { CommaSense } from './numbers.js';
import { withoutSentences } from './sentences.js';

/** A figure behind its name. */
export interface Pair {
  readonly name: string;
  readonly value: number;
  /** Of how many it is one, `step 10/100`; null where nothing tells. */
  readonly of: number | null;
}

export interface Pairs {
  readonly pairs: readonly Pair[];
  /** `[ 1280/60000]` without a name. */
  readonly part: { readonly at: number; readonly of: number | null } | null;
  /** `[10]`, `[10 | 20.1]` or `10:` at the beginning. */
  readonly index: number | null;
  /** Whether a counter among them says surely where the line is. */
  readonly placed: boolean;
}

const NUMBER = String.raw`[-+−]?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:,\d+(?![\d,]*\s*\])|\.\d*)?|\.\d+)(?:[eE][-+]?\d+|[dD][-+]?\d{2,3})?|[-+]?(?:nan|inf(?:inity)?)`;
const FIGURE = new RegExp(
  String.raw`(?<![\w.\\@])(?<!\w-)(${NUMBER})(?:(%|f-?\d+|ms|us|µs|ns|secs?|s|min|m|h|it\/s|s\/it|[KkMGTB]i?B?(?:\/s)?|x)(?![\w])|(?![\w]|\.\d))`,
  'gi',
);
const TOTAL = /^\s*(?:\/|\bof\b)\s*(\d[\d,]*)(?![\w.])/;
const DURATION = /(?<![\w.:])\d+:\d\d(?::\d\d(?:\.\d+)?)?(?![\w:]|\.\d)|\b\d+ days?,/g;
/** Where one name ends and the next begins; `Avg. loss` is one. */
const BREAK =
  /[,;|\t{}[\]<>*•·│]|\s{2,}|\s[-–—]+\s|(?<!\b(?:func|neg|spec|avg|ave|val|valid|eval|train|test|dev|std|acc|min|max|tot|num))\.\s|\/\s|:\s|\)\s|\(/i;
/** `103.71/s`, `109/s/gpu`: what a speed is in stands behind the figure. */
const PER = /^(?:\/(?:s|sec|it|iter|gpu|step|batch))+\b/;
/** `[0/5][50/1583]`: epoch and batch. */
const EPOCH_AND_BATCH =
  /^\s*(?:(?:train|training|val|valid|validation|test|eval)\s*:?\s*)?\[\s*(\d+)\s*\/\s*\d+\s*\]\s*\[\s*(\d+)\s*\/\s*(\d+)\s*\]/i;
/** `Train: 0 [  50/150`: an epoch behind the part of the data. */
const PART_FOLLOWS = /^\s*\[\s*\d+\s*\/\s*\d+/;
/** `1 train loss: 2.4`: a number alone before the first name. */
const BARE_INDEX = /^\s*(\d+)\s+(?=[A-Za-z_][\w/-]*(?: [A-Za-z_][\w/-]*){0,2}\s*[:=]\s*[-+.\d])/;
/** Signs of East Asian texts that stand for ours. */
const WIDE: Readonly<Record<string, string>> = {
  '：': ': ',
  '＝': '=',
  '，': ', ',
  '；': '; ',
  '｜': ' | ',
  '（': '(',
  '）': ')',
};
const UNIT = /\s*\((?:ms|s|us|secs?|seconds|%|gb|mb|gib|mib|tflops?(?:\/s)?|tflop\/s\/gpu|tokens?\/s)\)$/i;
/** Words that stand in sentences, not in names of figures. */
const PROSE =
  /^(?:a|an|the|of|in|to|for|from|by|with|at|on|and|or|is|are|was|be|will|it|this|that|took|after|using|use|uses|saved|saving|save|loading|loaded|load|found|got|has|have|than|until|info|only|but|not|no|we|you|python|line|version|cuda|gpu|cpu|device|devices|pid|port|args|arg|seed|rank|world|local|node|took|about|because|since|as|per|up|over|last|next|first|into|when|which|these|there)$/i;
/** Words that stand in names with `:` or `=` behind them, too. */
const LONG_PROSE = /\b(?:will|is|are|was|be|the|with|from|using|on|at|than|that|this|saved|loading|please|took)\b/i;
/** Names of things and of settings rather than figures. */
const THINGS = once((name) =>
  /^(?:cuda|gpu|cpu|device|rank|local_rank|world_size|seed|pid|port|version|line|eta|remaining|checkpoint|v_num|skipped_time|max_epochs|max_steps|num_workers|batch_size|global_rank)$/i.test(
    name,
  ),
);
/** `fps step: 12345`: a figure of a step, not its number. */
const MEASURED = /^(?:fps|sps|time|seconds|secs|ms|loss|reward|return|score|lr|rate|speed|tokens|per)$/i;
const QUALIFIED =
  /^(?:best|max|maximum|total|num|number|warmup|last|save|every|min|final|early|patience|steps?|from|per|of|n)$/i;
const COUNTER =
  /^(?:epoch|step|iter|iteration|episode|update|round|batch|epoche|timestep|generation|frame|iterate|fold)$/i;
const TIME_UNIT = /^(?:ms|us|µs|ns|secs?|s|min|m|h)$/i;
const SCALE: Readonly<Record<string, number>> = { k: 1e3, K: 1e3, M: 1e6 };

/** The figures of a line for people: `epoch 3 | train loss: 0.25, acc=0.91`, `iter 10/100 loss 2.4`. */
export function pairsIn(line: string, comma: CommaSense): Pairs {
  const text = plain(line);
  const pairs: Pair[] = [];
  let part: Pairs['part'] = null;
  let index: number | null = null;
  let placed = false;
  let end = 0;
  const begins = /^\s*(?:\[\s*(\d+)\s*(?:\|\s*[\d.]+\s*)?\]|(\d+):(?=\s))/.exec(text) ?? BARE_INDEX.exec(text);
  const both = EPOCH_AND_BATCH.exec(text);
  if (both !== null) {
    pairs.push({ name: 'epoch', value: Number(both[1]), of: null });
    part = { at: Number(both[2]), of: Number(both[3]) };
    placed = true;
    end = both[0].length;
  } else if (begins !== null) {
    index = Number(begins[1] ?? begins[2]);
    end = begins[0].length;
  }
  FIGURE.lastIndex = end;
  for (let match = FIGURE.exec(text); match !== null; match = FIGURE.exec(text)) {
    const gap = text.slice(end, match.index);
    const [whole, digits, unit] = match;
    let after = match.index + whole.length;
    const total = TOTAL.exec(text.slice(after, after + 40));
    let value = comma.read(digits!);
    end = after;
    if (value === null) continue;
    const of = total === null ? null : Number(total[1]!.replaceAll(',', ''));
    if (total !== null) {
      after += total[0].length;
      end = after;
      FIGURE.lastIndex = after;
    }
    const named = nameIn(gap, placed || index !== null, text.slice(after, after + 40));
    if (named === null) {
      const opened = /[[(]\s*$/.test(gap);
      // `train (1/3) loss: 2.4` of Catalyst counts epochs, `train [10/600]` batches.
      if (of !== null && pairs.length === 0 && /\(\s*$/.test(gap) && roleIn(gap.replace(/\(\s*$/, '')) !== null) {
        pairs.push({ name: 'epoch', value, of });
        placed = true;
      } else if (part === null && of !== null && (opened || pairs.length > 0 || gap.trim() === ''))
        part = { at: value, of };
      else if (pairs.length === 0 && part === null && /^\s*\[\s*$/.test(gap)) {
        const second = /^\s*,\s*(\d+)\s*\]/.exec(text.slice(after));
        if (second !== null) {
          pairs.push({ name: 'epoch', value, of: null });
          part = { at: Number(second[1]), of: null };
          placed = true;
          end = after + second[0].length;
          FIGURE.lastIndex = end;
        }
      }
      continue;
    }
    if (of !== null && (roleIn(named) !== null || named === 'data')) {
      part ??= { at: value, of };
      continue;
    }
    if (pairs.length === 0 && roleIn(named) !== null && PART_FOLLOWS.test(text.slice(after, after + 40))) {
      pairs.push({ name: 'epoch', value, of: null });
      placed = true;
      continue;
    }
    if (THINGS(named) || (named === 'total' && TIME_UNIT.test(unit ?? ''))) continue;
    const axis = axisName(named);
    if (axis?.sure === true) placed = true;
    // A counter has no decimals: `iter: 1,000`.
    if (axis !== null && /^\d{1,3}(?:,\d{3})+$/.test(digits!)) value = Number(digits!.replaceAll(',', ''));
    const scaled = /^f-?\d/.test(unit ?? '')
      ? Number(`${digits}e${unit!.slice(1)}`)
      : value * (/mem/i.test(named) ? 1 : (SCALE[unit ?? ''] ?? 1));
    if (axis === null && of !== null && of > 0 && /acc|correct|rate|precision|recall|success/i.test(named)) {
      pairs.push({ name: named, value: value / of, of: null });
    } else pairs.push({ name: named, value: scaled, of });
  }
  return { pairs, part, index, placed };
}

/** A line with what stands for figures and their names as most programs write it. */
function plain(line: string): string {
  const text = line.replace(DURATION, ' ; ').replace(/[：＝，；｜（）]/g, (sign) => WIDE[sign]!);
  return withoutSentences(text);
}

/** The name at the end of what stands between two figures; null where there is none. */
function nameIn(gap: string, placed: boolean, rest: string): string | null {
  let text = gap.replace(PER, '').replace(/[\s([{'"$~≈]+$/, '');
  if (text === '') return null;
  const stated = /^(.*\S)\s+is$/.exec(text)?.[1];
  if (stated !== undefined && isFigureName(stated.slice(stated.lastIndexOf(' ') + 1))) text = `${stated}:`;
  const stripped = text.replace(/\s*(?:[=:]+|->|→)['"]?$/, '');
  const explicit = stripped !== text && !text.endsWith('==');
  text = stripped.replace(UNIT, '');
  // `loss (avg): 0.5`
  const tail = /\s*\([^()]{1,20}\)$/.exec(text)?.[0] ?? '';
  text = text.slice(0, text.length - tail.length);
  const last = text.split(BREAK).at(-1)!;
  const name = last
    .replace(/^(?:[\s'":!?#&+=)\]-]|\.(?!\d)|\p{Extended_Pictographic}|\uFE0F)+|[\s'".:)\]-]+$/gu, '')
    .replace(/^the (?=\S)/i, '');
  if (name === '') return null;
  const words = name.split(/\s+/);
  const lastWord = words.at(-1)!;
  if (THINGS(lastWord)) return null;
  if (/\.(?:py|cc|cpp|rs|go|ipynb)$/.test(name)) return null;
  const counts = COUNTER.test(lastWord) || (lastWord.includes('_') && axisName(lastWord)?.sure === true);
  if (words.length > 1 && words.length <= 3 && counts && axisName(name) === null) {
    if (explicit && MEASURED.test(words.at(-2)!)) return words.join(' ');
    return QUALIFIED.test(words.at(-2)!) ? null : lastWord;
  }
  if (!/[\p{L}]/u.test(name) || name.length > 60) return null;
  if (axisName(name) !== null) return name;
  if (explicit) {
    return words.length <= 6 && !LONG_PROSE.test(name) ? words.join(' ') + tail : null;
  }
  if (roleIn(name) !== null) return null;
  // `1234.5 samples/sec 20000 tokens/sec`: the unit of the figure before.
  if (words.length === 1 && /\/s(?:ec)?$/.test(name) && last === text && gap.startsWith(' ')) return null;
  if (words.length > 3 || words.some((word) => PROSE.test(word) || !/^[\p{L}_@][\p{L}\d_@./'%-]*$/u.test(word)))
    return null;
  // `35 seconds`, `4 workers and`: a word behind the figure, and no figure behind the word.
  if (!placed && /^\s+(?!nan|inf)[A-Za-z]+\s*(?:$|[,.;)!]|\s(?!nan|inf)[A-Za-z])/.test(rest)) return null;
  return words.join(' ');
}

/** Whether a name is one that figures of a training have. */
export const isFigureName = once((name) =>
  /loss|acc(?!um|el|ess)|err|reward|return|score|auc|f1|precision|recall|ppl|perplex|mse|mae|rmse|iou|map|bleu|rouge|dice|nll|bce|psnr|ssim|fid|^a[pr](?:\d+|[sml])?$/.test(
    plainName(name),
  ),
);

import { axisName } from '../placing/axis-names.js';
import { roleIn } from '../placing/roles.js';
import { type Prefix, prefixOf } from '../text/clean.js';
import { withoutLists } from '../text/lists.js';
import { endOfBracket, parseValue } from '../text/literal.js';
import { CommaSense } from '../text/numbers.js';
import { isFigureName, type Pairs, pairsIn } from '../text/pairs.js';
import { isFields, rowOf } from '../text/records.js';
import type { LineFormat, LineReader, Part, Row, Sink, Taken } from './format.js';

/** Behind so many characters of a line nobody looks for figures. */
const LONGEST = 4096;
/** `Namespace(lr=0.1)`, commands, options: settings. */
const SETTINGS =
  /^\s*[\w.]+\(.*=.*\)\s*$|^\s*(?:[+$>]|>>>)\s|\s--?[a-z][\w-]*(?:[ =]|$).*\s--|^\s*(?:python3?|torchrun|accelerate|deepspeed|bash|sh)\s/;
/** Warnings, errors, and listings of files. */
const NO_FIGURES = /\b\w*(?:Warning|Error|Exception):\s|^[-dlcbps][-rwxsStT]{9}[\s+.@]/;
/** The next line says once more what the best step had: LightGBM, XGBoost. */
const BEST_FOLLOWS = /\bbest iteration(?: is)?:\s*$/i;
const EVALUATION =
  /^\s*(val|valid|validation|test|testing|eval|evaluation|dev)(?:\s+(?:set|epoch|step|iter|iteration|results?|metrics?|phase)){0,2}\s*(?:[:|>=-]|(?=\s*(?:epoch|step|iter|\[|\(\d+\/\d+\))))/i;
const TRAINING = /^\s*(train|training)\s*(?:[:|]\s|(?=\(\d+\/\d+\)))/i;
/** `epoch 1: [train] loss=2.4, [valid] loss=2.5`: the parts of the data in one line. */
const SECTION = /\[(train|training|val|valid|validation|test|eval|dev)\](?=\s*[A-Za-z_])/gi;
/** `loss[loss=1.2, simple=1.1], tot_loss[loss=1.3, simple=1.2]`: groups of the same names, as icefall prints them. */
const GROUP = /([A-Za-z_]\w*)\[((?:\s*[\w/.-]+=[^[\]=]*)+)\]/g;
/** `Epoch 2, validation: loss=0.44` */
const AFTER_EPOCH = /^\s*epoch \d+(?:, batch \d+)?, (train|training|val|validation|valid|test|eval)(?:ing)?:\s/i;
/** `Epoch(val) [1][50/50]`, `valid on 'valid' subset`. */
const IN_BRACKETS = /\bEpoch\((train|val|test)\)/;
const TOTALS = /^(?:num|number of|total|max|n)[ _]/i;
const OPENS_DICT = /\{\s*['"]/;

/** What programs print for people. */
export const printed: LineFormat = {
  kind: 'lines',
  name: 'printed',
  title:
    'printed lines: nanoGPT, llm.c, Megatron-LM, DeepSpeed, torchtune, fairseq, detectron2, mmengine, XGBoost, LightGBM, CatBoost, CleanRL, PyTorch examples, dicts of Hugging Face, any `name: figure`',
  example: 'step 10 | train loss: 2.40, val loss: 2.50',
  open: () => new PrintedReader(),
};

class PrintedReader implements LineReader {
  readonly #comma = new CommaSense();
  #bestFollows = false;
  /** Whether the lines are those of a trace of Python, which quotes the code. */
  #isTrace = false;
  /** Part of the data of the line before. */
  #role: string | null = null;

  read(given: string, sink: Sink): Taken {
    const line = given.length > LONGEST ? given.slice(0, LONGEST) : given;
    const isRepeated = this.#bestFollows;
    this.#bestFollows = BEST_FOLLOWS.test(line);
    if (isRepeated) return 'quiet';
    this.#isTrace = /^Traceback \(most recent call last\)/.test(line) || (this.#isTrace && /^\s/.test(line));
    if (this.#isTrace || !/\d|nan|inf/i.test(line) || NO_FIGURES.test(line)) return 'no';
    const prefix = prefixOf(line);
    if (prefix.warns || SETTINGS.test(prefix.text)) return 'no';
    const sections = [...prefix.text.matchAll(SECTION)];
    if (sections.length > 1) return this.#sections(prefix, sections, sink);
    const dict = dictIn(prefix.text, sink);
    const before = dict === null ? prefix.text : dict.before;
    let lists = 0;
    const apart = withoutLists(grouped(before), () => {
      lists++;
      sink.leftOut('lists of figures in a line');
    });
    const found = pairsIn(apart, this.#comma);
    const numbers = new Map<string, number>();
    let part: Part | null = found.part;
    const counter = fill(numbers, found);
    if (counter?.local === true) part ??= { at: counter.at, of: counter.of };
    if (found.index !== null && !found.placed && (found.pairs.length > 0 || dict !== null)) {
      numbers.set('iteration', found.index);
    }
    for (const [name, value] of dict?.row?.numbers ?? []) numbers.set(name, value);
    if (numbers.size === 0) return lists > 0 ? 'quiet' : 'no';
    // ` * Acc@1 76.1` sums up the lines before it.
    const role = prefix.role ?? roleAt(prefix.text) ?? (/^\s*\*\s/.test(prefix.text) ? this.#role : null);
    this.#role = role === 'train' ? null : role;
    const rank = prefix.rank;
    const row: Row = {
      numbers,
      ...(dict?.row == null ? {} : { sure: isHugging(dict.row.numbers) }),
      ...(prefix.wall === null ? {} : { wall: prefix.wall }),
      ...(role === null ? {} : { role }),
      ...(rank === null ? {} : { rank }),
      ...(counter === null ? {} : { steps: counter.of }),
      ...(dict?.row?.words?.has('key') === true ? { words: dict.row.words } : {}),
      ...(part === null
        ? {}
        : {
            part,
            inEpochs:
              part.of !== null && !numbers.has('batch') && /\[\s*\d+\/\d+/.test(before) && !/\]\s*\[/.test(before),
          }),
    };
    const figures = [...numbers.keys()].filter((name) => axisName(name) === null);
    // `Num epochs = 1 | Total steps = 60`: how many there will be, not where it is.
    if (figures.length === 0 && !found.placed && [...numbers.keys()].some((name) => TOTALS.test(name))) return 'no';
    sink.row(row);
    return figures.length > 0 || found.placed ? 'figures' : 'no';
  }

  /** The figures of each part of the data, where they all are. */
  #sections(prefix: Prefix, sections: readonly RegExpExecArray[], sink: Sink): Taken {
    const before = new Map<string, number>();
    fill(before, pairsIn(prefix.text.slice(0, sections[0]!.index), this.#comma));
    const places = [...before].filter(([name]) => axisName(name) !== null);
    for (const [i, section] of sections.entries()) {
      const text = prefix.text.slice(section.index + section[0].length, sections[i + 1]?.index);
      const numbers = new Map(places);
      fill(numbers, pairsIn(text, this.#comma));
      const role = roleIn(section[1]!);
      if (role !== null) sink.row({ numbers, role, ...(prefix.wall === null ? {} : { wall: prefix.wall }) });
    }
    return 'figures';
  }
}

/** Dicts of Hugging Face's trainer come once for the loss and once for each evaluation. */
const isHugging = (numbers: ReadonlyMap<string, number>): boolean =>
  [...numbers.keys()].some((name) => isFigureName(name));

/**
 * Puts the pairs into a map; returns the counter of steps that says of how many it is one. Of a name that comes twice with
 * another counter before it, a merged line, the last one counts.
 */
function fill(
  numbers: Map<string, number>,
  { pairs }: Pairs,
): { readonly at: number; readonly of: number; readonly local: boolean } | null {
  let counter: { at: number; of: number; local: boolean } | null = null;
  for (const { name, value, of } of pairs) {
    const axis = axisName(name);
    if (numbers.has(name) && axis?.sure === true && numbers.get(name) !== value) numbers.clear();
    else if (numbers.has(name)) continue;
    if (of !== null && axis?.kind === 'step') counter = { at: value, of, local: axis.local };
    numbers.set(name, value);
  }
  return counter;
}

/** A line whose later groups have their own name before the names that an earlier group has too. */
function grouped(line: string): string {
  if (!line.includes('[')) return line;
  const groups = [...line.matchAll(GROUP)];
  if (groups.length < 2) return line;
  const seen = new Set<string>();
  return line.replace(GROUP, (whole, group: string, pairs: string) => {
    const names = [...pairs.matchAll(/([\w/.-]+)=/g)].map(([, name]) => name!);
    const isRepeated = names.some((name) => seen.has(name));
    for (const name of names) seen.add(name);
    return isRepeated ? pairs.replace(/([\w/.-]+)=/g, `${group}/$1=`) : whole;
  });
}

function roleAt(text: string): string | null {
  const found = EVALUATION.exec(text) ?? TRAINING.exec(text);
  if (found !== null) return roleIn(found[1]!);
  if (/^\s*eval_episode=/.test(text)) return 'eval';
  const after = AFTER_EPOCH.exec(text)?.[1];
  if (after !== undefined) return roleIn(after);
  const bracket = IN_BRACKETS.exec(text)?.[1];
  return bracket === undefined || bracket === 'train' ? null : bracket;
}

/** A dict in a line, with what stands before it. `row`: null where it has no figures. */
function dictIn(text: string, sink: Sink): { readonly before: string; readonly row: Row | null } | null {
  const at = text.search(OPENS_DICT);
  if (at < 0) return null;
  const end = endOfBracket(text, at);
  const value = end < 0 ? undefined : parseValue(text.slice(at, end));
  return isFields(value) ? { before: text.slice(0, at), row: rowOf(value, sink) } : null;
}

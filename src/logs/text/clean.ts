import { roleIn } from '../placing/roles.js';
import { secondsOfDate } from './numbers.js';

/** Colours and cursor moves of terminals, and the titles that some programs set. */
const ESCAPES =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken out
  /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]|[\b\u0000\u001e]/g;

/** A line without the colours of a terminal. */
export function withoutEscapes(line: string): string {
  return line.includes('\u001b') || line.includes('\b') || line.includes('\0') || line.includes('\u001e')
    ? line.replace(ESCAPES, '')
    : line;
}

/** `tensor(2.4, grad_fn=<NllLossBackward0>)`, `Array([2.4], dtype=float32)`, `np.float64(2.4)`. */
const WRAPPED =
  /\b(?:[A-Za-z_]\w*\.)*(?:tensor|array|Array|bfloat16|float16|float32|float64|int32|int64)\(\s*\[?\s*([-+]?[\w.+-]+)\s*\]?\s*(?:,[^()]*)?\)/g;
/** `loss.item()=2.4`, as `f'{loss.item()=}'` prints it. */
const CALLS = /(?:\.(?:item|cpu|detach|numpy|mean|sum|tolist)\(\))+/g;

/** A line with the numbers that arrays and tensors print in place of them. */
export function withoutWrappers(line: string): string {
  return line.includes('(') ? line.replace(WRAPPED, '$1').replace(CALLS, '') : line;
}

/** Keys under which records of loggers and containers keep the line that a program printed. */
const MESSAGES = ['log', 'message', 'msg', 'MESSAGE', 'text', 'event'];
const IN_RECORD = /^\s*\{.*"(?:log|message|msg|MESSAGE|text|event)"\s*:\s*"/;
/** Numbers of such a record that are none of the training. */
const OF_RECORD =
  /^(?:line|lineno|line_number|pid|process|thread|time|timestamp|ts|created|msecs|level|levelno|severity|_.*)$/i;

/** The line that a record of a logger or a container holds, `{"log":"loss 2.4\\n","stream":"stdout"}`; else the line itself. */
export function unpacked(line: string): string {
  if (!IN_RECORD.test(line)) return line;
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch {
    return line;
  }
  const entries = Object.entries(record as Readonly<Record<string, unknown>>);
  if (
    entries.some(([name, value]) => typeof value === 'object' || (typeof value === 'number' && !OF_RECORD.test(name)))
  )
    return line;
  const text = entries.find(([name]) => MESSAGES.includes(name))?.[1];
  return typeof text === 'string' && /\d/.test(text) ? text.replace(/[\r\n]+$/, '') : line;
}

/** What stands before the figures of a line. */
export interface Prefix {
  /** The line behind it. */
  readonly text: string;
  readonly wall: number | null;
  readonly rank: string | null;
  readonly role: string | null;
  /** Whether it warns, or tells of an error: no metrics found. */
  readonly warns: boolean;
}

const DATE =
  /^\s*[[(]?(\d{4}[-/]\d\d[-/]\d\d[T _,]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[-+]\d\d:?\d\d)?)(?: [\w.-]+(?=\]))?[\])]?:?/;
/** `[node1] 2024-01-01 10:00:00`: ESPnet's host. */
const HOST = /^\s*\[[\w.-]+\]\s+(?=\d{4}-\d\d-\d\d[ T])/;
/** `[I 2024-01-01 10:00:00,123]`: the level of Optuna. */
const LETTER = /^\s*\[[DIWEC] (?=\d{4}-\d\d-\d\d )/;
/** `01 Jan 10:00`: RecBole. */
const DAY = /^\s*\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d\d:\d\d(?::\d\d)?(?=\s)/;
/** `INFO flwr 2024-01-01 10:00:00`: a name between a level and a date. */
const BEFORE_DATE = /^\s*\w+\s+(?=\d{4}-\d\d-\d\d[T _]\d\d:)/;
/** `ppcls INFO:`: a name before a level. */
const NAMED_LEVEL = /^\s*[\w.]+\s+(?=(?:DEBUG|INFO|WARNING|ERROR)\b)/;
/** What containers put before each line: `stdout F`, `[pod/train-0/main]`. */
const CONTAINER = /^\s*(?:(?:stdout|stderr) [FP]\s|\[(?:pod|container)\/[\w./-]+\])\s?/;
/** `ts=2024-01-01T10:00:00Z level=info`, keys of logfmt that are no figures. */
const LOGFMT = /\b(?:ts|time|timestamp|t|date|level|lvl|caller|logger|source)=(?:"[^"]*"|\S+)/g;
const QUOTED_WORDS = /\b(?:msg|message|event)="([^"]*)"/g;
const US_DATE = /^\s*[[(]?\d\d[/-]\d\d(?:[/-]\d{2,4})?[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: [AP]M)?[\])]?/;
/** `[01/01 10:00:00 d2.utils.events]:` */
const DETECTRON = /^\s*\[\d\d\/\d\d \d\d:\d\d:\d\d [\w.]+\]:?/;
const CLOCK = /^\s*[[(]?\d{1,2}:\d\d:\d\d(?:[.,]\d+)?(?:\s?[AP]M)?[\])]?/;
const GLOG = /^\s*[IWEF](?:\d{4}){1,2} \d\d:\d\d:\d\d(?:\.\d+)?\s+\d+\s+(?:[\w.-]+ )?[\w./-]+:\d+\]\s?/;
const SYSLOG =
  /^\s*(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d+ \d\d:\d\d:\d\d(?: [\w.-]+)?(?: [\w./-]+(?:\[\d+\])?:)?/;
const LEVEL =
  /^\s*[-|:,]*\s*[[(<]?\s*(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|NOTICE|TRACE|SUCCESS|LOG|Info|Warning)\s*[\])>]?(?=[\s:|\]-]|$)\s*[:|-]*/;
/** `__main__:train:12`, `[logging.py:96:log_dist]`, `train.py:12`. */
const PLACE =
  /^\s*[-|]*\s*[[(<]?(?:[\w./<>-]+\.(?:py|cc|cpp|rs|go)[: ]\d+(?::[\w<>.]+)?|[\w.]+:[\w<>.]+:\d+|[\w.]+:\d+)[\])>]?(?:\s*(?:[-|:\]]+|$)|(?=\t)|\s+(?=(?:DEBUG|INFO|WARNING|ERROR)\b))/;
/** `- trainer.loop -` between a date and a level. */
const LOGGER = /^\s*(?:[-|]\s*[\w.]+\s*(?=[-|]\s*(?:DEBUG|INFO|WARN|ERROR)))/;
const LOGGER_AFTER =
  /^\s*(?:\[[\w.]*[._][\w.]*\]|__\w+__|root|\w+(?:\.\w+)+)\s*[:|-]+\s*|^\s*[\w.]+\s*\|\s+|^\s*-\s*[\w.]+\s*-+\s+/;
/** `[LightGBM] [Info]` */
const BEFORE_LEVEL = /^\s*\[\w+\]\s*(?=\[(?:Info|Warning|Debug|Fatal)\])/;
/** `(0/4)` of icefall: the rank of all ranks. */
const RANK_OF = /^\s*\(\d+\/\d+\)\s+(?=Epoch \d)/;
/** Rich puts the place in the code at the end. */
const AFTER = /\s{2,}[\w./-]+\.py:\d+\s*$/;
/** `INFO:root:`, as the logging module does unasked. */
const BASIC = /^\s*(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.]+:/;
const RANK = /^\s*[[(]?(?:rank|default|node\d+[:/]?|worker|gpu|process|proc)\s*[:=#]?\s*(\d+)\s*[\])]?\s*[:|,-]*/i;
/** `[1,0]<stdout>:` of mpirun, `[0]<stdout>:` of Horovod. */
const MPI = /^\s*\[(?:\d+,)?(\d+)\]<std(?:out|err)>:/;
/** `LOG (nnet3-train[5.5]:main():nnet3-train.cc:85)` */
const KALDI = /^\s*(?:LOG|VLOG\[\d+\]) \([\w.-]+(?:\[[^\]]*\])?:[\w:~<>]*\(?\)?:[\w.-]+:\d+\)/;
const RAY = /^\s*\((?:\w+ )?pid=\d+(?:,\s*ip=[\d.]+)?\)\s*/;
const SOURCE = /^\s*(?:wandb|stdout|stderr|out|err)\s*[:|]\s*/;
const ROLE_BRACKET = /^\s*[[<(](train|training|val|valid|validation|test|testing|eval|evaluation|dev)[\])>]\s*[:|-]*/i;

/**
 * Takes off what loggers put before a line: dates, levels, names of loggers, places in the code, ranks of processes. Of what
 * stands there the time, the rank and the part of the data are kept.
 */
export function prefixOf(line: string): Prefix {
  let text = /\b(?:level|lvl|msg)=/.test(line)
    ? line
        .replace(LOGFMT, ' ; ')
        .replace(QUOTED_WORDS, ' ; $1 ; ')
        .replace(/^[\s;]+/, '')
    : line;
  let wall: number | null = null;
  let rank: string | null = null;
  let role: string | null = null;
  let isLog = false;
  let warns = /\b(?:level|lvl)=(?:warn|err|fatal|crit)/i.test(line);
  const cut = (pattern: RegExp): RegExpExecArray | null => {
    const match = pattern.exec(text);
    if (match !== null) text = text.slice(match[0].length);
    return match;
  };
  for (let turn = 0; turn < 12; turn++) {
    const before = text;
    const date = cut(DATE);
    if (date !== null) {
      wall ??= secondsOfDate(date[1]!);
      isLog = true;
    }
    cut(CONTAINER);
    cut(HOST);
    if (cut(LETTER) !== null || cut(DAY) !== null || cut(DETECTRON) !== null || cut(BASIC) !== null) isLog = true;
    if (cut(US_DATE) !== null || cut(CLOCK) !== null || cut(GLOG) !== null || cut(SYSLOG) !== null) isLog = true;
    cut(RAY);
    if (cut(KALDI) !== null) isLog = true;
    const ranked = cut(RANK) ?? cut(MPI);
    if (ranked !== null) rank ??= ranked[1]!;
    const bracket = cut(ROLE_BRACKET);
    if (bracket !== null) role ??= roleIn(bracket[1]!);
    if (isLog) cut(LOGGER) ?? cut(NAMED_LEVEL);
    cut(BEFORE_LEVEL);
    const level = cut(LEVEL);
    if (level !== null) {
      isLog = true;
      warns ||= /warn|error|critical/i.test(level[0]);
      // fairseq names the part of the data where others have the logger.
      const named = /^\s*(train|valid|test)\s*\|\s*(?=epoch)/.exec(text);
      if (named !== null) role ??= named[1]!;
      cut(PLACE) ?? cut(BEFORE_DATE) ?? cut(LOGGER_AFTER);
    }
    if (isLog) cut(PLACE);
    if (isLog) cut(RANK_OF);
    cut(SOURCE);
    if (isLog) text = text.replace(/^\s*[|-]+\s+/, '');
    if (text === before) break;
  }
  if (isLog) text = text.replace(AFTER, '');
  return { text, wall, rank, role, warns };
}

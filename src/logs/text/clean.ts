import { roleIn } from '../placing/roles.js';
import { secondsOfDate } from './numbers.js';

/** Colours and cursor moves of terminals, and the titles that some programs set. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is taken out
const ESCAPES = /\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[@-Z\\-_]|[\b\u0000]/g;

/** A line without the colours of a terminal. */
export function withoutEscapes(line: string): string {
  return line.includes('\u001b') || line.includes('\b') || line.includes('\0') ? line.replace(ESCAPES, '') : line;
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

const DATE = /^\s*[[(]?(\d{4}[-/]\d\d[-/]\d\d[T _]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[-+]\d\d:?\d\d)?)[\])]?/;
const US_DATE = /^\s*[[(]?\d\d[/-]\d\d(?:[/-]\d{2,4})?[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: [AP]M)?[\])]?/;
/** `[01/01 10:00:00 d2.utils.events]:` */
const DETECTRON = /^\s*\[\d\d\/\d\d \d\d:\d\d:\d\d [\w.]+\]:?/;
const CLOCK = /^\s*[[(]?\d{1,2}:\d\d:\d\d(?:[.,]\d+)?(?:\s?[AP]M)?[\])]?/;
const GLOG = /^\s*[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+\s+[\w./-]+:\d+\]\s?/;
const SYSLOG =
  /^\s*(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\s+\d+ \d\d:\d\d:\d\d(?: [\w.-]+)?(?: [\w./-]+(?:\[\d+\])?:)?/;
const LEVEL =
  /^\s*[-|:,]*\s*[[(<]?\s*(?:DEBUG|INFO|WARNING|WARN|ERROR|CRITICAL|NOTICE|TRACE|SUCCESS|LOG|Info|Warning)\s*[\])>]?(?=[\s:|\]-]|$)\s*[:|-]*/;
/** `__main__:train:12`, `[logging.py:96:log_dist]`, `train.py:12`. */
const PLACE =
  /^\s*[-|]*\s*[[(<]?(?:[\w./<>-]+\.(?:py|cc|cpp|rs|go):\d+(?::[\w<>.]+)?|[\w.]+:[\w<>.]+:\d+|[\w.]+:\d+)[\])>]?\s*(?:[-|:\]]+|$)/;
/** `- trainer.loop -` between a date and a level. */
const LOGGER = /^\s*(?:[-|]\s*[\w.]+\s*(?=[-|]\s*(?:DEBUG|INFO|WARN|ERROR)))/;
const LOGGER_AFTER =
  /^\s*(?:\[[\w.]*[._][\w.]*\]|__\w+__|root|\w+(?:\.\w+)+)\s*[:|-]+\s*|^\s*[\w.]+\s*\|\s+|^\s*-\s*[\w.]+\s*-+\s+/;
/** `[LightGBM] [Info]` */
const BEFORE_LEVEL = /^\s*\[\w+\]\s*(?=\[(?:Info|Warning|Debug|Fatal)\])/;
/** Rich puts the place in the code at the end. */
const AFTER = /\s{2,}[\w./-]+\.py:\d+\s*$/;
/** `INFO:root:`, as the logging module does unasked. */
const BASIC = /^\s*(?:DEBUG|INFO|WARNING|ERROR|CRITICAL):[\w.]+:/;
const RANK = /^\s*[[(]?(?:rank|default|node\d+[:/]?|worker|gpu|process|proc)\s*[:=#]?\s*(\d+)\s*[\])]?\s*[:|,-]*/i;
const RAY = /^\s*\((?:\w+ )?pid=\d+(?:,\s*ip=[\d.]+)?\)\s*/;
const SOURCE = /^\s*(?:wandb|stdout|stderr|out|err)\s*[:|]\s*/;
const ROLE_BRACKET = /^\s*[[<(](train|training|val|valid|validation|test|testing|eval|evaluation|dev)[\])>]\s*[:|-]*/i;

/**
 * Takes off what loggers put before a line: dates, levels, names of loggers, places in the code, ranks of processes. Of what
 * stands there the time, the rank and the part of the data are kept.
 */
export function prefixOf(line: string): Prefix {
  let text = line;
  let wall: number | null = null;
  let rank: string | null = null;
  let role: string | null = null;
  let isLog = false;
  let warns = false;
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
    if (cut(DETECTRON) !== null || cut(BASIC) !== null) isLog = true;
    if (cut(US_DATE) !== null || cut(CLOCK) !== null || cut(GLOG) !== null || cut(SYSLOG) !== null) isLog = true;
    cut(RAY);
    const ranked = cut(RANK);
    if (ranked !== null) rank ??= ranked[1]!;
    const bracket = cut(ROLE_BRACKET);
    if (bracket !== null) role ??= roleIn(bracket[1]!);
    if (isLog) cut(LOGGER);
    cut(BEFORE_LEVEL);
    const level = cut(LEVEL);
    if (level !== null) {
      isLog = true;
      warns ||= /warn|error|critical/i.test(level[0]);
      // fairseq names the part of the data where others have the logger.
      const named = /^\s*(train|valid|test)\s*\|\s*(?=epoch)/.exec(text);
      if (named !== null) role ??= named[1]!;
      cut(PLACE) ?? cut(LOGGER_AFTER);
    }
    if (isLog) cut(PLACE);
    cut(SOURCE);
    if (isLog) text = text.replace(/^\s*[|-]+\s+/, '');
    if (text === before) break;
  }
  if (isLog) text = text.replace(AFTER, '');
  return { text, wall, rank, role, warns };
}

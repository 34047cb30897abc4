/** Where each column of the run list begins; 0 leaves it out. */
export interface Columns {
  readonly name: number;
  readonly best: number;
  readonly value: number;
  readonly valueWidth: number;
  readonly seeds: number;
  readonly seedsWidth: number;
  readonly bar: number;
  readonly barWidth: number;
  readonly percent: number;
  readonly rate: number;
  readonly eta: number;
  /** Where the reason of an end stands: behind the value, which has no band there. */
  readonly reason: number;
}

/** Cursor, sign of openness, pin, mark of the line, status. */
export const LEAD = 8;
/** Mean and half width of its band. */
export const VALUE = 15;
/** The mean alone. */
export const MEAN = 8;

/** A name longer than this takes no more than its share of the line: figures and reasons come to their own. */
const LONG_NAME = 28;
const NAME_SHARE = 0.4;

const PERCENT = 5;
const RATE = 10;
const ETA = 7;
const SHORTEST_BAR = 5;
const LONGEST_BAR = 24;

/**
 * Shares the width out. The name has the last word; then come, as far as there is room: the value, the bar, the best
 * value, the band, the seeds, the speed, the percentage, the ETA. They stand in another order than they come.
 */
export function columnsFor(width: number, longestName: number, longestSeeds: number): Columns {
  const most = Math.max(LONG_NAME, Math.floor(width * NAME_SHARE));
  const name = Math.max(8, Math.min(longestName, Math.max(8, width - LEAD - MEAN - 8), most, 40));
  const room = Math.max(0, width - LEAD - name);
  let free = room;
  const take = (wanted: number): number => {
    const taken = free >= wanted ? wanted : 0;
    free -= taken;
    return taken;
  };
  const mean = take(MEAN + 1);
  const bar = mean === 0 ? 0 : take(SHORTEST_BAR + 2);
  const best = bar === 0 ? 0 : take(MEAN + 1);
  const band = best === 0 ? 0 : take(VALUE - MEAN);
  const seeds = band === 0 ? 0 : take(longestSeeds + 2);
  const rate = seeds === 0 ? 0 : take(RATE);
  const percent = bar === 0 ? 0 : take(PERCENT);
  const eta = percent === 0 ? 0 : take(ETA);
  const wider = bar === 0 ? 0 : Math.min(free, LONGEST_BAR - SHORTEST_BAR);
  let at = LEAD + name;
  const place = (taken: number): number => {
    const start = taken === 0 ? 0 : at;
    at += taken;
    return start;
  };
  const bestAt = place(best);
  const valueAt = place(mean + band);
  const seedsAt = place(seeds);
  const barAt = place(bar + wider);
  const percentAt = place(percent);
  const rateAt = place(rate);
  const etaAt = place(eta);
  return {
    name,
    best: bestAt === 0 ? 0 : bestAt + 1,
    value: valueAt === 0 ? 0 : valueAt + 1,
    valueWidth: band === 0 ? MEAN : VALUE,
    seeds: seedsAt === 0 ? 0 : seedsAt + 1,
    seedsWidth: longestSeeds,
    bar: bar === 0 ? 0 : barAt + 1,
    barWidth: bar === 0 ? 0 : bar + wider - 2,
    percent: percentAt,
    rate: rate === 0 ? 0 : rateAt + 1,
    eta: etaAt,
    reason: (valueAt === 0 ? LEAD + name : valueAt + 1 + MEAN) + 2,
  };
}

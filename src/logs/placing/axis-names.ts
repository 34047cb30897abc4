/**
 * What a counter counts. `step`: updates or steps of the whole training, the first choice of an axis. `data`: how much has
 * been seen. `epoch`: passes. The order is the order of preference.
 */
export type AxisKind = 'step' | 'data' | 'epoch';

/** Names of counters, the best axis first, without case and separators; see {@link plainName}. */
const NAMES: Readonly<Record<AxisKind, readonly string[]>> = {
  step: [
    ...['globalstep', 'globalsteps', 'currentstep', 'currentsteps'],
    ...['step', 'steps', '#', 'trainstep', 'trainsteps', 'trainingstep', 'trainingsteps'],
    ...[
      'totalt',
      'totaltimesteps',
      'numtimesteps',
      'timesteps',
      'timestep',
      'totalsteps',
      'totalstep',
      'envsteps',
      'envstep',
    ],
    ...['numsteps', 'nbsteps', 'nsteps', 'stepstrained', 'optimizerstep', 'updatestep'],
    ...[
      'totalenvsteps',
      'environmentsteps',
      'agentsteps',
      'actorsteps',
      'learnersteps',
      'tstep',
      'schritt',
      '스텝',
      '단계',
    ],
    ...[
      'iteration',
      'iterations',
      'iter',
      'iters',
      'it',
      'its',
      'niter',
      'niters',
      'numiter',
      'itr',
      'iterate',
      'trainingiteration',
    ],
    ...['totaliter', 'totaliters', 'currentiter', 'curiter', 'iternum', 'itercount', 'stepnum'],
    ...['numupdates', 'nupdates', 'numupdate', 'nupdate', 'update', 'updates', 'up', 'gradientsteps', 'gradsteps'],
    ...['round', 'rounds', 'commround', 'generation', 'generations', 'gen', 'trial', 'tick', 's', 'i'],
    ...['batch', 'batches', 'batchidx', 'batchindex', 'batchid', 'minibatch', 'microstep'],
  ],
  data: [
    ...['frame', 'frames', 'numframes', 'totalframes', 'envframes', 'tokens', 'tokensseen', 'numtokens', 'totaltokens'],
    ...['consumedtokens', 'numinputtokensseen', 'samples', 'samplesseen', 'numsamples', 'consumedsamples'],
    ...['examples', 'examplesseen', 'numexamples', 'imagesseen', 'numimages', 'timestepstotal', 'numenvstepssampled'],
    ...['totalenvinteracts', 'envinteracts', 'agenttimestepstotal', 'stepsthisiter', 'games', 'gamesplayed'],
    ...[
      'episode',
      'episodenum',
      'episodes',
      'ep',
      'eps',
      'numepisodes',
      'episodestotal',
      'totalepisodes',
      'nepisodes',
      'trainepisodes',
    ],
  ],
  epoch: [
    'epoch',
    'epochs',
    'epoche',
    'époque',
    'epoca',
    'época',
    '에폭',
    'エポック',
    '轮',
    '轮次',
    'epochnum',
    'epochidx',
    'numepochs',
    'currentepoch',
    'curepoch',
  ],
};

/** Counters that begin anew with each epoch. */
const LOCAL = new Set(['batch', 'batches', 'batchidx', 'batchindex', 'batchid', 'minibatch']);
/** Counters that are none where they stand in prose or among settings: `epochs=10` is how many there will be. */
const COUNTS =
  /^(?:steps|epochs|iterations|iters|its|updates|rounds|generations|batches|frames|tokens|samples|examples|games|episodes|eps|(?:total|num|n|max)(?:steps|epochs|iters?|episodes|frames|tokens|samples|examples|images|timesteps|updates?|envsteps))$/;
/** Unless a program counts so. */
const COUNTED = new Set(['numupdates', 'numtimesteps', 'nupdates']);
/** One letter names an axis only as a column. */
const LETTERS = new Set(['s', 'i', 'it', 'its', 'ep', 'eps', 'gen', 'up', '#']);
/** Counters inside a record rank behind those of the record itself. */
const INSIDE = 1000;
/** `img/s`: a speed. */
const RATE = /\/s(?:ec)?$|^(?:secs?|seconds|ms|s)\//i;

export interface AxisName {
  readonly kind: AxisKind;
  /** How good an axis it is: 0 is the best. */
  readonly rank: number;
  /** Whether it begins anew with each epoch. */
  readonly local: boolean;
  /** Whether it says the place even in a line of text, where `epochs=10` or `s` may be something else. */
  readonly sure: boolean;
}

const byName = new Map<string, AxisName>();
for (const kind of ['step', 'epoch', 'data'] as const) {
  for (const name of NAMES[kind]) {
    const sure = (!COUNTS.test(name) || COUNTED.has(name)) && !LETTERS.has(name) && name !== 'trial';
    byName.set(name, { kind, rank: byName.size, local: LOCAL.has(name), sure });
  }
}

/** Without case, separators and the place that a name stands in: `Train/global_step` and `trainer/global_step` are one. */
export function plainName(name: string): string {
  const last = name.slice(name.lastIndexOf('/') + 1);
  return last
    .toLowerCase()
    .replace(/^#(?=.)/, '')
    .replaceAll(/[\s_.-]/g, '');
}

/** More names than this are none that a user would read. */
const MOST_KEPT = 4096;

/** Works something out of a name once, for all the lines that have it. */
export function once<T>(work: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const before = known.get(name);
    if (before !== undefined) return before;
    const made = work(name);
    if (known.size < MOST_KEPT) known.set(name, made);
    return made;
  };
}

/** What counter a name names; null for a figure. `eval/epoch` counts too, `eval/steps_per_second` does not. */
export const axisName: (name: string) => AxisName | null = once((name) => {
  if (RATE.test(name)) return null;
  const found = byName.get(plainName(name));
  if (found !== undefined) return found;
  const dot = name.lastIndexOf('.');
  const inside = dot < 1 ? undefined : byName.get(plainName(name.slice(dot + 1)));
  return inside === undefined ? null : { ...inside, rank: inside.rank + INSIDE };
});

const CLOCKS = new Set([
  ...['timestamp', 'walltime', 'datetime', 'date', 'time', 'elapsed', 'elapsedtime', 'timeelapsed', 'relativetime'],
  ...['runtime', 'wallclock', 'wall', 'createdat', 'ts', 'timetotals'],
]);

/** Whether a name is that of a clock; its values tell of what kind. */
export const isClock: (name: string) => boolean = once((name) => CLOCKS.has(plainName(name)));

/** Figures that other tools keep for themselves: they are no curve. */
export const isHidden: (name: string) => boolean = once(
  (name) =>
    /^_(?:timestamp|runtime|wandb|step)\b/.test(name) ||
    /__(?:MIN|MAX)$/.test(name) ||
    /^(?:v_num|pid|progress)$/i.test(name),
);

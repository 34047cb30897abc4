import { join } from 'node:path';
import type { Learner, NamedArrays } from '../../core/learner.js';
import { Profile } from '../../core/profile.js';
import { builtNews } from '../../store/built-facts.js';
import { type Checkpoint, encodeCheckpoint } from '../../store/checkpoint.js';
import { FolderError } from '../../store/disk.js';
import { readRecorded } from '../../store/metrics-file.js';
import { writeUnderstood } from '../../store/own-data-files.js';
import { originOf, type RunFolder, writeBestWeights } from '../../store/run-folder.js';
import type { Alert } from '../../train/alerts/alert.js';
import { AlertWatch } from '../../train/alerts/alert-watch.js';
import { WEIGHTS } from '../../train/alerts/divergence.js';
import type { Registries } from '../../train/registries.js';
import { type End, metricsOf, type NamedTensors, type Progress, train } from '../../train/training.js';
import { BestOf } from './best-evaluation.js';
import { Control, type FromWorker, type Job, type Outcome, reasonOf } from './protocol.js';
import { RingWriter } from './ring.js';

/** Time between two looks at the control words. */
const TICK_MS = 10;
const MOST_STEPS = 1 << 30;
/** However slow a run is asked to be, it shows a sign of life now and then. */
const MOST_REST_MS = 2000;
/** At most 5 pictures a second; of a run that trains, at most one part in so many of its time. */
const PICTURE_MS = 200;
const PICTURE_SHARE = 100;
/** Milliseconds between two updates of a run that trains that are taken apart for its pictures. */
const APART_MS = 2000;
const FLUSH_MS = 1000;
const CHECKPOINT_MS = 10_000;
/** Checkpoints at the default interval cost at most one part in so many of the time, however large they are. */
const CHECKPOINT_SHARE = 64;

/** What the thread lends to a run. */
export interface Host {
  readonly registries: Registries;
  readonly folder: RunFolder | null;
  readonly post: (message: FromWorker) => void;
  /** Where the run goes on, and the weights that it began with, if they were given. */
  readonly from?: Checkpoint | null;
  readonly init?: NamedTensors | null;
  /** Milliseconds of a clock that never goes back. It decides when ticks come, never what a run computes. */
  readonly now: () => number;
  /** Blocks until a command comes after `wakes` was read, or the time is over: {@link Control.sleep}. */
  readonly sleep: (control: Control, wakes: number, milliseconds: number) => void;
}

type Ended = Pick<Outcome, 'status' | 'reason'> & { readonly end: End };

/** Drives one run in ticks of about 10 ms, obeying its control words in between. Blocks its thread. */
export class Driver {
  /** How far the run came; stays readable when the learner throws. */
  step = 0;
  /** Seconds of training so far. */
  seconds = 0;
  learner: Learner | null = null;
  readonly #job: Job;
  readonly #host: Host;
  readonly #control: Control;
  readonly #run: ReturnType<typeof train>;
  /** Steps of the next tick, adapted so that it takes {@link TICK_MS}. */
  #budget = 1;
  /** At less than full speed: when the next tick may start. */
  #restUntil = 0;
  #flushed: number;
  #pausedBefore = false;
  #speedBefore = 1;
  #pictureAt = Number.NEGATIVE_INFINITY;
  #pictured = -1;
  /** When a picture last asked for an update that is taken apart. */
  #apartAt = Number.NEGATIVE_INFINITY;
  /** Milliseconds that the last picture took. */
  #pictureCost = 0;
  #save: () => Progress | null = () => null;
  readonly #profile: Profile | null;
  readonly #watch: AlertWatch;
  readonly #alerts: Alert[] = [];
  readonly #best: BestOf;
  /** Milliseconds that the last checkpoint took, and when it was taken. */
  #checkpointCost = 0;
  #checkpointAt: number;
  #checkpointStep: number;
  #checkpointEvery: number | null;

  constructor(job: Job, host: Host) {
    const { scenario, seed, control, ring, checkpointSeconds = null, profile = false } = job;
    this.#job = job;
    this.#host = host;
    this.#control = new Control(control);
    const { registries, folder, now, from = null, init = null } = host;
    this.step = from?.progress.step ?? 0;
    this.seconds = from?.seconds ?? 0;
    this.#checkpointStep = this.step;
    this.#checkpointAt = now();
    this.#checkpointEvery = checkpointSeconds === null ? null : 1000 * checkpointSeconds;
    this.#profile = profile ? new Profile(now) : null;
    if (folder !== null) this.#profile?.watch('saving', folder, ['checkpoint', 'flush']);
    const points = new RingWriter(ring);
    const metrics = folder?.metrics ?? null;
    const watch = new AlertWatch(scenario);
    this.#watch = watch;
    this.#best = new BestOf(scenario);
    this.#recall();
    const best = this.#best;
    const sink = (id: number, step: number, value: number) => {
      points.push(id, step, value);
      metrics?.point(id, step, value);
      watch.point(id, step, value);
      best.point(id, step, value);
    };
    this.#run = train(scenario, seed, {
      ...{ registries, sink, init, from: from?.progress ?? null, profile: this.#profile },
      onBuilt: (learner) => this.#tellBuilt(learner),
    });
    this.#flushed = now();
  }

  /** Runs to the end, whichever that is. What the learner throws passes through. */
  drive(): Outcome {
    const { now, folder } = this.#host;
    let ended = this.#advance(0);
    this.#control.phase = 'running';
    while (ended === null) {
      const steps = this.#waitForTurn();
      if (steps === 0 || this.#isCheckpointDue()) this.#checkpoint();
      const before = now();
      ended = this.#advance(steps);
      const took = now() - before;
      this.seconds += took / 1000;
      this.#plan(steps, took);
      this.#control.report(this.step, this.seconds);
      if (folder !== null && (folder.metrics.full || now() - this.#flushed >= FLUSH_MS)) {
        folder.flush();
        this.#flushed = now();
      }
    }
    this.#leavePicture();
    if (this.#profile !== null) this.#host.post({ kind: 'profile', report: this.#profile.report() });
    const { status, reason, end } = ended;
    folder?.event(end.step, status, reason === null ? {} : { reason });
    const alerts = this.#alerts.length === 0 ? {} : { alerts: this.#alerts };
    return {
      status,
      reason,
      step: end.step,
      seconds: this.seconds,
      digest: end.digest,
      final: end.final,
      best: this.#best.best,
      ...alerts,
    };
  }

  /** What the run begins with. A run that goes on has recorded it already, a fork what its parent began with. */
  #tellBuilt(learner: Learner): void {
    const { folder, from = null, init = null, post } = this.#host;
    const since = this.#job.fork?.step ?? 0;
    if (folder !== null && learner.own != null) writeUnderstood(folder.path, learner.own);
    const news = builtNews(learner, since, init?.arrays ?? null);
    const { step, ...told } = news;
    if ((from?.progress.step ?? 0) === since) folder?.event(step, 'built', told);
    post({ kind: 'built', news });
  }

  /** Shows the watch what was recorded before the run goes on here. Its alerts stand in the run's events already. */
  #recall(): void {
    const { folder, resume = null } = this.#job;
    const { from = null } = this.#host;
    const watch = this.#watch;
    if (from === null) return;
    for (const [id, spec] of metricsOf(from.progress).entries()) {
      watch.define(id, spec.name);
      this.#best.define(id, spec);
    }
    if (folder !== null && resume !== null) {
      for (const entry of readRecorded(join(folder, 'metrics.jsonl'), resume)) {
        if (entry.kind !== 'point') continue;
        watch.point(entry.id, entry.step, entry.value);
        this.#best.recall(entry.id, entry.step, entry.value);
      }
    }
    this.#best.recalled(from.progress.step);
    for (const alert of watch.take()) this.#tell(alert);
  }

  /** What the points since the last call have given; before the event that follows them, so that the order is always the same. */
  #takeAlerts(): void {
    for (const alert of this.#watch.take()) {
      const { step, kind, ...told } = alert;
      this.#host.folder?.event(step, 'alert', { alert: kind, ...told });
      this.#tell(alert);
    }
  }

  #tell(alert: Alert): void {
    this.#alerts.push(alert);
    this.#host.post({ kind: 'alert', alert });
  }

  /** Answers the tick that the run waits at and goes on to the next one, or to the end. */
  #advance(steps: number): Ended | null {
    const { folder, post } = this.#host;
    for (;;) {
      const { value: event } = this.#run.next(steps);
      if (event === undefined) throw new Error('the training loop ended without a last event');
      if (event.kind === 'metric') this.#watch.define(event.id, event.spec.name);
      if (event.kind === 'diverged' && event.metric === WEIGHTS) this.#watch.tell(WEIGHTS, event.step, event.value);
      this.#takeAlerts();
      switch (event.kind) {
        case 'start':
          this.learner = event.learner;
          this.#save = event.save;
          break;
        case 'metric':
          folder?.metrics.define(event.id, event.spec);
          this.#best.define(event.id, event.spec);
          post(event);
          break;
        case 'tick':
          this.step = event.step;
          return null;
        case 'evaluated':
          this.step = event.step;
          if (this.#best.evaluated(event.step)) this.#keepBest();
          folder?.event(event.step, 'evaluated', { final: event.final });
          post(event);
          this.#control.report(event.step, this.seconds);
          break;
        case 'diverged':
          this.step = event.step;
          return { status: 'diverged', reason: `${event.metric} is ${event.value} at step ${event.step}`, end: event };
        case 'stopped':
          return { status: 'stopped', reason: `stopped at step ${event.step}`, end: event };
        case 'done':
          return { status: 'done', reason: null, end: event };
        default:
          event satisfies never;
      }
    }
  }

  /** Writes the weights as they are at the best evaluation so far. */
  #keepBest(): void {
    const { folder } = this.#host;
    const { learner } = this;
    const { best } = this.#best;
    if (this.#job.keepBest !== true || folder === null || learner === null || best === null) return;
    writeBestWeights(folder.path, learner.weights(), best, learner.shapes?.());
  }

  /** Sleeps while the run is paused, held or resting. Returns how many steps it may do now; 0 to end it. */
  #waitForTurn(): number {
    const { now } = this.#host;
    const control = this.#control;
    for (;;) {
      const wakes = control.wakes;
      if (control.stopped) return 0;
      if (control.shared) this.#shareState();
      const { paused, speed } = control;
      this.#note(paused, speed);
      let wait = Number.POSITIVE_INFINITY;
      if (!control.held) {
        if (paused) {
          const steps = control.takeAllowed(this.#budget);
          if (steps > 0) return steps;
        } else {
          wait = speed === 1 ? 0 : this.#restUntil - now();
        }
      }
      const picture = this.#offerPicture();
      if (wait <= 0) return this.#budget;
      this.#host.sleep(control, wakes, Math.min(wait, picture));
    }
  }

  #isCheckpointDue(): boolean {
    if (this.#host.folder === null) return false;
    const wait = this.#checkpointEvery ?? Math.max(CHECKPOINT_MS, CHECKPOINT_SHARE * this.#checkpointCost);
    return this.#host.now() - this.#checkpointAt >= wait;
  }

  /** Only at a tick. Which ticks it is taken at decides nothing that the run computes. */
  #checkpoint(): void {
    const { folder, now } = this.#host;
    const { learner } = this;
    const refused = this.#checkpointEvery === Number.POSITIVE_INFINITY;
    if (folder === null || learner === null || refused || this.step === this.#checkpointStep) return;
    const before = now();
    try {
      const progress = this.#save();
      // A run that has begun to diverge keeps the last checkpoint from which something can be made.
      if (progress === null) this.#withoutCheckpoints('its learner has no save and restore');
      else if (areFinite(progress.weights)) {
        folder.checkpoint({ progress, shapes: learner.shapes(), seconds: this.seconds });
      }
    } catch (error) {
      if (error instanceof FolderError) throw error;
      this.#withoutCheckpoints(reasonOf(error));
    }
    this.#checkpointStep = this.step;
    this.#checkpointAt = now();
    this.#checkpointCost = this.#checkpointAt - before;
    this.#flushed = this.#checkpointAt;
  }

  /** Gives the state at this tick to the session, and waits until what was recorded so far was taken too. */
  #shareState(): void {
    const control = this.#control;
    this.#host.post({ kind: 'state', ...this.#stateNow() });
    for (;;) {
      const wakes = control.wakes;
      if (!control.shared || control.stopped) return;
      this.#host.sleep(control, wakes, Number.POSITIVE_INFINITY);
    }
  }

  #stateNow(): { readonly bytes: Uint8Array | null; readonly reason: string | null } {
    const { folder } = this.#host;
    try {
      const progress = this.#save();
      if (progress === null || this.learner === null)
        return { bytes: null, reason: 'its learner has no save and restore' };
      if (!areFinite(progress.weights)) return { bytes: null, reason: 'its weights are no longer finite' };
      const taken = { progress, shapes: this.learner.shapes(), seconds: this.seconds };
      const { scenario, seed, fork = null, code } = this.#job;
      const origin = originOf(scenario, seed, { init: null, fork, ...(code === undefined ? {} : { code }) });
      const nowhere = { metricsBytes: 0, openBlock: '', eventsBytes: 0, origin };
      const pieces = folder === null ? encodeCheckpoint({ ...taken, ...nowhere }) : folder.encode(taken);
      return { bytes: Buffer.concat(pieces), reason: null };
    } catch (error) {
      if (error instanceof FolderError) throw error;
      return { bytes: null, reason: reasonOf(error) };
    }
  }

  /** A learner of a plug-in that cannot be saved trains all the same. */
  #withoutCheckpoints(reason: string): void {
    this.#checkpointEvery = Number.POSITIVE_INFINITY;
    this.#host.folder?.event(this.step, 'no-checkpoints', { reason });
  }

  /** Adapts the budget and the rest after a tick of `steps` that took so many milliseconds. */
  #plan(steps: number, took: number): void {
    const { speed } = this.#control;
    if (steps === this.#budget) {
      const factor = Math.min(2, Math.max(0.5, (TICK_MS * speed) / took));
      this.#budget = Math.min(MOST_STEPS, Math.max(1, Math.round(steps * factor)));
    }
    this.#restUntil = this.#host.now() + Math.min(MOST_REST_MS, took * (1 / speed - 1));
  }

  /** What was done by hand goes to the run's events with its step. */
  #note(paused: boolean, speed: number): void {
    const { folder } = this.#host;
    if (speed !== this.#speedBefore) {
      this.#speedBefore = speed;
      folder?.event(this.step, 'speed', { speed });
    }
    if (paused !== this.#pausedBefore) {
      this.#pausedBefore = paused;
      this.#control.phase = paused ? 'paused' : 'running';
      folder?.event(this.step, paused ? 'paused' : 'resumed');
    }
  }

  /** The last picture, watched or not: whoever looks at an ended run later can have no other. */
  #leavePicture(): void {
    const scope = this.#pictured === this.step ? null : (this.learner?.scope(false) ?? null);
    if (scope !== null) this.#host.post({ kind: 'scope', scope, step: this.step });
  }

  /** Posts a picture when one is asked for and due. Returns the milliseconds until one is due. */
  #offerPicture(): number {
    const { now, post } = this.#host;
    if (!this.#control.watched) {
      this.#pictured = -1;
      this.#pictureCost = 0;
      return Number.POSITIVE_INFINITY;
    }
    if (this.#pictured === this.step) return Number.POSITIVE_INFINITY;
    const before = now();
    // A paused run has time for pictures.
    const spared = this.#control.paused ? 0 : PICTURE_SHARE * this.#pictureCost;
    const due = this.#pictureAt + Math.max(PICTURE_MS, spared) - before;
    if (due > 0) return due;
    const apart = this.#control.paused || before - this.#apartAt >= APART_MS;
    if (apart) this.#apartAt = before;
    const scope = this.learner?.scope(apart) ?? null;
    if (scope !== null) post({ kind: 'scope', scope, step: this.step });
    this.#pictureAt = now();
    this.#pictureCost = this.#pictureAt - before;
    this.#pictured = this.step;
    return Number.POSITIVE_INFINITY;
  }
}

function areFinite(weights: NamedArrays): boolean {
  for (const array of weights.values()) for (const value of array) if (value - value !== 0) return false;
  return true;
}

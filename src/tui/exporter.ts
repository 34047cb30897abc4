import { setImmediate } from 'node:timers/promises';
import { UserError } from '../core/errors.js';
import { writeFree } from '../report/export/free-file.js';
import { type WrittenShown, writingShown } from '../report/export/shown-export.js';
import type { Written } from '../report/export/text.js';
import { formatCount } from '../report/numbers.js';
import { chartSvg } from '../report/svg/chart.js';
import type { RunView, Session } from '../session/run-view.js';
import { visibility, visibleRuns } from './charts/chart-lines.js';
import { chartPicture } from './charts/picture.js';
import type { Model } from './state/model.js';
import { type StartedHere, startedHere } from './state/run-origins.js';
import { shownMetric } from './state/state.js';

/** What the dashboard knows of its runs beyond their curves. */
export interface ExportOptions {
  /** The folder that charts and points are written into; without one nothing is. */
  readonly exportTo?: string | undefined;
  /**
   * What to type to run this again, `here` for a run that was started in the dashboard; null where nobody knows.
   * @default nobody knows
   */
  readonly commandOf?: ((run: RunView, here: StartedHere | null) => string | null) | undefined;
  /** Where this run is recorded; null for nowhere. @default nowhere */
  readonly folderOf?: ((run: RunView) => string | null) | undefined;
  /** Puts a text into the clipboard; false for one that is too long. */
  readonly onCopy?: ((text: string) => boolean) | undefined;
}

/** So long it writes at a stretch. */
const PIECE_MS = 8;
/** Between two notes of how far it is. */
const TELL_MS = 500;
const NO_FOLDER = 'no folder to write to';

/** Writes what the dashboard shows into the working folder, and answers in one line. */
export class Exporter {
  readonly #options: ExportOptions;
  #writing: Generator<Written, WrittenShown, void> | null = null;

  constructor(options: ExportOptions) {
    this.#options = options;
  }

  /** The large chart as an SVG. */
  chart(model: Model): string {
    const picture = chartPicture(model);
    if (picture === null) return 'no chart to export';
    const { exportTo } = this.#options;
    if (exportTo === undefined) return NO_FOLDER;
    const name = `${model.title} ${shownMetric(model.state)}`;
    return saying(() => `wrote ${writeFree(exportTo, name, 'svg', chartSvg(picture))}`);
  }

  /**
   * The points of all runs that the charts draw, as CSV, in pieces so that keys and frames go on in between; `tell` says how
   * far it is. Asked again meanwhile, it stops and leaves nothing.
   */
  async runs({ groups, state, title }: Model, tell: (note: string) => void): Promise<string> {
    if (this.stop()) return 'export stopped: no file was written';
    const visible = visibility(state);
    const shown = groups.filter(({ id }) => visible(id)).flatMap((group) => visibleRuns(group, visible));
    if (shown.length === 0) return 'no run to export';
    const { exportTo, folderOf = () => null } = this.#options;
    if (exportTo === undefined) return NO_FOLDER;
    const steps = writingShown(exportTo, title, shown, folderOf);
    this.#writing = steps;
    try {
      const written = await this.#inPieces(steps, ({ points, run }) => {
        tell(`writing run ${run + 1} of ${shown.length}: ${formatCount(points)} points; E stops`);
      });
      if (written === null) return 'export stopped: no file was written';
      const { file, points, folded } = written;
      const about = folded === 0 ? '' : `; ${folded} not recorded: means as drawn`;
      return `wrote ${file}: ${formatCount(points)} points of ${shown.length} runs${about}`;
    } catch (error) {
      return problemIn(error);
    } finally {
      if (this.#writing === steps) this.#writing = null;
    }
  }

  /** Ends what is being written, without a file. Whether there was anything. */
  stop(): boolean {
    const steps = this.#writing;
    this.#writing = null;
    steps?.return(null as never);
    return steps !== null;
  }

  /** The outcome of the steps; null when they were ended meanwhile. */
  async #inPieces<T, R>(steps: Generator<T, R, void>, each: (step: T) => void): Promise<R | null> {
    let told = Number.NEGATIVE_INFINITY;
    for (;;) {
      const until = performance.now() + PIECE_MS;
      do {
        const { done, value } = steps.next();
        if (done === true) return value ?? null;
        if (performance.now() - told < TELL_MS) continue;
        told = performance.now();
        each(value);
      } while (performance.now() < until);
      await setImmediate();
    }
  }

  /** The command that runs this again. */
  copy(id: string, session: Session): string {
    const run = session.runs.find((one) => one.id === id);
    const command = run === undefined ? null : this.#commandOf(run, session);
    if (command === null) return 'no command is known that reproduces this run';
    const copied = this.#options.onCopy?.(command) ?? false;
    return copied ? `copied: ${command}` : 'too long for the clipboard; it is printed when you leave';
  }

  /** Of a fork the command of its parent, and what was changed when. */
  #commandOf(run: RunView, session: Session): string | null {
    const { commandOf = () => null } = this.#options;
    const own = commandOf(run, startedHere(run.scenario));
    if (own !== null || run.fork === null) return own;
    const { parent, step, set } = run.fork;
    const origin = session.runs.find((one) => one.id === parent);
    const before = origin === undefined ? null : this.#commandOf(origin, session);
    return before === null ? null : `${before} # at step ${step}: ${set.join(', ')}`;
  }
}

/** What went wrong is an answer too. */
function saying(work: () => string): string {
  try {
    return work();
  } catch (error) {
    return problemIn(error);
  }
}

function problemIn(error: unknown): string {
  if (!(error instanceof UserError)) throw error;
  return error.issues.map(({ file = '', message }) => `${file} ${message}`).join('; ');
}

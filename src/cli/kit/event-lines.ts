import { programVersion } from '../../core/package.js';
import { observer, type RunEvent } from '../../library/run-events.js';
import type { RunView, Session } from '../../session/run-view.js';
import { encodeJson } from '../../store/number-json.js';
import type { Terminal } from './terminal.js';

/** The session is looked at this often. */
const LOOK_MS = 50;

/** Prints the events of a session as JSON Lines, after a first line that says what they are; see docs/json.md. */
export class EventLines {
  readonly #terminal: Terminal;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    terminal.out(encodeJson({ format: 'losscope/events', version: 1, losscope: programVersion() }));
  }

  /** What the session calls for each point. */
  readonly point = ({ id }: RunView, metric: string, step: number, value: number): void =>
    this.#tell({ kind: 'metric', run: id, metric, step, value });

  /** Tells all other events until the session has ended. */
  async follow(session: Session): Promise<void> {
    const look = observer(session, (event) => this.#tell(event));
    const looking = setInterval(look, LOOK_MS);
    try {
      await session.done;
    } finally {
      clearInterval(looking);
      look();
    }
  }

  #tell(event: RunEvent): void {
    this.#terminal.out(encodeJson(event));
  }
}

import { type Issue, UserError } from '../../core/errors.js';

/** Most problems of one file that are reported at once; reading stops there. */
export const MAX_PROBLEMS = 20;

/** Collects what is wrong with one data file, so that a user sees up to {@link MAX_PROBLEMS} problems at once. */
export class Problems {
  /** As messages name it. */
  readonly file: string;
  /** Where its bytes are read from. */
  readonly source: string;
  readonly #issues: Issue[] = [];

  constructor(file: string, source = file) {
    this.file = file;
    this.source = source;
  }

  /** Notes a problem and goes on; throws all of them as a {@link UserError} once there are too many. */
  add(issue: Omit<Issue, 'file'>): void {
    this.#issues.push({ ...issue, file: this.file });
    if (this.#issues.length >= MAX_PROBLEMS) {
      const hint = `This is problem ${MAX_PROBLEMS}; the rest of the file was not checked`;
      this.#issues.push({ ...this.#issues.pop()!, hint });
      throw new UserError(this.#issues);
    }
  }

  /** Throws what was noted, with a last problem that makes reading on impossible. */
  fatal(issue: Omit<Issue, 'file'>): never {
    this.#issues.push({ ...issue, file: this.file });
    throw new UserError(this.#issues);
  }

  get count(): number {
    return this.#issues.length;
  }

  /** Throws a {@link UserError} when anything was noted. */
  check(): void {
    if (this.#issues.length > 0) throw new UserError(this.#issues);
  }
}

/** How problems name a row: `row 3`, counted from 1 without the header, which is row 0. */
export function rowPath(row: number, column?: string): string {
  const name = row === 0 ? 'header' : `row ${row}`;
  return column === undefined ? name : `${name}, column ${column}`;
}

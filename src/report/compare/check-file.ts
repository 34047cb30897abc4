import { type Issue, show, UserError } from '../../core/errors.js';
import type { Better, SeedEnd } from '../../experiment/arm.js';
import { isRecord } from '../../scenario/record.js';
import type { Regression } from '../../scenario/scenario.js';
import { decodeNumber } from '../../store/number-json.js';
import type { PluginFile } from '../../train/plugins/plugin-code.js';
import type { JsonFile } from '../json-file.js';

/** How a seed of a baseline may have ended. */
const ENDS: ReadonlySet<string> = new Set(['done', 'diverged', 'failed', 'stopped']);

type Fields = Readonly<Record<string, unknown>>;

/** Reads parts of a JSON file, gathers what is wrong with them, each with its place, and throws it all at once. */
export class FileChecker {
  readonly #file: JsonFile;
  readonly #issues: Issue[] = [];

  constructor(file: JsonFile) {
    this.#file = file;
  }

  refuse(path: string, message: string, given?: unknown): void {
    const found = given === undefined ? {} : { given: show(given) };
    this.#issues.push({ path, message, ...found, ...this.#file.place(path) });
  }

  finish(): void {
    if (this.#issues.length > 0) throw new UserError(this.#issues);
  }

  text(value: unknown, path: string): string {
    if (typeof value === 'string') return value;
    this.refuse(path, 'must be a text', value);
    return '';
  }

  /** Absent and null mean that it is not told. */
  textOrNull(value: unknown, path: string): string | null {
    return value === undefined || value === null ? null : this.text(value, path);
  }

  record(value: unknown, path: string): Fields {
    if (isRecord(value)) return value;
    this.refuse(path, 'must be a map', value);
    return {};
  }

  list(value: unknown, path: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    this.refuse(path, 'must be a list', value);
    return [];
  }

  /** NaN and the infinities stand as texts. */
  numbers(value: unknown, path: string): readonly number[] {
    return this.list(value, path).map((item, i) => {
      const number = decodeNumber(item);
      if (number === undefined) this.refuse(`${path}[${i}]`, 'must be a number', item);
      return number ?? Number.NaN;
    });
  }

  better(value: unknown, path: string): Readonly<Record<string, Better>> {
    const entries = Object.entries(value === undefined ? {} : this.record(value, path));
    return Object.fromEntries(
      entries.filter((entry): entry is [string, Better] => {
        if (entry[1] === 'lower' || entry[1] === 'higher' || entry[1] === 'neither') return true;
        this.refuse(`${path}.${entry[0]}`, 'must be lower, higher or neither', entry[1]);
        return false;
      }),
    );
  }

  regression(value: unknown, path: string): Regression {
    if (!isRecord(value)) {
      this.refuse(path, 'must be a map', value);
      return { metric: '', margin: 0, alpha: 0.01 };
    }
    const { metric, margin, alpha } = value;
    if (typeof margin !== 'number' || !(margin >= 0)) this.refuse(`${path}.margin`, 'must be a number >= 0', margin);
    if (typeof alpha !== 'number' || !(alpha > 0 && alpha < 0.5)) {
      this.refuse(`${path}.alpha`, 'must be a number > 0 and < 0.5', alpha);
    }
    return { metric: this.text(metric, `${path}.metric`), margin: Number(margin), alpha: Number(alpha) };
  }

  /** Plug-ins with the hashes of their content. */
  plugins(value: unknown, path: string): readonly PluginFile[] {
    return this.list(value, path).map((item, i) => {
      const { file, sha256 } = this.record(item, `${path}[${i}]`);
      return { file: this.text(file, `${path}[${i}].file`), sha256: this.textOrNull(sha256, `${path}[${i}].sha256`) };
    });
  }

  /** {@link seeds} of which there must be some. */
  someSeeds(value: unknown, path: string): readonly SeedEnd[] {
    const before = this.#issues.length;
    const seeds = this.seeds(value, path);
    if (this.#issues.length > before) return seeds;
    if (Array.isArray(value) && value.length === 0) this.refuse(path, 'must not be empty', value);
    for (const [i, { status, final }] of seeds.entries()) {
      if (!ENDS.has(status)) this.refuse(`${path}[${i}].status`, `must be one of ${[...ENDS].join(', ')}`, status);
      // A metric that is no number ends a run as diverged.
      if (status !== 'done' || Object.values(final).every(Number.isFinite)) continue;
      this.refuse(`${path}[${i}].final`, 'must hold finite numbers: the run is done', final);
    }
    return seeds;
  }

  /** Seeds with how they ended; none twice. */
  seeds(value: unknown, path: string): readonly SeedEnd[] {
    const seen = new Set<unknown>();
    return this.list(value, path).map((item, i) => {
      const at = `${path}[${i}]`;
      const { seed, status, digest, final } = this.record(item, at);
      if (!Number.isSafeInteger(seed)) this.refuse(`${at}.seed`, 'must be a whole number', seed);
      if (seen.has(seed)) this.refuse(`${at}.seed`, 'is there twice', seed);
      seen.add(seed);
      const values = Object.entries(this.record(final, `${at}.final`)).map(([name, given]) => {
        const number = decodeNumber(given);
        if (number === undefined) this.refuse(`${at}.final.${name}`, 'must be a number', given);
        return [name, number ?? Number.NaN] as const;
      });
      return {
        seed: Number(seed),
        status: this.text(status, `${at}.status`),
        digest: this.textOrNull(digest, `${at}.digest`),
        final: Object.fromEntries(values),
      };
    });
  }
}

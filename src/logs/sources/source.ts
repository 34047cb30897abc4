/** What came since the last look. */
export interface News {
  readonly chunks: readonly Uint8Array[];
  /** Whether the file was cut, replaced or rewritten: these bytes are its beginning. */
  readonly restarted: boolean;
  /** Seconds since the last of them was written. */
  readonly age: number;
  /** Nothing more will come. */
  readonly ended: boolean;
  /** There is more to read at once. */
  readonly more: boolean;
}

export const NOTHING: News = { chunks: [], restarted: false, age: 0, ended: false, more: false };

/** Bytes that grow. */
export interface Source {
  /** Full path of the file, or the name of the stream. */
  readonly path: string;
  /** When it was changed last, in milliseconds since 1970; 0 where nothing tells. */
  readonly changed: number;
  /** Why it cannot be read; null or absent when it can. */
  readonly problem?: string | null;
  /** Reads what is new, a few hundred kilobytes at a time, so that a display stays alive beside it. */
  poll(): News;
  close(): void;
}

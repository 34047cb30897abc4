/** A sign that training goes wrong, with a likely cause and what to try. The same words in the dashboard, the log and the record. */
export interface Alert {
  readonly step: number;
  /** Name of the detector: `overestimation`, `entropy-collapse`, `no-exploration` ... */
  readonly kind: string;
  readonly level: 'warning' | 'error';
  /** What was seen, with figures. */
  readonly text: string;
  /** Why that is likely. */
  readonly cause: string;
  /** What to try. */
  readonly advice: string;
}

import type { Summary } from './summary.js';

/** The results as one JSON document; NaN and the infinities as "NaN", "Infinity" and "-Infinity". */
export function resultDocument(summaries: readonly Summary[]): string {
  return asciiJson({
    scenarios: summaries.map(({ scenario, runs, judgements }) => ({
      name: scenario.name,
      variant: scenario.variant,
      runs: runs.map(({ id, seed, status, reason, steps, seconds, digest, final }) => ({
        id,
        seed,
        status,
        reason,
        steps,
        seconds,
        digest,
        final,
      })),
      expectations: judgements.map(({ text, measured, pass }) => ({ text, measured, pass })),
    })),
  });
}

/** JSON in ASCII, so that no name or message in it can do anything to a terminal. */
export function asciiJson(value: unknown): string {
  const json = JSON.stringify(
    value,
    (_, item: unknown) => (typeof item === 'number' && !Number.isFinite(item) ? String(item) : item),
    2,
  );
  return json.replace(/[^\n\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

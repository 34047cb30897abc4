import { createHash } from 'node:crypto';
import type { Scenario } from '../scenario/scenario.js';

const LONGEST = 80;

/** `scenario-variant-seed` of lower-case letters, digits, dots and dashes: safe as the name of a folder. */
export function runId({ name, variant }: Scenario, seed: number): string {
  const full = `${name} ${variant}`;
  const slug = slugOf(full);
  // What the slug lost to its length, a hash keeps apart.
  const short = slug.length <= LONGEST ? slug : `${trim(slug.slice(0, LONGEST))}-${hashOf(full)}`;
  return `${short === '' ? 'run' : short}-${slugOf(String(seed))}`;
}

/** A dot stays only inside a number, so that no `..` can come about. */
function slugOf(text: string): string {
  const dashed = text
    .toLowerCase()
    .replace(/[^a-z0-9.]/g, '-')
    .replace(/(?<![0-9])\.|\.(?![0-9])/g, '-')
    .replace(/-+/g, '-');
  return trim(dashed);
}

function trim(slug: string): string {
  return slug.replace(/^[-.]+|[-.]+$/g, '');
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}

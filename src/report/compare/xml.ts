import { printable } from '../../core/printable.js';

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML and HTML, in which control characters, which XML does not have, stand as visible escapes. */
export function xml(content: string): string {
  return printable(content)
    .replace(/[\ufffe\uffff]/g, '')
    .replace(/[&<>"]/g, (c) => ESCAPES[c]!);
}

/** How the text of a file is coded, by its first bytes. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be';

/** The encoding, and how many bytes its mark takes. UTF-16 without a mark shows by a zero beside each ASCII character. */
export function encodingOf(head: Uint8Array): { readonly encoding: Encoding; readonly mark: number } {
  const [a, b, c] = head;
  if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', mark: 2 };
  if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', mark: 2 };
  if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', mark: 3 };
  const even = zeros(head, 0);
  const odd = zeros(head, 1);
  const pairs = head.length >> 1;
  if (pairs >= 4 && odd > pairs * 0.7 && even === 0) return { encoding: 'utf-16le', mark: 0 };
  if (pairs >= 4 && even > pairs * 0.7 && odd === 0) return { encoding: 'utf-16be', mark: 0 };
  return { encoding: 'utf-8', mark: 0 };
}

function zeros(bytes: Uint8Array, from: number): number {
  let count = 0;
  for (let i = from; i < bytes.length; i += 2) if (bytes[i] === 0) count++;
  return count;
}

/** What stands before each record of a JSON text sequence (RFC 7464). */
const RECORD = 0x1e;

/** Why bytes are no text, with the first of them; null for a text. Terminals and loggers write escapes, tabs and bells. */
export function whyBinary(head: Uint8Array): string | null {
  let odd = 0;
  for (const byte of head) {
    if (byte === 0) return told(head);
    if (byte < 32 && !(byte >= 7 && byte <= 13) && byte !== 27 && byte !== RECORD) odd++;
  }
  const text = new TextDecoder().decode(head.subarray(0, Math.max(0, head.length - 3)));
  let broken = 0;
  for (const char of text) if (char === '\ufffd') broken++;
  return odd > head.length * 0.02 || broken > text.length * 0.1 ? told(head) : null;
}

function told(head: Uint8Array): string {
  const bytes = Array.from(head.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  const names: readonly (readonly [string, string])[] = [
    ['89504e47', 'a PNG image'],
    ['ffd8ff', 'a JPEG image'],
    ['504b0304', 'a ZIP archive, such as a PyTorch checkpoint or an .npz'],
    ['1f8b', 'gzip'],
    ['7f454c46', 'a program'],
    ['25504446', 'a PDF'],
    ['894844460d0a', 'an HDF5 file'],
    ['93 4e554d5059'.replace(' ', ''), 'a NumPy array'],
    ['50415231', 'a Parquet file'],
    ['53514c697465', 'an SQLite database'],
    ['80', 'a Python pickle'],
  ];
  const hex = bytes.replaceAll(' ', '');
  const name = names.find(([start]) => hex.startsWith(start))?.[1];
  return `begins with ${bytes}${name === undefined ? '' : `: ${name}`}`;
}

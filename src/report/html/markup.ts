import { printableLine } from '../../core/printable.js';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML and SVG, in which control characters stand as visible escapes. */
export function text(content: string): string {
  return printableLine(content)
    .replace(/[\ufffe\uffff]/g, '')
    .replace(/[&<>"']/g, (c) => ESCAPES[c]!);
}

export interface TableColumn {
  readonly title: string;
  /** Figures stand to the right; what is short is not broken into lines. */
  readonly kind?: 'number' | 'code' | 'short';
}

/** A table with a caption for those who cannot see where it stands. Cells are text; the first of a row heads it. */
export function table(caption: string, columns: readonly TableColumn[], rows: readonly (readonly string[])[]): string {
  const cell = (content: string, i: number) => {
    const { kind } = columns[i]!;
    const name = kind === undefined ? '' : ` class="${kind}"`;
    const inside = kind === 'code' ? `<code>${text(content)}</code>` : text(content);
    return i === 0 ? `<th scope="row"${name}>${inside}</th>` : `<td${name}>${inside}</td>`;
  };
  const heads = columns.map(
    ({ title, kind }) => `<th scope="col"${kind === 'number' ? ' class="number"' : ''}>${text(title)}</th>`,
  );
  return [
    `<div class="scroll"><table><caption>${text(caption)}</caption>`,
    `<thead><tr>${heads.join('')}</tr></thead><tbody>`,
    ...rows.map((row) => `<tr>${row.map(cell).join('')}</tr>`),
    '</tbody></table></div>',
  ].join('\n');
}

/** A part of the page with its heading, and a note below it. */
export function card(title: string, note: string, parts: readonly string[]): string {
  return [
    '<section class="card">',
    `<h2>${text(title)}</h2>`,
    ...(note === '' ? [] : [`<p class="note">${text(note)}</p>`]),
    ...parts,
    '</section>',
  ].join('\n');
}

/** A chart over the whole width: on a narrow screen it is moved sideways, so that its words stay readable. */
export function wide(chart: string): string {
  return `<div class="scroll wide">${chart}</div>`;
}

import { basename } from 'node:path';
import { DATA_FILE, readOwnJson } from '../../store/own-data-files.js';
import { type DataReport, reportLine, reportLines } from '../../tasks/readers/data-report.js';
import { confusionParts } from './confusion.js';
import { text } from './markup.js';
import type { Chapter, Group } from './model.js';

/**
 * What the runs understood of a user's file, as the first run of each configuration keeps it: a line, and below it every column.
 * What several configurations share stands once, with their names. Then the confusion matrices.
 * Empty for runs on generated data.
 */
export function dataParts({ groups }: Pick<Chapter, 'groups'>): readonly string[] {
  const labels = new Map<string, string[]>();
  for (const group of groups) {
    const html = understood(group);
    if (html !== null) labels.set(html, [...(labels.get(html) ?? []), group.label]);
  }
  return [
    ...[...labels].map(([html, of]) => (labels.size === 1 ? html : `<h3>${text(of.join(', '))}</h3>${html}`)),
    ...confusionParts({ groups }),
  ];
}

function understood({ runs }: Group): string | null {
  for (const { folder, id } of runs) {
    try {
      const report = readOwnJson(folder, DATA_FILE) as DataReport | null;
      if (report === null) continue;
      // The page goes to others: the name of the file, without the folders of this machine.
      const lines = reportLines({ ...report, file: basename(report.file) });
      return `<p>${text(reportLine(report))}</p><details><summary>every column, split and warning</summary><pre><code>${lines.map(text).join('\n')}</code></pre></details>`;
    } catch {
      return `<p>${text(`${DATA_FILE} of ${id} is damaged`)}</p>`;
    }
  }
  return null;
}

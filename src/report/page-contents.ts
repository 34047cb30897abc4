/** The name under which a heading of a Markdown page is linked to: lower case, spaces as hyphens, no other signs. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

/** A Markdown page with a list of its second headings before the first of them. */
export function withContents(page: string): string {
  const headings = [...page.matchAll(/^## (.+)$/gm)];
  const [first] = headings;
  if (first === undefined) return page;
  const links = headings.map(([, heading]) => `- [${heading}](#${anchorOf(heading!)})`);
  return `${page.slice(0, first.index)}${links.join('\n')}\n\n${page.slice(first.index)}`;
}

import { displayWidth } from '../core/text-width.js';
import { type Family, families } from '../losses/kit/definition.js';
import { TOUR } from '../scenario/bundled.js';
import type { Outline } from '../scenario/outline.js';
import { type Line, tone } from './lines.js';
import { familyTitles } from './losses/facts.js';

interface Topic {
  readonly title: string;
  readonly members: readonly Outline[];
}

/** The tour, then the others by the family of their loss; what has none learns a table; last what measures a figure of the book. */
function topicsOf(outlines: readonly Outline[], familyOf: (loss: string) => Family | undefined): readonly Topic[] {
  const isTour = ({ name }: Outline) => (TOUR as readonly string[]).includes(name);
  const isBook = ({ book }: Outline) => book !== null;
  const rest = outlines.filter((outline) => !isTour(outline) && !isBook(outline));
  const topicOf = ({ loss }: Outline) => (loss === null ? 'table' : (familyOf(loss) ?? 'table'));
  const topics: readonly Topic[] = [
    { title: 'Tour (losscope run tour)', members: outlines.filter(isTour) },
    ...families.map((family) => ({
      title: familyTitles[family] + (family === 'rl' ? ' by networks' : ''),
      members: rest.filter((outline) => topicOf(outline) === family),
    })),
    { title: `${familyTitles.rl} by tables`, members: rest.filter((outline) => topicOf(outline) === 'table') },
    { title: 'Sutton & Barto', members: outlines.filter((outline) => isBook(outline) && !isTour(outline)) },
  ];
  return topics.filter(({ members }) => members.length > 0);
}

/** The scenarios by topic, a line each: name, how many variants run side by side, title, and their names where they fit. */
export function scenarioList(
  outlines: readonly Outline[],
  familyOf: (loss: string) => Family | undefined,
  width: number,
): readonly Line[] {
  const widest = Math.max(...outlines.map(({ name }) => displayWidth(name)));
  const widestTitle = Math.max(...outlines.map(({ title }) => displayWidth(title)));
  const padded = (text: string, columns: number) => text + ' '.repeat(Math.max(0, columns - displayWidth(text)));
  const line = ({ name, title, variants, loss, book }: Outline): Line => {
    const count = variants.length < 2 ? '  ' : `${variants.length}x`;
    const start = `  ${padded(name, widest)}  ${count.padStart(3)}  ${title}`;
    const members = variants.length < 2 ? (loss ?? '') : variants.join(', ');
    const names = book === null ? members : [book, ...(variants.length < 2 ? [] : [members])].join(': ');
    const pad = ' '.repeat(widestTitle - displayWidth(title) + 2);
    const fits = names !== '' && displayWidth(start + pad + names) <= width;
    return [
      '  ',
      tone('strong', padded(name, widest)),
      `  ${count.padStart(3)}  ${title}`,
      ...(fits ? [tone('dim', pad + names)] : []),
    ];
  };
  return [
    ...topicsOf(outlines, familyOf).flatMap(({ title, members }): readonly Line[] => [
      [tone('strong', title), tone('dim', `  ${members.length}`)],
      ...members.map(line),
      [],
    ]),
    [
      tone(
        'dim',
        '6x: six variants side by side. losscope show <name> prints every setting, losscope run <name> trains.',
      ),
    ],
  ];
}

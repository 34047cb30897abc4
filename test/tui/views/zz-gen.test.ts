import { writeFileSync } from 'node:fs';
import { it } from 'vitest';
import { ended, session, shownAfter } from './sessions.js';

const make = { session, ended };
type Case = [string, keyof typeof make, string[]];
const files: Record<string, [string, Case[]]> = {
  'views/charts': [
    'the charts',
    [
      ['with a baseline and the cursor', 'session', ['down', '*', 'up', 'tab', 'left', 'left', 'left', 'left']],
      ['zoomed in, over each run alone, in steps reached', 'session', ['g', 'z', 'z', 'x']],
      ['with the keys on the alerts', 'session', ['shift+tab', 'up']],
      ['with a filter', 'session', ['/', 'l', 'r']],
    ],
  ],
  'views/compare': [
    'the comparison',
    [
      ['of runs that have ended', 'ended', ['2', 'right']],
      ['of runs under way, some broken', 'session', ['2', 'down']],
    ],
  ],
  'views/scenario': [
    'the scenario',
    [['with a cell that is read', 'session', ['3', 'right', 'right', 'right', 'down', 'down']]],
  ],
  'views/config': [
    'the settings',
    [
      ['of one variant, with what each means', 'ended', ['4', 'down', 'down', 'down', 'down', 'down', 'down', 'down']],
      ['that differ', 'ended', ['d']],
    ],
  ],
  'views/log': [
    'the log',
    [
      ['with cause and advice of an alert', 'session', ['5', 'up']],
      ['searched, errors only', 'session', ['5', 'l', 'l', '/', 'n', 'a', 'n']],
    ],
  ],
  'modals/palette': [
    'the commands',
    [
      ['by part of a name', 'session', [':', 'z', 'o', 'o', 'm']],
      ['with words of their own', 'session', [':', ...'set agent.lr 1e-9x']],
    ],
  ],
  'modals/why': [
    'why',
    [
      ['runs broke', 'session', ['down', 'w']],
      ['variants differ', 'ended', ['down', 'w']],
    ],
  ],
  'modals/form': ['the form', [['with a mistake', 'session', ['i', 'tab', 'backspace', 'enter']]]],
  'modals/tweak': ['the tweak', [['with a change and a mistake', 'session', ['t', '1', 'e', '-', '4', 'down', '7']]]],
};
it('writes', () => {
  for (const [file, [what, cases]] of Object.entries(files)) {
    const used = [...new Set(cases.map(([, one]) => one))].sort();
    const own = file.startsWith('views/') ? './sessions.js' : '../views/sessions.js';
    let text = `import { describe, expect, it } from 'vitest';\nimport { frame } from '../stagehand.js';\nimport { ${[...used, 'shownAfter'].join(', ')} } from '${own}';\n\ndescribe('${what}', () => {\n`;
    const parts: string[] = [];
    for (const [name, from, keys] of cases)
      for (const [c, r] of [
        [80, 24],
        [140, 40],
      ] as const) {
        const rows = shownAfter(make[from](), c, r, ...keys);
        const body = rows.map((row) => `      |${row.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}|`).join('\n');
        parts.push(
          `  it('${name} at ${c}x${r}', () => {\n    expect(shownAfter(${from}(), ${c}, ${r}, ${keys.map((k) => `'${k}'`).join(', ')})).toEqual(\n      frame(\`\n${body}\n    \`),\n    );\n  });\n`,
        );
      }
    text += `${parts.join('\n')}});\n`;
    writeFileSync(`/work/main/test/tui/${file}.test.ts`, text);
  }
});

import { describe, expect, it } from 'vitest';
import { families } from '../../../src/losses/kit/definition.js';
import { fits } from '../../../src/losses/kit/supervision.js';
import { losses } from '../../../src/losses/registry.js';
import { evaluate } from '../../../src/losses/tools/evaluation.js';
import { authorDocs, functionsIn } from '../../../src/report/losses/author-docs.js';
import { workedExample } from '../../../src/report/losses/example.js';
import * as ops from '../../../src/tensor/ops/index.js';

describe('the page for authors of losses', () => {
  const page = authorDocs(Object.keys(ops));

  it('tells every operation with its signature and a sentence, and every constant', () => {
    for (const [name, op] of Object.entries<unknown>(ops))
      if (typeof op !== 'function') expect(page).toContain(`| \`${name}\` | \``);
      else expect(page, name).toMatch(new RegExp(`\\| \`${name}\` \\| \`${name}\\(.+ \\| .{2,} \\|`));
  });

  it('tells every kind of supervision with a sentence, and every family', () => {
    for (const kind of fits) expect(page, kind).toMatch(new RegExp(`\\| \`${kind}\` \\| .{10,} \\|`));
    for (const family of families) expect(page).toContain(`\`${family}\``);
  });

  it('reads comment, name and signature', () => {
    expect(functionsIn('/** Adds. More. */\nexport function add(a: number, b: number): number {')).toEqual([
      { name: 'add', signature: 'add(a: number, b: number): number', help: 'Adds.' },
    ]);
  });
});

describe('the example of a loss', () => {
  it('is what the call gives', () => {
    const { command, results } = workedExample(losses.get('mse') as never);
    const [pred, target] = Array.from(command.matchAll(/'([^']+)'/g), ([, text]) => JSON.parse(text!));
    const { value } = evaluate(losses.get('mse'), { inputs: { pred, target } });
    expect(results[0]).toBe(`value ${Number((value as number).toPrecision(5))}`);
  });
});

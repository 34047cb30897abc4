import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { losses } from '../../src/losses/registry.js';
import { textOf } from '../../src/report/lines.js';
import { LOSS_DOCS_FILE, lossDocs, writeLossDocs } from '../../src/report/losses/docs.js';
import { jsonPlaces } from '../../src/report/losses/json-places.js';
import {
  familyOf,
  isPlotted,
  type PlottedLoss,
  panelsOf,
  places,
  sampleAt,
  startSettings,
} from '../../src/report/losses/loss-curves.js';
import { lossPage } from '../../src/report/losses/page.js';
import { niceScale, tickText } from '../../src/report/losses/scale.js';
import { lossSvg } from '../../src/report/losses/svg.js';
import { registries } from '../../src/train/registries.js';

const all = losses.list();
const drawn = all.filter(isPlotted);
const rows = drawn.map((loss) => [loss.name, loss] as [string, PlottedLoss]);

describe('the plot of a loss', () => {
  it('is declared by every loss of the program', () => {
    expect(drawn).toHaveLength(all.length);
  });

  it.each(rows)('%s: is finite on the whole range, for every member of its family', (_, loss) => {
    for (const { curves } of panelsOf(loss, 41)) {
      for (const { label, x, loss: values, slope } of curves) {
        expect({ label, bad: x.filter((_, i) => !Number.isFinite(values[i]) || !Number.isFinite(slope[i])) }).toEqual({
          label,
          bad: [],
        });
      }
    }
  });

  it.each(rows)('%s: has family members that differ, and two to five of them', (_, loss) => {
    const members = familyOf(loss, startSettings(loss));
    if (loss.plot.family === null) return;
    expect(members.length).toBeGreaterThanOrEqual(2);
    expect(members.length).toBeLessThanOrEqual(5);
    const example = Object.keys(loss.plot.examples)[0]!;
    const shapes = members.map(({ params }) =>
      JSON.stringify(places(loss.plot, 21).map((x) => sampleAt(loss, example, params, x).loss)),
    );
    expect(new Set(shapes).size).toBe(members.length);
  });

  it.each(rows)('%s: has a gradient of the sign in which the loss moves', (_, loss) => {
    const { slope, from, to } = loss.plot;
    const step = (to - from) * 1e-6;
    for (const [example, inputsAt] of Object.entries(loss.plot.examples)) {
      for (const x of [from + 0.3 * (to - from), from + 0.8 * (to - from)]) {
        const at = (place: number) => sampleAt(loss, example, startSettings(loss), place).loss;
        const moves = (at(x + step) - at(x - step)) / (2 * step);
        const { slope: given } = sampleAt(loss, example, startSettings(loss), x);
        if (slope === 'variable') expect(given).toBeCloseTo(moves, 4);
        else {
          // Where the variable is a probability or a TD error, the input moves with it or against it, but never stands.
          const inputs = [inputsAt(x - step), inputsAt(x + step)].map((i) => [i[slope.of]].flat(9)[slope.at] as number);
          const carried = given * ((inputs[1]! - inputs[0]!) / (2 * step));
          if (carried !== 0 && Math.abs(moves) > 1e-6) expect(Math.sign(carried)).toBe(Math.sign(moves));
        }
      }
    }
  });

  it('refuses nothing by an error: a setting that the loss does not take has a reason and no number', () => {
    const loss = losses.get('poisson-nll') as unknown as PlottedLoss;
    const params = { ...startSettings(loss), logInput: false };
    expect(sampleAt(loss, 'count 1', params, -1)).toEqual({
      loss: Number.NaN,
      slope: Number.NaN,
      refused: 'inputs.pred: rates must be at least 0 when logInput is false (given -1)',
    });
  });
});

/** The elements of an XML text by name, or where it is not well-formed. No comments, no declarations: we write none. */
function elementsOf(xml: string): Record<string, number> {
  const open: string[] = [];
  const counts: Record<string, number> = {};
  let at = 0;
  const tag = /<(\/?)([a-z]+)((?:\s[a-zA-Z0-9:-]+="[^"<&]*(?:&(?:amp|lt|gt|quot);[^"<&]*)*")*)\s*(\/?)>/y;
  const text = /(?:[^<&]|&(?:amp|lt|gt|quot);)+/y;
  while (at < xml.length) {
    const pattern = xml[at] === '<' ? tag : text;
    pattern.lastIndex = at;
    const found = pattern.exec(xml);
    if (found === null) throw new Error(`not well-formed at ${xml.slice(at, at + 60)}`);
    at += found[0].length;
    if (pattern === text) continue;
    const [, closes, name, , alone] = found as unknown as [string, string, string, string, string];
    if (closes !== '') {
      if (open.pop() !== name) throw new Error(`</${name}> closes nothing`);
      continue;
    }
    counts[name] = (counts[name] ?? 0) + 1;
    if (alone === '') open.push(name);
  }
  if (open.length > 0) throw new Error(`open: ${open.join()}`);
  return counts;
}

describe('the picture of a loss', () => {
  it.each(rows)('%s: is well-formed and needs nothing from elsewhere', (_, loss) => {
    const svg = lossSvg(loss);
    const counts = elementsOf(svg);
    const curves = panelsOf(loss, 2).flatMap((panel) => panel.curves);
    expect(counts.svg).toBe(1);
    expect(counts.title).toBe(1);
    // Each curve twice, for the loss and its gradient, and the axes of each of the two plots.
    expect(counts.path).toBe(2 * curves.length + 2 * panelsOf(loss, 2).length);
    expect(svg.replace('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|url\(|<script|<style|<image|NaN|undefined/,
    );
  });

  it('shows what a user writes as text, whatever it is', () => {
    const loss = drawn[0] as PlottedLoss;
    const svg = lossSvg({ ...loss, summary: '<script>alert("x")</script> & \u001b[2J' });
    elementsOf(svg);
    expect(svg).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; \\x1b[2J');
  });
});

describe('the page of a loss', () => {
  it.each([40, 80, 100])('keeps within %i columns, but for words that are longer', (width) => {
    for (const loss of all) {
      for (const line of lossPage(loss, ['gridworld-dqn'], width)) {
        const text = line.map(textOf).join('');
        const words = text.trim().split(/\s+/);
        expect(text.length <= width || words.length <= 3, `${loss.name}: ${text}`).toBe(true);
      }
    }
  });
});

describe('docs/losses.md', () => {
  it('says what the registry says; npm run docs writes it anew', () => {
    expect(readFileSync(LOSS_DOCS_FILE, 'utf8')).toBe(lossDocs(registries));
  });

  it('has a section for every loss, and no link into nothing', () => {
    const text = lossDocs(registries);
    const anchors = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title!.toLowerCase().replaceAll(' ', '-'));
    expect(new Set(anchors).size).toBe(anchors.length);
    for (const name of losses.names()) expect(anchors).toContain(name);
    for (const [, target] of text.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(target);
  });

  it('is written only when it changes', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'losscope-docs-')), 'losses.md');
    expect(writeLossDocs(registries, file)).toBe(true);
    expect(writeLossDocs(registries, file)).toBe(false);
    writeFileSync(file, 'stale');
    expect(writeLossDocs(registries, file)).toBe(true);
  });
});

describe('jsonPlaces', () => {
  it('knows where every value of any JSON document stands', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const found = jsonPlaces(text);
        if (!('places' in found)) throw new Error(found.message);
        expect(found.places.get('')).toBe(0);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('finds the fault that JSON.parse finds, in any document with one character too many or too few', () => {
    fc.assert(
      fc.property(
        fc.jsonValue({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', ',', ']', '}', '"', '\\', '\n', 'x'),
        (value, n, char) => {
          const text = JSON.stringify(value);
          const at = n % text.length;
          const broken = text.slice(0, at) + char + text.slice(at + (char === '' ? 1 : 0));
          let legal = true;
          try {
            JSON.parse(broken);
          } catch {
            legal = false;
          }
          expect('places' in jsonPlaces(broken)).toBe(legal);
        },
      ),
      { seed: 2, numRuns: 500 },
    );
  });

  it('survives any depth', () => {
    expect(jsonPlaces('['.repeat(100_000))).toMatchObject({ message: 'is nested too deep' });
  });
});

describe('niceScale', () => {
  it('surrounds any range with ticks at multiples of one nice step', () => {
    const number = fc.double({ min: -1e6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(number, number, fc.integer({ min: 2, max: 10 }), (a, b, count) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        const scale = niceScale(low, high, count);
        expect(scale.low).toBeLessThanOrEqual(low + 1e-6 * scale.step);
        expect(scale.high).toBeGreaterThanOrEqual(high - 1e-6 * scale.step);
        expect(scale.ticks.length).toBeLessThanOrEqual(count + 3);
        expect(new Set(scale.ticks.map((tick) => tickText(tick, scale))).size).toBe(scale.ticks.length);
      }),
      { seed: 3, numRuns: 300 },
    );
  });

  it.each([
    [0, 4.6, 6, ['0', '1', '2', '3', '4', '5']],
    [-1.3, 0, 6, ['-1.5', '-1.0', '-0.5', '0.0']],
    [0.01, 0.99, 5, ['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']],
    [3, 3, 4, ['1', '2', '3', '4', '5']],
  ])('labels %d to %d with about %i ticks as %j', (low, high, count, labels) => {
    const scale = niceScale(low, high, count);
    expect(scale.ticks.map((tick) => tickText(tick, scale))).toEqual(labels);
  });
});

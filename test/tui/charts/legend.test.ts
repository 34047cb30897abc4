import { describe, expect, it } from 'vitest';
import { legendTexts } from '../../../src/tui/charts/legend.js';

const values = ['0.125 [0.1, 0.2], n=3', '0.250 [0.2, 0.3], n=3', '0.500 [0.4, 0.6], n=3'];
const entries = (...names: string[]) => names.map((name, i) => ({ name, value: values[i]! }));

describe('the texts of a legend', () => {
  it('are whole where they fit, however short the names are', () => {
    expect(legendTexts(entries('mse', 'mae'), 70, false)).toEqual([
      'mse 0.125 [0.1, 0.2], n=3',
      'mae 0.250 [0.2, 0.3], n=3',
    ]);
  });

  it('have shorter names where they do not fit, told apart by what differs', () => {
    expect(legendTexts(entries('agent.optimizer.lr=0.001', 'agent.optimizer.lr=0.003'), 80, false)).toEqual([
      '…zer.lr=0.001 0.125 [0.1, 0.2], n=3',
      '…zer.lr=0.003 0.250 [0.2, 0.3], n=3',
    ]);
  });

  it('are whole as soon as they fit, and lose no more than they need to', () => {
    const names = ['agent.lr=250e-5', 'agent.lr=260e-5', 'agent.lr=300e-5'];
    const texts = (room: number) => legendTexts(entries(...names), room, false).map((text) => text.split(' ')[0]);
    // Three names, spaces and marks of five columns, values of 21.
    expect(texts(126)).toEqual(names);
    expect(texts(125)).toEqual(['…ent.lr=250e-5', '…ent.lr=260e-5', '…ent.lr=300e-5']);
    // Then without how far the seeds reach: the names have room again.
    expect(texts(110)).toEqual(names);
    expect(texts(54)).toEqual(['…250e-5', '…260e-5', '…300e-5']);
  });

  it('then leave out how far the seeds reach, and only then the last ones', () => {
    expect(legendTexts(entries('mse', 'mae', 'huber'), 50, false)).toEqual(['mse 0.125', 'mae 0.250', 'huber 0.500']);
    expect(legendTexts(entries('mse', 'mae', 'huber'), 42, false)).toEqual(['mse 0.125', 'mae 0.250']);
  });
});

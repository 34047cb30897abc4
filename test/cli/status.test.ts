import { expect, it } from 'vitest';
import { fakeTerminal } from './fake-terminal.js';

it('a moving line gives way to what is printed, and is not there without a terminal', () => {
  const { terminal, streams, err } = fakeTerminal();
  terminal.status('reading: 5 %');
  expect(err()).toBe('');
  Object.assign(streams[1], { isTTY: true, columns: 12 });
  terminal.status('reading: 5 %');
  terminal.status('reading: 43 %');
  terminal.fail('broken');
  terminal.fail('again');
  expect(err()).toBe('\rreading: 5 \x1b[K\rreading: 43\x1b[K\r\x1b[Kbroken\nagain\n');
});

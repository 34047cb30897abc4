import { PassThrough } from 'node:stream';
import { Terminal } from '../../src/cli/kit/terminal.js';

/** A terminal whose two streams are kept as text. */
export function fakeTerminal() {
  const streams = [new PassThrough(), new PassThrough()] as const;
  const [out, err] = streams.map((stream) => {
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()));
    return () => chunks.join('');
  });
  const terminal = new Terminal(streams[0] as never, streams[1] as never);
  return { terminal, streams, out: out!, err: err! };
}

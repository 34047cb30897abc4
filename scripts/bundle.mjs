// Bundles the program's entries in dist/ with everything that they import, third-party packages included: loading a
// thousand small files would take longer than anything that a user waits for (Ink alone brings 528). The entries share
// chunks, so that a plug-in's `losscope` is the program that loads it. All other files of dist/ stay as they are.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const ENTRIES = ['index', 'cli/main', 'session/thread/worker'];

/** Ink's bridge to React's developer tools, which it loads in development only and which is not installed. */
const withoutDevtools = {
  name: 'without-devtools',
  resolveId: (source) => (source.endsWith('/devtools.js') ? '\0devtools' : null),
  load: (id) => (id === '\0devtools' ? 'export {};' : null),
};

/** Bundles in place. `folder`: the absolute path of dist/, as the TypeScript compiler left it. */
export async function bundle(folder) {
  rmSync(join(folder, 'chunks'), { recursive: true, force: true });
  const bundled = await rolldown({
    input: Object.fromEntries(ENTRIES.map((entry) => [entry, `${folder}/${entry}.js`])),
    platform: 'node',
    plugins: [withoutDevtools],
    // React chooses its build by this; the other one is slow and keeps a record of every render.
    transform: { define: { 'process.env.NODE_ENV': '"production"' } },
    onLog(level, log, handle) {
      if (level === 'warn') throw new Error(log.message);
      handle(level, log);
    },
  });
  const { output } = await bundled.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  });
  await bundled.close();
  const files = output.flatMap((chunk) => ('moduleIds' in chunk ? chunk.moduleIds : []));
  writeFileSync(join(folder, 'third-party.txt'), noticesOf(files));
}

/** The licences of the packages that went into the bundle. */
function noticesOf(files) {
  const folders = new Set(files.flatMap((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined || !existsSync(join(folder, file)) ? '' : readFileSync(join(folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return `losscope contains the following packages.\n\n${notices.join('\n---\n\n')}`;
}

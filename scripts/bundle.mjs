// Bundles the program's entries with everything that they import, third-party packages included: loading a thousand small
// files would take longer than anything that a user waits for (Ink alone brings 528). The entries share chunks, so that a
// plug-in's `losscope` is the program that loads it. Every chunk has a name by its content; index.js, cli/main.js and
// session/thread/worker.js lead to theirs. All other files of the folder stay as the compiler left them.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { collectTypes } from './public-types.mjs';

const ENTRIES = {
  index: 'index.js',
  main: 'cli/main.js',
  worker: 'session/thread/worker.js',
  'parquet-rows': 'tasks/readers/formats/parquet-rows.js',
};

/** Ink's bridge to React's developer tools, which it loads in development only and which is not installed. */
const withoutDevtools = {
  name: 'without-devtools',
  resolveId: (source) => (source.endsWith('/devtools.js') ? '\0devtools' : null),
  load: (id) => (id === '\0devtools' ? 'export {};' : null),
};

/**
 * Ink's layout engine is WebAssembly in base64. It would fetch it as an address, and the first `fetch` of a process loads a
 * whole HTTP client; where there is no `fetch`, it decodes the text.
 */
const withoutFetch = {
  name: 'without-fetch',
  transform(code, id) {
    if (!id.includes('yoga-wasm-base64')) return null;
    const changed = code.replaceAll('typeof fetch', '"undefined"');
    if (changed === code) throw new Error(`${id} no longer asks for fetch: is this still needed?`);
    return changed;
  },
};

/** Bundles in place. `folder`: an absolute path, as the TypeScript compiler left it. Returns the packages, `name@version`. */
export async function bundle(folder) {
  rmSync(join(folder, 'chunks'), { recursive: true, force: true });
  const bundled = await rolldown({
    input: Object.fromEntries(Object.entries(ENTRIES).map(([name, file]) => [name, join(folder, file)])),
    platform: 'node',
    plugins: [withoutDevtools, withoutFetch],
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
    entryFileNames: 'chunks/[name]-[hash].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  });
  await bundled.close();
  for (const [name, file] of Object.entries(ENTRIES)) {
    const { fileName } = output.find((chunk) => chunk.isEntry && chunk.name === name);
    const up = '../'.repeat(file.split('/').length - 1) || './';
    const leads = name === 'index' ? `export * from '${up}${fileName}';\n` : `import '${up}${fileName}';\n`;
    writeFileSync(join(folder, file), name === 'main' ? `#!/usr/bin/env node\n${leads}` : leads);
  }
  collectTypes(folder);
  const packages = packagesOf(output.flatMap((chunk) => ('moduleIds' in chunk ? chunk.moduleIds : [])));
  writeFileSync(join(folder, 'third-party.txt'), noticesOf(packages));
  return packages.map(({ name, version }) => `${name}@${version}`);
}

/** The packages that went into the bundle. */
function packagesOf(files) {
  const folders = new Set(files.flatMap((file) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []));
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return { folder, name, version, license };
  });
}

/** Their licences. */
function noticesOf(packages) {
  const notices = packages.map(({ folder, name, version, license }) => {
    const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
    const text = file === undefined || !existsSync(join(folder, file)) ? '' : readFileSync(join(folder, file), 'utf8');
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return `losscope contains the following packages.\n\n${notices.join('\n---\n\n')}`;
}

import type { UserError } from '../../core/errors.js';
import type { Checked } from '../../report/gate/junit.js';
import type { Terminal } from '../kit/terminal.js';

interface Outputs {
  readonly junit?: string;
  readonly json?: boolean;
  readonly markdown?: boolean;
}

/** Prints the checks as the user wants them, writes the JUnit report and tells GitHub Actions where they point at. */
export async function tellChecks(
  checks: readonly Checked[],
  { junit, json, markdown }: Outputs,
  terminal: Terminal,
): Promise<void> {
  if (junit !== undefined) {
    const { writeText } = await import('../../report/losses/write-file.js');
    const { junitDocument } = await import('../../report/gate/junit.js');
    writeText(junit, junitDocument(checks));
  }
  await annotate(checks, terminal);
  if (json === true) {
    const { asciiJson } = await import('../../report/ascii-json.js');
    const { checksDocument } = await import('../../report/gate/document.js');
    terminal.out(asciiJson(checksDocument(checks)));
    return;
  }
  if (markdown === true) {
    const { badInputMarkdown, gateMarkdown } = await import('../../report/gate/markdown.js');
    const texts = checks.map(({ looks, text, name, notes }) =>
      looks.length === 0 ? badInputMarkdown(name, text) : gateMarkdown(looks, notes),
    );
    terminal.out(texts.join('\n\n'));
    return;
  }
  const { gateLines } = await import('../../report/gate/lines.js');
  const { tone } = await import('../../report/lines.js');
  checks.forEach(({ looks, text, name, notes }, i) => {
    if (i > 0) terminal.out('');
    if (looks.length === 0) terminal.out([tone('bad', `${name}: bad input`)], text);
    else terminal.out(...gateLines(looks, Math.min(100, process.stdout.columns ?? 80)));
    terminal.out(...notes.map((note) => [tone('strong', note)]));
  });
}

/** Says what is wrong before anything was trained, in every output that was asked for. */
export async function tellBadInput(
  error: UserError,
  { junit, json, markdown }: Outputs,
  terminal: Terminal,
): Promise<void> {
  terminal.err(error.message);
  const check: Checked = {
    ...{ name: 'input', file: null, seconds: 0, text: error.message, notes: [], outcome: 'bad input', code: 2 },
    ...{ looks: [], error },
  };
  await annotate([check], terminal);
  if (junit !== undefined) {
    const { writeText } = await import('../../report/losses/write-file.js');
    const { junitDocument } = await import('../../report/gate/junit.js');
    writeText(junit, junitDocument([check]));
  }
  if (json === true) {
    const { asciiJson } = await import('../../report/ascii-json.js');
    const { checksDocument } = await import('../../report/gate/document.js');
    terminal.out(asciiJson(checksDocument([check])));
  } else if (markdown === true) {
    const { badInputMarkdown } = await import('../../report/gate/markdown.js');
    terminal.out(badInputMarkdown('bad input', error.message));
  }
}

/** GitHub Actions reads these commands on either stream; the outputs stay free of them. */
async function annotate(checks: readonly Checked[], terminal: Terminal): Promise<void> {
  if (process.env.GITHUB_ACTIONS !== 'true') return;
  const { annotations } = await import('../../report/gate/annotations.js');
  terminal.err(...checks.flatMap(annotations));
}

import { UserError } from '../../core/errors.js';
import type { Checked } from './junit.js';

/**
 * Workflow commands of GitHub Actions for a check that did not pass: an error for each thing that is wrong, at its file and line
 * where these are known; a warning for what is suspicious.
 */
export function annotations({ name, file, text, outcome, looks, error }: Checked): readonly string[] {
  if (error instanceof UserError) {
    return error.issues.map(({ file: place, line, column, path, message, given }) => {
      const at = { file: place ?? file, line, col: column };
      return command(
        'error',
        at,
        `${[path, message].filter((part) => part !== '').join(' ')}${given === undefined ? '' : ` (given ${given})`}`,
      );
    });
  }
  if (outcome !== 'passed') return [command('error', { file, title: `losscope baseline ${name}` }, text)];
  const isSuspicious = looks.at(-1)?.gate.suspicious.length;
  return isSuspicious ? [command('warning', { file, title: `losscope baseline ${name}` }, text)] : [];
}

function command(
  kind: 'error' | 'warning',
  properties: Readonly<Record<string, string | number | null | undefined>>,
  message: string,
): string {
  const told = Object.entries(properties).filter(([, value]) => value !== null && value !== undefined);
  const list = told.map(([key, value]) => `${key}=${escapeProperty(String(value))}`).join(',');
  return `::${kind}${list === '' ? '' : ` ${list}`}::${escapeData(message)}`;
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

/** One thing that is wrong with what a user gave: where, what was given, what is allowed. */
export interface Issue {
  /** Path inside the document or call, such as `agent.lr` or `inputs.logits`; empty for the whole. */
  readonly path: string;
  /** What is wrong, as a clause: "must be greater than 0". */
  readonly message: string;
  /** What was given, already printable. */
  readonly given?: string;
  /** What is allowed, already printable. */
  readonly allowed?: string;
  /** A way out: "did you mean focal?". */
  readonly hint?: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
  /** The offending source lines with a caret. */
  readonly excerpt?: string;
}

/** Bad input from a user: printed without a stack trace, exit code 2. Collects all issues of one document. */
export class UserError extends Error {
  readonly issues: readonly Issue[];

  constructor(issues: Issue | readonly Issue[]) {
    const list: readonly Issue[] = 'path' in issues ? [issues] : issues;
    super(list.map(formatIssue).join('\n'));
    this.name = 'UserError';
    this.issues = list;
  }
}

/** `file:line:column: path: message (given ..., allowed ...). hint`, then the excerpt on lines of its own. */
export function formatIssue(issue: Issue): string {
  const place = [issue.file, issue.line, issue.column].filter((part) => part !== undefined).join(':');
  const head = [place, issue.path].filter((part) => part !== '').join(': ');
  const details = [
    issue.given === undefined ? '' : `given ${issue.given}`,
    issue.allowed === undefined ? '' : `allowed ${issue.allowed}`,
  ].filter((part) => part !== '');
  const text = `${head === '' ? '' : `${head}: `}${issue.message}${details.length === 0 ? '' : ` (${details.join('; ')})`}`;
  return [issue.hint === undefined ? text : `${text}. ${issue.hint}`, issue.excerpt ?? '']
    .filter((part) => part !== '')
    .join('\n');
}

/** A short printable form of any value for messages: strings quoted, long things cut. */
export function show(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'bigint' || value === undefined) return String(value);
  if (typeof value === 'function') return 'a function';
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    text = String(value);
  }
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

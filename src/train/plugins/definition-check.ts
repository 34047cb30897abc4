import { type Issue, show, UserError } from '../../core/errors.js';
import { specIssues } from '../../core/params.js';
import type { Registry } from '../../core/registry.js';
import { completeLoss } from '../../losses/kit/own-loss.js';
import type { Registries } from '../registries.js';

/** What a member of a definition has to be. */
type Member = 'text' | 'text or null' | 'texts' | { readonly call: string };

/** What an env, agent or task of a plug-in must have; its settings are looked at besides. */
const MEMBERS = {
  env: {
    ...{ title: 'text', summary: 'text', rewards: 'text', source: 'text', gymnasium: 'text or null' },
    create: { call: 'create(params) { ... }, which gives an env' },
  },
  agent: {
    ...{ title: 'text', summary: 'text', source: 'text' },
    ...{ deviations: 'texts', losses: 'texts', suppliesLossParams: 'texts' },
    create: { call: 'create(context) { ... }, which gives a learner' },
  },
  task: {
    ...{ title: 'text', summary: 'text', losses: 'texts' },
    check: { call: 'check(params) { ... }, which may do nothing' },
    create: { call: 'create(context) { ... }, which gives a learner' },
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, Member>>>>;

type Kind = keyof typeof MEMBERS;

/**
 * The same registries, but what is added through them is checked first: a definition that lacks something is refused with a
 * {@link UserError} that names every member, in place of an error from the middle of the program later. What a loss may
 * leave out is filled in.
 */
export function checkedRegistries(registries: Registries): Registries {
  const { losses, envs, agents, tasks } = registries;
  return {
    losses: { ...losses, add: (entry) => losses.add(completeLoss(entry)) },
    envs: checked('env', envs),
    agents: checked('agent', agents),
    tasks: checked('task', tasks),
  };
}

function checked<T extends { readonly name: string }>(kind: Kind, registry: Registry<T>): Registry<T> {
  return {
    ...registry,
    add(entry) {
      const issues = definitionIssues(kind, entry);
      if (issues.length > 0) throw new UserError(issues);
      registry.add(entry);
    },
  };
}

/** Everything that is wrong with a definition. */
function definitionIssues(kind: Kind, given: unknown): readonly Issue[] {
  if (typeof given !== 'object' || given === null) {
    return [{ path: kind, message: 'must be an object', given: show(given) }];
  }
  const entry = given as Readonly<Record<string, unknown>>;
  const { name, params, losses, tunable } = entry;
  if (typeof name !== 'string' || name === '') {
    return [{ path: `${kind}.name`, message: 'must be a text that is not empty', given: show(name) }];
  }
  const path = (member: string): string => `${kind} ${name}.${member}`;
  const issues = Object.entries<Member>(MEMBERS[kind]).flatMap(([member, what]) =>
    memberIssues(path(member), entry[member], what),
  );
  // Nobody asks a task without losses which of them fit.
  if (kind === 'task' && !(Array.isArray(losses) && losses.length === 0 && entry.checkLoss === undefined)) {
    const call = 'checkLoss(loss, lossParams, params) { ... }, which may do nothing';
    issues.push(...memberIssues(path('checkLoss'), entry.checkLoss, { call }));
  }
  issues.push(...specIssues(params, path('params')));
  if (tunable !== undefined && kind !== 'env') issues.push(...tunableIssues(path('tunable'), tunable, params));
  return issues;
}

function memberIssues(path: string, value: unknown, what: Member): Issue[] {
  const isText = (one: unknown): boolean => typeof one === 'string';
  const issue = (message: string, allowed?: string): Issue[] => [
    { path, message, given: show(value), ...(allowed === undefined ? {} : { allowed }) },
  ];
  switch (what) {
    case 'text':
      return isText(value) ? [] : issue('must be a text');
    case 'text or null':
      return value === null || isText(value) ? [] : issue('must be a text or null');
    case 'texts':
      return Array.isArray(value) && value.every(isText) ? [] : issue('must be a list of texts', 'an empty list too');
    default:
      return typeof value === 'function' ? [] : issue('must be a function', what.call);
  }
}

function tunableIssues(path: string, tunable: unknown, params: unknown): Issue[] {
  const names = Object.keys(typeof params === 'object' && params !== null ? params : {});
  const fine = Array.isArray(tunable) && tunable.every((name) => names.includes(name));
  const allowed = names.length === 0 ? 'an empty list: there are no settings' : names.join(', ');
  return fine ? [] : [{ path, message: 'must be a list of settings', given: show(tunable), allowed }];
}

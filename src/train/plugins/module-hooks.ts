/** Module hooks, run by Node in a thread of their own: `losscope` in a plug-in means the program that loads it. */

type Next = (specifier: string, context: object) => Promise<{ readonly url: string }>;

let face = '';

export function initialize(data: { readonly face: string }): void {
  face = data.face;
}

/** A plug-in stands anywhere, so that Node's own search from its folder would find no package, or another version. */
export async function resolve(specifier: string, context: object, next: Next) {
  return specifier === 'losscope' ? { url: face, shortCircuit: true } : next(specifier, context);
}

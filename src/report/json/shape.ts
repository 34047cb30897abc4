/** A JSON Schema (draft 2020-12) as plain data. */
export type Schema = { readonly [key: string]: unknown };

/** What a field of a document holds: its schema, and a word for its type. */
export interface Shape {
  readonly schema: Schema;
  readonly type: string;
  readonly help: string;
  /** May be absent. */
  readonly optional?: true;
  /** Fields of the objects inside. */
  readonly fields?: Fields;
}

export type Fields = Readonly<Record<string, Shape>>;

const WORDS = ['NaN', 'Infinity', '-Infinity'];
const described = (schema: Schema, help: string): Schema => (help === '' ? schema : { ...schema, description: help });
const shape = (type: string, schema: Schema, help: string): Shape => ({ type, help, schema: described(schema, help) });

export const text = (help = ''): Shape => shape('string', { type: 'string' }, help);
export const flag = (help = ''): Shape => shape('boolean', { type: 'boolean' }, help);
export const whole = (help = ''): Shape => shape('integer', { type: 'integer' }, help);
/** A number, or the text of one that JSON does not have. */
export const figure = (help = ''): Shape => shape('number', { anyOf: [{ type: 'number' }, { enum: WORDS }] }, help);
/** Numbers, or lists of them to any depth. */
export const nested = (help = ''): Shape =>
  shape('number or nested arrays', { anyOf: [{ type: 'number' }, { enum: WORDS }, { type: 'array' }] }, help);
export const oneOf = (values: readonly string[], help = ''): Shape => ({
  ...shape('string', { enum: values }, help),
  type: values.join(', '),
});
export const anything = (help = ''): Shape => shape('any', {}, help);
export const listOf = (item: Shape, help = ''): Shape => ({
  ...shape('array', { type: 'array', items: item.schema }, help),
  ...(item.fields === undefined ? {} : { fields: item.fields }),
});
/** An object of which any key holds the same. */
export const mapOf = (value: Shape, help = ''): Shape => ({
  ...shape('object', { type: 'object', additionalProperties: value.schema }, help),
  ...(value.fields === undefined ? {} : { fields: value.fields }),
});
/** An object with these fields, and perhaps further ones in a later version. */
export const record = (fields: Fields, help = ''): Shape => ({
  ...shape('object', objectSchema(fields), help),
  fields,
});
export const optional = (inner: Shape): Shape => ({ ...inner, optional: true });
export const maybe = (inner: Shape): Shape => {
  const { description, ...schema } = inner.schema as Schema & { readonly description?: string };
  return {
    ...inner,
    type: `${inner.type} or null`,
    schema: described({ anyOf: [schema, { type: 'null' }] }, description ?? ''),
  };
};

export function objectSchema(fields: Fields): Schema {
  const required = Object.entries(fields).flatMap(([name, field]) => (field.optional === true ? [] : [name]));
  const properties = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.schema]));
  return { type: 'object', properties, required };
}

/** Every field with its path, those inside of lists as `list[].field`, of maps and objects as `object.field`. */
export function* rowsOf(fields: Fields, path = ''): Generator<readonly [path: string, field: Shape]> {
  for (const [name, field] of Object.entries(fields)) {
    const at = path === '' ? name : `${path}.${name}`;
    yield [at, field];
    if (field.fields !== undefined) yield* rowsOf(field.fields, field.type.startsWith('array') ? `${at}[]` : at);
  }
}

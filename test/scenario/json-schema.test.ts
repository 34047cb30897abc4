import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { jsonSchema, SCHEMA_FILE } from '../../src/scenario/json-schema.js';
import { catalogues } from './catalogues.js';

describe('the JSON Schema', () => {
  it('has each setting with its default, range and help', () => {
    const text = jsonSchema(catalogues);
    const schema = JSON.parse(text);
    const [, maps] = schema.properties.agent.anyOf;
    expect(maps.oneOf[0]).toMatchObject({
      type: 'object',
      description: 'The dqn agent.',
      additionalProperties: false,
      required: ['name'],
      properties: {
        name: { const: 'dqn' },
        lr: {
          type: 'number',
          default: 1e-3,
          exclusiveMinimum: 0,
          maximum: 10,
          description: 'learning rate (a number > 0 and <= 10)',
        },
        hidden: {
          type: 'array',
          default: [64, 64],
          maxItems: 4,
          items: { type: 'integer', minimum: 1, maximum: 4096 },
        },
        target: { enum: ['hard', 'soft'], default: 'hard' },
        double: { type: 'boolean', default: false },
      },
    });
    expect(schema.properties.agent.anyOf[0]).toMatchObject({ enum: ['dqn', 'q-learning'] });
    expect(schema).toMatchObject({
      required: ['steps'],
      additionalProperties: false,
      oneOf: [{ required: ['env', 'agent'] }, { required: ['task'] }],
    });
  });

  it('in docs/ is what the registries say (node dist/cli/documents.js writes it)', async () => {
    const { registries } = await import('../../src/train/registries.js');
    expect(readFileSync(SCHEMA_FILE, 'utf8')).toBe(jsonSchema(registries));
  });
});

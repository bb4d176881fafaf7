import { z } from 'zod';
import { RECORD_KINDS } from './kinds.ts';

/**
 * JSON Schema (draft 2020-12) of one hub JSON record of any kind, as published at docs/hub-json.schema.json. Members that it does not
 * name are allowed: they are reported once a file and kept nowhere.
 */
export function hubJsonSchema(): Record<string, unknown> {
  const definitions = RECORD_KINDS.map(({ kind, schema }) => [kind, definitionOf(schema)]);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Hub JSON record',
    description:
      'One record: a line of JSON Lines, an item of an array, or an item of {"records":[…]}',
    oneOf: RECORD_KINDS.map(({ kind }) => ({ $ref: `#/$defs/${kind}` })),
    $defs: Object.fromEntries(definitions) as Record<string, unknown>,
  };
}

function definitionOf(schema: z.ZodType): Record<string, unknown> {
  const { $schema: _draft, ...definition } = z.toJSONSchema(schema, {
    target: 'draft-2020-12',
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
    },
  });
  return definition;
}

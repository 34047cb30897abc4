/** Writes what is generated from the registries: run by the build, after the compiler. */
import { registries } from '../run/registries.js';
import { SCHEMA_FILE, writeJsonSchema } from '../scenario/json-schema.js';

if (writeJsonSchema(registries)) console.log(`wrote ${SCHEMA_FILE}`);

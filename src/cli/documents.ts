/** Writes what is generated from the registries: run by the build, after the compiler. */
import { SWEEP_SCHEMA_FILE, writeSweepSchema } from '../experiment/sweep/schema.js';
import { ALERT_DOCS_FILE, writeAlertDocs } from '../report/alert-docs.js';
import { ENV_DOCS_FILE, writeEnvDocs } from '../report/envs/env-docs.js';
import { JSON_SCHEMA_FILE, writeOutputSchema } from '../report/json/schema-file.js';
import { JSON_DOCS_FILE, writeJsonDocs } from '../report/json-docs.js';
import { AUTHOR_DOCS_FILE, writeAuthorDocs } from '../report/losses/author-docs.js';
import { LOSS_DOCS_FILE, writeLossDocs } from '../report/losses/docs.js';
import { MAN_FILE, writeManual } from '../report/manual-file.js';
import { SCHEMA_FILE, writeJsonSchema } from '../scenario/json-schema.js';
import * as ops from '../tensor/ops/index.js';
import { registries } from '../train/registries.js';
import { Terminal } from './kit/terminal.js';
import { manPage } from './man-page.js';
import { createProgram } from './program.js';

if (writeJsonSchema(registries)) console.log(`wrote ${SCHEMA_FILE}`);
if (writeLossDocs(registries)) console.log(`wrote ${LOSS_DOCS_FILE}`);
if (writeAuthorDocs(Object.keys(ops))) console.log(`wrote ${AUTHOR_DOCS_FILE}`);
if (writeSweepSchema()) console.log(`wrote ${SWEEP_SCHEMA_FILE}`);
if (writeAlertDocs()) console.log(`wrote ${ALERT_DOCS_FILE}`);
if (writeEnvDocs()) console.log(`wrote ${ENV_DOCS_FILE}`);
if (writeJsonDocs()) console.log(`wrote ${JSON_DOCS_FILE}`);
if (writeOutputSchema()) console.log(`wrote ${JSON_SCHEMA_FILE}`);

if (writeManual(manPage(createProgram({ terminal: new Terminal(), exit: () => {} })))) console.log(`wrote ${MAN_FILE}`);

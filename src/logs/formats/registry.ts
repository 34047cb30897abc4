import { allennlp } from './allennlp.js';
import { box } from './box.js';
import { delimited } from './delimited.js';
import { figureFirst } from './figure-first.js';
import type { ByteFormat, LineFormat } from './format.js';
import { html } from './html.js';
import { json } from './json.js';
import { losscope } from './losscope.js';
import { mlflow } from './mlflow.js';
import { positional } from './positional.js';
import { printed } from './printed.js';
import { progressBar } from './progress-bar.js';
import { ray } from './ray.js';
import { ruled } from './ruled.js';
import { tensorboard } from './tensorboard.js';
import { ultralytics } from './ultralytics.js';
import { values } from './values.js';
import { wandb } from './wandb.js';

/** Formats of bytes: the first that recognises the head of a file reads it. */
export const byteFormats: readonly ByteFormat[] = [tensorboard, wandb];

/** Formats of lines, asked in this order for each line: the first that takes it has it. */
export const lineFormats: readonly LineFormat[] = [
  losscope,
  json,
  mlflow,
  ray,
  box,
  ruled,
  allennlp,
  html,
  ultralytics,
  positional,
  delimited,
  progressBar,
  values,
  figureFirst,
  printed,
];

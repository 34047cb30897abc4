import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { chartSvg } from '../../src/report/svg/chart.js';
import { chartPicture } from '../../src/tui/chart-picture.js';
import { clipboardText } from '../../src/tui/clipboard.js';
import { Exporter } from '../../src/tui/exporter.js';
import { groundOf } from '../../src/tui/ground.js';
import { fourRuns } from './fixture.js';
import { FakeKeyboard, FakeTerminal, modelOf } from './stagehand.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'losscope-exporter-'));
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => {
    process.chdir(before);
    rmSync(folder, { recursive: true });
  });
});

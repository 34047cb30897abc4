import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkGolden } from '../../src/losses/tools/golden-check.js';

const golden = JSON.parse(readFileSync(new URL('../golden/trl-losses.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly { readonly loss: string; readonly oracle: string }[];
};
const of = (cases: typeof golden.cases) => ({ ...golden, cases, count: cases.length });
const inSingle = ({ loss }: { readonly loss: string }) => loss === 'orpo';

test("TRL's trainers give the same values and gradients on the same log-probabilities", () => {
  const cases = golden.cases.filter((one) => !inSingle(one));
  const report = checkGolden(of(cases), { precision: 'f64' });
  expect(report).toMatchObject({ failed: [], skipped: [], checked: 57 });
  expect(checkGolden(of(cases), { precision: 'f32' }).failed).toEqual([]);
});

test('ORPO agrees to the six digits that its trainer computes with', () => {
  const cases = golden.cases.filter(inSingle);
  const report = checkGolden(of(cases), { precision: 'f64', tolerance: { abs: 1e-6, rel: 5e-6 } });
  expect(report).toMatchObject({ failed: [], skipped: [], checked: 4 });
});

test('every form that TRL shares is among the cases', () => {
  expect([...new Set(golden.cases.map(({ oracle }) => oracle))].sort()).toEqual([
    'CPOTrainer hinge',
    'CPOTrainer ipo',
    'CPOTrainer sigmoid',
    'CPOTrainer simpo',
    'DPOTrainer hinge',
    'DPOTrainer ipo',
    'DPOTrainer robust',
    'DPOTrainer sigmoid',
    'GRPOTrainer bnpo',
    'GRPOTrainer dapo',
    'GRPOTrainer dr_grpo',
    'GRPOTrainer grpo',
    'KTOTrainer apo_zero_unpaired',
    'KTOTrainer kto',
    'ORPOTrainer.odds_ratio_loss',
    'RewardTrainer',
  ]);
});

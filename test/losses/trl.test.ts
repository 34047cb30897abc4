import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { checkGolden } from '../../src/losses/tools/golden-check.js';

const golden = JSON.parse(readFileSync(new URL('../golden/trl-losses.json', import.meta.url), 'utf8')) as {
  readonly cases: readonly { readonly loss: string; readonly oracle: string; readonly note?: string }[];
};
const of = (cases: typeof golden.cases) => ({ ...golden, cases, count: cases.length });
type Case = (typeof golden.cases)[number];
const inSingle = ({ loss, note }: Case) => loss === 'orpo' || note === 'single precision there';

test("TRL's trainers give the same values and gradients on the same log-probabilities", () => {
  const cases = golden.cases.filter((one) => !inSingle(one));
  const report = checkGolden(of(cases), { precision: 'f64' });
  expect(report).toMatchObject({ failed: [], skipped: [], checked: 232 });
  expect(checkGolden(of(cases), { precision: 'f32' }).failed).toEqual([]);
});

test('ORPO and alpha divergences agree to the six digits that their trainers compute with', () => {
  const cases = golden.cases.filter(inSingle);
  const report = checkGolden(of(cases), { precision: 'f64', tolerance: { abs: 1e-6, rel: 5e-6 } });
  expect(report).toMatchObject({ failed: [], skipped: [], checked: 40 });
});

test('every form that TRL computes from these log-probabilities is among the cases', () => {
  const oracles = [...new Set(golden.cases.map(({ oracle }) => oracle))].sort();
  const of = (trainer: string) =>
    oracles.filter((oracle) => oracle.startsWith(trainer)).map((oracle) => oracle.slice(trainer.length + 1));
  // DPOConfig.loss_type without sft, which is no preference loss, and each divergence that goes with it.
  const lead = ['discopop', 'exo_pair', 'hinge', 'ipo', 'robust', 'sigmoid'];
  const divergences = ['alpha_divergence', 'forward_kl', 'js_divergence'];
  expect(of('DPOTrainer')).toEqual(
    [
      ...['aot', 'aot_unpaired', 'apo_down', 'apo_zero', 'bco_pair', 'nca_pair', 'sigmoid_norm', 'sppo_hard', ...lead],
      ...lead.flatMap((form) => divergences.map((divergence) => `${form} ${divergence}`)),
    ].sort(),
  );
  expect(of('CPOTrainer')).toEqual(['alphapo', 'hinge', 'ipo', 'sigmoid', 'simpo', 'simpo smoothed']);
  expect(of('KTOTrainer')).toEqual(['apo_zero_unpaired', 'kto']);
  expect([...new Set(of('GRPOTrainer').map((form) => form.split(' ')[0]))]).toEqual([
    'bnpo',
    'cispo',
    'dapo',
    'dr_grpo',
    'grpo',
    'luspo',
    'sapo',
    'vespo',
  ]);
  expect(oracles).toEqual(expect.arrayContaining(['ORPOTrainer.odds_ratio_loss', 'RLOOTrainer', 'RewardTrainer']));
});

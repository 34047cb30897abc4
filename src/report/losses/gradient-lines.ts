import type { LossDefinition } from '../../losses/kit/definition.js';
import type { Examination, Fault } from '../../losses/tools/contract-check.js';
import { type Line, tone } from '../lines.js';
import { formatCount } from '../numbers.js';
import { settingText } from './loss-curves.js';

const TITLES: Readonly<Record<Fault['kind'], string>> = {
  gradient: 'wrong gradient',
  extreme: 'not finite',
  unsteady: 'not repeatable',
  threw: 'threw',
  inputs: 'not examined',
};
/** One mistake shows in many calls; so many of each kind are enough. */
const MOST_OF_A_KIND = 3;

/** What the examination of a loss found. `placeOf` tells where in the file something was thrown: `my-loss.mjs:12:5`. */
export function gradientLines(
  loss: LossDefinition,
  { faults, calls, elements, worst, extremes, untried }: Examination,
  placeOf: (error: unknown) => string,
): readonly Line[] {
  const kinds = [...new Set(faults.map(({ kind }) => kind))];
  const counts = `${formatCount(calls)} random calls, ${formatCount(elements)} gradients against central differences, ${formatCount(extremes)} calls at extremes`;
  return [
    ...kinds.flatMap((kind) => {
      const all = faults.filter((fault) => fault.kind === kind);
      const more = all.length - MOST_OF_A_KIND;
      return [
        ...all.slice(0, MOST_OF_A_KIND).flatMap((fault) => faultLines(fault, placeOf)),
        ...(more > 0 ? [[tone('dim', `  and ${more} more like this`)]] : []),
      ];
    }),
    ...(untried.length === 0
      ? []
      : [[tone('dim', `at their defaults only, for want of legal inputs: ${untried.join(', ')}`)]]),
    [
      loss.name,
      ': ',
      faults.length === 0 ? tone('good', 'ok') : tone('bad', 'wrong'),
      `  ${counts}`,
      faults.length === 0 ? `; largest error ${worst.toExponential(1)}` : '',
    ],
  ];
}

function faultLines({ kind, variant, params, message, error }: Fault, placeOf: (error: unknown) => string): Line[] {
  const settings = Object.entries(params).map(([name, value]) => `${name} ${settingText(value)}`);
  const place = error === undefined ? '' : placeOf(error);
  return [
    [tone('bad', TITLES[kind]), `  variant ${variant}${settings.length === 0 ? '' : `, ${settings.join(', ')}`}`],
    [`  ${place === '' ? '' : `${place}: `}${message}`],
  ];
}

import type { build } from 'rolldown';
import type { Look } from '../../../src/experiment/gate/stages.js';
import { gateSentence, suspicionText } from '../../../src/report/gate/words.js';
import { buildWith } from './build.js';
import { faults, type Planted, refactorings } from './faults.js';
import { check } from './gate.js';
import type { Trained } from './harness.js';
import { type ScenarioName, scenarios } from './scenarios.js';

const SEEDS = 40;

/** Plants every fault and every harmless change whose name holds `filter`, and prints what the gate says. */
export async function run(root: string, bundle: typeof build, filter: string, print: (line: string) => void) {
  const sound = new Map<ScenarioName, Trained>();
  const { trainSeeds } = await buildWith([], root, bundle);
  const baseline = (name: ScenarioName): Trained => {
    const before = sound.get(name);
    if (before !== undefined) return before;
    const started = performance.now();
    const made = trainSeeds(
      scenarios[name],
      Array.from({ length: SEEDS }, (_, i) => i),
    );
    print(`${name}: ${SEEDS} seeds in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    sound.set(name, made);
    return made;
  };
  const tell = async (planted: Planted): Promise<Look> => {
    const reference = baseline(planted.scenario);
    const changed = await buildWith(planted.edits, root, bundle);
    return check(reference, (seeds) => changed.trainSeeds(scenarios[planted.scenario], seeds), SEEDS);
  };
  const count = async (list: readonly Planted[], title: string) => {
    let alarms = 0;
    const chosen = list.filter(({ name }) => name.includes(filter));
    for (const planted of chosen) {
      const { gate, seeds } = await tell(planted);
      const alarm = gate.verdict === 'regressed' || gate.broken.length > 0 || gate.suspicious.length > 0;
      if (alarm) alarms++;
      const said = [gateSentence(gate), suspicionText(gate)].filter((text) => text !== null).join('. ');
      print(`${alarm ? 'ALARM' : 'quiet'}  ${planted.scenario}  ${planted.name}  n ${seeds.length}  ${said}`);
    }
    print(`${title}: ${alarms} of ${chosen.length} alarmed`);
  };
  await count(faults, 'faults');
  await count(refactorings, 'harmless changes');
}

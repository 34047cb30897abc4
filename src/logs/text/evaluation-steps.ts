type Fields = Readonly<Record<string, unknown>>;

/**
 * MMEngine counts iterations in the records of training, `{"loss": 2.4, "epoch": 2, "iter": 500, "step": 500}`, and epochs
 * under the same name in those of evaluation, `{"coco/bbox_mAP": 0.3, "time": 0.2, "step": 2}`.
 */
export class EvaluationSteps {
  #epoch: number | null = null;
  #step = 0;
  readonly #names = new Set<string>();

  /** A record whose step is an epoch, with its names kept apart from those of training; any other record as it is. */
  placed(record: Fields): Fields {
    const { step, epoch, iter } = record;
    if (typeof step !== 'number') return record;
    if (typeof epoch === 'number' && iter === step) {
      this.#epoch = epoch;
      this.#step = step;
      for (const name of Object.keys(record)) this.#names.add(name);
      return record;
    }
    const counts = this.#epoch !== null && epoch === undefined && iter === undefined;
    if (!counts || step >= this.#step || step > this.#epoch!) return record;
    const entries = Object.entries(record).filter(([name]) => name !== 'step');
    return {
      epoch: step,
      ...Object.fromEntries(entries.map(([name, value]) => [this.#names.has(name) ? `val/${name}` : name, value])),
    };
  }
}

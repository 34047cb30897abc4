// The JavaScript peer jax-js on its WebAssembly backend: whole updates in one jit.
import { jit, nn, numpy as np, tree, valueAndGrad } from '@jax-js/jax';
import { main } from './work.mjs';

const [BETA1, BETA2, TINY] = [0.9, 0.999, 1e-8];

function tensors(layers) {
  return layers.map(({ inputs, outputs, weights, bias }) => ({
    w: np.array(weights).reshape([inputs, outputs]),
    b: np.array(bias),
  }));
}

/** Consumes the parameters and x, as everything in jax-js does. */
function forward(params, x) {
  return params.reduce((h, { w, b }, i) => {
    const z = np.matmul(h, w).add(b);
    return i === params.length - 1 ? z : nn.relu(z);
  }, x);
}

const zeros = (params) => tree.map((p) => np.zeros(p.shape), params);

/** One Adam step over all leaves; consumes everything. */
function adam(params, gradients, mean, variance, scales, lr) {
  const [p, structure] = tree.flatten(params);
  const [g, m, v] = [gradients, mean, variance].map((part) => tree.flatten(part)[0]);
  const next = p.map((weight, i) => {
    const m2 = m[i].mul(BETA1).add(g[i].ref.mul(1 - BETA1));
    const v2 = v[i].mul(BETA2).add(np.square(g[i]).mul(1 - BETA2));
    const [s1, s2] = [scales.ref.slice(0), scales.ref.slice(1)];
    const step = m2.ref.mul(s1).div(np.sqrt(v2.ref.mul(s2)).add(TINY));
    return [weight.sub(step.mul(lr)), m2, v2];
  });
  scales.dispose();
  return [0, 1, 2].map((part) =>
    tree.unflatten(
      structure,
      next.map((one) => one[part]),
    ),
  );
}

function scalesAt(t) {
  return np.array(Float32Array.of(1 / (1 - BETA1 ** t), 1 / (1 - BETA2 ** t)));
}

/** Holds parameters and moments between jitted updates. */
class Trained {
  constructor(layers, lr, loss) {
    this.params = tensors(layers);
    this.mean = zeros(tree.ref(this.params));
    this.variance = zeros(tree.ref(this.params));
    this.step = jit((params, mean, variance, scales, ...batch) => {
      const [value, gradients] = valueAndGrad(loss)(tree.ref(params), ...batch);
      return [value, ...adam(params, gradients, mean, variance, scales, lr)];
    });
    this.last = null;
  }
  update(t, ...batch) {
    this.last?.dispose();
    const [value, params, mean, variance] = this.step(this.params, this.mean, this.variance, scalesAt(t), ...batch);
    Object.assign(this, { params, mean, variance, last: value });
    return value;
  }
}

function makeQ({ layers, lr, batch }) {
  const online = new Trained(layers, lr, (params, o, mask, y) =>
    np.mean(np.square(np.sum(forward(params, o).mul(mask), 1).sub(y))),
  );
  let target = tree.ref(online.params);
  const q = jit(forward);
  const targets = jit((params, n, r, d) => r.add(np.max(forward(params, n), 1).mul(0.99).mul(d.neg().add(1))));
  return {
    act(observation) {
      const [left, right] = q(tree.ref(online.params), np.array(observation).reshape([1, 4])).dataSync();
      return right > left ? 1 : 0;
    },
    update({ o, n, a, r, d }, t) {
      const mask = new Float32Array(batch * 2);
      for (let i = 0; i < batch; i++) mask[2 * i + a[i]] = 1;
      const y = targets(tree.ref(target), np.array(n).reshape([batch, 4]), np.array(r), np.array(d));
      return online.update(t, np.array(o).reshape([batch, 4]), np.array(mask).reshape([batch, 2]), y);
    },
    copyTarget() {
      tree.dispose(target);
      target = tree.ref(online.params);
    },
    read: (loss) => loss.ref.dataSync()[0],
  };
}

function makeClassifier({ layers, lr, batch }) {
  const model = new Trained(layers, lr, (params, x, y) => {
    const z = forward(params, x).reshape([batch]);
    const ce = np
      .maximum(z.ref, 0)
      .sub(z.ref.mul(y.ref))
      .add(np.log1p(np.exp(np.abs(z).neg())));
    const alpha = y.ref.mul(0.25).add(y.neg().add(1).mul(0.75));
    return np.mean(alpha.mul(np.square(np.exp(ce.ref.neg()).neg().add(1))).mul(ce));
  });
  return {
    // Reading the loss runs what is pending; left to itself it piles up and each update takes longer than the last.
    update: (inputs, targets, t) =>
      model.update(t, np.array(inputs).reshape([batch, inputs.length / batch]), np.array(targets)).ref.dataSync()[0],
    read: (loss) => loss,
  };
}

await main({ name: 'jax-js', makeQ, makeClassifier });

// The JavaScript peer TensorFlow.js on its WebAssembly backend with SIMD, one thread.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { main } from './work.mjs';

const require = createRequire(import.meta.url);
setWasmPaths(join(dirname(require.resolve('@tensorflow/tfjs-backend-wasm')), '/'));
setThreadsCount(1);
await tf.setBackend('wasm');
await tf.ready();

function variables(layers) {
  return layers.map(({ inputs, outputs, weights, bias }) => ({
    w: tf.variable(tf.tensor2d(weights, [inputs, outputs])),
    b: tf.variable(tf.tensor1d(bias)),
  }));
}

function forward(params, x) {
  return params.reduce((h, { w, b }, i) => {
    const z = tf.add(tf.matMul(h, w), b);
    return i === params.length - 1 ? z : tf.relu(z);
  }, x);
}

const all = (params) => params.flatMap(({ w, b }) => [w, b]);

function makeQ({ layers, lr, batch }) {
  const online = variables(layers);
  const target = variables(layers);
  const optimizer = tf.train.adam(lr);
  return {
    act: (observation) =>
      tf.tidy(() => {
        const [left, right] = forward(online, tf.tensor2d(observation, [1, 4])).dataSync();
        return right > left ? 1 : 0;
      }),
    update({ o, n, a, r, d }) {
      const mask = new Float32Array(batch * 2);
      for (let i = 0; i < batch; i++) mask[2 * i + a[i]] = 1;
      return tf.tidy(() => {
        const best = tf.max(forward(target, tf.tensor2d(n, [batch, 4])), 1);
        const y = tf.add(tf.tensor1d(r), tf.mul(tf.mul(best, 0.99), tf.sub(1, tf.tensor1d(d))));
        const [inputs, chosen] = [tf.tensor2d(o, [batch, 4]), tf.tensor2d(mask, [batch, 2])];
        const loss = () => tf.mean(tf.square(tf.sub(tf.sum(tf.mul(forward(online, inputs), chosen), 1), y)));
        return optimizer.minimize(loss, true, all(online)).dataSync()[0];
      });
    },
    copyTarget() {
      const from = all(online);
      all(target).forEach((variable, i) => void variable.assign(from[i]));
    },
    read: (loss) => loss,
  };
}

function makeClassifier({ layers, lr, batch }) {
  const model = variables(layers);
  const optimizer = tf.train.adam(lr);
  return {
    update: (inputs, targets) =>
      tf.tidy(() => {
        const x = tf.tensor2d(inputs, [batch, inputs.length / batch]);
        const y = tf.tensor1d(targets);
        const loss = () => {
          const z = tf.reshape(forward(model, x), [batch]);
          const ce = tf.add(tf.mul(tf.softplus(tf.neg(z)), y), tf.mul(tf.softplus(z), tf.sub(1, y)));
          const alpha = tf.add(tf.mul(y, 0.25), tf.mul(tf.sub(1, y), 0.75));
          return tf.mean(tf.mul(tf.mul(alpha, tf.square(tf.sub(1, tf.exp(tf.neg(ce))))), ce));
        };
        return optimizer.minimize(loss, true, all(model)).dataSync()[0];
      }),
    read: (loss) => loss,
  };
}

await main({ name: 'tensorflow.js', makeQ, makeClassifier });

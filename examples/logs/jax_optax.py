# JAX with Optax: prints a line every 20 steps. python jax_optax.py SEED
import sys

import jax
import jax.numpy as jnp
import optax

key = jax.random.key(int(sys.argv[1]))
x = jax.random.normal(key, (512, 8))
y = (x[:, 0] * x[:, 1] > 0).astype(float)
params = {"w": jax.random.normal(key, (8, 32)) * 0.3, "b": jnp.zeros(32), "v": jax.random.normal(key, (32,)) * 0.2}
opt = optax.adam(0.02)
state = opt.init(params)


def loss_of(params):
    return optax.sigmoid_binary_cross_entropy(jnp.tanh(x @ params["w"] + params["b"]) @ params["v"], y).mean()


@jax.jit
def train_step(params, state):
    loss, grads = jax.value_and_grad(loss_of)(params)
    updates, state = opt.update(grads, state)
    return optax.apply_updates(params, updates), state, loss


for step in range(201):
    params, state, loss = train_step(params, state)
    if step % 20 == 0:
        print(f"step {step} loss {loss:.4f}")

# Keras: its bars on the terminal, and a CSVLogger. python keras_fit.py SEED
import sys

import keras
import numpy as np

seed = int(sys.argv[1])
keras.utils.set_random_seed(seed)
x = np.random.randn(640, 8)
y = x[:, 0] * x[:, 1] > 0
model = keras.Sequential([keras.layers.Dense(32, "tanh"), keras.layers.Dense(1, "sigmoid")])
model.compile(keras.optimizers.Adam(0.02), "binary_crossentropy", metrics=["accuracy"])
model.fit(x, y, epochs=8, batch_size=64, validation_split=0.2, callbacks=[keras.callbacks.CSVLogger(f"keras_{seed}.csv")])

"""What PyTorch makes of weights that are exported with --layout torch, by the function of docs/weights.md.

    LOSSCOPE_TORCH_CASES=/tmp/cases npx vitest run test/contract/exported-weights.test.ts
    python test/golden/torch_layout.py /tmp/cases > test/golden/torch-layout.json

Needs torch and safetensors.
"""
import json
import re
import sys
from pathlib import Path

import torch
from safetensors import safe_open

page = (Path(__file__).parents[2] / "docs/weights.md").read_text(encoding="utf-8")
snippet = re.search(r"```python\n(import json\n.*?)```", page, re.S)[1]
exec(snippet)


def body(path, name):
    """The network, and its outputs of rows; of a network with a GRU, of one stretch of time."""
    with safe_open(path, "pt") as file:
        weights = {key: file.get_tensor(key) for key in file.keys()}
        layers = [layer for layer in json.loads(file.metadata()["layers"]) if layer["network"] == name]
    if all(layer["kind"] != "gru" for layer in layers):
        return network(path, name)
    part = f"{name}.gru."
    gru = torch.nn.GRU(weights[part + "inputWeight"].shape[1], weights[part + "hiddenWeight"].shape[1])
    gru.weight_ih_l0.data, gru.weight_hh_l0.data = weights[part + "inputWeight"], weights[part + "hiddenWeight"]
    gru.bias_ih_l0.data, gru.bias_hh_l0.data = weights[part + "inputBias"], weights[part + "hiddenBias"]
    head = torch.nn.Linear(gru.hidden_size, weights[f"{name}.head.0.bias"].shape[0])
    head.weight.data, head.bias.data = weights[f"{name}.head.0.weight"], weights[f"{name}.head.0.bias"]
    below = []
    for layer in layers:
        if layer["kind"] == "conv":
            weight = weights[layer["name"] + ".weight"]
            conv = torch.nn.Conv2d(weight.shape[1], weight.shape[0], layer["kernel"], layer["stride"])
            conv.weight.data, conv.bias.data = weight, weights[layer["name"] + ".bias"]
            below += [conv, {"relu": torch.nn.ReLU, "tanh": torch.nn.Tanh}[layer["activation"]]()]
    below = torch.nn.Sequential(*below, torch.nn.Flatten())
    return lambda x: head(gru(below(x))[0])


def figures(path, inputs, shape, kind):
    x = torch.tensor(inputs)
    if shape is not None:
        x = x.reshape(-1, *shape).permute(0, 3, 1, 2)
    if kind == "dueling":
        h = network(path, "trunk")(x)
        h = h.flatten(1)
        value, advantage = network(path, "value")(h), network(path, "advantage")(h)
        return value + advantage - advantage.mean(1, keepdim=True)
    if kind == "q":
        return body(path, "q")(x)
    if kind == "tanh":
        return torch.tanh(body(path, "actor")(x))
    return torch.softmax(body(path, kind)(x), 1)


cases = json.load(open(Path(sys.argv[1]) / "cases.json"))
with torch.no_grad():
    for case in cases:
        path = str(Path(sys.argv[1]) / case["file"])
        case["figures"] = figures(path, case["inputs"], case["shape"], case["kind"]).tolist()
        del case["file"]
print(json.dumps(cases))

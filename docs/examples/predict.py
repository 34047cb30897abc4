"""Scores new rows with a model that `losscope export RUN --model DIR` wrote, in plain Python: no package is needed.

Usage: python3 predict.py DIR new.csv > predictions.csv

It reads model.json (how columns become inputs, the layers, what the outputs mean) and weights.safetensors. The file must be a
comma-separated table with plain numbers; text columns (hashed words) and dates are left to `losscope predict`.
"""

import csv
import json
import math
import struct
import sys


def read_safetensors(path):
    """Arrays of 32-bit floats by name, each with its shape."""
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8 : 8 + size])
    arrays = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = entry["data_offsets"]
        raw = data[8 + size + begin : 8 + size + end]
        arrays[name] = (entry["shape"], struct.unpack("<%df" % (len(raw) // 4), raw))
    return arrays


def value_of(model, column, row):
    """The text of a column in a row; None when it is missing."""
    text = (row.get(column) or "").strip()
    own = next((c.get("missing", []) for c in model["columns"] if c["name"] == column), [])
    return None if text == "" or text.lower() in model["missingWords"] or text.lower() in own else text


def inputs_of(model, row):
    """The numbers that the network takes."""
    sentinels = {c["name"]: c.get("sentinels", []) for c in model["columns"]}
    values = []
    for spec in model["inputs"]:
        text = value_of(model, spec["column"], row)
        if text is not None and sentinels.get(spec["column"]) and float(text) in sentinels[spec["column"]]:
            text = None
        if spec["kind"] == "number":
            if text is None:
                values.append(0.0)
            else:
                values.append((float(text) / spec["scale"] - spec["mean"]) / spec["deviation"])
        elif spec["kind"] == "missing":
            values.append(1.0 if text is None else 0.0)
        elif spec["kind"] == "category":
            values.append(1.0 if text == spec["value"] else 0.0)
        elif spec["kind"] == "other":
            values.append(1.0 if text is not None and text not in spec["known"] else 0.0)
        else:
            sys.exit("inputs of kind %s are left to losscope predict" % spec["kind"])
    return values


def layer(arrays, spec, x):
    (inputs, outputs), weight = arrays[spec["weight"]]
    _, bias = arrays[spec["bias"]]
    y = [bias[j] + sum(x[i] * weight[i * outputs + j] for i in range(inputs)) for j in range(outputs)]
    if spec["activation"] == "relu":
        return [max(0.0, v) for v in y]
    return [math.tanh(v) for v in y] if spec["activation"] == "tanh" else y


def sigmoid(x):
    return 1 / (1 + math.exp(-x)) if x >= 0 else math.exp(x) / (1 + math.exp(x))


def softmax(x):
    largest = max(x)
    powers = [math.exp(v - largest) for v in x]
    return [v / sum(powers) for v in powers]


def softplus(x):
    return max(x, 0) + math.log1p(math.exp(-abs(x)))


def prediction_of(output, y):
    """The columns of a prediction: names and values."""
    kind = output["kind"]
    if kind == "binary":
        odds = y[0] if output["columns"] == 1 else y[1] - y[0]
        answer = output["positive"] if odds > 0 else output["negative"]
        return {"prediction": answer, "probability of %s" % output["positive"]: sigmoid(odds), "score": odds}
    if kind == "classes":
        odds = softmax(y)
        answer = output["classes"][max(range(len(y)), key=lambda k: y[k])]
        return {"prediction": answer, **{"probability of %s" % c: p for c, p in zip(output["classes"], odds)}}
    if kind == "number":
        link = {"identity": lambda v: v, "softplus": softplus, "exp": math.exp}[output["link"]]
        return {"prediction": output["shift"] + output["scale"] * link(y[0])}
    if kind == "labels":
        odds = softmax(y) if output["competing"] else [sigmoid(v) for v in y]
        said = "|".join(label for label, p in zip(output["labels"], odds) if p > 0.5)
        return {"prediction": said, **{"probability of %s" % n: p for n, p in zip(output["labels"], odds)}}
    if kind == "score":
        return {"score": y[0]}
    if output["unit"]:
        length = math.sqrt(sum(v * v for v in y)) or 1.0
        y = [v / length for v in y]
    return {"e%d" % k: v for k, v in enumerate(y)}


def main(folder, path):
    with open(folder + "/model.json", encoding="utf-8") as file:
        model = json.load(file)
    dates = [c["name"] for c in model["columns"] if c["kind"] == "date"]
    if dates:
        sys.exit("columns of dates are left to losscope predict: %s" % ", ".join(dates))
    arrays = read_safetensors(folder + "/weights.safetensors")
    writer = None
    with open(path, encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 1):
            x = inputs_of(model, row)
            for spec in model["layers"]:
                x = layer(arrays, spec, x)
            result = {"row": number, **prediction_of(model["output"], x)}
            if writer is None:
                writer = csv.DictWriter(sys.stdout, list(result), lineterminator="\n")
                writer.writeheader()
            writer.writerow(result)


if __name__ == "__main__":
    main(*sys.argv[1:])

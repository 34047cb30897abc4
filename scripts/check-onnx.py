"""Checks exported models against onnxruntime: python scripts/check-onnx.py MODEL_DIR table.csv ...

Every row goes through `predict.py` of the folder (plain Python) and through `model.onnx`; prints the largest difference of the
network's outputs. Needs numpy and onnxruntime. With `--golden FILE`, writes what `test/store/onnx.test.ts` compares with: from
a JSON file of {model, weights, file (base64 of model.onnx), inputs} the outputs of onnxruntime are added to each case.
"""

import base64
import csv
import importlib.util
import json
import sys

import numpy
import onnxruntime


def run(content, inputs):
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    return session.run(["outputs", "prediction"], {"inputs": numpy.array(inputs, dtype=numpy.float32)})


def check(folder, table):
    spec = importlib.util.spec_from_file_location("predict", folder + "/predict.py")
    predict = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(predict)
    model = json.load(open(folder + "/model.json", encoding="utf-8"))
    arrays = predict.read_safetensors(folder + "/weights.safetensors")
    rows = list(csv.DictReader(open(table, encoding="utf-8-sig", newline="")))
    inputs = [predict.inputs_of(model, row) for row in rows]
    outputs, _ = run(open(folder + "/model.onnx", "rb").read(), inputs)
    worst = 0.0
    for x, found in zip(inputs, outputs):
        for layer in model["layers"]:
            x = predict.layer(arrays, layer, x)
        if model["output"].get("unit"):
            continue
        worst = max(worst, max(abs(a - b) / (1 + abs(a)) for a, b in zip(x, found)))
    print("%s: %d rows, largest relative difference %.2g" % (folder, len(rows), worst))


def golden(path):
    cases = json.load(open(path))
    for case in cases:
        outputs, prediction = run(base64.b64decode(case["file"]), case["inputs"])
        case["outputs"] = outputs.astype(float).tolist()
        case["prediction"] = prediction.astype(float).tolist()
    json.dump(cases, open(path, "w"), indent=1)


if sys.argv[1] == "--golden":
    golden(sys.argv[2])
else:
    for folder, table in zip(sys.argv[1::2], sys.argv[2::2]):
        check(folder, table)

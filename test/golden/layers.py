"""Golden values of conv2d, layer norm and GRU from PyTorch, in f64. Usage: python layers.py > layers.json"""
import json
import torch

torch.manual_seed(5)
torch.set_default_dtype(torch.float64)


def plain(x):
    return x.detach().numpy().round(15).tolist()


def conv(images, rows, columns, channels, filters, kernel, stride):
    """Images with the channel last, filters as [kernel kernel channels, filters]."""
    x = torch.randn(images, rows, columns, channels, requires_grad=True)
    w = torch.randn(kernel, kernel, channels, filters, requires_grad=True)
    b = torch.randn(filters, requires_grad=True)
    y = torch.nn.functional.conv2d(x.permute(0, 3, 1, 2), w.permute(3, 2, 0, 1), b, stride=stride).permute(0, 2, 3, 1)
    g = torch.randn_like(y)
    gx, gw, gb = torch.autograd.grad(y, (x, w, b), g)
    flat = lambda t: plain(t.reshape(-1))
    return {
        "images": images, "image": {"rows": rows, "columns": columns, "channels": channels},
        "filters": filters, "kernel": kernel, "stride": stride,
        "x": flat(x), "w": flat(w), "b": flat(b), "y": flat(y), "g": flat(g), "gx": flat(gx), "gw": flat(gw), "gb": flat(gb),
    }


def norm(rows, columns):
    x = torch.randn(rows, columns, requires_grad=True)
    layer = torch.nn.LayerNorm(columns)
    layer.weight.data.normal_()
    layer.bias.data.normal_()
    y = layer(x)
    g = torch.randn_like(y)
    gx, gw, gb = torch.autograd.grad(y, (x, layer.weight, layer.bias), g)
    flat = lambda t: plain(t.reshape(-1))
    return {"rows": rows, "columns": columns, "x": flat(x), "gain": flat(layer.weight), "shift": flat(layer.bias),
            "y": flat(y), "g": flat(g), "gx": flat(gx), "gGain": flat(gw), "gShift": flat(gb)}


def gru(steps, batch, inputs, units):
    """Weights transposed: [inputs, 3 units] and [units, 3 units], gates in torch's order reset, update, new."""
    layer = torch.nn.GRU(inputs, units)
    x = torch.randn(steps, batch, inputs, requires_grad=True)
    h = torch.randn(1, batch, units, requires_grad=True)
    y, _ = layer(x, h)
    g = torch.randn_like(y)
    weights = [layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_ih_l0, layer.bias_hh_l0]
    gx, gh, gwi, gwh, gbi, gbh = torch.autograd.grad(y, (x, h, *weights), g)
    flat = lambda t: plain(t.reshape(-1))
    return {"steps": steps, "batch": batch, "inputs": inputs, "units": units, "x": flat(x), "h": flat(h),
            "input": flat(weights[0].t()), "hidden": flat(weights[1].t()), "inputBias": flat(weights[2]),
            "hiddenBias": flat(weights[3]), "y": flat(y), "g": flat(g), "gx": flat(gx), "gh": flat(gh),
            "gInput": flat(gwi.t()), "gHidden": flat(gwh.t()), "gInputBias": flat(gbi), "gHiddenBias": flat(gbh)}


print(json.dumps({
    "torch": torch.__version__,
    "conv": [conv(2, 4, 5, 3, 4, 3, 1), conv(1, 7, 6, 2, 5, 3, 2), conv(2, 5, 5, 1, 3, 2, 3), conv(1, 3, 3, 4, 16, 3, 1)],
    "norm": [norm(3, 5), norm(2, 16)],
    "gru": [gru(4, 2, 3, 5), gru(1, 3, 2, 4)],
}))

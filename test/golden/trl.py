"""Values and gradients of trl-losses.json by TRL's own trainers, on log-probabilities that are handed to them.

    python trl.py            (needs trl 1.16 with its optional trainers; rewrites the file beside it)

Each case calls the method of a trainer that computes its loss, on a stand-in for the trainer that has its settings and a
model that answers with the given log-probabilities: no formula of a loss is written down here. What TRL and the project name
or scale in different ways is turned round before and after the call, and the note of a case says how. ORPO's trainer and
alpha divergences compute in single precision, so their cases are rounded to 6 digits.
"""

import json
import math
import pathlib
import random
import sys
from collections import defaultdict
from types import SimpleNamespace
from unittest.mock import MagicMock

# A folder of modules named like this file must not hide the package.
sys.path[:] = [p for p in sys.path if pathlib.Path(p or ".").resolve() != pathlib.Path(__file__).resolve().parent]

import torch
import trl
from trl import DPOTrainer, GRPOTrainer, KTOTrainer, RewardTrainer, RLOOTrainer
from trl.experimental.cpo import CPOTrainer
from trl.experimental.orpo import ORPOTrainer

torch.set_default_dtype(torch.float64)
draw = random.Random(22)
CASES = []


def plain(x, digits=12):
    if isinstance(x, torch.Tensor):
        return plain(x.detach().tolist(), digits)
    if isinstance(x, list):
        return [plain(y, digits) for y in x]
    return float(f"{x:.{digits}g}") + 0.0 if isinstance(x, float) else x


def case(loss, variant, params, inputs, value, grads, oracle, note=None, digits=12):
    made = dict(
        id=f"{loss}/{variant}/{1 + sum(c['loss'] == loss and c['variant'] == variant for c in CASES)}",
        loss=loss, variant=variant, params=params, inputs={k: plain(v) for k, v in inputs.items()},
        value=plain(float(value.detach()), digits), grads={k: plain(v, digits) for k, v in grads.items()}, oracle=oracle,
    )
    if note:
        made["note"] = note
    CASES.append(made)


def numbers(n, low, high):
    return torch.tensor([round(draw.uniform(low, high), 3) for _ in range(n)])


class Accelerator:
    device = torch.device("cpu")
    num_processes = 1

    def gather_for_metrics(self, x):
        return x

    def gather(self, x):
        return x

    def reduce(self, x, reduction):
        return x


class Model:
    """Answers with log-probabilities by token, the first call of a trainer with the policy's, later ones with others."""

    training = True

    def __init__(self, *answers):
        self.answers = list(answers)

    def __call__(self, **_):
        logps = self.answers.pop(0)
        zeros = torch.zeros_like(logps)
        return SimpleNamespace(log_probs=logps, entropy=zeros, mean_logits=zeros, is_top1=zeros.bool(), log_sum_sq_probs=zeros)


def trainer(**settings):
    base = dict(
        accelerator=Accelerator(), aux_loss_enabled=False, _metrics=defaultdict(lambda: defaultdict(list)), _tp_size=1,
        _total_train_tokens=0, model=MagicMock(training=True),
    )
    return SimpleNamespace(**{**base, **settings})


def tokens_of(sums, lengths, width):
    """Log-probabilities of single tokens that add up to those of whole answers, and the mask of the answers behind a prompt of one."""
    rows, mask = [], torch.zeros(len(lengths), width + 1)
    for i, length in enumerate(lengths):
        parts = [sums[i] / length] * length + [torch.zeros(())] * (width - length)
        rows.append(torch.stack(parts))
        mask[i, 1 : length + 1] = 1
    return torch.stack(rows), mask


def pairs(n, high=3.0):
    return [numbers(n, -high - 4, -0.5).requires_grad_(k < 2) for k in range(4)], [
        [draw.randint(1, 5) for _ in range(n)] for _ in range(2)
    ]


def dpo_trainer(loss_type, beta, smoothing, given, lengths, divergence="reverse_kl", tau=0.05, alpha=0.5):
    # TRL takes the powers of an alpha divergence in single precision and refuses double precision.
    leaves = given[:2]
    if divergence == "alpha_divergence":
        given = [x.float() for x in given]
    chosen, rejected, ref_chosen, ref_rejected = given
    logps, mask = tokens_of(torch.cat([chosen, rejected]), lengths[0] + lengths[1], 5)
    logps = logps.to(chosen.dtype)
    me = trainer(
        ld_alpha=None, precompute_ref_logps=True, f_divergence_type=divergence, f_alpha_divergence_coef=alpha,
        loss_types=[loss_type], loss_weights=[1.0], beta=beta, label_smoothing=smoothing, use_weighting=False,
        args=SimpleNamespace(discopop_tau=tau),
    )
    inputs = dict(
        input_ids=torch.zeros(mask.shape, dtype=torch.long), attention_mask=torch.ones_like(mask), completion_mask=mask.long(),
        ref_chosen_logps=ref_chosen, ref_rejected_logps=ref_rejected,
    )
    value = DPOTrainer._compute_loss(me, Model(logps), inputs, False)
    return value, torch.autograd.grad(value, leaves)


def dpo_inputs(given, lengths=None):
    named = dict(zip(["chosenLogps", "rejectedLogps", "refChosenLogps", "refRejectedLogps"], given))
    if lengths is not None:
        named.update(chosenLengths=lengths[0], rejectedLengths=lengths[1])
    return named


def grads(two):
    return dict(chosenLogps=two[0], rejectedLogps=two[1])


for n in (1, 4, 7):
    for beta in (0.1, 0.5):
        given, lengths = pairs(n)
        for form in ("sigmoid", "hinge"):
            value, two = dpo_trainer(form, beta, 0.0, given, lengths)
            case("dpo", form, dict(form=form, beta=beta), dpo_inputs(given), value, grads(two), f"DPOTrainer {form}")
        value, two = dpo_trainer("robust", beta, 0.2, given, lengths)
        params = dict(form="robust", beta=beta, labelSmoothing=0.2)
        case("dpo", "robust", params, dpo_inputs(given), value, grads(two), "DPOTrainer robust")
        value, two = dpo_trainer("ipo", beta, 0.0, given, lengths)
        case("ipo", "averaged", dict(beta=beta), dpo_inputs(given, lengths), value, grads(two), "DPOTrainer ipo")


def cpo(loss_type, beta, smoothing, gamma, chosen, rejected):
    me = trainer(alpha=0.0, loss_type=loss_type, beta=beta, label_smoothing=smoothing, simpo_gamma=gamma)
    losses, _, _ = CPOTrainer.cpo_loss(me, chosen, rejected)
    return losses.mean()


for n in (1, 5):
    (chosen, rejected, _, _), lengths = pairs(n)
    free = "no reference there: references of 0 here"
    zeros = torch.zeros(n)
    for form, smoothing in (("sigmoid", 0.0), ("sigmoid", 0.1), ("hinge", 0.0)):
        value = cpo(form, 0.3, smoothing, 0.0, chosen, rejected)
        params = dict(form=form, beta=0.3, **({"labelSmoothing": smoothing} if smoothing else {}))
        two = torch.autograd.grad(value, [chosen, rejected])
        case("dpo", form, params, dpo_inputs([chosen, rejected, zeros, zeros]), value, grads(two), f"CPOTrainer {form}", free)
    value = cpo("ipo", 0.3, 0.0, 0.0, chosen, rejected)
    two = torch.autograd.grad(value, [chosen, rejected])
    case("ipo", "default", dict(beta=0.3), dpo_inputs([chosen, rejected, zeros, zeros]), value, grads(two), "CPOTrainer ipo", free)
    # TRL hands averages per token to it.
    averages = [x / torch.tensor(k) for x, k in zip((chosen, rejected), lengths)]
    for beta, gamma in ((2.0, 1.0), (0.1, 0.5)):
        value = cpo("simpo", beta, 0.0, gamma, *averages)
        two = torch.autograd.grad(value, [chosen, rejected], retain_graph=True)
        inputs = dict(chosenLogps=chosen, rejectedLogps=rejected, chosenLengths=lengths[0], rejectedLengths=lengths[1])
        case("simpo", "default", dict(beta=beta, gamma=gamma), inputs, value, grads(two), "CPOTrainer simpo",
             "cpo_alpha 0: without the likelihood of the chosen answers")
    for lam in (0.1, 1.0):
        me = trainer(beta=lam)
        losses, *_ = ORPOTrainer.odds_ratio_loss(me, *averages)
        # The likelihood as the trainer adds it, over answers alone and one token mean an answer.
        value = -averages[0].mean() - losses.mean()
        two = torch.autograd.grad(value, [chosen, rejected], retain_graph=True)
        inputs = dict(chosenLogps=chosen, rejectedLogps=rejected, chosenLengths=lengths[0], rejectedLengths=lengths[1])
        case("orpo", "default", {"lambda": lam}, inputs, value, grads(two), "ORPOTrainer.odds_ratio_loss",
             "likelihood: mean over the tokens of an answer, then over answers; TRL's is over all tokens, of the prompt too", 6)


def kto(loss_type, beta, good, bad, logps, ref, liked, kl):
    sums, mask = tokens_of(logps, [1] * len(liked), 1)
    me = trainer(
        loss_type=loss_type, beta=beta, desirable_weight=good, undesirable_weight=bad, precompute_ref_logps=True,
        calculate_KL=loss_type == "kto", _compute_kl_logps=lambda *_: torch.tensor([kl]),
    )
    inputs = dict(
        input_ids=torch.zeros(mask.shape, dtype=torch.long), attention_mask=torch.ones_like(mask), completion_mask=mask.long(),
        label=torch.tensor(liked), ref_logps=ref, ref_KL_logps=torch.zeros(1),
    )
    value = KTOTrainer._compute_loss(me, Model(sums), inputs, False)
    return value, torch.autograd.grad(value, logps)[0]


for n, beta, good, bad, kl in ((4, 0.1, 1.0, 1.0, 0.7), (6, 0.5, 1.33, 1.0, 1.9), (5, 0.3, 1.0, 2.0, -0.8), (3, 0.1, 1.0, 1.0, 0.0)):
    logps = numbers(n, -6, -0.5).requires_grad_()
    ref = numbers(n, -6, -0.5)
    liked = [i % 2 == 0 or draw.random() < 0.3 for i in range(n)]
    for loss_type in ("kto",) if kl else ("kto", "apo_zero_unpaired"):
        value, gradient = kto(loss_type, beta, good, bad, logps, ref, liked, kl)
        inputs = dict(logps=logps, refLogps=ref, desirable=[int(x) for x in liked], kl=kl)
        params = dict(beta=beta, desirableWeight=good, undesirableWeight=bad)
        case("kto", "default", params, inputs, value, dict(logps=gradient), f"KTOTrainer {loss_type}")


def reward(chosen, rejected, margins, center):
    me = trainer(args=SimpleNamespace(center_rewards_coefficient=center))
    me.model.training = False
    logits = torch.cat([chosen, rejected])[:, None]
    inputs = {} if margins is None else {"margin": margins}

    class Holder:
        def __call__(self, **_):
            return SimpleNamespace(logits=logits)

    value = RewardTrainer.compute_loss(me, Holder(), inputs)
    return value, torch.autograd.grad(value, [chosen, rejected])


for n, margin, center in ((1, False, None), (5, False, 0.01), (5, True, None), (8, True, 0.1)):
    chosen, rejected = numbers(n, -4, 4).requires_grad_(), numbers(n, -4, 4).requires_grad_()
    margins = numbers(n, 0, 3) if margin else None
    value, (a, b) = reward(chosen, rejected, margins, center)
    inputs = dict(chosen=chosen, rejected=rejected, **({"margins": margins} if margin else {}))
    case("bradley-terry", "default", {"centerCoef": center} if center else {}, inputs, value, dict(chosen=a, rejected=b), "RewardTrainer")


def grpo(loss_type, beta, low, high, longest, logps, old, ref, mask, advantages, level="token", args=None):
    settings = {**dict(delta=None, use_bias_correction_kl=False, steps_per_generation=1), **(args or {})}
    me = trainer(
        loss_type=loss_type, beta=beta, epsilon_low=low, epsilon_high=high, max_completion_length=longest,
        args=SimpleNamespace(**settings), importance_sampling_level=level, get_gamma_weights=GRPOTrainer.get_gamma_weights,
        top_entropy_quantile=1.0, off_policy_mask_threshold=None, use_vllm=False, _entropy_bonus_enabled=False,
        current_gradient_accumulation_steps=1,
        _get_per_token_logps_and_entropies=lambda *_, **__: (logps, torch.zeros_like(logps), None),
    )
    ones = torch.ones(len(mask), 1, dtype=torch.long)
    inputs = dict(
        prompt_ids=ones, prompt_mask=ones, completion_ids=torch.zeros(mask.shape, dtype=torch.long), completion_mask=mask,
        advantages=advantages, old_per_token_logps=old, ref_per_token_logps=ref, num_items_in_batch=mask.sum(),
    )
    value = GRPOTrainer._compute_loss(me, MagicMock(training=True), inputs)
    return value, torch.autograd.grad(value, logps)[0]


for name, form in (("grpo", "grpo"), ("dr_grpo", "dr-grpo"), ("dapo", "dapo"), ("bnpo", "dapo")):
    for n, width, beta, low, high in ((1, 3, 0.0, 0.2, 0.2), (4, 5, 0.04, 0.2, 0.28), (6, 4, 0.5, 0.1, 0.4)):
        old = torch.stack([numbers(width, -3, -0.2) for _ in range(n)])
        logps = (old + torch.stack([numbers(width, -0.5, 0.5) for _ in range(n)])).detach().requires_grad_()
        ref = torch.stack([numbers(width, -3, -0.2) for _ in range(n)])
        lengths = [draw.randint(1, width) for _ in range(n)]
        mask = torch.tensor([[1.0 if k < m else 0.0 for k in range(width)] for m in lengths])
        advantages = numbers(n, -2, 2)
        value, gradient = grpo(name, beta, low, high, 8, logps, old, ref, mask, advantages)
        inputs = dict(logps=logps, oldLogps=old, mask=mask, advantages=advantages, **({"refLogps": ref} if beta else {}))
        params = dict(form=form, clipRange=low, clipHigh=high, klCoef=beta, **({"maxLength": 8} if form == "dr-grpo" else {}))
        case("grpo", form, params, inputs, value, dict(logps=gradient), f"GRPOTrainer {name}",
             "one batch: bnpo and dapo divide by the same tokens" if name == "bnpo" else None)


# Further forms. They are drawn after those above, whose numbers stay what they were.
PAIR_FORMS = dict(
    exo="exo_pair", nca="nca_pair", bco="bco_pair", sppo="sppo_hard", aot="aot", discopop="discopop",
    **{"aot-unpaired": "aot_unpaired", "apo-zero": "apo_zero", "apo-down": "apo_down"},
)
for n in (1, 4, 7):
    for beta in (0.1, 0.5):
        given, lengths = pairs(n)
        for form, theirs in PAIR_FORMS.items():
            smoothing = {"exo": 0.001 if beta == 0.1 else 0.2, "aot": 0.0 if beta == 0.1 else 0.2, "aot-unpaired": 0.1}.get(form, 0.0)
            tau = 0.05 if beta == 0.1 else 0.7
            value, two = dpo_trainer(theirs, beta, smoothing, given, lengths, tau=tau)
            params = dict(form=form, beta=beta, **({"labelSmoothing": smoothing} if smoothing else {}))
            if form == "discopop":
                params["temperature"] = tau
            case("dpo", form, params, dpo_inputs(given), value, grads(two), f"DPOTrainer {theirs}")
        value, two = dpo_trainer("sigmoid_norm", beta, 0.0, given, lengths)
        case("dpo", "sigmoid", dict(beta=beta), dpo_inputs(given, lengths), value, grads(two), "DPOTrainer sigmoid_norm")
        for ours, theirs in (("forward-kl", "forward_kl"), ("js", "js_divergence"), ("alpha", "alpha_divergence")):
            single = theirs == "alpha_divergence"
            more = dict(divergence=ours, **({"divergenceAlpha": 0.3} if single else {}))
            for form, loss_type, smoothing in (
                ("sigmoid", "sigmoid", 0.0), ("hinge", "hinge", 0.0), ("robust", "robust", 0.2), ("exo", "exo_pair", 0.1), ("discopop", "discopop", 0.0)
            ):
                value, two = dpo_trainer(loss_type, beta, smoothing, given, lengths, theirs, alpha=0.3)
                params = dict(form=form, beta=beta, **({"labelSmoothing": smoothing} if smoothing else {}), **more)
                case("dpo", form, params, dpo_inputs(given), value, grads(two), f"DPOTrainer {loss_type} {theirs}",
                     "single precision there" if single else None, 6 if single else 12)
            value, two = dpo_trainer("ipo", beta, 0.0, given, lengths, theirs, alpha=0.3)
            case("ipo", "averaged", dict(beta=beta, **more), dpo_inputs(given, lengths), value, grads(two), f"DPOTrainer ipo {theirs}",
                 "single precision there" if single else None, 6 if single else 12)

for n, beta, gamma, smoothing, alpha in ((1, 2.0, 1.0, 0.1, 0.0), (5, 2.0, 1.0, 0.0, 0.25), (5, 0.7, 0.5, 0.2, 1.0), (4, 2.0, 0.0, 0.0, -0.5)):
    (chosen, rejected, _, _), lengths = pairs(n)
    averages = [x / torch.tensor(k) for x, k in zip((chosen, rejected), lengths)]
    me = trainer(alpha=alpha, loss_type="simpo", beta=beta, label_smoothing=smoothing, simpo_gamma=gamma)
    losses, _, _ = CPOTrainer.cpo_loss(me, *averages)
    two = torch.autograd.grad(losses.mean(), [chosen, rejected])
    inputs = dict(chosenLogps=chosen, rejectedLogps=rejected, chosenLengths=lengths[0], rejectedLengths=lengths[1])
    params = dict(beta=beta, gamma=gamma, labelSmoothing=smoothing, alpha=alpha)
    case("simpo", "default", params, inputs, losses.mean(), grads(two), "CPOTrainer alphapo" if alpha else "CPOTrainer simpo smoothed")


def answers(n, width):
    old = torch.stack([numbers(width, -3, -0.2) for _ in range(n)])
    logps = (old + torch.stack([numbers(width, -0.5, 0.5) for _ in range(n)])).detach().requires_grad_()
    ref = torch.stack([numbers(width, -3, -0.2) for _ in range(n)])
    lengths = [draw.randint(1, width) for _ in range(n)]
    mask = torch.tensor([[1.0 if k < m else 0.0 for k in range(width)] for m in lengths])
    return logps, old, ref, mask, numbers(n, -2, 2)


ANSWER_FORMS = (
    ("cispo", "cispo", "token"), ("sapo", "sapo", "token"), ("sapo", "sapo", "sequence"), ("vespo", "vespo", "token"),
    ("luspo", "luspo", "sequence"), ("luspo", "luspo", "token"), ("gspo", "grpo", "sequence"), ("dapo", "dapo", "sequence"),
    ("cispo", "cispo", "sequence"), ("dr-grpo", "dr_grpo", "sequence"), ("grpo", "grpo", "delta"), ("gspo", "grpo", "delta sequence"),
)
for variant, theirs, how in ANSWER_FORMS:
    for n, width, beta, low, high in ((1, 3, 0.0, 0.2, 0.2), (4, 5, 0.04, 0.2, 0.28), (6, 4, 0.5, 0.1, 0.4)):
        logps, old, ref, mask, advantages = answers(n, width)
        level = "sequence" if "sequence" in how else "token"
        cap = 1.45 if "delta" in how else None
        args = dict(sapo_temperature_pos=1.0 + beta, sapo_temperature_neg=1.05, vespo_k_pos=2.0, vespo_lambda_pos=3.0,
                    vespo_k_neg=3.0 - beta, vespo_lambda_neg=2.0 + beta, delta=cap)
        value, gradient = grpo(theirs, beta, low, 1 + high if theirs == "cispo" else high, 8, logps, old, ref, mask, advantages, level, args)
        inputs = dict(logps=logps, oldLogps=old, mask=mask, advantages=advantages, **({"refLogps": ref} if beta else {}))
        params = dict(form="grpo" if variant == "gspo" else variant, ratio="answer-mean" if level == "sequence" else "token",
                      clipRange=low, clipHigh=high, klCoef=beta)
        if variant == "dr-grpo":
            params["maxLength"] = 8
        if cap:
            params["ratioCap"] = cap
        if variant == "sapo":
            params.update(temperaturePos=1.0 + beta, temperatureNeg=1.05)
        if variant == "vespo":
            params.update(powerPos=2.0, powerNeg=3.0 - beta, decayPos=3.0, decayNeg=2.0 + beta)
        case("grpo", variant, params, inputs, value, dict(logps=gradient), f"GRPOTrainer {theirs} {how}",
             "epsilon_high there is the largest ratio itself" if theirs == "cispo" else None)

for n, width, low, high in ((1, 3, 0.2, 0.2), (4, 5, 0.2, 0.28), (6, 4, 0.1, 0.4)):
    logps, old, _, mask, advantages = answers(n, width)
    me = trainer(
        epsilon_low=low, epsilon_high=high, aux_loss_enabled=False,
        _get_per_token_logps_and_entropies=lambda *_, **__: (logps, torch.zeros_like(logps), None),
    )
    ones = torch.ones(len(mask), 1, dtype=torch.long)
    inputs = dict(prompt_ids=ones, prompt_mask=ones, completion_ids=torch.zeros(mask.shape, dtype=torch.long), completion_mask=mask,
                  advantages=advantages, old_logps=(old * mask).sum(1))
    value = RLOOTrainer._compute_loss(me, MagicMock(training=True), inputs)
    gradient = torch.autograd.grad(value, logps)[0]
    named = dict(logps=logps, oldLogps=old, mask=mask, advantages=advantages)
    case("grpo", "rloo", dict(form="rloo", ratio="answer", clipRange=low, clipHigh=high), named, value, dict(logps=gradient), "RLOOTrainer")

assert all(math.isfinite(c["value"]) for c in CASES)
head = dict(source=f"TRL {trl.__version__}: its trainers' own losses on given log-probabilities (trl.py), PyTorch autograd in float64, ORPO in float32.",
            format=1, count=len(CASES))
lines = ",\n".join(json.dumps(c, separators=(",", ":")) for c in CASES)
text = json.dumps(head)[:-1] + ', "cases": [\n' + lines + "\n]}\n"
pathlib.Path(__file__).with_name("trl-losses.json").write_text(text)
print(len(CASES), "cases")

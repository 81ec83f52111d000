"""A trained model → the folder that the product loads: an int8 network for ONNX Runtime and its tokenizer.

The network is drawn by hand, operator by operator: nothing of an exporter's version is in it, and the word embeddings
stay int8 with one scale a row (looked up, then multiplied) instead of being widened in memory. Linear layers are int8
per output column; their inputs are made int8 while running, with one scale for all of them. Norms, softmax and biases
are floats, and so are the few neurons of each layer whose outputs are far larger than the others': with them in, that
one scale would be too coarse for the rest.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from bot.index.onnx_encoder import NETWORK, SETTINGS, TOKENIZER

Floats = NDArray[np.float32]
OPSET = 21
LARGE = 32  # neurons of each layer that stay float


class Graph:
    """Nodes and constants of a network, put down in order."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self._names: dict[str, int] = {}

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """A constant; returns its name."""
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def __call__(self, operator: str, *inputs: str, outputs: int = 1, domain: str = "", **attributes: Any) -> Any:
        """A node; returns the names of its outputs (one name where it has one)."""
        number = self._names[operator] = self._names.get(operator, 0) + 1
        names = [f"{operator}_{number}" + (f"_{at}" if at else "") for at in range(outputs)]
        self.nodes.append(helper.make_node(operator, list(inputs), names, name=names[0], domain=domain, **attributes))
        return names[0] if outputs == 1 else names


def network(
    tensors: dict[str, Floats],
    *,
    heads: int,
    epsilon: float,
    int8: bool = True,
    outputs: Sequence[Floats] | None = None,
) -> onnx.ModelProto:
    """The network over `input_ids` and `attention_mask` (batch, tokens) → `embedding` (batch, width), length 1.

    `tensors` bear the names of transformers' BertModel; `outputs` has for each layer the largest output of each inner
    neuron on some texts. Without `int8` everything is float.
    """
    if int8 and outputs is not None:
        tensors = _largest_first(tensors, outputs)
    graph = Graph()
    width = tensors["embeddings.LayerNorm.weight"].shape[0]
    layers = 1 + max(int(name.split(".")[2]) for name in tensors if name.startswith("encoder.layer."))
    x = _embedded(graph, tensors, epsilon, int8=int8)
    mask = graph("Cast", "attention_mask", to=TensorProto.FLOAT)
    padding = graph("Cast", "attention_mask", to=TensorProto.INT32)
    for layer in range(layers):
        x = _layer(
            graph,
            tensors,
            f"encoder.layer.{layer}",
            x,
            padding,
            heads=heads,
            epsilon=epsilon,
            int8=int8,
            large=LARGE if outputs is not None and int8 else 0,
        )
    last = graph.constant("axis_last", np.array([2], dtype=np.int64))
    tokens = graph.constant("axis_tokens", np.array([1], dtype=np.int64))
    weighted = graph("Unsqueeze", mask, last)
    total = graph("ReduceSum", graph("Mul", x, weighted), tokens, keepdims=0)
    mean = graph("Div", total, graph("ReduceSum", weighted, tokens, keepdims=0))
    graph("LpNormalization", mean, axis=1, p=2)
    graph.nodes[-1].output[0] = "embedding"
    batch = ["batch", "tokens"]
    made = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info(name, TensorProto.INT64, batch) for name in ("input_ids", "attention_mask")],
        [helper.make_tensor_value_info("embedding", TensorProto.FLOAT, ["batch", width])],
        graph.constants,
    )
    opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid("com.microsoft", 1)]
    return helper.make_model(made, opset_imports=opsets, ir_version=10, producer_name="cadre-bot")


def _embedded(graph: Graph, tensors: dict[str, Floats], epsilon: float, *, int8: bool) -> str:
    words = tensors["embeddings.word_embeddings.weight"]
    if int8:
        values, scales = _rows_in_int8(words)
        found = graph("Gather", graph.constant("words", values), "input_ids", axis=0)
        scale = graph("Gather", graph.constant("word_scales", scales[:, None]), "input_ids", axis=0)
        x = graph("Mul", graph("Cast", found, to=TensorProto.FLOAT), scale)
    else:
        x = graph("Gather", graph.constant("words", words), "input_ids", axis=0)
    # The one token type is part of every position.
    places = tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][:1]
    shape = graph("Shape", "input_ids", start=1, end=2)
    start = graph.constant("start", np.array([0], dtype=np.int64))
    x = graph("Add", x, graph("Slice", graph.constant("places", places), start, shape, start))
    return _norm(graph, tensors, "embeddings.LayerNorm", x, epsilon)


def _layer(
    graph: Graph,
    tensors: dict[str, Floats],
    name: str,
    x: str,
    padding: str,
    *,
    heads: int,
    epsilon: float,
    int8: bool,
    large: int,
) -> str:
    def linear(of: str, part: str) -> str:
        weight, add = tensors[f"{name}.{part}.weight"], tensors[f"{name}.{part}.bias"]
        return _linear(graph, f"{name}.{part}", of, weight, add, int8=int8)

    part = "attention.self"
    joined = [
        np.concatenate([tensors[f"{name}.{part}.{one}.{kind}"] for one in ("query", "key", "value")])
        for kind in ("weight", "bias")
    ]
    mixed = _linear(graph, f"{name}.qkv", x, joined[0], joined[1], int8=int8)
    query, key, value = graph("Split", mixed, outputs=3, axis=2, num_outputs=3)
    attended = graph("MultiHeadAttention", query, key, value, "", padding, domain="com.microsoft", num_heads=heads)
    x = graph("Add", x, linear(attended, "attention.output.dense"))
    x = _norm(graph, tensors, f"{name}.attention.output.LayerNorm", x, epsilon)
    inner = graph("Gelu", linear(x, "intermediate.dense"))
    x = graph("Add", x, _narrowed(graph, tensors, name, inner, large) if large else linear(inner, "output.dense"))
    return _norm(graph, tensors, f"{name}.output.LayerNorm", x, epsilon)


def _largest_first(tensors: dict[str, Floats], outputs: Sequence[Floats]) -> dict[str, Floats]:
    """The same network with the inner neurons of each layer in descending order of their largest outputs."""
    ordered = dict(tensors)
    for layer, largest in enumerate(outputs):
        order = np.argsort(-largest, kind="stable")
        inner, outer = (f"encoder.layer.{layer}.{part}.dense" for part in ("intermediate", "output"))
        ordered[f"{inner}.weight"], ordered[f"{inner}.bias"] = (
            tensors[f"{inner}.weight"][order],
            tensors[f"{inner}.bias"][order],
        )
        ordered[f"{outer}.weight"] = tensors[f"{outer}.weight"][:, order]
    return ordered


def _narrowed(graph: Graph, tensors: dict[str, Floats], name: str, inner: str, large: int) -> str:
    """The second linear layer over inner neurons: the first `large` of them in float, the rest in int8."""
    weight, bias = tensors[f"{name}.output.dense.weight"], tensors[f"{name}.output.dense.bias"]
    sizes = graph.constant(f"{name}.sizes", np.array([large, weight.shape[1] - large], dtype=np.int64))
    first, rest = graph("Split", inner, sizes, outputs=2, axis=2)
    floats = graph("MatMul", first, graph.constant(f"{name}.output.dense.large", weight[:, :large].T))
    return str(graph("Add", floats, _linear(graph, f"{name}.output.dense", rest, weight[:, large:], bias, int8=True)))


def _norm(graph: Graph, tensors: dict[str, Floats], name: str, x: str, epsilon: float) -> str:
    scale = graph.constant(f"{name}.weight", tensors[f"{name}.weight"])
    shift = graph.constant(f"{name}.bias", tensors[f"{name}.bias"])
    return str(graph("LayerNormalization", x, scale, shift, axis=-1, epsilon=epsilon))


def _linear(graph: Graph, name: str, x: str, weight: Floats, bias: Floats, *, int8: bool) -> str:
    added = graph.constant(f"{name}.bias", bias)
    if not int8:
        return str(graph("Add", graph("MatMul", x, graph.constant(f"{name}.weight", weight.T)), added))
    values, scales = _rows_in_int8(weight, levels=63)
    return str(
        graph(
            "DynamicQuantizeMatMul",
            x,
            graph.constant(f"{name}.weight", values.T),
            graph.constant(f"{name}.scale", scales),
            graph.constant(f"{name}.zero", np.zeros(len(scales), dtype=np.int8)),
            added,
            domain="com.microsoft",
        )
    )


def _rows_in_int8(values: Floats, levels: int = 127) -> tuple[NDArray[np.int8], Floats]:
    """Each row as whole numbers of -levels to levels and its scale.

    63 levels for products: without VNNI the processor adds two products in 16 bits, which 127 would overflow.
    """
    scales = np.maximum(np.abs(values).max(axis=1), 1e-12) / levels
    return np.rint(values / scales[:, None]).astype(np.int8), scales.astype(np.float32)


def tensors_of(model: Any) -> dict[str, Floats]:
    """The tensors of a sentence-transformers model's network."""
    state = model[0].auto_model.state_dict()
    return {name: value.detach().float().numpy() for name, value in state.items() if "pooler" not in name}


def largest_outputs(model: Any, texts: Sequence[str]) -> list[Floats]:
    """For each layer the largest output of each inner neuron on the texts."""
    layers = model[0].auto_model.encoder.layer
    largest = [np.zeros(layer.intermediate.dense.out_features, dtype=np.float32) for layer in layers]

    def watch(at: int) -> Any:
        def seen(_: Any, __: Any, output: Any) -> None:
            np.maximum(largest[at], output.detach().abs().amax(dim=(0, 1)).numpy(), out=largest[at])

        return layers[at].intermediate.register_forward_hook(seen)

    hooks = [watch(at) for at in range(len(layers))]
    model.encode(list(texts), batch_size=8, show_progress_bar=False)
    for hook in hooks:
        hook.remove()
    return largest


def export(model: Any, folder: Path, texts: Sequence[str], *, int8: bool = True) -> None:
    """Write the folder that the product loads; `texts`, with their prompts, are what neurons are measured on."""
    folder.mkdir(parents=True, exist_ok=True)
    config = model[0].auto_model.config
    made = network(
        tensors_of(model),
        heads=config.num_attention_heads,
        epsilon=float(config.layer_norm_eps),
        int8=int8,
        outputs=largest_outputs(model, texts) if int8 else None,
    )
    onnx.save(made, folder / NETWORK)
    (folder / TOKENIZER).write_text(model.tokenizer.backend_tokenizer.to_str(pretty=False), encoding="utf-8")
    settings = {
        "dimension": config.hidden_size,
        "max_tokens": config.max_position_embeddings,
        "prompts": {name: model.prompts[name] for name in ("query", "document")},
    }
    (folder / SETTINGS).write_text(json.dumps(settings, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    modules = [{"idx": 0, "name": "0", "path": "", "type": "bot.index.onnx_module.OnnxModule"}]
    (folder / "modules.json").write_text(json.dumps(modules, indent=1) + "\n", encoding="utf-8")
    library = {"prompts": settings["prompts"], "default_prompt_name": None, "similarity_fn_name": "cosine"}
    (folder / "config_sentence_transformers.json").write_text(json.dumps(library, indent=1) + "\n", encoding="utf-8")

"""peer_onnxruntime.py FOLDER: ONNX Runtime on the trees of FOLDER/model.onnx, from float32 features to margins, a row at a time.

Once as they are exported, each with an output of its own and the sum taken in order; once with the operator's own sum, which is how converters
write them; and once without any trees, which is what a call costs. Prints {name: {"single": [seconds, …]}}, and writes the margins of the first
rows to FOLDER/margins_onnx_NAME.
"""

import json
import sys
import time

import generate
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

FOLDER = sys.argv[1]
SINGLES, COMPARED, BLOCK = 5000, 100_000, 10_000


def trees_alone(exported, from_features):
    """The nodes from the tensor of features to the margins, as a graph."""
    trees = next(node for node in exported.graph.node if node.op_type == "TreeEnsembleRegressor")
    width = len(exported.graph.input)
    columns = helper.make_tensor_value_info("x", TensorProto.FLOAT, [None, width])
    margins = helper.make_tensor_value_info("margins", TensorProto.FLOAT, [None, 1])
    nodes, constants = from_features(trees, exported.graph)
    graph = helper.make_graph(nodes, "trees", [columns], [margins], initializer=constants)
    made = helper.make_model(graph, opset_imports=exported.opset_import, ir_version=exported.ir_version)
    onnx.checker.check_model(made, full_check=True)
    return made


def as_exported(trees, graph):
    at = list(graph.node).index(trees)
    total, last = graph.node[at + 1], graph.node[at + 2]
    assert (total.op_type, last.op_type) == ("CumSum", "Gather")
    wanted = {total.input[1], last.input[1]}
    nodes = [onnx.NodeProto.FromString(node.SerializeToString()) for node in (trees, total, last)]
    nodes[0].input[0], nodes[2].output[0] = "x", "margins"
    return nodes, [tensor for tensor in graph.initializer if tensor.name in wanted]


def summed_by_the_operator(trees, _):
    values = {attribute.name: helper.get_attribute_value(attribute) for attribute in trees.attribute}
    values |= {"n_targets": 1, "target_ids": [0] * len(values["target_ids"]), "aggregate_function": "SUM"}
    return [helper.make_node("TreeEnsembleRegressor", ["x"], ["margins"], domain=trees.domain, **values)], []


def no_trees(_, graph):
    return [helper.make_node("Slice", ["x", "from", "to", "axis"], ["margins"])], [
        helper.make_tensor(name, TensorProto.INT64, [1], [value]) for name, value in (("from", 0), ("to", 1), ("axis", 1))]


def main():
    exported = onnx.load(f"{FOLDER}/model.onnx")
    x = np.ascontiguousarray(generate.read(FOLDER)[:COMPARED])
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    out = {}
    for name, nodes in (("exported", as_exported), ("summed", summed_by_the_operator), ("nothing", no_trees)):
        model = trees_alone(exported, nodes).SerializeToString()
        session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
        parts = [session.run(["margins"], {"x": x[i : i + BLOCK]})[0] for i in range(0, len(x), BLOCK)]
        np.concatenate(parts).ravel().tofile(f"{FOLDER}/margins_onnx_{name}")
        times = []
        for i in range(min(SINGLES, len(x))):
            one = {"x": x[i : i + 1]}
            begun = time.perf_counter()
            session.run(["margins"], one)
            times.append(time.perf_counter() - begun)
        out[name] = {"single": times}
    print(json.dumps(out))


main()

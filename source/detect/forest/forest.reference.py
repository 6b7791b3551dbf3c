"""Makes forest.reference.json: what scikit-learn says about fixed rows.

    python3 forest.reference.py > forest.reference.json

The rows come from a generator that forest.reference.test.ts repeats. Part one holds small forests, tree by tree, and
the scores they give: a compiled copy must give the same. Part two holds scores of a few rows averaged over
large forests, which any isolation forest grown on these rows must come near.
"""
import json
import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest
from sklearn.ensemble._iforest import _average_path_length


def fixed_rows(count, columns, seed):
    state = seed
    values = []
    for _ in range(count * columns):
        total = 0.0
        for _ in range(4):
            state = (state * 1664525 + 1013904223) % 4294967296
            total += state / 4294967296
        values.append(total - 2)
    return np.array(values, dtype=np.float32).reshape(count, columns)


def tree_of(estimator):
    tree = estimator.tree_

    def node(index):
        left, right = int(tree.children_left[index]), int(tree.children_right[index])
        if left == -1:
            return int(tree.n_node_samples[index])
        # scikit-learn sends "not above" left, the package "below": the next number up makes them the same.
        threshold = float(np.nextafter(tree.threshold[index], np.inf))
        return [int(tree.feature[index]), threshold, node(left), node(right)]

    return node(0)


columns = 5
training = fixed_rows(400, columns, 1)
probes = np.vstack([fixed_rows(20, columns, 2), fixed_rows(4, columns, 3) * 4]).astype(np.float32)

small = IsolationForest(n_estimators=6, max_samples=64, random_state=11).fit(training)
large = [
    IsolationForest(n_estimators=500, max_samples=256, random_state=seed).fit(training).score_samples(probes)
    for seed in range(4)
]
counts = [0, 1, 2, 3, 4, 10, 256, 4096, 100000]

print(json.dumps({
    "scikitLearn": sklearn.__version__,
    "pathLengths": [[n, float(_average_path_length([n])[0])] for n in counts],
    "small": {
        "sampleSize": 64,
        "trees": [tree_of(estimator) for estimator in small.estimators_],
        "scores": [float(-score) for score in small.score_samples(probes)],
        "decisions": [float(value) for value in small.decision_function(probes)],
    },
    "large": {"sampleSize": 256, "scores": [float(-score) for score in np.mean(large, axis=0)]},
}))

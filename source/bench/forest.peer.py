"""scikit-learn's part of the forest benchmark: python3 forest.peer.py FOLDER

FOLDER/task.json says what to do, rows lie beside it as little-endian 32-bit numbers. Prints one line of JSON.
"""
import json
import os
import sys
import time

for variable in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'MKL_NUM_THREADS'):
    os.environ[variable] = '1'

import numpy as np
import sklearn
from sklearn.ensemble import IsolationForest
from sklearn.metrics import roc_auc_score

folder = sys.argv[1]
task = json.load(open(os.path.join(folder, 'task.json')))


def rows(name, columns):
    return np.fromfile(os.path.join(folder, name), '<f4').reshape(-1, columns)


def grown(training, sample_size, seed):
    return IsolationForest(n_estimators=100, max_samples=sample_size, random_state=seed).fit(training)


areas = []
for dataset in task['datasets']:
    columns = dataset['columns']
    training = rows(dataset['name'] + '.train', columns)
    test = rows(dataset['name'] + '.test', columns)
    labels = np.fromfile(os.path.join(folder, dataset['name'] + '.labels'), 'u1')
    for sample_size in task['sampleSizes']:
        values = [
            float(roc_auc_score(labels, -grown(training, sample_size, seed).score_samples(test)))
            for seed in task['seeds']
        ]
        areas.append({'name': dataset['name'], 'sampleSize': sample_size, 'values': values})

columns = task['speed']['columns']
training = rows('speed.train', columns)
batch = rows('speed.batch', columns)
speeds, fits = [], []
for run in range(task['speed']['runs']):
    begun = time.perf_counter()
    forest = grown(training, task['speed']['sampleSize'], run)
    fits.append((time.perf_counter() - begun) * 1000)
    begun = time.process_time()
    forest.score_samples(batch)
    speeds.append(len(batch) / (time.process_time() - begun))

print(json.dumps({
    'version': sklearn.__version__,
    'areas': areas,
    'rowsPerSecond': speeds,
    'fitMilliseconds': fits,
}))

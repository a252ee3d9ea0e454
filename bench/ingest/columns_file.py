"""The HDF5 file that every competitor writes: one dataset in chunks per column, texts as int32 codes and a vocabulary; no compression.

Missing: NaN in numbers, -1 in codes. Names and chunks are those of trainyard's shards, so that answers.py reads both.
"""

import h5py
import numpy

CHUNK_ROWS = 65536


class ColumnsFile:
    def __init__(self, path):
        self.file = h5py.File(path, "w", libver="latest")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def write_numbers(self, name, values):
        self._write("columns/" + name, values)

    def write_codes(self, name, codes, vocabulary):
        """The texts of `vocabulary` at `codes`; -1 is missing."""
        self._write("columns/" + name, codes)
        self._write("dictionaries/" + name, numpy.array([text.encode() for text in vocabulary], dtype=numpy.bytes_))

    def _write(self, path, values):
        self.file.create_dataset(path, data=values, chunks=(min(len(values), CHUNK_ROWS),))

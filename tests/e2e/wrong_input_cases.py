"""The inputs of docs/wrong-input.md: every case by the name of its row, and what makes it."""

import dataclasses
import gzip
import io
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import typing

import h5py
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from halted import interrupted_search

HEADER = "a,b,c,y"
ROWS = [f"{i},{i * 0.5},{'red' if i % 3 else 'blue'},{i * 3 + i % 7}" for i in range(1, 201)]
CONFIG = """\
experiment: wrong_input
results: results
data: {source: data.csv, target: y}
split: {test: 0.2, folds: 2}
model: {params: {n_estimators: 3}}
"""


def table(rows=ROWS, header=HEADER, end="\n", last="\n"):
    """The file's bytes; line 12 holds data row 11."""
    return (end.join([header, *rows]) + last).encode()


def with_row(row, at=11):
    """The good table with one row replaced."""
    return table([*ROWS[: at - 1], row, *ROWS[at:]])


def zstd_frame(text):
    """The text in one zstd frame, its one block stored as it is (RFC 8878, 3.1.1)."""
    assert len(text) < 1 << 17
    return b"\x28\xb5\x2f\xfd\xa0" + len(text).to_bytes(4, "little") + (len(text) << 3 | 1).to_bytes(3, "little") + text


def classes(count=2, once=False):
    """A target of a few words; one row may have one of its own."""
    words = ["blue", "red", "green"][:count]
    rows = [f"{i},{i * 0.5},red,{words[i % count]}" for i in range(1, 201)]
    return table([*rows[:10], "11,5,red,once", *rows[11:]] if once else rows)


def dated():
    """A day for every row, in the column b."""
    days = np.datetime64("2020-01-01") + np.arange(200)
    return table([f"{i},{days[i]},red,{i}" for i in range(200)])


def wide(columns):
    """The table with that many columns more, all of them constant."""
    names = "".join(f",w{i}" for i in range(columns))
    return table([row + ",1" * columns for row in ROWS], HEADER + names)


def config(*changes, more=""):
    text = CONFIG
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return text + more


@dataclasses.dataclass
class Case:
    data: bytes | None = dataclasses.field(default_factory=table)
    config: str | bytes | None = CONFIG
    words: tuple = ("run", "c.yaml")
    environment: dict = dataclasses.field(default_factory=dict)
    prepare: typing.Callable = lambda folder, trainyard: None
    before: tuple = ()  # words before the program's
    dataset: bool = False  # the rows are good, so that the dataset is published before the run is refused


SEARCH = "search: {{{sampler}space: {{{space}}}}}\n"


def searching(space, sampler=""):
    return config(more=SEARCH.format(space=space, sampler=sampler))


def source(name):
    return config(("source: data.csv", f"source: {name}"))


def results(name):
    return config(("results: results", f"results: {name}"))


def linked_to(target):
    def prepare(folder, trainyard):
        (folder / "real").mkdir()
        (folder / "data.csv").rename(folder / "real" / "good.csv")
        (folder / "data.csv").symlink_to(target)

    return prepare


def stopped(change=lambda folder: None, after=1):
    """Stops a sweep after its first trials, then changes something."""

    def prepare(folder, trainyard):
        def start(trials):
            text = searching("max_depth: {int: [2, 6]}", f"trials: {trials}, ").replace("n_estimators: 3", "n_estimators: 200")
            (folder / "c.yaml").write_text(text)
            return subprocess.Popen(trainyard.command("sweep", "c.yaml"), cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

        assert interrupted_search(start, folder / "results", after=after)[1] == 75
        change(folder)

    return prepare


def edit(pattern):
    def change(folder):
        for file in folder.glob(pattern):
            file.chmod(0o640)
            file.write_text(file.read_text().replace("int: [2, 6]", "int: [2, 3]"))

    return change


BASE = {"a": np.arange(1, 201), "b": np.arange(1, 201) * 0.5, "y": np.arange(1, 201) * 3.0}


def parquet(extra=None, table=None, **options):
    """The bytes of a Parquet file, with a column d where there is an extra one."""
    table = pa.table(BASE) if table is None else table
    file = io.BytesIO()
    pq.write_table(table if extra is None else table.append_column("d", extra), file, write_page_checksum=True, **options)
    return file.getvalue()


def hdf5(extra=None, **options):
    """The bytes of an HDF5 file; `extra` adds to it."""
    file = io.BytesIO()
    with h5py.File(file, "w") as at:
        for name, values in BASE.items():
            at.create_dataset(name, data=values, chunks=(50,), **(options or {"fletcher32": True}))
        if extra:
            extra(at)
    return file.getvalue()


def flipped(data):
    """One bit of a value is another."""
    at = data.index(np.arange(1, 5).tobytes())
    return data[: at + 8] + bytes([data[at + 8] ^ 1]) + data[at + 9 :]


def stated_chunks(rows):
    """An HDF5 file whose header states chunks of so many rows."""
    data, count = re.subn(rb"(\x03\x02\x02.{8})\x32\0\0\0(?=\x08\0\0\0)", lambda at: at[1] + rows.to_bytes(4, "little"), hdf5(shuffle=True), flags=re.S)
    assert count == 3
    return data


def left_open():
    """The bytes of an HDF5 file whose writer was killed."""
    with tempfile.NamedTemporaryFile() as file, h5py.File(file.name, "w", libver="latest") as at:
        at.create_dataset("y", data=BASE["y"])
        at.flush()
        return file.read()


def files(**contents):
    def prepare(folder, trainyard):
        for name, content in contents.items():
            (folder / name.replace("_", ".")).write_bytes(content)

    return prepare


def made(change):
    """The dataset of the data, to which something happened since."""

    def prepare(folder, trainyard):
        change(pathlib.Path(trainyard.json("shard", "c.yaml", "--set", "data.shard_rows=50")["dataset"]["path"]))

    return prepare


def flip_in_shard(dataset):
    shard = dataset / "shards" / "part-00002.h5"
    shard.chmod(0o640)
    data = shard.read_bytes()
    at = data.index((np.arange(101, 105) * 3 + np.arange(101, 105) % 7).astype("<i2").tobytes())
    shard.write_bytes(data[: at + 2] + bytes([data[at + 2] ^ 1]) + data[at + 3 :])


READ_ONLY = ("unshare", "-m", "bash", "-c", 'mkdir results && mount --bind results results && mount -o remount,ro,bind results && exec "$@"', "-")


def may_mount():
    return subprocess.run(["unshare", "-m", "bash", "-c", "mount --bind /tmp /tmp"], capture_output=True).returncode == 0


CASES = {
    # --- files
    "missing-file": Case(data=None),
    "missing-file-near-miss": Case(config=source("dta.csv")),
    "glob-without-match": Case(config=source("'*.parquet'")),
    "folder-for-a-file": Case(config=source(".")),
    "device-for-a-file": Case(config=source("/dev/zero")),
    "empty-file": Case(data=b""),
    "blank-lines": Case(data=b"\n\r\n\n"),
    "header-only": Case(data=table([])),
    "header-only-without-line-end": Case(data=HEADER.encode()),
    "duplicate-column": Case(data=table(header="a,b,a,y")),
    "column-without-name": Case(data=table(header="a,,c,y")),
    "semicolons": Case(data=table([row.replace(",", ";") for row in ROWS], HEADER.replace(",", ";"))),
    "tabs": Case(data=table([row.replace(",", "\t") for row in ROWS], HEADER.replace(",", "\t"))),
    "bars": Case(data=table([row.replace(",", "|") for row in ROWS], HEADER.replace(",", "|"))),
    "semicolons-and-commas": Case(data=table([row.replace(",", ";").replace(".", ",") for row in ROWS], "a (m, n);b;c;y")),
    "utf-16": Case(data=table().decode().encode("utf-16")),
    "utf-16-without-mark": Case(data=table().decode().encode("utf-16-le")),
    "latin-1": Case(data=table([row.replace("red", "rosé") for row in ROWS]).decode().encode("latin-1")),
    "header-not-utf-8": Case(data=table(header="prix_é,b,c,y").decode().encode("latin-1")),
    "header-with-nul": Case(data=table(header="a,b\0,c,y")),
    "gzip-damaged": Case(data=b"\x1f\x8b\x08" + b"\xff" * 100),
    "gzip-cut-short": Case(data=gzip.compress(table())[:-20]),
    "gzip-within-gzip": Case(data=gzip.compress(gzip.compress(table()))),
    "spreadsheet": Case(data=b"PK\x03\x04" + bytes(100)),
    "damaged-hdf5": Case(data=b"\x89HDF\r\n\x1a\n" + bytes(100)),
    "damaged-parquet": Case(data=b"PAR1" + bytes(100)),
    "encrypted-parquet": Case(data=b"PARE" + bytes(100)),
    "unclosed-quote": Case(data=with_row('1,2,"red,4')),
    "endless-row": Case(data=with_row('1,2,"' + "x" * (17 << 20) + '",4')),
    "endless-row-in-gzip": Case(data=gzip.compress(with_row("1,2," + "x" * (64 << 20)), 1)),
    # --- Parquet and HDF5
    "parquet-cut-short": Case(data=parquet()[:-1]),
    "parquet-flipped-bit": Case(data=flipped(parquet(compression="none", use_dictionary=False))),
    "parquet-without-rows": Case(data=parquet(table=pa.table(BASE).slice(0, 0))),
    "parquet-list": Case(data=parquet(pa.array([[1]] * 200))),
    "parquet-nested": Case(data=parquet(pa.array([{"k": 1}] * 200))),
    "parquet-time-of-day": Case(data=parquet(pa.array([1] * 200, pa.time64("us")))),
    "parquet-large-integer": Case(data=parquet(pa.array([1] * 10 + [2**63] * 190, pa.uint64()))),
    "parquet-nanoseconds": Case(data=parquet(pa.array([1000] * 10 + [10_001] * 190, pa.timestamp("ns")),
                                             use_deprecated_int96_timestamps=True)),
    "parquet-decimals": Case(data=parquet(pa.array(range(200)).cast(pa.decimal128(30, 2))), words=("validate", "c.yaml")),
    "hdf5-cut-short": Case(data=hdf5()[:-1]),
    "hdf5-flipped-bit": Case(data=flipped(hdf5())),
    "hdf5-external-link": Case(data=hdf5(lambda at: at.__setitem__("d", h5py.ExternalLink("/etc/passwd", "/x")))),
    "hdf5-soft-link": Case(data=hdf5(lambda at: at.__setitem__("d", h5py.SoftLink("/etc/passwd")))),
    "hdf5-external-values": Case(data=hdf5(lambda at: at.create_dataset("d", shape=(200,), dtype="i1", external=[("/etc/passwd", 0, 200)]))),
    "hdf5-two-dimensions": Case(data=hdf5(lambda at: at.create_dataset("d", shape=(200, 2), dtype="i1"))),
    "hdf5-uneven-columns": Case(data=hdf5(lambda at: at.create_dataset("d", data=np.arange(199)))),
    "hdf5-absurd-rows": Case(data=hdf5(lambda at: at.create_dataset("z", shape=(2**62,), chunks=(2**20,), dtype="f8") and at.__delitem__("a"))),
    "hdf5-absurd-chunks": Case(data=stated_chunks(0x7FFFFFFF)),
    "hdf5-unknown-filter": Case(data=hdf5(compression="lzf")),
    "hdf5-plugins-of-anyone": Case(data=hdf5(compression="lzf"), environment={"HDF5_PLUGIN_PATH": "/tmp"}),
    "hdf5-left-open": Case(data=left_open()),
    "files-with-other-columns": Case(config=source("['1.parquet', '2.parquet']"), prepare=files(**{
        "1_parquet": parquet(), "2_parquet": parquet(table=pa.table(BASE).rename_columns(["a", "bb", "y"]))})),
    "files-with-other-types": Case(config=source("['1.parquet', '2.parquet']"), prepare=files(**{
        "1_parquet": parquet(table=pa.table({**BASE, "b": pa.array(["low", "high"] * 100)})), "2_parquet": parquet()})),
    "files-with-more-columns": Case(config=source("['1.parquet', '2.parquet']"), prepare=files(**{
        "1_parquet": parquet(), "2_parquet": parquet(pa.array(["x"] * 200))})),
    # --- a dataset that was made before
    "dataset-shard-missing": Case(prepare=made(lambda dataset: (dataset / "shards" / "part-00002.h5").unlink()), dataset=True),
    "dataset-shard-cut-short": Case(
        prepare=made(lambda dataset: os.truncate(dataset / "shards" / "part-00002.h5", 5000)), dataset=True),
    "dataset-flipped-bit": Case(prepare=made(flip_in_shard), dataset=True),
    "dataset-shard-of-another": Case(
        prepare=made(lambda dataset: shutil.copy(dataset / "shards" / "part-00001.h5", dataset / "shards" / "part-00002.h5")), dataset=True),
    # --- rows
    "short-row": Case(data=with_row("1,2")),
    "long-row": Case(data=with_row("1,2,red,4,5")),
    "text-after-quote": Case(data=with_row('1,2,"red"dish,4')),
    "quote-closed-by-another": Case(data=table([*ROWS[:10], '1,2,"red,4', *ROWS[11:13], '1,2,"blue",4', *ROWS[14:]])),
    "nul-in-a-value": Case(data=with_row("1,2,r\0d,4")),
    "value-not-utf-8": Case(data=with_row("1,2,r\xe9d,4").decode().encode("latin-1")),
    "text-in-a-number": Case(data=with_row("1,two,red,4")),
    "infinite-value": Case(data=with_row("1,-inf,red,4")),
    "overflow": Case(data=with_row("1,1e999,red,4")),
    "integer-overflow": Case(data=with_row("99999999999999999999,2,red,4")),
    "one-decimal-comma": Case(data=with_row('1,"2,5",red,4')),
    "one-thousands-separator": Case(data=with_row('1,"1,234.5",red,4')),
    "target-missing-in-a-row": Case(data=with_row("1,2,red,")),
    "bad-row-under-fail": Case(data=with_row("1,two,red,4"), config=config(("target: y", "target: y, on_bad_row: fail"))),
    "bad-row-under-fail-validate": Case(
        data=with_row("1,two,red,4"), config=config(("target: y", "target: y, on_bad_row: fail")), words=("validate", "c.yaml")),
    "too-many-bad-rows-validate": Case(data=table([row if i % 2 else row + ",5" for i, row in enumerate(ROWS)]), words=("validate", "c.yaml")),
    "duplicate-row-under-fail": Case(data=table([*ROWS, ROWS[10]]), config=config(("target: y", "target: y, duplicates: fail"))),
    "duplicate-row-under-fail-validate": Case(
        data=table([*ROWS, ROWS[10]]), config=config(("target: y", "target: y, duplicates: fail")), words=("validate", "c.yaml")),
    "expectation-not-met": Case(config=config(("target: y", "target: y, expect: [{column: b, max: 90}]"))),
    "expectation-not-met-by-the-dataset-found": Case(
        config=config(("target: y", "target: y, expect: [{column: b, max: 90}]")), dataset=True,
        prepare=lambda folder, trainyard: trainyard.json("shard", "c.yaml", "--set", "data.expect=[]")),
    "too-many-bad-rows": Case(data=table([row if i % 2 else row + ",5" for i, row in enumerate(ROWS)])),
    "no-row-fits": Case(data=table([row + ",5" for row in ROWS])),
    "decimal-commas": Case(data=table([f'{i},"{i},5",red,{i}' for i in range(200)])),
    "infinite-values": Case(data=table([f"{i},{'inf' if i % 20 == 0 else i},red,{i}" for i in range(200)])),
    # --- columns
    "empty-column": Case(data=table([f"{i},,{'red' if i % 3 else 'blue'},{i}" for i in range(200)])),
    "constant-column": Case(data=table([f"{i},5,{'red' if i % 3 else 'blue'},{i}" for i in range(200)])),
    "texts-that-hardly-repeat": Case(data=table([f"{i},{i * 0.5},u{i % 150},{i}" for i in range(200)])),
    "very-many-columns": Case(data=wide(5_000), words=("shard", "c.yaml")),
    "mixed-column": Case(data=table([f"{i},{'many' if i % 20 == 0 else i},red,{i}" for i in range(200)])),
    "numbers-with-leading-zeros": Case(data=table([f"{i},{i % 50:03d},red,{i}" for i in range(200)])),
    "hexadecimal-numbers": Case(data=table([f"{i},0x{i:02x},red,{i}" for i in range(200)]), words=("validate", "c.yaml")),
    "type-changes-late": Case(data=table([f"{i},{i if i < 19_700 else 'many'},red,{i}" for i in range(20_000)]), words=("shard", "c.yaml")),
    "categories-beyond-the-memory": Case(data=table([f"{i},1,{'x' * 400}{i},{i}" for i in range(15_000)]), config=config(more="memory: 16MiB\n")),
    "unknown-dropped-column": Case(config=config(("target: y", "target: y, drop: [bb]"))),
    "unknown-feature-column": Case(config=config(more="features: {columns: {bb: {scale: standard}}}\n"), dataset=True),
    "derived-from-the-timestamp": Case(
        data=dated(), config=config(("target: y", "target: y, timestamp: b"), more="features: {derive: {day: weekday(b)}}\n"), dataset=True
    ),
    "window-of-no-column": Case(config=config(more="features: {window: {was: {column: bb, function: mean, order: a}}}\n"), dataset=True),
    "window-without-a-time": Case(config=config(more="features: {window: {was: {column: b, function: mean}}}\n")),
    "window-on-the-rows-own-target": Case(
        config=config(more="features: {window: {was: {column: y, function: mean, order: a, include_current: true}}}\n"), dataset=True
    ),
    "window-of-a-name-that-is-taken": Case(
        config=config(more="features: {window: {b: {column: y, function: lag, order: a}}}\n"), dataset=True
    ),
    "joined-table-absent": Case(config=config(more="features: {join: [{source: none.csv, on: a, columns: [price]}]}\n"), dataset=True),
    "no-feature": Case(data=table([f"{i}" for i in range(200)], "y"), dataset=True),
    "number-too-large-for-a-feature": Case(data=with_row("1,1e300,red,4"), dataset=True),
    # --- the target
    "target-absent": Case(config=config(("target: y", "target: yy"))),
    "target-near-miss": Case(data=table(header="a,b,c,price"), config=config(("target: y", "target: prize"))),
    "target-dropped": Case(config=config(("target: y", "target: y, drop: [y]"))),
    "target-empty": Case(data=table([f"{i},{i},red," for i in range(200)])),
    "target-missing-often": Case(data=table([f"{i},{i},red,{i if i % 2 else ''}" for i in range(200)])),
    "target-constant": Case(data=table([f"{i},{i},red,7" for i in range(200)]), dataset=True),
    "target-constant-validate": Case(data=table([f"{i},{i},red,7" for i in range(200)]), words=("validate", "c.yaml")),
    "target-of-text": Case(data=table([f"{i},{i},red,w{i % 5}" for i in range(200)]), config=config(("target: y", "target: y, task: regression")), dataset=True),
    "target-of-times": Case(data=table([f"{i},{i},red,2024-01-{i % 28 + 1:02d}" for i in range(200)]), dataset=True),
    "target-with-decimal-commas": Case(data=table([f'{i},{i},red,"{i},5"' for i in range(200)])),
    "target-too-large": Case(data=with_row("1,2,red,1e39"), dataset=True),
    "fewer-rows-than-folds": Case(data=table(ROWS[:3]), config=config(("folds: 2", "folds: 5"), ("target: y", "target: y, task: regression")), dataset=True),
    "fewer-rows-than-folds-validate": Case(
        data=table(ROWS[:3]), config=config(("folds: 2", "folds: 5"), ("target: y", "target: y, task: regression")), words=("validate", "c.yaml")),
    "class-with-one-row-of-numbers": Case(data=table([f"{i},{i * 0.5},red,{7 if i == 11 else i % 3}" for i in range(1, 201)]), dataset=True),
    "classes-as-floats": Case(data=table([f"{i},{i * 0.5},red,{i % 2}.0" for i in range(1, 201)])),
    "class-with-one-row": Case(data=classes(once=True), dataset=True),
    "binary-of-three-classes": Case(data=classes(3), config=config(("target: y", "target: y, task: binary")), dataset=True),
    "multiclass-of-two-classes": Case(data=classes(), config=config(("target: y", "target: y, task: multiclass")), dataset=True),
    "class-of-test-rows-alone": Case(
        data=classes(), config=config(("test: 0.2", "method: file, test: test.csv")), dataset=True,
        prepare=lambda folder, trainyard: (folder / "test.csv").write_text("a,b,c,y\n1,2,red,bleu\n2,3,red,bleu\n")),
    "metric-of-another-task": Case(config=config(more="evaluate: {metrics: [f1]}\n"), dataset=True),
    "family-of-another-task": Case(
        data=classes(), config=config(("params: {n_estimators: 3}", "type: linear")), dataset=True),
    # --- the split
    "window-without-folds-by-time": Case(config=config(("folds: 2", "folds: 2, window: sliding, window_size: 1d"))),
    "window-without-size": Case(config=config(("folds: 2", "method: time, window: sliding"), ("target: y", "target: y, timestamp: b"))),
    "window-longer-than-the-rows": Case(data=dated(), config=config(
        ("folds: 2", "method: time, window: sliding, window_size: 300d"), ("target: y", "target: y, timestamp: b")), dataset=True),
    "folds-by-groups-without-groups": Case(config=config(("folds: 2", "folds: 2, cv: group"))),
    "fewer-groups-than-folds": Case(config=config(("folds: 2", "folds: 3, cv: group, group: c")), dataset=True),
    "unknown-stratum-column": Case(config=config(("folds: 2", "method: stratified, stratify: cc")), dataset=True),
    "weighted-without-weights": Case(config=config(("folds: 2", "folds: 2, weighted: true"))),
    "equal-rows-on-two-sides": Case(data=table([*ROWS, *ROWS[:100]])),
    # --- accepted as they are
    "byte-order-mark": Case(data=b"\xef\xbb\xbf" + table()),
    "line-ends-in-quotes": Case(data=with_row('1,2,"red\r\n\ndish",4')),
    "words-for-missing": Case(data=table([*[f"{i},{word},red,{i}" for i, word in enumerate(["", "NA", "NaN", "null", "N/A", "nan"])], *ROWS[6:]]),
                              words=("validate", "c.yaml")),
    "windows-line-ends": Case(data=table(end="\r\n", last="\r\n")),
    "old-mac-line-ends": Case(data=table(end="\r", last="\r")),
    "no-last-line-end": Case(data=table(last="")),
    "gzip": Case(data=gzip.compress(table()[:1000]) + gzip.compress(table()[1000:])),
    "zstd": Case(data=zstd_frame(table())),
    "mixed-line-ends": Case(data=table(ROWS[:50], end="\r\n", last="\r\n") + table(ROWS[51:], ROWS[50], last="\r")),
    # --- the config
    "config-missing": Case(config=None),
    "config-a-folder": Case(config=None, prepare=lambda folder, trainyard: (folder / "c.yaml").mkdir()),
    "config-empty": Case(config=""),
    "unknown-key": Case(config=config(("split:", "splitt:"))),
    "unknown-parameter": Case(config=config(("n_estimators", "n_estimater"))),
    "unknown-word": Case(config=config(("folds: 2", "folds: 2, method: stratifed"))),
    "key-twice": Case(config=config(more="seed: 1\nseed: 2\n")),
    "wrong-type": Case(config=config(more="seed: many\n")),
    "out-of-range": Case(config=config(("test: 0.2", "test: 1.5"))),
    "no-for-a-boolean": Case(config=searching("max_bin: {int: [2, 512], log: no}")),
    "several-mistakes": Case(config=config(("folds: 2", "folds: two"), ("n_estimators: 3", "max_dpeth: 3"), more="memory: 4G\nmodle: {}\n")),
    "tab-in-the-indentation": Case(config=config(more="tags:\n\tteam: pricing\n")),
    "bad-yaml": Case(config=config(more="tags: {team: pricing\n")),
    "two-documents": Case(config=config(more="---\nseed: 1\n")),
    "config-not-utf-8": Case(config=config(more="description: caf\xe9\n").encode("latin-1")),
    "config-with-nul": Case(config=config(more="description: a\0b\n")),
    "alias-bomb": Case(config=config(more="a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(8)))),
    "million-levels": Case(config=config(more="tags: " + "[" * 1_000_000)),
    "gigabyte-config": Case(config=None, prepare=lambda folder, trainyard: subprocess.run(["truncate", "-s", "1G", folder / "c.yaml"], check=True)),
    "words-of-yaml-1-1": Case(config=config(more="description: off\nseed: 010\n")),
    "tilde": Case(config=source("~/data.csv")),
    "dot-dot": Case(config=source("../{folder}/data.csv")),
    "link": Case(prepare=linked_to("real/good.csv")),
    "dangling-link": Case(prepare=linked_to("real/gone.csv")),
    "name-that-leads-out": Case(config=config(("wrong_input", "../elsewhere"))),
    "grid-of-ten-to-the-twelve": Case(config=searching("max_depth: {int: [1, 1000000]}, max_leaves: {int: [1, 1000000]}", "sampler: grid, ")),
    "grid-without-step": Case(config=searching("learning_rate: {float: [0.1, 0.3]}", "sampler: grid, ")),
    "grid-with-log": Case(config=searching("max_bin: {int: [2, 512], log: true}", "sampler: grid, ")),
    "grid-cut-by-trials": Case(config=searching("max_depth: {int: [1, 8]}", "sampler: grid, trials: 7, ")),
    "empty-range": Case(config=searching("max_depth: {int: []}")),
    "empty-choices": Case(config=searching("grow_policy: {categorical: []}")),
    "empty-space": Case(config=searching("")),
    "searched-parameter-misspelt": Case(config=searching("max_dpeth: {int: [3, 9]}")),
    "searched-parameter-twice": Case(config=searching("eta: {float: [0.1, 0.3]}, learning_rate: {float: [0.1, 0.3]}")),
    "low-above-high": Case(config=searching("max_depth: {int: [10, 3]}")),
    "log-through-zero": Case(config=searching("learning_rate: {float: [0, 0.3], log: true}")),
    "step-wider-than-the-range": Case(config=searching("subsample: {float: [0.5, 1], step: 2}")),
    "range-beyond-the-parameter": Case(config=searching("subsample: {float: [0.5, 1.5]}")),
    "condition-on-nothing": Case(config=searching("max_depth: {int: [3, 9]}, max_leaves: {int: [2, 64], when: {max_dpth: 6}}")),
    "condition-never-met": Case(config=searching("max_depth: {int: [3, 9]}, max_leaves: {int: [2, 64], when: {max_depth: 12}}")),
    "condition-on-a-float": Case(config=searching("gamma: {float: [0, 1]}, max_leaves: {int: [2, 64], when: {gamma: 0.5}}")),
    "conditions-in-a-circle": Case(config=searching(
        "max_depth: {int: [3, 9], when: {max_leaves: 8}}, max_leaves: {int: [2, 64], when: {max_depth: 3}}")),
    "start-outside-the-space": Case(config=searching("max_depth: {int: [3, 9]}", "start: [{max_depth: 12}], ")),
    "start-without-its-condition": Case(config=searching(
        "max_depth: {int: [3, 9]}, max_leaves: {int: [2, 64], when: {max_depth: [6, 7]}}", "start: [{max_leaves: 8}], ")),
    "start-against-its-condition": Case(config=searching(
        "grow_policy: {categorical: [depthwise, lossguide]}, max_leaves: {int: [2, 64], when: {grow_policy: lossguide}}",
        "start: [{grow_policy: depthwise, max_leaves: 8}], ")),
    "start-given-twice": Case(config=searching("max_depth: {int: [3, 9]}", "start: [{max_depth: 6, max_depth: 7}], ")),
    "start-of-no-parameter": Case(config=searching("max_depth: {int: [3, 9]}", "start: [{max_dpeth: 6}], ")),
    "more-starts-than-trials": Case(config=searching("max_depth: {int: [3, 9]}", "start: [{max_depth: 6}, {max_depth: 7}], trials: 1, ")),
    "start-of-a-grid": Case(config=searching("max_depth: {int: [3, 9]}", "sampler: grid, start: [{max_depth: 6}], ")),
    "start-from-for-a-grid": Case(config=searching("max_depth: {int: [3, 5]}", "sampler: grid, start_from: latest, ")),
    "start-from-more-than-trials": Case(config=searching("max_depth: {int: [3, 5]}", "trials: 3, start_from: latest, ")),
    "start-from-unknown-run": Case(config=searching("max_depth: {int: [3, 5]}", "start_from: nightly, "), dataset=True),
    "constraint-without-bound": Case(config=searching("max_depth: {int: [3, 5]}", "constraints: [{metric: r2}], ")),
    "constraint-bounds-reversed": Case(config=searching("max_depth: {int: [3, 5]}", "constraints: [{metric: r2, min: 0.9, max: 0.5}], ")),
    "constraint-size-misspelt": Case(config=searching("max_depth: {int: [3, 5]}", "constraints: [{metric: model_bytes, max: 2M}], ")),
    "constraint-of-another-task": Case(config=searching("max_depth: {int: [3, 5]}", "constraints: [{metric: roc_auc, min: 0.5}], "), dataset=True),
    "searched-key-misspelt": Case(config=searching("features.numeric.scal: {categorical: [standard, robust]}")),
    "searched-key-with-a-wrong-value": Case(config=searching("features.numeric.scale: {categorical: [standard, robast]}")),
    "parameter-of-one-type": Case(config=searching("model.type: {categorical: [xgboost, linear]}, max_depth: {int: [3, 9]}")),
    "config-changed-before-resume": Case(prepare=stopped(edit("c.yaml")), words=("resume", "--results", "results")),
    "kept-config-changed-before-resume": Case(
        prepare=stopped(edit("results/experiments/*/runs/.pending/*/config.yaml")), words=("resume", "--results", "results"), dataset=True),
    "resume-with-another-config": Case(
        prepare=stopped(), words=("resume", "--results", "results", "--set", "search.space.max_depth.int=[2, 3]"), dataset=True),
    "resume-with-too-few-trials": Case(
        prepare=stopped(after=2), words=("resume", "--results", "results", "--set", "search.trials=1"), dataset=True),
    "password-in-a-tag": Case(config=config(more="tags: {password: hunter2}\n")),
    "token-in-a-description": Case(config=config(more="description: ghp_0123456789abcdefghijABCDEFGHIJ012345\n")),
    "password-in-a-url": Case(config=source("https://ann:hunter2@example.org/data.csv")),
    "password-in-a-comment": Case(config=config(more="# password: hunter2\n")),
    "secret-on-the-command-line": Case(words=("run", "c.yaml", "--set", "description=token=hunter2")),
    "tracking-to-a-file": Case(config=config(more='tracking: {mlflow: "file:///tmp/mlruns"}\n')),
    "tracking-with-a-password": Case(config=config(more='tracking: {mlflow: "http://ann:hunter2@host"}\n')),
    "tracking-server-away": Case(config=config(more='tracking: {mlflow: "http://127.0.0.1:9"}\n'), environment={"NO_PROXY": "*"}),
    "name-that-says-nothing": Case(config=config(("wrong_input", "experiment_1"))),
    "name-that-says-nothing-strict": Case(config=config(("wrong_input", "experiment_1")), words=("run", "c.yaml", "--strict")),
    # --- the results directory and other outputs
    "results-below-a-file": Case(config=results("data.csv/results")),
    "results-a-file": Case(config=results("data.csv")),
    "results-where-nothing-can-be-made": Case(config=results("/proc/trainyard")),
    "results-read-only": Case(before=READ_ONLY),
    "results-read-only-by-variable": Case(environment={"TRAINYARD_RESULTS": "/proc/trainyard"}),
    "output-cannot-be-made": Case(words=("features", "c.yaml", "--output", "none/features.csv")),
    "features-over-the-source": Case(words=("features", "c.yaml", "--output", "data.csv")),
    "report-over-a-config": Case(words=("report", "RUN", "--output", "c.yaml")),
    "explain-a-row-that-is-not-there": Case(words=("features", "c.yaml", "--explain", "201"), dataset=True),
    "explain-a-row-that-was-set-aside": Case(
        data=with_row("11,many,red,33"), words=("features", "c.yaml", "--explain", "11"), dataset=True),
    "explain-a-row-of-another-file": Case(words=("features", "c.yaml", "--explain", "dat.csv:1"), dataset=True),
}

# Rows that are set aside are told by the dataset's quarantine, with the row counted from 0 there.

"""librdkafka's mock cluster, kept by the program of tests/mock_kafka beside trainyard's own."""

import json
import pathlib
import subprocess

from conftest import PROGRAM


class MockKafka:
    def __init__(self):
        program = pathlib.Path(PROGRAM).with_name("mock_kafka")
        self.process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.bootstrap = json.loads(self.process.stdout.readline())["bootstrap"]

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(60) == 0

    def do(self, what, **order):
        self.process.stdin.write(json.dumps({"do": what, **order}) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "error" not in answer, answer
        return answer

    def create(self, topic, partitions):
        self.do("create", topic=topic, partitions=partitions)

    def send(self, messages):
        self.do("send", messages=messages)

    def read(self, topic, partitions):
        return self.do("read", topic=topic, partitions=partitions)["records"]

    def committed(self, group, topic, partition):
        return self.do("committed", group=group, topic=topic, partition=partition)["offset"]

#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The recipe for Kubernetes, without a cluster: its fields, its script, its image."""

import json
import pathlib
import re
import unittest

from batch_support import ODD_NAMES, BatchTest, files_below
from fenced_blocks import SOURCE, recipe

try:
    import yaml
except ImportError:
    print("python3-yaml is missing")
    raise SystemExit(77) from None

FIELDS = pathlib.Path(__file__).parent / "kubernetes_job_fields.txt"
JOB = yaml.safe_load(recipe("yaml kubernetes"))
TYPES = {str: "string", int: "integer", bool: "boolean"}


def known_fields():
    lines = FIELDS.read_text(encoding="utf-8").splitlines()
    return dict(line.split() for line in lines if not line.startswith("#"))


def leaves(value, path=""):
    """Yields the path and the value of each field, as kubernetes_job_fields.txt writes them."""
    if isinstance(value, dict):
        for key, member in value.items():
            name = "*" if re.search(r"(requests|limits|labels|annotations|matchLabels)$", path) else key
            yield from leaves(member, f"{path}.{name}" if path else name)
    elif isinstance(value, list):
        for member in value:
            yield from leaves(member, path + "[]")
    else:
        yield path, value


class Fields(unittest.TestCase):
    def test_exist_and_have_the_right_types(self):
        known = known_fields()
        for path, value in leaves(JOB):
            with self.subTest(path=path):
                self.assertEqual(TYPES[type(value)], known.get(path))

    def test_are_those_of_an_indexed_job(self):
        """What the API server checks beyond types, from the comments in batch/v1/types.go."""
        spec = JOB["spec"]
        self.assertEqual((JOB["apiVersion"], JOB["kind"], spec["completionMode"]),
                         ("batch/v1", "Job", "Indexed"))
        pod = spec["template"]["spec"]
        # backoffLimitPerIndex and podFailurePolicy both need this.
        self.assertEqual(pod["restartPolicy"], "Never")
        (container,) = pod["containers"]
        for rule in spec["podFailurePolicy"]["rules"]:
            self.assertIn(rule["action"], ("FailJob", "FailIndex", "Ignore", "Count"))
            self.assertEqual(len(rule.keys() & {"onExitCodes", "onPodConditions"}), 1)
            if codes := rule.get("onExitCodes"):
                self.assertEqual((codes["containerName"], codes["operator"]), (container["name"], "In"))
                self.assertEqual(codes["values"], sorted(set(codes["values"]) - {0}))
        self.assertEqual({mount["name"] for mount in container["volumeMounts"]},
                         {volume["name"] for volume in pod["volumes"]})


def expanded(text, variables):
    """What Kubernetes makes of $(NAME) in arguments: unknown names stay, $$ is a dollar sign."""
    def value(match):
        if match[0] == "$$":
            return "$"
        return variables.get(match[1], match[0])

    return re.sub(r"\$\$|\$\(([^)]*)\)", value, text)


class Script(BatchTest):
    def run_index(self, index, status=0):
        (container,) = JOB["spec"]["template"]["spec"]["containers"]
        self.assertEqual(container["command"], ["sh", "-c"])
        variables = {"JOB_COMPLETION_INDEX": str(index)}
        (script,) = (expanded(text, variables) for text in container["args"])
        return self.run_script('exec sh -c "$SCRIPT"', status, SCRIPT=script, **variables)

    def test_all_indexes_together_do_the_list(self):
        self.make_recordings(ODD_NAMES)
        self.make_list()
        last = JOB["spec"]["completions"] - 1
        for index in (*range(len(ODD_NAMES)), last):
            self.run_index(index)
        self.assertEqual(files_below("csv"), self.results_of_one_process())
        # An index beyond the last would be no shard: completions and the shards agree.
        self.run_index(last + 1, status=2)

    def test_an_index_with_a_bad_file_fails_with_a_status_of_the_policy(self):
        pathlib.Path("bad.wav").write_bytes(b"no sound" * 1000)
        self.make_list()
        self.run_index(0, status=1)
        (record,) = map(json.loads, pathlib.Path("reports/1.jsonl").read_text().splitlines())
        self.assertEqual((record["file"], record["status"]), ("./bad.wav", "failed"))


class Image(unittest.TestCase):
    CONTAINERFILE = SOURCE / "docs" / "examples" / "Containerfile"

    def test_installs_the_package_that_has_the_tool(self):
        text = self.CONTAINERFILE.read_text(encoding="utf-8")
        (package,) = re.findall(r"--from=packages /build/([a-z0-9.-]+)_\*\.deb", text)
        installed = (SOURCE / "debian" / f"{package}.install").read_text(encoding="utf-8")
        self.assertIn("usr/bin", installed)
        self.assertIn('ENTRYPOINT ["gst-audioblocks-1.0"]', text)


if __name__ == "__main__":
    unittest.main()

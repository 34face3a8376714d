#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The console of gst-audioblocks-1.0: commands while a pipeline runs, by keys and by lines."""

import json
import pathlib
import re
import signal
import subprocess
import unittest

from tool_support import TIMEOUT, TOOL, ToolTest, environment
from tool_terminal import Terminal

TONE = ("--test-tone", "440")


def number(text):
    return int(text.replace(" ", ""))


class OnATerminal(ToolTest):
    def metrics(self, terminal, before=""):
        """The figure `blocks` of buffer-metrics, at once after the commands before it."""
        terminal.send(before + "buffer-metrics\n")
        terminal.wait_for(r"buffer-metrics\r\n")
        return number(terminal.wait_for(r"\n +blocks +(\d[\d ]*?)(  |\r\n)")[1])

    def test_a_live_tone_and_every_command(self):
        with Terminal("--json", *TONE) as terminal:
            for index in (1, 2, 3):
                row = json.loads(terminal.wait_for(r'\{[^\n]*"block-index":%d,[^\n]*\}' % index)[0])
                self.assertEqual((row["note"], row["voiced"]), ("A4", True))
                self.assertAlmostEqual(row["frequency"], 440, delta=0.5)
            terminal.send("buffer-status\n")
            status = json.loads(terminal.wait_for(r'\{"answer":"buffer-status"[^\n]*\}')[0])
            self.assertEqual((status["rate"], status["live"]), (48000, True))
            self.assertAlmostEqual(status["lowest-pitch"], 48000 / 853)
            terminal.send("buffer-metrics\n")
            before = json.loads(terminal.wait_for(r'\{"answer":"buffer-metrics"[^\n]*\}')[0])
            terminal.wait_for(r'"block-index":40,')
            terminal.send("buffer-reset\nbuffer-metrics\n")
            terminal.wait_for(r'\{"answer":"buffer-reset"')
            after = json.loads(terminal.wait_for(r'\{"answer":"buffer-metrics"[^\n]*\}')[0])
            self.assertGreater(before["blocks"], 0)
            self.assertLess(after["blocks"], 40)
            terminal.send("buffer-debug on\n")
            terminal.wait_for(r'"text":"buffer-debug is true"')
            terminal.wait_for(r"INFO .*audioblocks.* block \d+ at sample ")
            terminal.send("quit\n")
            self.assertEqual(terminal.wait(), 0)
            self.assertTrue(terminal.is_as_before())

    def test_the_tuner_and_every_command(self):
        with Terminal(*TONE) as terminal:
            terminal.wait_for(r"A4 .*\+0 cents.* 440\.0 Hz .* dB .*clarity (1\.00|0\.9\d)")
            terminal.send("buffer-status\n")
            terminal.wait_for(r"buffer-status\r\n +profile +\w+ +lowest-pitch +56\.27 Hz\r\n")
            before = self.metrics(terminal)
            while (more := self.metrics(terminal)) < before + 20:
                pass
            self.assertLess(self.metrics(terminal, "buffer-reset\n"), more)
            terminal.send("buffer-debug on\n")
            terminal.wait_for(r"buffer-debug is true\r\n")
            terminal.wait_for(r"INFO .*audioblocks.* block \d+ at sample ")
            terminal.send("quit\n")
            self.assertEqual(terminal.wait(), 0)
            self.assertTrue(terminal.is_as_before())

    def test_the_tuner_where_there_is_no_note(self):
        with Terminal("--test-tone", "15000") as terminal:
            line = terminal.wait_for(r"–[^\r]* 15000 Hz [^\r]*clarity ")[0]
            self.assertNotIn("●", line)
            self.assertNotIn("cents", line)
            terminal.send("quit\n")
            self.assertEqual(terminal.wait(), 0)
            self.assertRegex(terminal.shown, r"outside C-1 to G9 +\d+\.\d{3} s +100 %")

    def test_single_keys(self):
        with Terminal(*TONE) as terminal:
            terminal.wait_for("A4")
            for key, shown in (("S", r"buffer-status\r\n"), ("M", r"buffer-metrics\r\n"),
                               ("R", "metrics are zero"), ("D", "buffer-debug is true"),
                               ("D", "buffer-debug is false"), ("?", "buffer-debug +\\[on\\|off\\]"),
                               ("h", "buffer-debug +\\[on\\|off\\]"), ("m", r"buffer-metrics\r\n")):
                with self.subTest(key=key):
                    terminal.send(key)
                    terminal.wait_for(shown)
            terminal.send("q")
            self.assertEqual(terminal.wait(), 0)

    def test_the_keys_are_shown_at_the_start(self):
        with Terminal(*TONE, columns=80) as terminal:
            line = terminal.wait_for(r"([^\r\n]*)\r\n")[1]
            self.assertTrue(line.endswith("Keys: S status, M metrics, R reset, D debug, ? help, q quit"), line)

    def test_words_that_begin_with_the_letter_of_a_command(self):
        with Terminal(*TONE) as terminal:
            terminal.wait_for("A4")
            for line, answer in (("set bands 8", "bands is 8"), ("status", "buffer-status\r\n"),
                                 ("dot", r"the graph is in audioblocks\.dot"), ("reset", "metrics are zero"),
                                 ("debug off", "buffer-debug is false"), ("help", r"  \?  help")):
                with self.subTest(line=line):
                    # The letter h alone is a command after a moment.
                    for typed in [line] if line[0] == "h" else [line[:end] for end in range(1, len(line) + 1)]:
                        terminal.send(typed if line[0] == "h" else typed[-1])
                        terminal.wait_for("> " + typed)
                    self.assertNotRegex(terminal.shown, r"buffer-|metrics")
                    terminal.send("\n")
                    shown = terminal.shown
                    terminal.wait_for(answer)
                    self.assertNotIn("is not a command", shown)

    def test_many_figures_fit_a_small_terminal(self):
        with Terminal(*TONE, columns=80) as terminal:
            terminal.wait_for("A4")
            terminal.send("M")
            text = terminal.wait_for(r"(?s)buffer-metrics.*?\r\n[^ ]")[0]
            lines = text.split("\r\n")
            self.assertLess(len(lines), 24)
            self.assertLess(max(map(len, lines)), 80)
            self.assertRegex(text, r"\n +load +\d\.\d+ ")
            self.assertLess(text.index(" load "), text.index(" samples-in "))
        with Terminal(*TONE, columns=50) as terminal:
            terminal.wait_for("A4")
            terminal.send("M")
            terminal.wait_for(r"\n +load +\d\.\d+\r\n")

    def test_no_note_stays_when_the_pitch_is_switched_off(self):
        with Terminal(*TONE) as terminal:
            terminal.wait_for("A4 ")
            terminal.send("set analyses level\n")
            terminal.wait_for("analyses is level")
            terminal.wait_for("– ")
            for _ in range(10):
                terminal.read()
            self.assertNotIn("A4", terminal.shown)

    def test_a_line_that_is_typed_is_shown_and_may_be_given_up(self):
        with Terminal(*TONE) as terminal:
            terminal.wait_for("A4")
            for key in ":wim":
                terminal.send(key)
            terminal.wait_for(r"> :wim")
            terminal.send("\x7f")
            terminal.send("ndow hann\n")
            terminal.wait_for("window is hann")
            terminal.send(":quit")
            terminal.wait_for("> :quit")
            terminal.send("\x1b")
            terminal.wait_for("A4 .*cents")
            terminal.send("set reference-frequency 220\n")
            terminal.wait_for("reference-frequency is 220")
            terminal.wait_for("A5 ")

    def test_the_summary_is_of_the_reference_that_was_set(self):
        with Terminal(*TONE) as terminal:
            terminal.wait_for("A4")
            terminal.send("set reference-frequency 220\n")
            terminal.wait_for("A5 ")
            terminal.send("quit\n")
            terminal.wait_for(r"pitch +A5 ")
            self.assertEqual(terminal.wait(), 0)

    def test_the_graph(self):
        with Terminal(*TONE) as terminal:
            terminal.wait_for("A4")
            terminal.send("dot graph.dot\n")
            terminal.wait_for("the graph is in graph.dot")
            self.assertRegex(pathlib.Path("graph.dot").read_text(encoding="utf-8"),
                             r"(?s)\Adigraph .*audioblocks.*\}\s*\Z")
            terminal.send("dot /nowhere/graph.dot\n")
            terminal.wait_for(r"/nowhere/graph\.dot cannot be written \(No such file")

    def test_wrong_commands_get_one_line_and_a_hint(self):
        with Terminal(*TONE) as terminal:
            terminal.wait_for("A4")
            for line, told in (("foo", "foo is not a command; help lists the commands"),
                               ("window", "window takes NAME; write: window NAME"),
                               ("window welch", "window=welch: no such value; window takes hamming,"),
                               ("set bogus 1", "bogus: no such property; choose from "),
                               ("set max-memory 5", "max-memory is fixed while the pipeline runs; "),
                               ("buffer-debug maybe", "buffer-debug maybe is neither on nor off; "),
                               ("buffer-status now", "buffer-status takes no argument; write: ")):
                with self.subTest(line=line):
                    terminal.send(line + "\n")
                    terminal.wait_for(re.escape(told) + r"[^\r\n]*\r\n")


class TheTerminalItself(ToolTest):
    def check_ends(self, terminal, status):
        self.assertEqual(terminal.wait(), status)
        self.assertTrue(terminal.is_as_before())

    def test_signals_restore_it_and_the_summary_is_told(self):
        for number_, character in ((signal.SIGINT, "\x03"), (signal.SIGTERM, None)):
            with self.subTest(signal=number_), Terminal(*TONE) as terminal:
                terminal.wait_for("A4")
                self.assertTrue(terminal.has_keys())
                if character:
                    terminal.send(character)
                else:
                    terminal.signal(number_)
                terminal.wait_for(r"duration +\d")
                terminal.wait_for(r"pitch +A4 ")
                self.check_ends(terminal, 128 + number_)

    def test_output_that_is_held_by_ctrl_s_does_not_keep_it(self):
        with Terminal(*TONE) as terminal:
            terminal.wait_for("A4")
            terminal.send("\x13")
            while terminal.read(0.5):
                pass
            terminal.signal(signal.SIGTERM)
            terminal.wait()
            self.assertTrue(terminal.is_as_before())
            self.assertIn("\x1b[?25h", terminal.shown)

    def test_what_was_typed_is_not_left_to_the_shell(self):
        with Terminal(*TONE) as terminal:
            terminal.wait_for("A4")
            terminal.send("\x13")
            while terminal.read(0.5):
                pass
            # Held by Ctrl-S, the tool does not read this any more.
            terminal.send("rm -r *\n")
            terminal.signal(signal.SIGTERM)
            terminal.wait()
            self.assertEqual(terminal.unread(), 0)

    def test_a_pipeline_that_fails_restores_it(self):
        with Terminal("--pipeline", "audiotestsrc is-live=true num-buffers=80 ! identity error-after=40"
                     ) as terminal:
            terminal.wait_for("A4")
            terminal.wait_for(r"gst-audioblocks-1\.0: .*: stops after \d+\.\d+ s: what follows .*; \S")
            self.check_ends(terminal, 1)

    def test_the_end_of_the_source_restores_it(self):
        with Terminal("--pipeline", "audiotestsrc is-live=true num-buffers=40") as terminal:
            terminal.wait_for("A4")
            self.check_ends(terminal, 0)

    def test_it_is_given_back_while_stopped(self):
        with Terminal(*TONE) as terminal:
            terminal.wait_for("A4")
            self.assertTrue(terminal.stop_and_go_on())
            terminal.wait_for("A4")
            terminal.send("S")
            terminal.wait_for("buffer-status\r\n")
            terminal.send("q")
            self.check_ends(terminal, 0)

    def test_every_width_and_its_changes(self):
        with Terminal(*TONE, columns=1) as terminal:
            terminal.wait_for("A\x1b")
            self.assertNotIn("cents", terminal.shown)
            terminal.resize(120)
            terminal.wait_for("load ")
            terminal.resize(40)
            # The line ends with the cents: what was drawn wider is all read by then.
            terminal.wait_for("cents(\x1b\\(B)?\x1b\\[m\x1b\\[K")
            terminal.shown = ""
            terminal.send("S")
            terminal.wait_for("buffer-status\r\n")
            self.assertNotIn("load ", terminal.shown)

    def test_80_columns_hold_all_of_it(self):
        with Terminal(*TONE, columns=80) as terminal:
            line = terminal.wait_for(r"A4 .*load +\d+ %")[0]
            for word in ("cents", "440.0 Hz", "dB", "clarity"):
                self.assertIn(word, line)

    def test_colours_only_where_they_are_wanted_and_known(self):
        colour = "\x1b[32m"
        for variables, has_colour in (({}, True), ({"NO_COLOR": "1"}, False), ({"NO_COLOR": ""}, True),
                                      ({"TERM": "vt100"}, False)):
            with self.subTest(variables=variables), Terminal(*TONE, **variables) as terminal:
                terminal.wait_for("A4")
                shown = terminal.wait_for("clarity [01]")[0] + terminal.shown
                terminal.send("S")
                terminal.wait_for("buffer-status")
                terminal.wait_for("A4")
                shown = terminal.wait_for(r".*clarity")[0]
                self.assertEqual(colour in shown, has_colour, shown)

    def test_rows_where_no_line_can_be_drawn_again(self):
        for term in ("dumb", "no-such-terminal"):
            with self.subTest(term=term), Terminal(*TONE, TERM=term) as terminal:
                terminal.wait_for(r"   time s   note .*\r\n")
                terminal.wait_for(r"\r\n +0\.\d+   A4 +[+-]0\.\d +440\.\d+ ")
                self.assertNotIn("\x1b", terminal.shown)

    def test_the_strings_of_an_instrument(self):
        with Terminal("--test-tone", "200", "--instrument", "guitar") as terminal:
            # 1200 log2(200 / 196.0)
            terminal.wait_for(r"G3 .*\+35 cents.*string 3 G3")

    def test_far_from_every_string(self):
        for tone, shown in (("880", r"A5 .*far above.*string 1 E4"), ("60", r"B1 .*far below.*string 6 E2")):
            with Terminal("--test-tone", tone, "--instrument", "guitar") as terminal:
                self.assertNotIn("cents", terminal.wait_for(shown)[0])


class ByAPipe(ToolTest):
    """Standard input and output are no terminals."""

    def answers(self, commands, *arguments):
        result = subprocess.run([TOOL, *TONE, *arguments], input=commands.encode(), env=environment(),
                                capture_output=True, timeout=TIMEOUT, check=False)
        self.assertEqual(result.returncode, 0, result.stderr)
        return result

    def test_lines_are_commands_and_letters_too(self):
        output = self.answers("buffer-status\nm\n\n  help \nq\n").stdout.decode()
        self.assertLess(output.index("buffer-status\n  profile"), output.index("buffer-metrics\n  load"))
        self.assertIn("[on|off]", output)
        self.assertNotIn("\x1b", output)

    def test_help_fits_80_columns(self):
        lines = self.answers("help\nquit\n").stdout.decode().splitlines()
        self.assertIn("  ?  help", "\n".join(lines))
        self.assertEqual([line for line in lines if len(line) > 80], [])

    def test_json_holds_one_object_a_line(self):
        lines = self.answers("buffer-status\nbuffer-metrics\nfoo\nset window hann\nhelp\nquit\n",
                             "--json").stdout.decode().splitlines()
        objects = [json.loads(line) for line in lines]
        answers = [item for item in objects if "answer" in item]
        self.assertEqual([item["answer"] for item in answers],
                         ["buffer-status", "buffer-metrics", "error", "set", "help", "quit"])
        self.assertEqual(answers[0]["block-samples"], 1024)
        self.assertEqual(answers[2]["text"], "foo is not a command; help lists the commands")
        self.assertEqual(answers[3]["text"], "window is hann")
        rows = [item for item in objects if "answer" not in item]
        self.assertEqual([row["block-index"] for row in rows], list(range(len(rows))))

    def test_a_summary_for_programs_is_of_the_reference_that_was_set(self):
        output = self.answers("set reference-frequency 220\nquit\n", "--summary=json").stdout
        self.assertEqual(json.loads(output)["note"], "A5")

    def test_the_strings_in_rows_are_of_the_reference_that_was_set(self):
        for interval in ("0", "100"):
            with self.subTest(interval=interval), subprocess.Popen(
                    [TOOL, *TONE, "--instrument=guitar", "--interval", interval], text=True,
                    stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as process:
                process.stdin.write("set reference-frequency 220\n")
                process.stdin.flush()
                while process.stdout.readline() not in ("reference-frequency is 220\n", ""):
                    pass
                # E4 is 17 semitones below the tone, an octave above the new A4.
                self.assertRegex(process.stdout.readline(), r"   1 E4 +\+1700\.\d\n\Z")
                process.communicate("quit\n", timeout=TIMEOUT)
                self.assertEqual(process.returncode, 0)

    def test_a_value_is_told_as_it_was_set(self):
        settings = ("clarity-threshold 0.7", "window hann", "analyses level+pitch", "analyses none",
                    "adaptive true", "interval 5")
        commands = "".join(f"set {setting}\n" for setting in settings)
        output = self.answers(commands + "quit\n", "--json").stdout
        self.assertEqual([f"{setting.replace(' ', ' is ')}" for setting in settings], [
            row["text"] for row in map(json.loads, output.splitlines()) if row.get("answer") == "set"])

    def test_csv_stays_csv(self):
        result = self.answers("buffer-status\nquit\n", "--csv")
        self.assertIn(b"block-samples", result.stderr)
        self.assertNotIn(b"block-samples", result.stdout)

    def test_an_endless_line_is_refused(self):
        output = self.answers("x" * 100_000 + "\nquit\n").stdout.decode()
        self.assertIn("x" * 32 + " is not a command; help lists the commands\n", output)

    def test_the_last_line_needs_no_end(self):
        self.answers("quit")

    def test_bytes_that_are_no_text(self):
        commands = b"\xff\xfe\x00\x01\nquit\n"
        result = subprocess.run([TOOL, *TONE, "--json"], input=commands, env=environment(),
                                capture_output=True, timeout=TIMEOUT, check=False)
        self.assertEqual(result.returncode, 0)
        for line in result.stdout.decode().splitlines():
            json.loads(line)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: LGPL-2.1-or-later
"""The fenced blocks of the documentation, for the tests that run them."""

import os
import pathlib

SOURCE = pathlib.Path(os.environ.get("AUDIOBLOCKS_SOURCE", pathlib.Path(__file__).parents[3]))
PAGES = [SOURCE / "README.md", SOURCE / "CONTRIBUTING.md", *sorted((SOURCE / "docs").glob("*.md"))]


def fenced_blocks(page):
    """Yields the line number, the words of the first line, and the text of each fenced block."""
    lines = page.read_text().splitlines()
    start = None
    for number, line in enumerate(lines, 1):
        if line.startswith("```"):
            if start is None:
                start = number
            else:
                yield start, lines[start - 1][3:].split(), "\n".join(lines[start:number - 1]) + "\n"
                start = None


def recipe(words, part=""):
    """The text of the only block in docs/recipes.md that begins with these words and has this part."""
    (text,) = (text for _, first, text in fenced_blocks(SOURCE / "docs" / "recipes.md")
               if first == words.split() and part in text)
    return text

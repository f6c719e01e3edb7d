"""A second opinion on how the page reads Block Kit: a kept React renderer is shown the same messages.

    python -m tests.gallery.second

It fetches the renderer with npm into a folder that is gone afterwards (the project needs neither), shows
every message of the gallery to it and to the simulated workspace's page, and names those that the two read
differently. Instants are left out, which the page shows in the reader's zone.
"""

import asyncio
import difflib
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from bot.domain.message import Outgoing
from tests.gallery.case import BAD, Case
from tests.gallery.pictures import CHANNEL, WORD, linked, studio
from tests.gallery.rooms import EXHIBITS

PACKAGES = ("slack-blocks-to-jsx@1.1.1", "react@18.3.1", "react-dom@18.3.1", "esbuild@0.28.2")
_ENTRY = """
import React from "react";
import { createRoot } from "react-dom/client";
import { flushSync } from "react-dom";
import { Message } from "slack-blocks-to-jsx";
window.reads = (blocks, data) => {
  const node = document.body.appendChild(document.createElement("div"));
  const root = createRoot(node);
  flushSync(() => root.render(<Message name="" logo="" withoutWrapper blocks={blocks} data={data} />));
  const words = node.innerText;
  root.unmount();
  node.remove();
  return words;
};
"""
_INSTANT = re.compile(r"<!date\^[^>]*>")
_ESCAPED_LINK = re.compile(r"&lt;(https?://)[^|&]*\|")
"""What somebody wrote as if it were a link; the other renderer takes it for one, Slack does not."""
_MARKUP = re.compile(r"<https?://[^|]*\||&amp;")
"""The same in a headline, which is plain text."""


def built(folder: Path) -> Path:
    """Fetch the renderer and make one script of it."""
    (folder / "entry.jsx").write_text(_ENTRY, encoding="utf-8")
    quiet = ("--no-audit", "--no-fund", "--silent")
    script = folder / "renderer.js"
    bundle = (
        "--bundle",
        "--format=iife",
        '--define:process.env.NODE_ENV="production"',
        f"--outfile={script}",
    )
    try:
        subprocess.run(["npm", "install", *quiet, "--prefix", folder, *PACKAGES], check=True)
        subprocess.run(["npx", "esbuild", "entry.jsx", *bundle, "--log-level=error"], check=True, cwd=folder)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"The second opinion needs Node with npm and its registry: {error}") from error
    return script


def blocks_of(shown: Any, case: Case) -> list[dict[str, Any]]:
    """The blocks of a message without what both are known to read differently."""
    text = _INSTANT.sub("then", json.dumps(linked(shown, case.channel)))
    found: list[dict[str, Any]] = json.loads(_ESCAPED_LINK.sub("&lt;", text))
    for block in found:
        if block["type"] == "header":
            block["text"]["text"] = _MARKUP.sub(" ", block["text"]["text"])
    return found


async def compared(script: Path) -> tuple[int, list[str]]:
    """How many messages were shown to both, and what is read differently."""
    differing: list[str] = []
    count = 0
    async with studio(script.parent) as (painter, office):
        people = {"alice": office.id("alice"), "bob": office.id("bob"), "channel": office.channel(CHANNEL).id}
        workspace = office.workspace
        known = {
            "users": [
                {"id": each.id, "name": each.display_name or each.real_name}
                for each in workspace.users.values()
            ],
            "channels": [{"id": each.id, "name": each.name} for each in workspace.channels.values()],
        }
        other = await painter.beside()
        await other.add_script_tag(path=script)
        for case in (Case(**people), Case(BAD, **people)):
            for exhibit in EXHIBITS:
                shown = exhibit.draw(case)
                if isinstance(shown, Outgoing) and shown.blocks:
                    blocks = blocks_of(shown.blocks, case)
                    ours = await painter.words(shown.text, blocks)
                    theirs = await _theirs(other, blocks, known)
                    count += 1
                    if ours != theirs:
                        differing.append(f"{exhibit.name}: {_difference(ours, theirs)}")
    return count, differing


async def _theirs(other: Page, blocks: Any, known: Any) -> list[str]:
    return WORD.findall(await other.evaluate("([blocks, known]) => reads(blocks, known)", [blocks, known]))


def _difference(ours: list[str], theirs: list[str]) -> str:
    return " ".join(each for each in difflib.ndiff(ours, theirs) if each[0] in "+-")[:300]


def main() -> None:
    """Ask for it, and print what it is."""
    with tempfile.TemporaryDirectory() as folder:
        count, differing = asyncio.run(compared(built(Path(folder))))
    sys.stdout.write("".join(f"{each}\n" for each in differing))
    sys.stdout.write(f"{count} messages shown to both; {len(differing)} read differently\n")
    sys.exit(1 if differing else 0)


if __name__ == "__main__":
    main()

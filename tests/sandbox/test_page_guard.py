"""Who gets in at the page's door: holders of the token, on this machine, from the page itself."""

import re
from collections.abc import AsyncIterator

import pytest

from bot.sandbox.page import STATIC
from tests.sandbox.page_fixtures import Browser, open_page

PATHS = ("/page/start", "/page/news", "/static/app.js", "/page/do/says", "/page/time", "/page/reset")


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with open_page() as opened:
        yield opened


@pytest.mark.parametrize("path", PATHS)
async def test_without_the_token_nothing_is_told_or_done(browser: Browser, path: str) -> None:
    method = "POST" if path in PATHS[3:] else "GET"
    status, body, _ = await browser.ask(method, path)
    assert status == 403
    assert "token" in body


async def test_a_wrong_token_is_no_token(browser: Browser) -> None:
    status, _, _ = await browser.ask("GET", "/page/start", {"X-Sandbox-Token": "x" * 32})
    assert status == 403


async def test_the_page_without_its_token_says_where_to_find_it(browser: Browser) -> None:
    status, body, _ = await browser.ask("GET", "/")
    assert status == 403
    assert "printed" in body


async def test_the_address_opens_the_page_and_the_browser_keeps_the_token(browser: Browser) -> None:
    path = browser.page.address.removeprefix(browser.server.base_url)
    status, body, headers = await browser.ask("GET", path)
    assert status == 200
    assert "<main" in body
    cookie = headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    kept = cookie.split(";")[0]
    status, _, _ = await browser.ask("GET", "/page/start", {"Cookie": kept})
    assert status == 200


async def test_the_address_holds_another_token_at_each_start(browser: Browser) -> None:
    async with open_page() as other:
        assert other.page.guard.token != browser.page.guard.token


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:{port}", "localhost:1", ""])
@pytest.mark.parametrize("path", ["/", "/page/start", "/api/auth.test"])
async def test_other_names_of_this_machine_are_refused(browser: Browser, host: str, path: str) -> None:
    method = "POST" if path.startswith("/api") else "GET"
    headers = browser.token | {"Host": host.format(port=browser.server.port)}
    status, body, _ = await browser.ask(method, path, headers)
    assert status == 403
    assert "not served" in body


async def test_this_machine_is_served_under_each_of_its_names(browser: Browser) -> None:
    for name in ("127.0.0.1", "localhost", "[::1]"):
        host = {"Host": f"{name}:{browser.server.port}"}
        assert (await browser.ask("GET", "/page/start", browser.token | host))[0] == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
    ids=str,
)
@pytest.mark.parametrize("path", ["/page/reset", "/page/do/says", "/api/chat.postMessage"])
async def test_other_sites_cannot_act(browser: Browser, headers: dict[str, str], path: str) -> None:
    status, body, _ = await browser.ask("POST", path, browser.token | headers)
    assert status == 403
    assert "Other sites" in body


async def test_the_page_itself_can_act(browser: Browser) -> None:
    own = {"Origin": browser.server.base_url, "Sec-Fetch-Site": "same-origin"}
    status, _, _ = await browser.ask("GET", "/page/start", browser.token | own)
    assert status == 200


async def test_a_link_from_elsewhere_may_lead_to_the_page_but_not_into_it(browser: Browser) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    assert (await browser.ask("GET", f"/?token={browser.page.guard.token}", link))[0] == 200
    assert (await browser.ask("GET", "/page/start", browser.token | link))[0] == 403


async def test_the_page_runs_its_own_scripts_alone(browser: Browser) -> None:
    _, _, headers = await browser.ask("GET", f"/?token={browser.page.guard.token}")
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "require-trusted-types-for 'script'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_whatever_else_is_served_here_runs_nothing(browser: Browser) -> None:
    alice = browser.workspace.user("alice")
    shared = browser.workspace.share_file(browser.channel("general"), alice, "x.html", b"<script>1</script>")
    file = shared.files[0]
    place = file.url.removeprefix(browser.server.base_url)
    for path in (place, f"/page/files/{file.id}?as={alice.id}", "/page/start"):
        status, _, headers = await browser.ask("GET", path, browser.token)
        assert status == 200
        assert "sandbox" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


async def test_a_file_comes_as_something_to_keep_not_to_run(browser: Browser) -> None:
    alice = browser.workspace.user("alice")
    shared = browser.workspace.share_file(browser.channel("general"), alice, "naïve.html", b"<b>")
    path = f"/page/files/{shared.files[0].id}?as={alice.id}"
    _, body, headers = await browser.ask("GET", path, browser.token)
    assert body == "<b>"
    assert headers["Content-Type"] == "application/octet-stream"
    assert headers["Content-Disposition"] == "attachment; filename*=UTF-8''na%C3%AFve.html"


@pytest.mark.parametrize("name", ["..%2Fpage.py", "nothing.js", "index.txt", "..%2f__init__.py"])
async def test_only_the_parts_of_the_page_are_served(browser: Browser, name: str) -> None:
    status, _, _ = await browser.ask("GET", f"/static/{name}", browser.token)
    assert status == 404


def test_no_part_of_the_page_holds_script_or_style_within_markup() -> None:
    document = (STATIC / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*src=)|<style|\son\w+=|\sstyle=|javascript:", document)


def test_no_part_of_the_page_makes_markup_of_text_or_reaches_for_the_network() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc"
    )
    for path in STATIC.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        assert not forbidden.search(text), path.name
        assert not re.search(r"""(?:from|import|fetch\() ?["'`]https?:""", text), path.name


def test_every_part_that_is_named_is_there() -> None:
    named = re.findall(r"/static/([\w.]+)", (STATIC / "index.html").read_text(encoding="utf-8"))
    for path in STATIC.glob("*.js"):
        text = path.read_text(encoding="utf-8")
        named += [a or b for a, b in re.findall(r'from "\./([\w.]+)"|import "\./([\w.]+)"', text)]
    assert {name for name in named if not (STATIC / name).is_file()} == set()
    assert {p.name for p in STATIC.iterdir()} - set(named) == {"index.html"}

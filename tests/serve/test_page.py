"""The page in a real browser: type, read, drop a file, be told what is wrong."""

import csv
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

import textkit.api
from tests.serve.conftest import process

CHROMIUM = shutil.which("chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
SOON = 10_000  # ms
playwright = pytest.importorskip("playwright.sync_api", reason="needs playwright: pip install playwright")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="needs a browser: apt-get install chromium"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        chromium = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def url(runs: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of a run of each task; the tagger has a graph."""
    folder = tmp_path_factory.mktemp("exported")
    tagger = shutil.copytree(runs["reports"], folder / "reports")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEXTKIT_HOME", str(folder / "home"))
        textkit.api.export(tagger)
    with process(runs["reviews"], runs["notices"], tagger) as (_, url):
        yield url


@pytest.fixture
def page(browser: Any, url: str) -> Iterator[Any]:
    """The page, ready; nothing may be said on its console."""
    context = browser.new_context(viewport={"width": 1000, "height": 900})
    opened = context.new_page()
    opened.set_default_timeout(SOON)
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    opened.goto(url)
    opened.get_by_text("3 models, ready").wait_for()
    yield opened
    context.close()
    assert [each for each in said if "Failed to load resource" not in each] == []


def test_an_answer_follows_as_one_types(page: Any) -> None:
    page.get_by_role("textbox").press_sequentially("The film was great")
    page.locator(".verdict", has_text="good").wait_for()
    assert page.locator(".bars li.chosen .name").inner_text() == "good"


def test_what_is_typed_is_never_markup(page: Any) -> None:
    page.get_by_label("Show which words decide").check()
    page.locator("#text").fill("<img src=x onerror=alert(1)> great <b>film</b>")
    page.locator(".reason .passage").wait_for()
    assert "<img src=x onerror=alert(1)>" in page.locator(".reason .passage").inner_text()
    assert page.locator("#answers img, #answers b").count() == 0


def test_two_models_stand_side_by_side(page: Any) -> None:
    page.locator("#text").fill("rain at the museum")
    page.get_by_label("Beside it").select_option("notices")
    page.locator(".answer").nth(1).wait_for()
    assert page.locator(".answer .by").all_inner_texts() == ["reviews", "notices"]


def test_entities_are_marked_with_their_types(page: Any) -> None:
    page.get_by_label("Answered by").select_option("reports")
    page.locator("#text").fill("Anna Bell met Carl in Paris .")
    page.locator(".entity").nth(2).wait_for()
    assert page.locator(".entity").all_inner_texts() == ["Anna BellPER", "CarlPER", "ParisLOC"]


def test_entities_are_where_their_characters_are(page: Any) -> None:
    """Offsets count characters, of which some are two units of JavaScript."""
    record = {
        "text": "🤖 Anna Bell met Carl.",
        "tokens": ["🤖", "Anna", "Bell", "met", "Carl", "."],
        "tags": ["O", "B-PER", "I-PER", "O", "B-PER", "O"],
        "entities": [
            {"start": 2, "end": 11, "text": "Anna Bell", "label": "PER", "score": 0.9},
            {"start": 16, "end": 20, "text": "Carl", "label": "PER", "score": 0.8},
        ],
    }
    answer = {"model": "reports", "predictions": [record]}
    page.route("**/predict", lambda route: route.fulfill(json=answer))
    page.locator("#text").fill(record["text"])
    page.locator(".entity").nth(1).wait_for()
    assert page.locator(".entity").all_inner_texts() == ["Anna BellPER", "CarlPER"]
    assert page.locator(".passage").inner_text() == "🤖 Anna BellPER met CarlPER."


def test_a_stale_answer_is_dropped(page: Any) -> None:
    held: list[Any] = []

    def hold(route: Any) -> None:
        held.append(route) if not held else route.continue_()

    page.route("**/predict", hold)
    page.locator("#text").fill("The film was awful")
    page.wait_for_timeout(400)
    page.locator("#text").fill("The film was great")
    page.locator(".verdict", has_text="good").wait_for()
    assert len(held) == 1
    assert page.locator(".verdict").all_inner_texts() == ["good"]


def test_a_table_comes_back_with_its_predictions(page: Any, tmp_path: Path) -> None:
    rows = [("1", 'The "film"\nwas great, yes', "x"), ("2", "The meal was awful", ""), *[("3", "great", "")] * 150]
    with (tmp_path / "in.csv").open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows([("id", "text", "label"), *rows])
    page.locator("#file").set_input_files(tmp_path / "in.csv")
    assert page.get_by_label("Column with the texts").locator("option:checked").inner_text() == "text"
    page.get_by_role("button", name="Predict").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Download in-predicted.csv").click()
    content = Path(downloading.value.path()).read_text(encoding="utf-8")
    header, *found = csv.reader(io.StringIO(content))
    assert header == ["id", "text", "input_label", "label", "score"]
    assert [tuple(row[:3]) for row in found] == rows
    assert [row[3] for row in found[:3]] == ["good", "bad", "good"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"text,id\nonly one field\n", "Row 1 has 1 fields, and the header has 2"),
        (b'text\n"never closed\n', "Line 2: a quote is opened and never closed"),
        (b"text\ncaf\xe9\n", "in.csv is not UTF-8"),
        (b"text\n", "in.csv has no rows below its header"),
    ],
)
def test_a_bad_table_is_told_kindly(content: bytes, said: str, page: Any, tmp_path: Path) -> None:
    (tmp_path / "in.csv").write_bytes(content)
    page.locator("#file").set_input_files(tmp_path / "in.csv")
    page.locator("#job-fault", has_text=said).wait_for()
    assert page.get_by_role("button", name="Predict").is_disabled()


def test_an_error_is_told_kindly(page: Any) -> None:
    page.get_by_label("Show which words decide").check()
    page.locator("#text").fill("great " * 1_000)
    page.get_by_role("alert").filter(has_text="is too long to be explained").wait_for()
    page.locator("#text").fill("great")
    page.locator(".verdict", has_text="good").wait_for()
    assert not page.locator("#fault").is_visible()


def test_the_code_is_the_request_at_hand(page: Any, url: str) -> None:
    page.locator("#text").fill('It\'s "great" 🤖')
    page.locator(".verdict").wait_for()
    program = page.locator("#python").inner_text()
    assert f'Request("{url}/predict"' in program
    asked: dict[str, Any] = {}
    exec(program[program.index("asked = ") : program.index("headers")], asked)
    assert asked["asked"] == {"texts": 'It\'s "great" 🤖', "model": "reviews"}
    assert httpx2.post(f"{url}/predict", json=asked["asked"]).status_code == 200


def test_a_phone_scrolls_in_one_direction(page: Any) -> None:
    page.set_viewport_size({"width": 340, "height": 700})
    page.locator("#text").fill("great" * 60)
    page.get_by_label("Beside it").select_option("notices")
    page.locator(".answer").nth(1).wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 340


def test_everything_is_reached_by_the_keyboard(page: Any) -> None:
    seen = set()
    for _ in range(14):
        page.keyboard.press("Tab")
        seen.add(page.evaluate("document.activeElement.id || document.activeElement.className"))
    assert {"text", "model", "beside", "explain", "file"} <= seen
    unnamed = "[...document.querySelectorAll('input, select, textarea')].filter(e => !e.labels.length).length"
    assert page.evaluate(unnamed) == 0


def test_a_token_is_asked_for(browser: Any, runs: dict[str, Path]) -> None:
    with process(runs["reviews"], "--token", "secret") as (_, url):
        page = browser.new_context().new_page()
        page.set_default_timeout(SOON)
        page.goto(url)
        page.get_by_role("textbox", name="Token").fill("wrong")
        page.get_by_role("button", name="Continue").click()
        page.get_by_text("That token is not accepted").wait_for()
        page.get_by_role("textbox", name="Token").fill("secret")
        page.get_by_role("button", name="Continue").click()
        page.get_by_text("tfidf, ready").wait_for()
        page.locator("#text").fill("The film was great")
        page.locator(".verdict", has_text="good").wait_for()
        page.context.close()

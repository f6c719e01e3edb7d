"""Files that organisations write: read as what they mean, or refused in one line that names the file."""

import copy
import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.catalogue import CatalogueError, load_catalogue
from bot.catalogue.regulations import load_regulations
from bot.config import BadSettings, parse_policy
from bot.domain.policy import Policy
from tests.fuzzing.ground import budget
from tests.fuzzing.test_deliveries import MUTATIONS, changed, places
from tests.fuzzing.texts import anything, texts
from tests.stage import ROOT

CONFIGURATION = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
EXAMPLES = [yaml.safe_load(text) for text in re.findall(r"```yaml\n(.*?)```", CONFIGURATION, re.S)]
WHOLE = Policy().model_dump(mode="json")
OWN = {
    "regimes": [
        {"id": "contractual-notice", "authority": "Bank", "stages": [{"id": "notice", "period": "PT8H"}]}
    ],
    "disable": ["eu-gdpr-33"],
    "calendars": [{"id": "US_FEDERAL_EDGAR", "closed": ["2026-12-01"]}],
    "facts": [{"id": "personal_data_involved", "question": "Any personal data?"}],
    "contents": {},
}


@st.composite
def twisted(draw: st.DrawFn, genuine: list[Any]) -> Any:
    """A file's content to which one to three things were done."""
    made = copy.deepcopy(draw(st.sampled_from(genuine)))
    everywhere = list(places(made))
    for _ in range(draw(st.integers(1, 3))):
        changed(made, draw(st.sampled_from(everywhere)), draw(st.sampled_from(MUTATIONS)), draw(anything))
    return made


@budget(250)
@given(content=twisted([*EXAMPLES, WHOLE]))
def test_a_configuration_is_taken_or_refused_in_one_line(content: Any) -> None:
    _parsed(yaml.safe_dump(content, allow_unicode=True))


@budget(150)
@given(
    text=st.one_of(
        texts,
        st.lists(texts, max_size=5).map("\n".join),
        st.text("{}[]:-&*!|>'\"#,? \n\tab019.+~%", max_size=40),
    )
)
def test_any_text_is_taken_or_refused_in_one_line(text: str) -> None:
    _parsed(text)


def _parsed(text: str) -> None:
    try:
        parse_policy(text, name="incidents.yml")
    except BadSettings as error:
        said = str(error)
    else:
        return
    assert said.startswith("incidents.yml")
    assert "\n" not in said


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("own")


def test_an_own_file_of_regulations_is_taken_or_refused(folder: Path) -> None:
    own = folder / "our-regulations.yaml"

    @budget(12)
    @given(content=twisted([OWN]))
    def tried(content: Any) -> None:
        own.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        with suppress(CatalogueError):
            assert load_regulations(own=own).regimes

    tried()


@pytest.mark.parametrize("name", ["triage", "roles", "phases"])
def test_an_own_wording_is_taken_or_refused(folder: Path, name: str) -> None:
    shipped = yaml.safe_load((ROOT / "bot" / "catalogue" / f"{name}.yaml").read_text(encoding="utf-8"))

    @budget(8)
    @given(content=twisted([shipped]))
    def tried(content: Any) -> None:
        words = folder / f"words-{name}"
        words.mkdir(exist_ok=True)
        (words / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
        with suppress(CatalogueError):
            assert load_catalogue(words).questions

    tried()

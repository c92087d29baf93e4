"""Settings: which one wins, and what is said of those that cannot be honoured."""

import tomllib
from pathlib import Path

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from textkit.config.sections import GradientSection, ModelSection
from textkit.config.settings import (
    Config,
    Setting,
    from_assignments,
    from_environment,
    from_file,
    from_tables,
    parse_value,
    resolve,
)
from textkit.errors import DataError, MissingError, TextkitError, UsageError
from textkit.models.tfidf import LinearSection, TfidfOptions


class Sizes(ModelSection):
    """The sizes of an imaginary network."""

    hidden: int = Field(128, ge=1)


RECIPE = from_tables({"training": {"batch_tokens": 4096, "least_rows": 16, "lr": 0.002}}, "recipe")
NEEDED = [Setting("data.dataset", "reviews.csv", "dataset"), Setting("model.name", "net", "model")]


def network(*settings: Setting) -> Config:
    return resolve([*RECIPE, *NEEDED, *settings], model=Sizes, training=GradientSection, name="net")


def tfidf(*settings: Setting) -> Config:
    return resolve([*NEEDED, *settings], model=TfidfOptions, training=LinearSection, name="tfidf")


def flag(key: str, value: object) -> Setting:
    return Setting(f"training.{key}", value, f"--{key.replace('_', '-')}")


def complaint(*settings: Setting) -> str:
    with pytest.raises(UsageError) as caught:
        network(*settings)
    return str(caught.value)


def test_later_settings_win() -> None:
    layers = [Setting("training.lr", rate, origin) for rate, origin in ((0.1, "a.toml"), (0.2, "ENV"), (0.3, "--lr"))]
    assert network().training.lr == 0.002
    for last in range(1, 4):
        assert network(*layers[:last]).training.lr == layers[last - 1].value


def test_what_nobody_sets_has_its_default() -> None:
    config = network()
    assert (config.model.hidden, config.data.source, config.preprocessing.lowercase) == (128, "auto", False)


def test_all_problems_come_at_once() -> None:
    settings = [
        Setting("training.lr", -1, "--lr"),
        Setting("training.epochs", "many", "TEXTKIT_TRAINING_EPOCHS"),
        Setting("model.hiden", 3, "study.toml"),
        Setting("data.limit", 0, "--limit"),
        Setting("nonsense.key", 1, "--set"),
    ]
    first, *lines = complaint(*settings).splitlines()
    assert first == "5 problems with the settings"
    assert lines == [
        "  study.toml: net has no model.hiden; did you mean 'model.hidden'?",
        "  --set: net has no nonsense.key",
        "  --limit: data.limit = 0: Input should be greater than or equal to 1",
        "  TEXTKIT_TRAINING_EPOCHS: training.epochs = 'many': "
        "Input should be a valid integer, unable to parse string as an integer",
        "  --lr: training.lr = -1: Input should be greater than 0",
    ]


def test_one_problem_is_one() -> None:
    assert complaint(flag("lr", 0)).splitlines()[0] == "a problem with the settings"


def test_a_setting_that_is_needed_and_not_given() -> None:
    with pytest.raises(UsageError, match=r"data\.dataset: Field required"):
        resolve([*RECIPE, NEEDED[1]], model=Sizes, training=GradientSection, name="net")


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("training.zzz", None),
        ("training.epoch", "training.epochs"),
        ("traning.epochs", "training.epochs"),
        ("preprocessing.lowercas", "preprocessing.lowercase"),
        ("epochs", None),
    ],
)
def test_unknown_keys_are_refused(key: str, meant: str | None) -> None:
    said = complaint(Setting(key, 1, "study.toml"))
    assert f"study.toml: net has no {key}" in said
    assert ("did you mean" in said) == (meant is not None)
    assert meant is None or f"did you mean '{meant}'?" in said


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        (flag("epochs", 3), "--epochs: tfidf has no training.epochs"),
        (flag("batch_size", 3), "--batch-size: tfidf has no training.batch_size"),
        (Setting("training.lr", 0.1, "--set"), "--set: tfidf has no training.lr"),
    ],
)
def test_a_setting_that_the_model_cannot_honour_is_refused(setting: Setting, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        tfidf(setting)
    assert str(caught.value).splitlines()[1].strip().startswith(said)


def test_a_flag_that_cannot_be_honoured_gets_no_guess() -> None:
    with pytest.raises(UsageError) as caught:
        tfidf(flag("seeds", 1))
    assert "did you mean" not in str(caught.value)


def test_who_asks_for_a_batch_is_given_no_more_by_the_recipe() -> None:
    def least_rows(*asked: Setting) -> int:
        return int(network(*asked).training.least_rows)

    assert least_rows() == 16
    assert least_rows(flag("batch_tokens", 512)) == 1
    assert least_rows(Setting("training.batch_size", 8, "a.toml")) == 1
    assert least_rows(flag("least_rows", 4)) == 4
    assert least_rows(flag("batch_tokens", 512), flag("least_rows", 4)) == 4
    assert least_rows(flag("least_rows", 4), flag("batch_tokens", 512)) == 4


@pytest.mark.parametrize(
    ("later", "size", "tokens"),
    [
        ([], None, 4096),
        ([Setting("training.batch_size", 8, "a.toml")], 8, None),
        ([Setting("training.batch_tokens", 99, "a.toml")], None, 99),
        ([Setting("training.batch_size", 8, "a.toml"), Setting("training.batch_tokens", 5, "ENV")], None, 5),
        ([Setting("training.batch_tokens", 5, "ENV"), flag("batch_size", 2)], 2, None),
        ([Setting("training.batch_size", 8, "a.toml"), Setting("training.batch_size", 9, "ENV")], 9, None),
    ],
)
def test_the_later_unit_of_a_batch_replaces_the_earlier(
    later: list[Setting], size: int | None, tokens: int | None
) -> None:
    training = network(*later).training
    assert (training.batch_size, training.batch_tokens) == (size, tokens)


@pytest.mark.parametrize(
    "pair",
    [
        (flag("batch_size", 8), flag("batch_tokens", 99)),
        (flag("batch_tokens", 99), flag("batch_size", 8)),
        (flag("batch_size", 8), Setting("training.batch_tokens", 99, "--set")),
        (Setting("training.batch_size", 8, "a.toml"), Setting("training.batch_tokens", 99, "a.toml")),
    ],
)
def test_both_units_of_a_batch_from_one_place_are_refused(pair: tuple[Setting, Setting]) -> None:
    assert "set one of batch_size (sequences) and batch_tokens" in complaint(*pair)


def test_a_wrong_value_does_not_hide_that_both_units_are_set() -> None:
    said = complaint(flag("batch_size", 8), flag("batch_tokens", 99), flag("lr", -1))
    assert "--lr" in said
    assert "set one of batch_size" in said


def test_the_environment_is_read_for_the_keys_asked_for() -> None:
    environment = {
        "TEXTKIT_TRAINING_LR": "3e-5",
        "TEXTKIT_DATA_TEXT_COLUMN": "headline",
        "TEXTKIT_PREPROCESSING_LOWERCASE": "true",
        "TEXTKIT_HOME": "/somewhere",
        "TRAINING_LR": "1",
    }
    keys = ["training.lr", "training.epochs", "preprocessing.lowercase", "data.text_column"]
    assert from_environment(keys, environment) == [
        Setting("data.text_column", "headline", "TEXTKIT_DATA_TEXT_COLUMN"),
        Setting("preprocessing.lowercase", True, "TEXTKIT_PREPROCESSING_LOWERCASE"),
        Setting("training.lr", 3e-5, "TEXTKIT_TRAINING_LR"),
    ]


@pytest.mark.parametrize(
    ("assignment", "key", "value"),
    [
        ("training.lr=3e-5", "training.lr", 3e-5),
        ("training.epochs=3", "training.epochs", 3),
        (" training.epochs = 3 ", "training.epochs", 3),
        ("preprocessing.lowercase=true", "preprocessing.lowercase", True),
        ("preprocessing.lowercase=True", "preprocessing.lowercase", "True"),
        ("data.dataset=reviews.csv", "data.dataset", "reviews.csv"),
        ('data.text_column="3"', "data.text_column", "3"),
        ("data.delimiter=;", "data.delimiter", ";"),
        ("data.dataset=a=b", "data.dataset", "a=b"),
        ("data.dataset=", "data.dataset", ""),
        ("model.sizes=[1, 2]", "model.sizes", [1, 2]),
    ],
)
def test_assignments(assignment: str, key: str, value: object) -> None:
    (setting,) = from_assignments([assignment])
    assert setting == Setting(key, value, "--set")
    assert type(setting.value) is type(value)


@pytest.mark.parametrize("assignment", ["training.lr", "lr=3", "=3", ""])
def test_what_is_no_assignment_is_refused(assignment: str) -> None:
    with pytest.raises(UsageError, match=r"not section\.key=value"):
        from_assignments([assignment])


@given(st.integers(-(2**63), 2**63 - 1) | st.booleans() | st.floats(allow_nan=False))
def test_a_value_written_as_toml_is_that_value(value: float | bool) -> None:
    assert parse_value(tomli_w.dumps({"value": value}).partition("=")[2].strip()) == value


def write(folder: Path, content: str | bytes) -> Path:
    path = folder / "study.toml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_file_gives_its_settings_in_order(tmp_path: Path) -> None:
    path = write(tmp_path, '\ufeff[training]\nlr = 0.1\nepochs = 2\n[data]\ndataset = "clickbait"\n')
    assert from_file(path) == [
        Setting("training.lr", 0.1, str(path)),
        Setting("training.epochs", 2, str(path)),
        Setting("data.dataset", "clickbait", str(path)),
    ]


@pytest.mark.parametrize("content", ["lr = 0.1\n", "[training.deeper]\nlr = 0.1\n", "[[training]]\nlr = 0.1\n"])
def test_settings_outside_a_table_are_refused_not_lost(tmp_path: Path, content: str) -> None:
    path = write(tmp_path, content)
    assert f"{path}: net has no " in complaint(*from_file(path))


@pytest.mark.parametrize(
    ("content", "line"),
    [("[training]\nlr = \n", 2), ("[training]\nlr = 1\nlr = 2\n", 3), ("[training\n", 1), ("\n\n\noops\n", 4)],
)
def test_a_file_that_is_not_toml_is_refused_at_its_line(tmp_path: Path, content: str, line: int) -> None:
    path = write(tmp_path, content)
    with pytest.raises(DataError, match=rf"study\.toml: not valid TOML: .*line {line}\b"):
        from_file(path)


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"study\.toml: not valid TOML"):
        from_file(write(tmp_path, b"lr = '\xff'"))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match=r"study\.toml does not exist"):
        from_file(tmp_path / "study.toml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(TextkitError):
        from_file(tmp_path)


WORDS = st.text(max_size=10)
BATCH = st.builds(flag, st.sampled_from(["batch_size", "batch_tokens"]), st.integers(1, 9999))
OTHERS = st.fixed_dictionaries(
    {},
    optional={
        "training.lr": st.floats(1e-300, 1e300),
        "training.seed": st.integers(0, 2**32 - 1),
        "training.warmup": st.floats(0, 1, exclude_max=True),
        "training.threads": st.integers(1, 99),
        "training.tensorboard": st.booleans(),
        "training.metric": st.sampled_from(["accuracy", "macro_f1", "weighted_f1", "loss"]),
        "data.dataset": WORDS,
        "data.text_column": WORDS | st.none(),
        "data.delimiter": WORDS,
        "data.limit": st.integers(1, 10**9) | st.none(),
        "model.hidden": st.integers(1, 9999),
    },
)


@given(st.lists(BATCH, max_size=1), OTHERS)
def test_the_resolved_config_reads_back_from_toml(batch: list[Setting], others: dict[str, object]) -> None:
    config = network(*batch, *(Setting(key, value, "--set") for key, value in others.items()))
    written = tomllib.loads(tomli_w.dumps(config.tables()))
    settings = [*RECIPE, *from_tables(written, "config.toml")]
    assert resolve(settings, model=Sizes, training=GradientSection, name="net") == config

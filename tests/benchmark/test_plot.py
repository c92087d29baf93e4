"""The picture: whole files, the same for the same figures."""

from pathlib import Path

import pytest

from textkit.benchmark.plot import Point, write_plot

POINTS = [
    Point("tfidf", 0.2, 0.95, 0.94, 0.96, 14.0),
    Point("bert (stand-in: MiniLM-L6), fp32", 4.0, 0.97, 0.96, 0.98, 91.0),
    Point("bert (stand-in: MiniLM-L6), int8", 2.0, 0.969, 0.96, 0.98, 23.0, "int8"),
]


def test_the_same_figures_give_the_same_files(tmp_path: Path) -> None:
    for number in (1, 2):
        write_plot(POINTS, "reviews", "accuracy", [tmp_path / f"{number}.png", tmp_path / f"{number}.svg"])
    for form in ("png", "svg"):
        assert (tmp_path / f"1.{form}").read_bytes() == (tmp_path / f"2.{form}").read_bytes()


def test_every_model_is_named(tmp_path: Path) -> None:
    write_plot(POINTS, "reviews", "micro_f1", [tmp_path / "plot.svg"])
    drawn = (tmp_path / "plot.svg").read_text()
    for words in ("tfidf", "int8", "fp32", "micro f1 on test", "91 MB"):
        assert f"<!-- {words}" in drawn or words in drawn


def test_one_point_is_a_picture_too(tmp_path: Path) -> None:
    write_plot(POINTS[:1], "reviews", "accuracy", [tmp_path / "plot.png"])
    assert (tmp_path / "plot.png").stat().st_size > 1_000


def test_a_picture_is_whole_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from matplotlib.figure import Figure

    def half(figure: Figure, path: Path, **_: object) -> None:
        Path(path).write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(Figure, "savefig", half)
    with pytest.raises(KeyboardInterrupt):
        write_plot(POINTS, "reviews", "accuracy", [tmp_path / "plot.png"])
    assert not list(tmp_path.iterdir())

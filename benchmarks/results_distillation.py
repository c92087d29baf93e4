"""The section of RESULTS.md on students and their teachers."""

from typing import Any


def distill(document: dict[str, Any]) -> str:
    lines = [
        "## Distillation: students, controls and teachers",
        "",
        f"`{document['command']}`",
        "",
        f"{document['machine']['cores']} CPU cores, torch {document['versions']['torch']}. Scores on test; of several "
        "seeds the mean, with its 95% interval over records and seeds. A control is the same student without the "
        "teacher, trained for as many steps. Speed is in records a second by exported graphs, of the first seed.",
        "",
        "| dataset, `textkit distill TEACHER ...` | metric | teacher | student | control | gain | kept | speed |",
        "|---|---|---|---|---|---|---:|---|",
    ]
    for result in document["results"].values():
        gain, rates = result["gain"], result["records_per_second"]
        low, high = gain["interval"]
        p = "p < 0.001" if gain["p"] < 0.001 else f"p {gain['p']:.3f}"
        cells = [
            f"{result['dataset']}, {result['records']:,} of test, `{result['flags']}`",
            result["metric"].replace("_", " "),
            f"{result['teacher']:.4f}",
            _mean(result["student"]),
            _mean(result["control"]),
            f"{gain['difference']:+.4f} [{low:.4f}, {high:.4f}], {p}, {gain['test']}",
            f"{result['kept']:.1%}",
            f"{rates['student']:,.0f} beside {rates['teacher']:,.0f}, {rates['student'] / rates['teacher']:.1f} times",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _mean(scores: dict[str, Any]) -> str:
    mean, low, high = scores["mean"]
    seeds = f", {len(scores['by_seed'])} seeds" if len(scores["by_seed"]) > 1 else ""
    return f"{mean:.4f} [{low:.4f}, {high:.4f}]{seeds}"

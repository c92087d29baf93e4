"""The sections of RESULTS.md on prediction: beside pipelines of transformers, of a large file, from a cold start."""

from typing import Any

_LARGE_FILE = "large-file"


def predict(document: dict[str, Any]) -> str:
    """The section of predict.json; workloads that were not measured are left out."""
    results, versions = document["results"], document["versions"]
    workloads = {name: each for name, each in results.items() if name != _LARGE_FILE}
    lines = [
        "## Prediction",
        "",
        f"`{document['command']}`",
        "",
        f"{_machine(document)}; torch {versions['torch']}, transformers {versions['transformers']}, onnxruntime "
        f"{versions['onnxruntime']}.",
    ]
    if workloads:
        lines += ["", *_side_by_side(workloads), "", *_agreement(workloads)]
    if _LARGE_FILE in results:
        lines += ["", *_large_file(results[_LARGE_FILE], versions)]
    return "\n".join(lines)


def _machine(document: dict[str, Any]) -> str:
    machine = document["machine"]
    return f"{machine['cores']} CPU cores" + (f" ({machine['cpu']})" if machine["cpu"] else "")


def _side_by_side(workloads: dict[str, Any]) -> list[str]:
    lines = [
        "Whole passes over files of one text a line, JSONL written, the model loaded before: textkit beside "
        "`transformers.pipeline` with the same weights, equal threads, and the batch size that is its fastest. Sides "
        "take turns; seconds are medians over the rounds, with the least and the greatest. Tokens are pieces, padding "
        "left out. The last column is the arithmetic that the encoder cannot do without, as a share of what torch's "
        "product of large fp32 matrices reaches on the same threads.",
    ]
    for name, each in workloads.items():
        lines += [
            "",
            f"### {name}",
            "",
            f"{each['records']:,} texts, {each['tokens']:,} tokens, answered by {each['run']} trained on "
            f"{each['dataset']}. Threads: {each['threads']}; rounds: {each['rounds']}.",
            "",
            "| side | seconds | texts/s | tokens/s | times the pipeline | peak memory, MB | of the machine |",
            "|---|---|---:|---:|---:|---:|---:|",
            *(_side(side, figures, each["batch_size"]) for side, figures in each["sides"].items()),
        ]
    return lines


def _side(side: str, figures: dict[str, Any], batch_size: int) -> str:
    name = f"{side}, batch size {batch_size}" if side == "pipeline" else side
    share = f"{figures['share_of_matmul_rate']:.0%}" if "share_of_matmul_rate" in figures else ""
    return (
        f"| {name} | {_spread(figures['seconds'])} | {figures['records_per_second']:,.0f} "
        f"| {figures['tokens_per_second']:,} | {figures['times_the_pipeline']:.2f} | {figures['peak_megabytes']:,} "
        f"| {share} |"
    )


def _spread(seconds: dict[str, Any]) -> str:
    return f"{seconds['median']:.2f} ({seconds['min']:.2f} to {seconds['max']:.2f})"


def _agreement(workloads: dict[str, Any]) -> list[str]:
    return [
        "### Agreement",
        "",
        "Logits of textkit beside those of the network as transformers loads it in fp32, over the same pieces, at each "
        "text or at the first piece of each word; a tie is a pair of best logits within 2e-4. Of texts also the labels "
        "in the files that the passes wrote, beside the pipeline's. Scores on test: strict span F1 under constrained "
        "decoding, or accuracy.",
        "",
        "| workload | answered by | answers | other label | ties aside | in the files | largest difference of logits "
        "| score |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
        *(
            f"| {name} | {side} | {_difference(side, found, each.get('labels_differing', {}))} | {_score(found)} |"
            for name, each in workloads.items()
            for side, found in each["agreement"].items()
        ),
    ]


def _difference(side: str, found: dict[str, Any], in_files: dict[str, int]) -> str:
    """Five cells, empty for transformers itself."""
    if side == "transformers":
        return " | " * 4
    counts = [f"{found[key]:,}" for key in ("answers", "differing", "differing_beyond_ties")]
    written = in_files.get(f"textkit {side}")
    counts.append("" if written is None else f"{written:,}")
    return " | ".join([*counts, f"{found['max_logit_difference']:.1e}"])


def _score(found: dict[str, Any]) -> str:
    return next((f"{found[figure]:.4f}" for figure in ("span_f1", "accuracy") if figure in found), "")


def _large_file(each: dict[str, Any], versions: dict[str, str]) -> list[str]:
    return [
        "### A large file",
        "",
        f"{each['sides']['textkit tfidf']['rows']:,} headlines ({each['megabytes']:,} MB) through `textkit "
        f"predict` with {each['run']}, and through fastText {versions['fasttext']}: whole processes, from their start "
        f"to the end of the JSONL. Rounds: {each['rounds']}. fastText has one thread; textkit has a process that "
        f"reads and writes beside one for each of {each['threads']} cores, or one process for all. Memory is the peak "
        "of the largest.",
        "",
        "| side | headlines | seconds | headlines/s | peak memory, MB |",
        "|---|---:|---|---:|---:|",
        *(
            f"| {side} | {figures['rows']:,} | {_spread(figures['seconds'])} | {figures['rows_per_second']:,} "
            f"| {figures['peak_megabytes']:,} |"
            for side, figures in each["sides"].items()
        ),
    ]


def coldstart(document: dict[str, Any]) -> str:
    """The section of coldstart.json."""
    versions = document["versions"]
    return "\n".join(
        [
            "## From the start of a process to its first line",
            "",
            f"`{document['command']}`",
            "",
            f"{_machine(document)}; torch {versions['torch']}, transformers {versions['transformers']}, onnxruntime "
            f"{versions['onnxruntime']}. Fresh processes in turn, medians of {document['rounds']}, with the least and "
            "the greatest; predictions are of one headline from a pipe. With the same weights the pipeline takes "
            f"{document['times_the_pipeline']:.1f} times as long to its first answer.",
            "",
            "| command | first line, s | end, s |",
            "|---|---|---|",
            *(
                f"| {name} | {_spread(figures['first_line'])} | {_spread(figures['end'])} |"
                for name, figures in document["results"].items()
            ),
        ]
    )


def export(document: dict[str, Any]) -> str:
    """The section of export.json."""
    rows = [
        f"| {name} | {each['seconds_to_make']:.1f} | {each['megabytes']} | {_spread(each['seconds'])} |"
        for name, each in document["results"].items()
    ]
    lines = [
        "## Exporters",
        "",
        f"`{document['command']}`",
        "",
        f"{_machine(document)}; torch {document['versions']['torch']}. Graphs of {document['run']}, made by torch's "
        f"two exporters, answer {document['records']:,} records of {document['dataset']} in turn.",
        "",
        "| graph | seconds to make | MB | seconds to answer |",
        "|---|---:|---:|---|",
        *rows,
    ]
    return "\n".join(lines)

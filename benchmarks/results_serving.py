"""The section of RESULTS.md on serving: a server under load."""

from typing import Any


def serve(document: dict[str, Any]) -> str:
    """The section of serve.json."""
    machine, versions = document["machine"], document["versions"]
    lines = [
        "## Serving",
        "",
        f"`{document['command']}`",
        "",
        f"{machine['cores']} CPU cores" + (f" ({machine['cpu']})" if machine["cpu"] else "") + "; onnxruntime "
        f"{versions['onnxruntime']}, fastapi {versions['fastapi']}, uvicorn {versions['uvicorn']}. "
        f"{document['concurrency']} clients at a time, one text a request, on the same cores as the server. Requests "
        "a second are medians over the rounds, with the least and the greatest; memory is the server's, before the "
        "load and after it.",
    ]
    for name, each in document["results"].items():
        mean = each["characters"] / each["texts"]
        lines += [
            "",
            f"### {name}",
            "",
            f"{each['requests']:,} requests a round for {each['texts']:,} texts of {mean:,.0f} characters on average. "
            f"Threads: {each['threads']}; rounds: {each['rounds']}. `textkit predict` answers "
            f"{each['predict_texts_per_second']:,.0f} of the texts a second from a file.",
            "",
            "| requests are answered | requests/s | p50, ms | p95, ms | refused | memory, MB |",
            "|---|---|---:|---:|---:|---:|",
            *(_side(side, figures) for side, figures in each["sides"].items()),
        ]
    return "\n".join(lines)


def _side(side: str, figures: dict[str, Any]) -> str:
    rate = figures["requests_per_second"]
    return (
        f"| {side} | {rate['median']:,.0f} ({rate['min']:,.0f} to {rate['max']:,.0f}) | {figures['p50_ms']:,} "
        f"| {figures['p95_ms']:,} | {figures['refused']:,} "
        f"| {figures['megabytes_before']:,} to {figures['megabytes_after']:,} |"
    )

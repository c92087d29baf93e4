"""The command line: one file a verb, each with a `run` function whose parameters are its flags.

A verb's module imports typer and the standard library at its top, and everything else inside `run`, so that
`textkit --help` answers at once.
"""

"""One file a section of the report: scores and answers in, tables and plots out."""

"""Runs behind HTTP: an API, its limits, and a page. FastAPI and uvicorn come with the extra `serve`."""

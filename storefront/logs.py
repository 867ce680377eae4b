"""Logs: one JSON object a line, with the request's id. Never a URL with a query."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from flask import Flask, g, has_request_context


def init_app(app: Flask) -> None:
    config = app.extensions["config"]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                _add_request_id,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger("storefront")
    root.setLevel(config.log_level)
    if not any(isinstance(h.formatter, structlog.stdlib.ProcessorFormatter) for h in root.handlers):
        root.addHandler(handler)


def _add_request_id(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    if has_request_context() and "request_id" in g:
        event["request_id"] = g.request_id
    return event

"""Traces for OpenTelemetry, where an operator named a collector; nothing is imported without one.

Spans are requests by route and the steps of an answer; they hold no question and no address.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from embeddings.errors import UserError

if TYPE_CHECKING:
    from opentelemetry.sdk.trace.export import SpanExporter
    from opentelemetry.trace import Tracer

__all__ = ["set_up_tracing", "span"]

ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
_tracer: "Tracer | None" = None


def span(name: str) -> AbstractContextManager[object]:
    """Return a span that is open while it is entered; nothing where there is no collector."""
    return _tracer.start_as_current_span(name) if _tracer else nullcontext()


def set_up_tracing(environment: Mapping[str, str], exporter: "SpanExporter | None" = None) -> None:
    """Send spans to the collector that an environment names, or to an exporter of one's own.

    Raises UserError where the packages are missing.
    """
    global _tracer
    if exporter is None and not any(environment.get(name) for name in ENDPOINTS):
        return
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor
    except ImportError as error:
        raise UserError(
            f"{ENDPOINTS[0]} is set and OpenTelemetry is not installed: "
            'run `pip install "askalliance[otel]"`.'
        ) from error
    provider = TracerProvider(resource=Resource.create({"service.name": "askalliance"}))
    processor = (
        SimpleSpanProcessor(exporter) if exporter else BatchSpanProcessor(OTLPSpanExporter())
    )
    provider.add_span_processor(processor)
    _tracer = provider.get_tracer("askalliance")

"""Figures for Prometheus: what is counted while answering, and what is read when it is asked.

Several workers write theirs into one folder (PROMETHEUS_MULTIPROC_DIR, which must be set before
this is imported); nothing in them tells who asked what.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily

from questions.desk.waiting import waiting
from rag.stages import Stage
from rag.values import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client.core import Metric

    from ui.parts import Parts

__all__ = ["IN_FLIGHT", "REQUESTS", "TURNED_AWAY", "count_answer", "exposition", "timed"]

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)

REQUESTS = Histogram(
    "askalliance_request_seconds", "Requests by route", ["route", "status"], buckets=SECONDS
)
STAGES = Histogram("askalliance_stage_seconds", "Steps of an answer", ["stage"], buckets=SECONDS)
ANSWERS = Counter("askalliance_answers", "Answers by outcome", ["outcome", "language", "engine"])
SUPPORT = Histogram(
    "askalliance_support",
    "Support of the claims that were shown",
    buckets=(0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1),
)
DROPPED = Counter("askalliance_claims_dropped", "Claims that verification refused")
TURNED_AWAY = Counter("askalliance_turned_away", "Questions not taken", ["why"])
IN_FLIGHT = Gauge(
    "askalliance_questions_open", "Questions in work or waiting", multiprocess_mode="livesum"
)


@contextmanager
def timed(stage: Stage) -> Iterator[None]:
    """Count how long a step of an answer takes."""
    began = time.perf_counter()
    try:
        yield
    finally:
        STAGES.labels(stage).observe(time.perf_counter() - began)


def count_answer(answer: Answer) -> None:
    """Count an answer that is shown."""
    ANSWERS.labels(answer.outcome, answer.language, answer.engine).inc()
    DROPPED.inc(len(answer.dropped))
    for claim in answer.claims:
        SUPPORT.observe(claim.support)


def exposition(parts: "Parts") -> bytes:
    """Return all figures in Prometheus's text form."""
    registry = CollectorRegistry()
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for each in (REQUESTS, STAGES, ANSWERS, SUPPORT, DROPPED, TURNED_AWAY, IN_FLIGHT):
            registry.register(each)
    registry.register(_OfTheMoment(parts))
    return generate_latest(registry)


class _OfTheMoment:
    """What is read when it is asked: the index that is served, how old what waits is."""

    def __init__(self, parts: "Parts"):
        self._parts = parts

    def collect(self) -> "Iterable[Metric]":
        """Return the figures."""
        assistant = self._parts.assistant
        manifest = assistant.index.manifest
        degraded = GaugeMetricFamily(
            "askalliance_index_degraded",
            "1 while the newest index is damaged and the one before it is served",
            value=float(bool(assistant.damaged)),
        )
        index = GaugeMetricFamily(
            "askalliance_index_passages", "Passages that are served", labels=["generation"]
        )
        index.add_metric([manifest.generation], manifest.n_passages)
        count = GaugeMetricFamily(
            "askalliance_questions", "Questions to the speakers", labels=["state"]
        )
        age = GaugeMetricFamily(
            "askalliance_oldest_seconds", "Age of the oldest question", labels=["state"]
        )
        for state, found in waiting(self._parts.store).items():
            count.add_metric([state], found.n)
            age.add_metric([state], found.age_s)
        return index, degraded, count, age

"""What an import would do, told before it does it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from questions.intake.take import Incoming, SetAside

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts of what posts give, and the first of each kind.

    decisions, languages, networks: questions by each; reasons: rows set aside by each. questions:
    the first of each decision, none of a call for help; set_aside: the first of each reason.
    """

    n_questions: int
    n_set_aside: int
    decisions: Mapping[str, int]
    languages: Mapping[str, int]
    networks: Mapping[str, int]
    reasons: Mapping[str, int]
    questions: tuple[Incoming, ...]
    set_aside: tuple[SetAside, ...]

    def rows(self) -> list[tuple[str, str, int, str]]:
        """Return the rows of a table: what is counted, of which kind, how many, where first.

        Only places in the file are given, no text, so that it may be printed anywhere.
        """
        asked: Iterable[Incoming] = self.questions
        lines = {"decision": _lines((each.decision, each.line) for each in asked)}
        lines["set aside"] = _lines((each.reason, each.line) for each in self.set_aside)
        counted = {
            "decision": self.decisions,
            "language": self.languages,
            "network": self.networks,
            "set aside": self.reasons,
        }
        return [
            (what, kind or "unknown", n, lines.get(what, {}).get(kind, ""))
            for what, counts in counted.items()
            for kind, n in sorted(counts.items(), key=lambda count: (-count[1], count[0]))
        ]


def summarise(results: Iterable[Incoming | SetAside]) -> Summary:
    """Return the counts and first examples of results, holding none of the others."""
    decisions, languages = Counter[str](), Counter[str]()
    networks, reasons = Counter[str](), Counter[str]()
    questions, set_aside = list[Incoming](), list[SetAside]()
    for result in results:
        if isinstance(result, SetAside):
            reasons[result.reason] += 1
            if reasons[result.reason] <= EXAMPLES:
                set_aside.append(result)
            continue
        decisions[result.decision] += 1
        languages[result.language] += 1
        networks[result.provenance.network] += 1
        if decisions[result.decision] <= EXAMPLES:
            questions.append(result)
    return Summary(
        decisions.total(), reasons.total(), decisions, languages, networks, reasons,
        tuple(questions), tuple(set_aside),
    )  # fmt: skip


def _lines(places: Iterable[tuple[str, int]]) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for kind, line in places:
        found.setdefault(kind, []).append(str(line))
    return {kind: "line " + ", ".join(lines) for kind, lines in found.items()}

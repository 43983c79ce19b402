"""Our measures beside those of trec_eval itself (its C code, in pytrec_eval), run by run.

askalliance eval retrieval SET... && python -m benchmarks.measures SET... [--json OUT]
"""

import argparse
import json
from pathlib import Path

import pytrec_eval

from eval.provenance import provenance
from eval.retrieval import MEASURES, Qrels, Run, read_beir, read_run, scores_by_query

TREC_EVAL = {
    "nDCG@10": "ndcg_cut_10",
    "R@5": "recall_5",
    "R@10": "recall_10",
    "Success@1": "success_1",
    "AP": "map",
}
TOLERANCE = 1e-4


def trec_eval(qrels: Qrels, run: Run) -> dict[str, dict[str, float]]:
    """Return trec_eval's figures of each judged query; a query that is not in the run scores 0."""
    whole = pytrec_eval.RelevanceEvaluator(qrels, set(TREC_EVAL.values())).evaluate(run)
    first = {query: _first(scores, 10) for query, scores in run.items()}
    cut = pytrec_eval.RelevanceEvaluator(qrels, {"recip_rank"}).evaluate(first)
    nothing = dict.fromkeys([*TREC_EVAL.values(), "recip_rank"], 0.0)
    found = {query: nothing | whole.get(query, {}) | cut.get(query, {}) for query in qrels}
    names = TREC_EVAL | {"RR@10": "recip_rank"}
    return {
        query: {ours: float(scores[names[ours]]) for ours in MEASURES}
        for query, scores in found.items()
    }


def greatest_difference(qrels: Qrels, run: Run) -> float:
    """Return how far any measure of any query is from trec_eval's."""
    ours, theirs = scores_by_query(qrels, run), trec_eval(qrels, run)
    return max(abs(ours[query][name] - theirs[query][name]) for query in ours for name in MEASURES)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", type=Path, nargs="+", help="BEIR folders")
    parser.add_argument("--runs", type=Path, default=Path("var/runs"))
    parser.add_argument("--json", type=Path)
    asked = parser.parse_args()
    found = {}
    for folder in asked.sets:
        qrels = read_beir(folder).qrels
        for path in sorted(asked.runs.glob(f"{folder.name}.*.trec")):
            found[path.stem] = greatest_difference(qrels, read_run(path))
            print(f"{path.stem:28} {found[path.stem]:.1e}")
    print(f"{len(found)} runs, greatest difference of any query {max(found.values()):.1e}")
    if asked.json:
        figures = {"provenance": provenance(asked.sets, ""), "greatest_difference": found}
        asked.json.write_text(json.dumps(figures, indent=1), "utf-8")
    raise SystemExit(int(max(found.values()) >= TOLERANCE))


def _first(scores: dict[str, float], n: int) -> dict[str, float]:
    """Return the n best as trec_eval orders them: by score, equal ones by name, the last first."""
    return dict(sorted(scores.items(), key=lambda each: (each[1], each[0]), reverse=True)[:n])


if __name__ == "__main__":
    main()

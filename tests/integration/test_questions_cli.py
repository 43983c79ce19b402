"""The desk on the command line, over the store that the settings name."""

import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desk_parts import FUND, QUESTION
from ui.cli import main

Call = Callable[..., str]
EVENT = """
name = "Alliance"
[[session]]
id = "s1"
title.en = "Panel 1"
[[speaker]]
id = "sp1"
name = "Ms Example"
"""


@pytest.fixture
def call(
    home: Path, database: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Run a command, and return what it printed; one that fails raises SystemExit."""
    monkeypatch.setenv("ASKALLIANCE_HOME", str(home))
    monkeypatch.setenv("ASKALLIANCE_DATABASE_URL", database)

    def run(*arguments: str, typed: str = "") -> str:
        monkeypatch.setattr(sys, "argv", ["askalliance", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        if ended.value.code:
            raise AssertionError(f"{ended.value.code}: {printed.err}")
        return printed.out

    return run


def read(call: Call, *arguments: str) -> Any:
    return json.loads(call(*arguments, "--json"))


def test_a_question_goes_all_the_way(call: Call) -> None:
    asked = "Почему 20-ю конференцию Альянса решили проводить в основном через интернет?"
    sent = read(call, "questions", "submit", asked)
    question = sent["question_id"]
    call("questions", "accept", question)
    answer = call("questions", "draft", question).strip()
    (drafted,) = read(call, "questions", "show", question)["answers"]
    first = drafted["claims"][0]
    cited = first["citations"][0]
    call("questions", "answer", "claim", answer)
    span = f"{cited['source']}:{cited['start']}:{cited['end']}"
    said = call("questions", "answer", "edit", answer, first["id"], "--cite", span)
    assert said.startswith("support 1.00")
    call("questions", "answer", "approve", answer)
    call("questions", "answer", "publish", answer)
    assert "COVID-19" in call("questions", "status", sent["receipt"])
    again = call(
        "questions",
        "submit",
        "Pourquoi a-t-on décidé de tenir la 20e conférence de l'Alliance par Internet ?",
    )
    assert f"Answered already, {question}: {asked}" in again
    assert "COVID-19" in again
    assert "Answered already" not in call("questions", "submit", "Кто входит в Альянс?")
    assert read(call, "questions", "counts")["answered"] == 1
    assert call("questions", "stale") == ""
    assert "unbroken" in call("audit", "verify")
    call("questions", "withdraw", sent["receipt"])
    assert read(call, "questions", "status", sent["receipt"])["state"] == "withdrawn"


def test_the_queue_is_listed_and_decided_in_bulk(call: Call) -> None:
    ids = [
        read(call, "questions", "submit", f"Wie viele Berichte gab es {year}?")["question_id"]
        for year in (2007, 2008, 2009)
    ]
    call("questions", "accept", ids[0])
    with pytest.raises(AssertionError, match=r"2: askalliance: .*'accept' cannot be done"):
        call("questions", "accept", *ids)
    assert len(read(call, "questions", "list", "--state", "accepted")) == 3
    call("questions", "merge", ids[1], "--into", ids[0])
    call("questions", "unmerge", ids[1])
    call("questions", "reject", ids[2], "--reason", "off_topic")
    call("questions", "reopen", ids[2])
    call("questions", "note", ids[2], "später")
    assert "später" in call("questions", "show", ids[2])
    assert call("questions", "vote", ids[0], "--visitor", "x").strip() == "counted"
    assert call("questions", "list", "--order", "votes").split()[0] == ids[0]
    assert "2008" in call("questions", "list", "--search", "BERICHTE 2008")


def test_questions_that_several_people_ask_are_listed_together(call: Call) -> None:
    texts = (
        "Когда был основан Альянс против торговли людьми?",
        "Сколько стоит участие в конференции?",
        "When was the Alliance against Trafficking in Persons founded?",
    )
    ids = [read(call, "questions", "submit", text)["question_id"] for text in texts]
    (cluster,) = read(call, "questions", "list", "--clusters")
    assert [each["id"] for each in cluster] == [ids[0], ids[2]]
    assert call("questions", "list", "--clusters").count("\n") == 2
    call("questions", "reject", ids[2], "--reason", "already_answered")
    assert read(call, "questions", "list", "--clusters") == []


def test_why_a_question_was_turned_down_is_told_in_the_askers_language(call: Call) -> None:
    sent = read(call, "questions", "submit", "Сколько стоит гостиница в Вене?")
    call("questions", "reject", sent["question_id"], "--reason", "off_topic")
    assert "не относится к теме конференции" in call("questions", "status", sent["receipt"])


def test_a_speaker_takes_a_pack_along(call: Call, tmp_path: Path) -> None:
    event = tmp_path / "event.toml"
    event.write_text(EVENT, "utf-8")
    assert call("questions", "programme", str(event)) == "1 sessions, 1 speakers\n"
    texts = ("Wer erhält Geld aus dem Fonds für Opfer?", "Où sont les réfugiés <b>?")
    ids = [
        read(call, "questions", "submit", text, "--session", "s1")["question_id"] for text in texts
    ]
    out = tmp_path / "pack.html"
    with pytest.raises(AssertionError, match="Nothing was handed to 's1'"):
        call("questions", "pack", "s1", "--out", str(out))
    call("questions", "forward", *ids, "--speaker", "sp1", "--due", "2999-01-01")
    call("questions", "vote", ids[1], "--visitor", "x")
    for whom in ("s1", "sp1"):
        call("questions", "pack", whom, "--out", str(out), "--language", "de")
        page = out.read_text("utf-8")
        assert "Stimmen: 1" in page
        assert page.index("Où sont les réfugiés &lt;b&gt;?") < page.index("Wer erhält Geld")
    assert "Ms Example" in page
    assert "2 questions in" in call("questions", "pack", "s1", "--out", str(tmp_path / "p.docx"))
    assert zipfile.is_zipfile(tmp_path / "p.docx")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("questions", "pack", "s9", "--out", "p.html"), "no session and no speaker 's9'"),
        (("questions", "pack", "s1", "--out", "p.pdf"), r"none of \.html, \.docx"),
        (("questions", "pack", "s1", "--out", "p.html", "--language", "pl"), "'pl' is not known"),
        (("questions", "export", "out.pdf"), r"none of \.csv, \.xlsx, \.json"),
        (("questions", "show", "nobody"), "no question 'nobody'"),
        (("questions", "list", "--state", "gone"), "'gone' is no state"),
        (("questions", "list", "--as", "nobody"), "no account 'nobody'"),
        (("questions", "submit", "???"), "not a question"),
        (("questions", "submit", QUESTION, "--language", "pl"), "'pl' is not known"),
        (("questions", "answer", "approve", "nobody"), "no answer 'nobody'"),
        (("questions", "answer", "add", "x", FUND, "--cite", "fond"), "SOURCE:START:END"),
        (("restore", "/nowhere.jsonl"), "no backup"),
    ],
)
def test_a_mistake_is_one_line_that_says_what(
    call: Call, arguments: tuple[str, ...], words: str
) -> None:
    with pytest.raises(AssertionError, match=words) as failed:
        call(*arguments)
    assert str(failed.value).startswith("2: askalliance: ")


def test_accounts_act_under_their_name(call: Call) -> None:
    call("user", "add", "Мария", "--role", "moderator", typed="лошадь скрепка äöü\n")
    call("user", "add", "Галина", "--role", "safeguarding", typed="другой пароль ß é\n")
    question = read(call, "questions", "submit", QUESTION)["question_id"]
    call("questions", "note", question, "проверено", "--as", "Мария")
    assert "Мария: проверено" in call("questions", "show", question)
    call("questions", "submit", "помогите, меня заперли и забрали паспорт")
    assert "заперли" in call("questions", "inbox", "--as", "Галина", typed="другой пароль ß é\n")
    with pytest.raises(AssertionError, match="wrong"):
        call("questions", "inbox", "--as", "Галина", typed="не тот\n")
    with pytest.raises(AssertionError, match="safeguarding"):
        call("questions", "inbox", "--as", "Мария", typed="лошадь скрепка äöü\n")
    call("user", "disable", "Мария")
    assert "Мария v2  moderator  disabled" in call("user", "list")
    with pytest.raises(AssertionError, match="of version 2, you read 1"):
        call("user", "enable", "Мария", "--version", "1")
    with pytest.raises(AssertionError, match="disabled"):
        call("questions", "accept", question, "--as", "Мария")
    call("user", "enable", "Мария")
    call("user", "unlock", "Мария", "--version", "3")
    call("user", "password", "Мария", typed="совсем новый пароль\n")


def test_an_operator_backs_up_restores_and_purges(call: Call, tmp_path: Path) -> None:
    assert "revision" in call("db", "upgrade")
    kept = read(call, "questions", "submit", QUESTION)["question_id"]
    file = tmp_path / "backup.jsonl"
    assert "rows in" in call("backup", str(file))
    call("questions", "reject", kept, "--reason", "off_topic")
    call("restore", str(file))
    assert read(call, "questions", "show", kept)["question"]["state"] == "triage"
    assert "0 questions" in call("purge")
    call("audit", "verify")

"""Exports of every kind, read by their content."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.errors import UserError
from questions.intake import Malformed, Post, read_posts
from questions.intake.networks import read_time, without_handle

RU = "Когда принят План действий ОБСЕ? #AskOSCEAlliance"
X_TWEET = {
    "id_str": "1285000000000000001",
    "full_text": RU,
    "created_at": "Mon Jul 20 09:15:00 +0000 2020",
    "lang": "ru",
}
X_API = {
    "id": "1285000000000000002",
    "text": "Wer zahlt die Entschädigung der Opfer?",
    "author_id": "42",
    "created_at": "2020-07-20T09:15:00.000Z",
    "lang": "de",
}
STATUS = {
    "id": "104530000000000003",
    "uri": "https://social.example/users/anna/statuses/104530000000000003",
    "url": "https://social.example/@anna/104530000000000003",
    "created_at": "2020-07-20T09:15:00.000Z",
    "language": "fr",
    "content": '<p>Qui finance l&#39;aide <span class="h-card"><a href="https://social.example/@osce"'
    ' class="u-url mention">@<span>osce</span></a></span> ?<br>Merci</p><p>🙏</p>',
    "reblog": None,
    "account": {"acct": "anna"},
}


def posts(tmp_path: Path, content: str | bytes) -> list[Post | Malformed]:
    path = tmp_path / "export.bin"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_posts(path))


def texts(found: list[Post | Malformed]) -> list[str]:
    return [each.text if isinstance(each, Post) else f"!{each.line}" for each in found]


def only(tmp_path: Path, value: Any) -> Post:
    (found,) = posts(tmp_path, json.dumps(value, ensure_ascii=False))
    assert isinstance(found, Post)
    return found


def test_x_archive_is_read_without_the_handle(tmp_path: Path) -> None:
    script = "window.YTD.tweets.part0 = " + json.dumps([{"tweet": X_TWEET}], indent=2)
    assert posts(tmp_path, script) == [
        Post(
            text=RU,
            network="x",
            post_id="1285000000000000001",
            address="https://x.com/i/status/1285000000000000001",
            time=datetime(2020, 7, 20, 9, 15, tzinfo=UTC),
            language="ru",
            is_repost=False,
            line=2,
        )
    ]


def test_a_page_of_the_x_api_is_read_with_long_posts_and_reposts(tmp_path: Path) -> None:
    long = X_API | {"id": "3", "note_tweet": {"text": "Wer zahlt? " * 40}}
    repost = X_API | {"id": "4", "referenced_tweets": [{"type": "retweeted", "id": "1"}]}
    quoting = X_API | {"id": "5", "referenced_tweets": [{"type": "quoted", "id": "1"}]}
    page = {"data": [X_API, long, repost, quoting], "includes": {"users": [{"id": "42"}]}}
    found = [each for each in posts(tmp_path, json.dumps(page)) if isinstance(each, Post)]
    assert [each.post_id for each in found] == ["1285000000000000002", "3", "4", "5"]
    assert found[1].text == "Wer zahlt? " * 40
    assert [each.is_repost for each in found] == [False, False, True, False]
    assert {each.network for each in found} == {"x"}


def test_a_mastodon_status_gives_its_text_and_no_account(tmp_path: Path) -> None:
    found = only(tmp_path, [STATUS])
    assert found.text == "Qui finance l'aide @osce ?\nMerci\n\n🙏"
    assert (found.network, found.language) == ("mastodon", "fr")
    assert found.address == "https://social.example/statuses/104530000000000003"
    assert "anna" not in repr(found)


def test_a_boost_is_a_repost_with_the_text_of_what_it_boosts(tmp_path: Path) -> None:
    found = only(tmp_path, [STATUS | {"content": "", "reblog": STATUS}])
    assert found.is_repost
    assert found.text.startswith("Qui finance")


def test_pages_of_results_may_stand_on_lines(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"data": [X_API | {"id": str(n)}]}) for n in range(3))
    found = posts(tmp_path, lines)
    assert [(each.post_id, each.line) for each in found if isinstance(each, Post)] == [
        ("0", 1), ("1", 2), ("2", 3),
    ]  # fmt: skip


def test_half_a_character_that_json_names_is_left_out(tmp_path: Path) -> None:
    rows = [
        r'{"id": "7\ud800", "text": "Где план\udfff?", "lang": "\ud8ff"}',
        r'{"id": "8", "uri": "x\ud800", "content": "<p>Où est\ud800 le plan ?</p>"}',
    ]
    table, status = posts(tmp_path, "\n".join(rows))
    assert isinstance(table, Post)
    assert isinstance(status, Post)
    assert (table.post_id, table.text, table.language) == ("7", "Где план?", "")
    assert status.text == "Où est le plan ?"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1251", "koi8_r"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_table_is_read_in_every_encoding(tmp_path: Path, encoding: str, delimiter: str) -> None:
    rows = [
        ["номер", "текст", "дата", "ссылка"],
        ["7", '"Кто отвечает за помощь?\nИ где её получить?"', "20.07.2020 09:15", ""],
        ["8", '"Почему ""новый"" план?"', "", "https://example.org/8"],
    ]
    table = "\r\n".join(delimiter.join(row) for row in rows)
    found = posts(tmp_path, table.encode(encoding))
    assert texts(found) == ["Кто отвечает за помощь?\nИ где её получить?", 'Почему "новый" план?']
    assert [each.line for each in found] == [2, 4]
    first, second = found
    assert isinstance(first, Post)
    assert isinstance(second, Post)
    assert first.time == datetime(2020, 7, 20, 9, 15, tzinfo=UTC)
    assert (second.post_id, second.address) == ("8", "https://example.org/8")


def test_an_encoding_is_told_by_what_comes_after_a_long_plain_head(tmp_path: Path) -> None:
    plain = "id,text\n" + "1,When was the Alliance founded?\n" * 5_000
    found = posts(tmp_path, plain.encode() + "2,Когда основан Альянс?\n".encode("cp1251"))
    assert texts(found)[-1] == "Когда основан Альянс?"


def test_malformed_rows_of_a_table_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    table = (
        "id,text\n"
        "1,Где план?\n"
        "2,one,too many\n"
        '3,"never closed\n'
        "4,Wo ist der Plan?\n"
        '5,"closed" badly\n'
        "6,\n"
        "7,Où est le plan ?\n"
    )
    found = posts(tmp_path, table)
    assert texts(found) == [
        "Где план?",
        "!3",
        "!4",
        "Wo ist der Plan?",
        "!6",
        "!7",
        "Où est le plan ?",
    ]
    reasons = [each.reason for each in found if isinstance(each, Malformed)]
    assert reasons[0] == "3 cells, the head has 2"
    assert reasons[3] == "no text"
    assert not any("badly" in reason or "never" in reason for reason in reasons)


def test_malformed_lines_of_json_are_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    lines = [
        '{"text": "Где?", "id": 1}',
        '{"text": "broken',
        "",
        "[1]",
        '{"id": 2}',
        '{"text": "Wo?"}',
    ]
    assert texts(posts(tmp_path, "\n".join(lines))) == ["Где?", "!2", "!4", "!5", "Wo?"]


@pytest.mark.parametrize("indent", [None, 2])
def test_a_damaged_entry_of_an_array_is_named_and_the_rest_goes_on(
    tmp_path: Path, indent: int | None
) -> None:
    entries = [json.dumps({"tweet": X_TWEET | {"id_str": str(n)}}, indent=indent) for n in range(4)]
    entries[1] = entries[1].replace('"full_text":', '"full_text" "oops"')
    separator = ",\n  " if indent else ",\n"
    opening = "[\n  " if indent else "[\n"
    found = posts(tmp_path, opening + separator.join(entries) + "\n]")
    assert [each.post_id if isinstance(each, Post) else "!" for each in found] == [
        "0",
        "!",
        "2",
        "3",
    ]
    assert found[1].line == (2 + len(entries[0].splitlines()))


def test_a_file_that_was_cut_off_gives_what_it_holds(tmp_path: Path) -> None:
    whole = json.dumps([X_API | {"id": str(n)} for n in range(3)])
    found = posts(tmp_path, whole[:-30])
    assert [isinstance(each, Post) for each in found] == [True, True, False, False]


def test_half_a_character_and_nesting_are_survived(tmp_path: Path) -> None:
    lines = [
        '{"text": "Где? \\ud83d"}',
        '{"a": ' + "[" * 100_000,
        '{"text": "Wo?"}',
        '{"id": 1' + "0" * 5_000 + "}",
    ]
    found = posts(tmp_path, "\n".join(lines))
    assert texts(found) == ["Где? ", "!2", "Wo?", "!4"]


@pytest.mark.parametrize("content", ["", " \n ", "just some words", "a,b\n1,2\n", '{\n"a": ]'])
def test_a_file_without_posts_is_refused_with_the_next_step(tmp_path: Path, content: str) -> None:
    with pytest.raises(UserError, match=r"export"):
        posts(tmp_path, content)


def test_a_missing_file_is_a_users_mistake(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="check its path"):
        list(read_posts(tmp_path / "none.csv"))


def test_an_id_that_a_spreadsheet_rounded_is_none(tmp_path: Path) -> None:
    (found,) = posts(tmp_path, "id;text\n1,285E+18;Где план?\n")
    assert isinstance(found, Post)
    assert found.post_id == ""


@pytest.mark.parametrize(
    ("address", "without"),
    [
        ("https://twitter.com/anna/status/12?s=20", "https://x.com/i/status/12"),
        ("https://social.example/@anna/34", "https://social.example/statuses/34"),
        ("https://social.example/users/anna/statuses/34", "https://social.example/statuses/34"),
        ("https://bsky.app/profile/anna.example/post/3kab2", "https://bsky.app"),
        ("https://example.org/event/5", "https://example.org/event/5"),
        ("javascript:alert(1)", ""),
    ],
)
def test_an_address_does_not_name_the_author(address: str, without: str) -> None:
    assert without_handle(address) == without


@pytest.mark.parametrize(
    "text",
    [
        "2020-07-20T09:15:00Z", "2020-07-20T11:15:00+02:00", "Mon Jul 20 09:15:00 +0000 2020",
        "2020-07-20 09:15", "20.07.2020 09:15", "1595236500", "1595236500000",
    ],
)  # fmt: skip
def test_times_are_read_as_networks_write_them(text: str) -> None:
    assert read_time(text) == datetime(2020, 7, 20, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "yesterday", "9" * 40, "0001-01-01T00:00:00+23:00"])
def test_a_time_that_cannot_be_told_is_none(text: str) -> None:
    assert read_time(text) is None


PIECES = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from(
            [b"id,text\n", b'"', b",", b"\n", b"[", b"{", b"}", b"]", b'"text":',
             b'"content":"<p>"',
             b'"uri":1', b'"tweet":', b'"data":[', b"window.YTD.tweets.part0 = [", b"\xff\xfe",
             b"\xef\xbb\xbf", b"\0", "Где?".encode(), "Где?".encode("cp1251"), b"\\ud83d", b"null"]
        ),
    ),
    max_size=25,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(PIECES)
def test_no_bytes_break_the_readers(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes]
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "export"
    path.write_bytes(b"".join(pieces))
    try:
        found = list(read_posts(path))
    except UserError:
        return
    n_lines = path.read_bytes().count(b"\n") + path.read_bytes().count(b"\r") + 1
    assert all(1 <= each.line <= n_lines for each in found)
    assert all(each.text.strip() for each in found if isinstance(each, Post))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).filter(str.strip)
    )
)
def test_what_is_written_as_json_lines_comes_back(
    tmp_path_factory: pytest.TempPathFactory, written: list[str]
) -> None:
    path = tmp_path_factory.mktemp("fuzz") / "export"
    rows = [json.dumps({"id": str(n), "text": text}) for n, text in enumerate(written)]
    path.write_text("\n".join(["{}", *rows]), "utf-8")
    assert texts(list(read_posts(path))) == ["!1", *written]

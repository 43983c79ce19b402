"""The HTTP API over real HTTP, and through the client library that chat front ends use."""

import json
from typing import Any

import httpx
import pytest
from openai import OpenAI

from rag.assistant import Assistant

QUESTION = "Почему 20-ю конференцию Альянса решили проводить в основном через интернет?"


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n", 1)
        found.append((name.removeprefix("event: "), json.loads(data.removeprefix("data: "))))
    return found


def test_an_answer_is_the_contracts_object(address: str, assistant: Assistant) -> None:
    answer = httpx.post(f"{address}/api/ask", json={"question": QUESTION}).json()
    assert answer["outcome"] == "answered"
    assert "COVID-19" in answer["answer"]
    for citation in answer["citations"]:
        text = assistant.document(citation["source"]).text
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_follow_up_leans_on_the_history(address: str) -> None:
    history = [
        {"role": "user", "content": "Сколько заседаний провела рабочая группа в октябре 2021?"},
        {"role": "assistant", "content": "Четыре."},
    ]
    asked = {"question": "А где это было?", "history": history}
    answer = httpx.post(f"{address}/api/ask", json=asked).json()
    assert "Вене" in answer["answer"]


def test_events_send_each_citation_before_the_words_that_it_supports(address: str) -> None:
    found = events(httpx.post(f"{address}/api/ask/stream", json={"question": QUESTION}).text)
    names = [name for name, _ in found]
    assert names[0] == "citation"
    assert names[-1] == "done"
    claims = [data for name, data in found if name == "claim"]
    for number, claim in enumerate(claims):
        said = "".join(d["text"] for n, d in found if n == "token" and d["claim"] == number)
        assert said == claim["text"]
        assert claim["citations"]
    assert found[-1][1]["claims"] == [
        {key: value for key, value in claim.items() if key != "claim"} for claim in claims
    ]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"question": 7},
        {"question": "x" * 100_001},
        {"question": "?", "history": [{"role": "system", "content": "obey"}]},
        {"question": "?", "history": [{"role": "user", "content": "x"}] * 101},
    ],
)
def test_a_body_of_another_form_is_422(address: str, body: Any) -> None:
    assert httpx.post(f"{address}/api/ask", json=body).status_code == 422


def test_what_is_no_question_gets_the_reason_and_nothing_else(address: str) -> None:
    answer = httpx.post(f"{address}/api/ask", json={"question": "???"}).json()
    assert (answer["outcome"], answer["claims"], answer["passages"]) == ("rejected", [], [])


def test_the_documents_and_their_text_are_there(address: str, assistant: Assistant) -> None:
    listed = httpx.get(f"{address}/api/documents").json()
    assert [each["source"] for each in listed] == list(assistant.index.documents)
    source = listed[0]["source"]
    assert httpx.get(f"{address}/api/documents/{source}").text == assistant.document(source).text
    assert httpx.get(f"{address}/api/documents/none.txt").status_code == 404


def test_a_chat_front_end_can_use_the_assistant_as_a_model(address: str) -> None:
    client = OpenAI(base_url=f"{address}/v1", api_key="none")
    assert [model.id for model in client.models.list()] == ["askalliance"]
    messages: Any = [
        {"role": "system", "content": "Obey."},
        {"role": "user", "content": [{"type": "text", "text": QUESTION}]},
    ]
    whole = client.chat.completions.create(model="askalliance", messages=messages)
    text = whole.choices[0].message.content or ""
    assert "COVID-19" in text
    assert "[1] раздел «ФОРМАТ»" in text
    assert whole.model_extra is not None
    assert whole.model_extra["askalliance"]["outcome"] == "answered"
    stream = client.chat.completions.create(model="askalliance", messages=messages, stream=True)
    chunks = [chunk for chunk in stream if chunk.choices]
    assert "".join(chunk.choices[0].delta.content or "" for chunk in chunks) == text
    assert chunks[-1].choices[0].finish_reason == "stop"


def test_a_conversation_must_end_with_the_user(address: str) -> None:
    body = {"messages": [{"role": "assistant", "content": "Hello"}]}
    assert httpx.post(f"{address}/v1/chat/completions", json=body).status_code == 422


def test_the_schema_names_every_end_point_and_the_reference_runs_no_script(address: str) -> None:
    schema = httpx.get(f"{address}/api/openapi.json").json()
    assert set(schema["paths"]) == {
        *("/api/ask", "/api/ask/stream", "/api/documents", "/api/documents/{source}"),
        *("/api/questions", "/api/questions/status", "/api/questions/withdraw"),
        "/api/questions/similar",
        *("/api/answers", "/api/answers/{question_id}", "/api/counts"),
        *("/healthz", "/readyz", "/v1/models", "/v1/chat/completions"),
    }
    page = httpx.get(f"{address}/api/docs")
    assert "<script" not in page.text
    assert "POST /api/ask/stream" in page.text
    assert page.headers["content-security-policy"].startswith("default-src 'none'")


def test_it_is_ready(address: str) -> None:
    assert httpx.get(f"{address}/readyz").json() == {"status": "ready"}

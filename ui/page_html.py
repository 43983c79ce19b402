"""The conversation as HTML: every text in it is escaped."""

from html import escape
from typing import TYPE_CHECKING

from questions.desk.feedback import REASONS
from rag.values import Answer
from ui.citations import cards_html, claims_html, document_path, nearest_html
from ui.strings import LANGUAGES, NAVIGATION, Strings, load_strings

if TYPE_CHECKING:
    from rag.assistant import Assistant

# Where somebody goes who must not be seen on this page: known to all, of interest to nobody.
NEUTRAL_PAGE = "https://www.wikipedia.org/"

__all__ = [
    "chooser_html",
    "collection_html",
    "exchange_html",
    "failed_html",
    "feedback_html",
    "masthead_html",
    "notice_html",
    "pending_html",
    "question_html",
    "sources_html",
    "welcome_html",
]

SHOWN_LENGTH = 1000
# A longer text is not a question; that is said, after a call for help in it was heard.
MAX_TYPED = 100_000


def chooser_html(language: str) -> str:
    """Return the language selector, each language under its own name."""
    label = escape(load_strings(language)["page.language"])
    options = "".join(
        f'<option value="{code}" lang="{code}"{" selected" if code == language else ""}>{name}'
        "</option>"
        for code, name in LANGUAGES.items()
    )
    return f'<select aria-label="{label}">{options}</select>'


def masthead_html(language: str) -> str:
    """Return the name of the page, what it is, and the way to the other pages."""
    strings = load_strings(language)
    links = "".join(
        f'<li><a href="{path}?lang={language}"{" aria-current=page" if path == "/" else ""}>'
        f"{escape(strings[key])}</a></li>"
        for key, path in NAVIGATION.items()
    )
    return (
        f'<a class="skip" href="#question">{escape(strings["nav.skip"])}</a>'
        '<h1><span class="mark" aria-hidden="true"></span>AskAlliance</h1>'
        f'<p class="tagline">{escape(strings["page.tagline"])}</p>'
        f'<nav aria-label="{escape(strings["nav.label"])}"><ul>{links}</ul></nav>'
    )


def notice_html(strings: Strings) -> str:
    """Return the notice that stands before the first message and stays."""
    return (
        f"<strong>{escape(strings['notice.title'])}</strong> "
        f"<span>{escape(strings['notice.limits'])}</span> "
        f'<span class="danger">{escape(strings["notice.danger"])}</span> '
        f'<a class="leave" href="{NEUTRAL_PAGE}" rel="noreferrer">'
        f"{escape(strings['notice.leave'])}</a>"
    )


def question_html(strings: Strings) -> str:
    """Return the box for the question."""
    return (
        '<form class="input-container">'
        f'<textarea rows="1" maxlength="{MAX_TYPED}" aria-label="{escape(strings["ask.label"])}"'
        f' placeholder="{escape(strings["ask.placeholder"])}"></textarea>'
        f'<button class="submit-button">{escape(strings["ask.send"])}</button></form>'
    )


def welcome_html(language: str) -> str:
    """Return what stands before the first question, with examples."""
    strings = load_strings(language)
    own = [_example(language, strings[f"examples.{key}"]) for key in ("first", "second")]
    other = [
        _example(code, load_strings(code)["examples.first"])
        for code in LANGUAGES
        if code != language
    ]
    return (
        f'<div class="welcome"><h2>{escape(strings["welcome.heading"])}</h2>'
        f"<p>{escape(strings['welcome.text'])}</p>"
        f'<h3>{escape(strings["welcome.examples"])}</h3><ul class="own">{"".join(own)}</ul>'
        f"<h3>{escape(strings['welcome.other'])}</h3><ul>{''.join(other)}</ul></div>"
    )


def _example(language: str, question: str) -> str:
    return (
        f'<li><button type="button" class="example" lang="{language}">'
        f'<span class="code" aria-hidden="true">{language}</span><span class="text">'
        f"{escape(question)}</span></button></li>"
    )


def exchange_html(
    assistant: "Assistant", answer: Answer, turn: int, verdict: str, strings: Strings
) -> str:
    """Return a question with its answer, as the turn-th of the page.

    verdict: "", "bad" while its reason is asked for, "done" once the visitor has judged.
    """
    said = _answer(assistant, answer, turn, strings)
    if answer.outcome in ("answered", "refused"):
        said += feedback_html(turn, verdict, strings)
    return _exchange(answer.question, answer.language, answer.outcome, said, strings)


def pending_html(strings: Strings) -> str:
    """Return an exchange without a question, while there is no answer."""
    said = f'<p class="pending">{escape(strings["answer.pending"])}</p>'
    return _exchange("", "", "pending", said, strings)


def failed_html(strings: Strings, message: str, note: str = "", is_again: bool = False) -> str:
    """Return what stands in the place of an answer that there is none of.

    is_again: with a button that asks once more.
    """
    again = f'<button type="button" class="again">{escape(strings["answer.again"])}</button>'
    return (
        f'<p class="verdict" role="alert">{escape(message)}</p>'
        + (f'<p class="note">{escape(note)}</p>' if note else "")
        + (again if is_again else "")
    )


def _exchange(question: str, language: str, kind: str, said: str, strings: Strings) -> str:
    spoken = f' lang="{escape(language)}"' if language else ""
    cut = question[:SHOWN_LENGTH] + "…" if len(question) > SHOWN_LENGTH else question
    return (
        f'<div class="asked"><h2 class="unseen">{escape(strings["answer.you"])}</h2>'
        f'<p{spoken}>{escape(cut)}</p></div><div class="said {kind}">'
        f'<h2 class="unseen">{escape(strings["answer.from"])}</h2>{said}</div>'
    )


def feedback_html(turn: int, verdict: str, strings: Strings) -> str:
    """Return the buttons by which a visitor says whether an answer is good, and why it is not."""

    def button(verdict: str, reason: str, label: str) -> str:
        return (
            f'<button type="button" class="verdict-button" data-turn="{turn}"'
            f' data-verdict="{verdict}" data-reason="{reason}">{escape(label)}</button>'
        )

    if verdict == "done":
        said = f'<span role="status" tabindex="-1">{escape(strings["feedback.thanks"])}</span>'
    elif verdict == "bad":
        said = f"<span>{escape(strings['feedback.why'])}</span>" + "".join(
            button("bad", reason, strings[f"feedback.{reason}"]) for reason in REASONS
        )
    else:
        said = (
            f"<span>{escape(strings['feedback.ask'])}</span>"
            + button("good", "", strings["feedback.good"])
            + button("bad", "", strings["feedback.bad"])
        )
    note = "" if verdict == "done" else f"<small>{escape(strings['feedback.note'])}</small>"
    return f'<div class="feedback">{said}{note}</div>'


def _answer(assistant: "Assistant", answer: Answer, turn: int, strings: Strings) -> str:
    notice, language = escape(answer.notice), escape(answer.language)
    if answer.outcome == "answered":
        note = f'<p class="note" lang="{language}">{notice}</p>' if notice else ""
        return note + claims_html(assistant, answer, turn, strings)
    verdict = f'<p class="verdict">{escape(strings[f"answer.{answer.outcome}"])}</p>'
    if notice and answer.outcome == "referred":
        verdict += f'<div class="help" lang="{language}" role="alert">{_paragraphs(notice)}</div>'
    elif notice:
        verdict = f'<p class="verdict" lang="{language}">{notice}</p>'
    claims = claims_html(assistant, answer, turn, strings)
    nearest = nearest_html(assistant, answer.hits, strings) if answer.outcome == "refused" else ""
    return verdict + claims + nearest


def _paragraphs(escaped: str) -> str:
    return "".join(f"<p>{line}</p>" for line in escaped.split("\n"))


def sources_html(assistant: "Assistant", answer: Answer, turn: int, strings: Strings) -> str:
    """Return the sources of an answer, the first unfolded; "" where it cites none."""
    if not answer.citations:
        return ""
    of = escape(strings["sources.of"].format(question=answer.question[:SHOWN_LENGTH]))
    first = answer.citations[0].marker
    cards = cards_html(assistant, answer, turn, first, strings)
    return f'<h2>{escape(strings["sources.heading"])}</h2><p class="of">{of}</p>{cards}'


def collection_html(assistant: "Assistant", strings: Strings) -> str:
    """Return the documents, before an answer cites any."""
    documents = assistant.headers()
    items = "".join(
        f'<li><a href="{escape(document_path(document.source))}" target="_blank"'
        f' lang="{escape(document.language)}">{escape(document.title)}</a>'
        f'<span class="place">{escape(document.symbol)}</span></li>'
        for document in documents
    )
    count = escape(strings["sources.documents"].format(n=len(documents)))
    return (
        f"<h2>{escape(strings['sources.heading'])}</h2>"
        f'<p class="empty">{escape(strings["sources.empty"])}</p>'
        f'<h3>{count}</h3><ul class="documents">{items}</ul>'
    )

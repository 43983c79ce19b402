"""What each network calls the parts of a post: X (its archive, its API), Mastodon, any table."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from questions.intake.post import Malformed, Post

# The columns of a table and the keys of a plain object, the first that is there counts.
COLUMNS = {
    "text": ("text", "full_text", "tweet", "content", "message", "question", "post", "body",
             "текст", "вопрос", "сообщение", "пост", "texte", "frage", "testo", "domanda",
             "texto", "pregunta", "nachricht"),
    "post_id": ("id_str", "id", "post_id", "tweet_id", "tweet id", "status_id", "message_id",
                "post id", "номер"),
    "address": ("url", "address", "link", "permalink", "tweet_url", "uri", "ссылка", "адрес"),
    "time": ("created_at", "time", "date", "timestamp", "created", "published", "datetime",
             "дата", "время", "datum", "fecha", "data"),
    "language": ("lang", "language", "язык", "langue", "sprache", "lingua", "idioma"),
    "network": ("network", "platform", "сеть", "réseau", "netzwerk", "rete", "red"),
}  # fmt: skip
CONTAINERS = ("data", "statuses", "tweets", "posts", "items")
_X_TIME = "%a %b %d %H:%M:%S %z %Y"
_LOCAL_TIMES = ("%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%d/%m/%Y %H:%M", "%d/%m/%Y")
_EPOCH = re.compile(r"\d{9,10}(?:\.\d+)?")
_EPOCH_MS = re.compile(r"\d{13}")
# A spreadsheet keeps 15 digits of a number; such an id is that of many posts.
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_X_ADDRESS = re.compile(r"https?://(?:www\.|mobile\.)?(?:x|twitter)\.com/[^?#]*/status/(\d+)")
_OWNED_ADDRESS = re.compile(
    r"(https?://[^/]+)/(?:.*/)?(?:@|(?:users?|profile|in)/)[^/]+(?:/(?:.*/)?(\d+)/?$)?"
)
_HTTP = re.compile(r"https?://\S{1,500}")
_BREAK = re.compile(r"<br\s*/?>|</li>", re.IGNORECASE)
_PARAGRAPH = re.compile(r"</p>|</blockquote>|</div>", re.IGNORECASE)
# JSON can name half of a character, which no database takes.
_HALF = re.compile("[\ud800-\udfff]")


def posts_of(value: Any, line: int) -> Iterator[Post | Malformed]:
    """Yield the posts of a JSON value: one post, or a page of results with many."""
    if not isinstance(value, dict):
        yield Malformed(line, "not an object")
        return
    pages = [value[name] for name in CONTAINERS if isinstance(value.get(name), list)]
    if not pages:
        yield _post(value, line)
    for entry in (entry for page in pages for entry in page):
        yield _post(entry, line) if isinstance(entry, dict) else Malformed(line, "not an object")


def table_post(cells: Mapping[str, str], line: int) -> Post | Malformed:
    """Return the post in the cells of a row, by the lower-case names of their columns."""
    address = _part(cells, "address")
    network = _part(cells, "network").lower() or _network_at(address)
    is_x = network in ("x", "twitter")
    return _built(cells, _part(cells, "text"), "x" if is_x else network, line)


def _post(entry: dict[str, Any], line: int) -> Post | Malformed:
    entry = entry["tweet"] if isinstance(entry.get("tweet"), dict) else entry
    if isinstance(content := entry.get("content"), str) and ("uri" in entry or "reblog" in entry):
        boosted = entry.get("reblog")
        if isinstance(boosted, dict) and isinstance(boosted.get("content"), str):
            content = boosted["content"]
        return _built(entry, text_of_html(_cell(content)), "mastodon", line, bool(boosted))
    note = entry.get("note_tweet")
    is_x = not {"full_text", "id_str", "author_id", "edit_history_tweet_ids"}.isdisjoint(entry)
    if not is_x and not isinstance(note, dict):
        return table_post({str(key).lower(): _cell(cell) for key, cell in entry.items()}, line)
    text = _cell(note.get("text")) if isinstance(note, dict) else ""
    return _built(entry, text or _part(entry, "text"), "x", line, _is_retweet(entry))


def _is_retweet(entry: dict[str, Any]) -> bool:
    referred = entry.get("referenced_tweets")
    kinds = [each.get("type") for each in referred or () if isinstance(each, dict)] if isinstance(
        referred, list
    ) else []  # fmt: skip
    return "retweeted" in kinds or isinstance(entry.get("retweeted_status"), dict)


def _built(
    entry: Mapping[str, Any], text: str, network: str, line: int, is_repost: bool = False
) -> Post | Malformed:
    if not text.strip():
        return Malformed(line, "no text")
    post_id = _part(entry, "post_id").strip()
    if _ROUNDED.fullmatch(post_id):
        post_id = ""
    address = _part(entry, "address").strip()
    return Post(
        text=text,
        network=network,
        post_id=post_id,
        address=f"https://x.com/i/status/{post_id}"
        if network == "x" and post_id.isdigit()
        else without_handle(address),
        time=read_time(_part(entry, "time")),
        language=_part(entry, "language").strip().lower()[:2],
        is_repost=is_repost,
        line=line,
    )


def _part(entry: Mapping[str, Any], name: str) -> str:
    return next((cell for key in COLUMNS[name] if (cell := _cell(entry.get(key)))), "")


def _cell(value: Any) -> str:
    is_plain = isinstance(value, str | int | float) and not isinstance(value, bool)
    return _HALF.sub("", str(value)) if is_plain else ""


def _network_at(address: str) -> str:
    return "x" if _X_ADDRESS.match(address) else ""


def without_handle(address: str) -> str:
    """Return a web address that does not name the author, "" for what is no web address."""
    if not _HTTP.fullmatch(address):
        return ""
    if found := _X_ADDRESS.match(address):
        return f"https://x.com/i/status/{found[1]}"
    if found := _OWNED_ADDRESS.match(address):
        return f"{found[1]}/statuses/{found[2]}" if found[2] else found[1]
    return address


def read_time(text: str) -> datetime | None:
    """Return a time as the networks write it, in UTC; what tells no zone is taken for UTC."""
    text = text.strip()
    if not text:
        return None
    try:
        if _EPOCH.fullmatch(text):
            return datetime.fromtimestamp(float(text), UTC)
        if _EPOCH_MS.fullmatch(text):
            return datetime.fromtimestamp(int(text) / 1000, UTC)
        found = _parsed(text)
        return found.astimezone(UTC) if found and found.tzinfo else found
    except (ValueError, OverflowError, OSError):
        return None


def _parsed(text: str) -> datetime | None:
    try:
        return _zoned(datetime.fromisoformat(text))
    except ValueError:
        pass
    for pattern in (_X_TIME, *_LOCAL_TIMES):
        try:
            return _zoned(datetime.strptime(text, pattern))
        except ValueError:
            continue
    return None


def _zoned(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def text_of_html(content: str) -> str:
    """Return what a reader of a status sees, its paragraphs and line breaks as line breaks."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(_PARAGRAPH.sub("\n\n", _BREAK.sub("\n", content)))
    page.strip_tags(["script", "style"])
    return page.body.text().strip() if page.body else ""

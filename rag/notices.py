"""What the assistant says of itself, beside answers, in the six languages."""

NOTICES = {
    "refused": {
        "de": "Die Dokumente sagen dazu nichts.",
        "en": "The documents do not say.",
        "es": "Los documentos no lo dicen.",
        "fr": "Les documents ne le disent pas.",
        "it": "I documenti non lo dicono.",
        "ru": "В документах об этом не говорится.",
    },
    "empty": {
        "de": "Das ist keine Frage: Bitte schreiben Sie sie in Worten.",
        "en": "This is not a question: please write one in words.",
        "es": "Esto no es una pregunta: escríbala con palabras.",
        "fr": "Ce n'est pas une question : veuillez l'écrire avec des mots.",
        "it": "Questa non è una domanda: scrivetela a parole.",
        "ru": "Это не вопрос: пожалуйста, напишите его словами.",
    },
    "too_long": {
        "de": "Die Frage hat {length} Zeichen, höchstens {limit} sind möglich: Bitte kürzen.",
        "en": "The question has {length} characters, at most {limit} are taken: please shorten it.",
        "es": "La pregunta tiene {length} caracteres y se admiten {limit}: acórtela, por favor.",
        "fr": "La question compte {length} caractères, au plus {limit} sont admis : abrégez-la.",
        "it": "La domanda ha {length} caratteri, al massimo {limit}: abbreviatela, per favore.",
        "ru": "В вопросе {length} знаков, а можно не больше {limit}: пожалуйста, сократите его.",
    },
    "model_failed": {
        "de": "Das Sprachmodell war nicht verfügbar; hier stehen wörtliche Zitate.",
        "en": "The language model was not available; these are verbatim quotations.",
        "es": "El modelo de lenguaje no estaba disponible; son citas literales.",
        "fr": "Le modèle de langage était indisponible ; voici des citations littérales.",
        "it": "Il modello linguistico non era disponibile; queste sono citazioni letterali.",
        "ru": "Языковая модель была недоступна; это дословные цитаты.",
    },
    "model_unsupported": {
        "de": "Was das Sprachmodell schrieb, belegen die Dokumente nicht; hier stehen wörtliche "
        "Zitate.",
        "en": "The documents do not bear out what the language model wrote; these are verbatim "
        "quotations.",
        "es": "Los documentos no respaldan lo que escribió el modelo de lenguaje; son citas "
        "literales.",
        "fr": "Les documents ne confirment pas ce qu'a écrit le modèle de langage ; voici des "
        "citations littérales.",
        "it": "I documenti non confermano quanto scritto dal modello linguistico; queste sono "
        "citazioni letterali.",
        "ru": "Документы не подтверждают написанное языковой моделью; это дословные цитаты.",
    },
}


def notice(name: str, language: str) -> str:
    """Return a notice in one of the six languages, in English for any other."""
    texts = NOTICES[name]
    return texts.get(language, texts["en"])

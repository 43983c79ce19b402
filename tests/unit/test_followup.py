"""Conversations in six languages: what leans on them is searched with them, and nothing else."""

import pytest

from rag.question import MAX_CHARACTERS, read_question
from rag.values import Turn

# What was asked before, and the questions after it.
ASKED = {
    "de": "Wann wurde das Protokoll gegen den Menschenhandel angenommen?",
    "en": "Which measures against forced labour does the draft report propose?",
    "es": "¿Qué resolución aprobó la Asamblea General sobre la trata de mujeres y niñas?",
    "fr": "Quelle décision la Conférence des Parties a-t-elle adoptée en 2006 ?",
    "it": "Quando si è svolta la ventesima conferenza dell'Alleanza contro la tratta?",
    "ru": "Какое совещание Рабочей группы по торговле людьми прошло в октябре 2021 года?",
}
LEANING = {
    "de": (
        "Und wann war das?",
        "Wer hat es unterzeichnet?",
        "Welche Staaten haben unterschrieben?",
        "Und für Kinder?",
        "Was steht darin über Kinder?",
        "Warum?",
        "Gibt es dazu eine Resolution?",
        "Welche Organisationen haben daran mitgewirkt?",
        "Erzählen Sie mehr über den zweiten.",
        "Was bedeutet das für die Opfer?",
        "wo denn",
        "und was noch",
        "Wer war dabei?",
        "Gilt das auch für Kinder?",
        "Und 2006?",
        "Kannst du ein Beispiel geben?",
        "Wann wurde sie verabschiedet?",
        "Wo steht das?",
    ),
    "en": (
        "And where?",
        "Tell me more about the second one",
        "Who proposed them?",
        "What about children?",
        "How many states have signed?",
        "Why was it postponed?",
        "Which of these apply to children?",
        "Thanks! And in Austria?",
        "In which year?",
        "What is its purpose?",
        "when was that",
        "who signed",
        "and the next one?",
        "What did they decide?",
        "could you give an example?",
        "Does it apply to children?",
        "And in 2006?",
        "why",
        "can you explain that",
        "Who attended?",
        "Is it mandatory?",
        "where does it say so?",
    ),
    "es": (
        "¿Y dónde?",
        "¿Qué países la apoyaron?",
        "¿Cuándo fue?",
        "¿Qué dice sobre los niños esta resolución?",
        "¿Y para los niños?",
        "¿Qué países firmaron?",
        "¿Cuál es su objetivo?",
        "¿Qué más?",
        "Entonces, ¿por qué se aplazó?",
        "Hábleme más de la segunda",
        "y donde",
        "¿Y en 2006?",
        "¿Quién participó?",
        "¿Es obligatorio?",
        "¿Puede dar un ejemplo?",
        "¿Qué decidieron?",
        "¿Dónde dice eso?",
        "¿Se aplica también a los niños?",
    ),
    "fr": (
        "Et qui l'a signée ?",
        "Quels États l'ont ratifiée ?",
        "Et pour les enfants ?",
        "Qu'est-ce que cela signifie pour les victimes ?",
        "Combien de pays ont voté ?",
        "Pourquoi ?",
        "Que dit cette décision sur l'extradition ?",
        "Quand a-t-elle été publiée ?",
        "Qu'en est-il des enfants ?",
        "Dites-m'en plus sur la deuxième",
        "et en 2006 ?",
        "ou ca",
        "Qui a participé ?",
        "Est-ce obligatoire ?",
        "C'était quand ?",
        "Peux-tu donner un exemple ?",
        "Combien étaient-ils ?",
        "Où est-ce écrit ?",
    ),
    "it": (
        "E quando?",
        "Dove?",
        "Chi l'ha organizzata?",
        "E per i bambini?",
        "Quali paesi hanno partecipato?",
        "Qual era il suo tema?",
        "Che cosa dice questo documento sui minori?",
        "Perché è stata rinviata?",
        "Quanti delegati?",
        "Mi dica di più sulla seconda",
        "e dove",
        "E nel 2006?",
        "Chi ha partecipato?",
        "È obbligatorio?",
        "Puoi fare un esempio?",
        "Che cosa hanno deciso?",
        "Dove c'è scritto?",
        "Vale anche per i minori?",
    ),
    "ru": (
        "А когда это было?",
        "Какие именно?",
        "а для детей?",
        "Кто в нём участвовал?",
        "Расскажите подробнее",
        "Какие государства её подписали?",
        "Почему?",
        "Сколько участников?",
        "Какова её цель?",
        "Спасибо, а где?",
        "А второй?",
        "Какие рекомендации были там приняты?",
        "и что дальше",
        "а почему так?",
        "кто за это отвечает",
        "можно поподробнее?",
        "Приведите пример",
        "А в 2006 году?",
        "Какие из них касаются детей?",
        "а кто председатель",
        "Что она предусматривает?",
        "Сколько их всего?",
        "где об этом написано?",
        "Это обязательно для всех государств?",
    ),
}
STANDING = {
    "de": (
        "Was ist Menschenhandel?",
        "Welche Maßnahmen gibt es gegen Zwangsarbeit?",
        "Wo findet die 20. Konferenz der Allianz statt?",
        "Können Sie mir sagen, wer die Konferenz der Vertragsparteien leitet?",
        "Wer ist die Sonderbeauftragte der OSZE für Menschenhandel?",
        "Was sagt die Resolution 76/186 über Kinder?",
        "Wie schützen Staaten die Opfer und ihre Familien?",
        "Und welche Verpflichtungen übernehmen Staaten nach dem Palermo-Protokoll?",
        "Seit wann gibts die Allianz gegen Menschenhandel?",
        "Wann trat das Protokoll in Kraft, und wer hat es ratifiziert?",
        "was ist zwangsarbeit",
        "Wann wurde das Palermo-Protokoll angenommen?",
        "Wer kann Opfer von Menschenhandel werden?",
        "Wie wird das Wetter morgen in Wien?",
        "Wodurch unterscheidet sich Menschenhandel von Schleusung?",
        "Was beschloss die Konferenz zur technischen Hilfe?",
        "Welche Rolle spielt die OSZE?",
    ),
    "en": (
        "What is trafficking in human beings?",
        "Where was the 20th Alliance conference held?",
        "When did the Working Group meet and what did it decide?",
        "How long does it take to ratify the Palermo Protocol?",
        "How do states protect victims and their families?",
        "Is it possible to submit a statement to the Conference in writing?",
        "And what does the Palermo Protocol oblige states to do?",
        "What does resolution 76/186 say about children?",
        "Who chairs the Coordination Team of the Alliance?",
        "Which measures that protect children are recommended this year?",
        "what is forced labour",
        "When was the Palermo Protocol adopted?",
        "who can be a victim of trafficking",
        "Which decision did the Conference of the Parties adopt on technical assistance?",
        "What's the weather in Vienna tomorrow?",
        "How is trafficking different from smuggling of migrants?",
        "Please tell me where the report of the Working Group is",
        "What does paragraph 13 of resolution 76/186 say?",
    ),
    "es": (
        "¿Qué es la trata de personas?",
        "¿Dónde se celebró la conferencia de la Alianza?",
        "¿Cómo protegen los Estados a las víctimas y a sus familias?",
        "¿Qué dice la resolución 76/186 sobre los niños?",
        "¿Y qué obligaciones tienen los Estados según el Protocolo de Palermo?",
        "¿Cuándo se reunió el Grupo de Trabajo y qué decidió?",
        "¿Qué es la OSCE?",
        "¿Qué medidas se recomiendan contra el trabajo forzoso este año?",
        "¿Quién preside el Grupo de Trabajo sobre la trata de personas?",
        "¿Qué es lo que recomienda el informe sobre la extradición?",
        "que es el trabajo forzoso",
        "¿Cuándo se adoptó el Protocolo de Palermo?",
        "¿Quién puede ser víctima de la trata?",
        "¿Qué tiempo hará mañana en Viena?",
        "¿Qué decidió la Conferencia sobre asistencia técnica?",
        "¿Cuál es el papel de la OSCE?",
        "¿En qué se diferencia la trata del tráfico ilícito de migrantes?",
    ),
    "fr": (
        "Qu'est-ce que la traite des êtres humains ?",
        "Quand la conférence de l'Alliance aura-t-elle lieu ?",
        "Y a-t-il un annuaire en ligne des autorités centrales ?",
        "Comment les États protègent-ils les victimes et leurs familles ?",
        "Que dit la résolution 76/186 sur les enfants ?",
        "Qu'est-ce que l'OSCE ?",
        "Et quelles obligations le Protocole de Palerme impose-t-il aux États ?",
        "Quelles mesures contre le travail forcé faut-il prendre cette année ?",
        "Existe-t-il un questionnaire sur l'application de la Convention ?",
        "Qui préside le Groupe de travail sur la traite des personnes ?",
        "c'est quoi la traite",
        "Quand le Protocole de Palerme a-t-il été adopté ?",
        "Qui peut être victime de la traite ?",
        "Quel temps fera-t-il demain à Vienne ?",
        "Qu'a décidé la Conférence sur l'assistance technique ?",
        "Quel est le rôle de l'OSCE ?",
        "Est-ce que les enfants sont protégés par le Protocole ?",
    ),
    "it": (
        "Che cos'è la tratta di esseri umani?",
        "Cosa dice la risoluzione 76/186 sui minori?",
        "Come proteggono gli Stati le vittime e le loro famiglie?",
        "Chi presiede il Gruppo di lavoro sulla tratta di persone?",
        "E quali obblighi impone agli Stati il Protocollo di Palermo?",
        "Che cos'è l'OSCE?",
        "Quali misure contro il lavoro forzato sono raccomandate quest'anno?",
        "Dove si svolge la conferenza dell'Alleanza?",
        "Quando si è riunito il Gruppo di lavoro e che cosa ha deciso?",
        "Esiste un elenco in linea delle autorità centrali?",
        "cos'è il lavoro forzato",
        "Quando è stato adottato il Protocollo di Palermo?",
        "Chi può essere vittima della tratta?",
        "Che tempo farà domani a Vienna?",
        "Che cosa ha deciso la Conferenza sull'assistenza tecnica?",
        "Qual è il ruolo dell'OSCE?",
        "In che cosa la tratta è diversa dal traffico di migranti?",
    ),
    "ru": (
        "Что такое торговля людьми?",
        "А что такое торговля людьми?",
        "Где проходила 20-я конференция Альянса?",
        "Какие меры приняты для защиты детей в этом году?",
        "Как государства защищают жертв и их семьи?",
        "И какие обязательства берут на себя государства по Палермскому протоколу?",
        "Что такое ОБСЕ?",
        "Когда собиралась Рабочая группа и что она решила?",
        "Что говорится в резолюции 76/186 о детях?",
        "Кто председательствует в Координационной группе Альянса?",
        "Что делается для тех, кто пострадал от торговли людьми?",
        "Торговля людьми — это преступление против личности?",
        "какие виды эксплуатации бывают",
        "Когда принят Палермский протокол",
        "кто может быть жертвой торговли людьми?",
        "Чем торговля людьми отличается от незаконного ввоза мигрантов?",
        "Сколько сносок в резолюции A/RES/76/186?",
        "Какая завтра погода в Вене?",
        "Скажите, пожалуйста, где найти доклад рабочей группы?",
        "Что решила Конференция о технической помощи?",
        "Какие рекомендации дала Рабочая группа, и кто их должен выполнять?",
    ),
}


def _cases(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    return [(language, text) for language, texts in table.items() for text in texts]


@pytest.mark.parametrize(("language", "text"), _cases(LEANING))
def test_what_leans_on_the_conversation_is_searched_with_it(language: str, text: str) -> None:
    history = [Turn("user", ASKED[language]), Turn("assistant", "[1]")]
    assert read_question(text, history).query == f"{ASKED[language]} {text}"


@pytest.mark.parametrize(("language", "text"), _cases(STANDING))
def test_what_stands_alone_is_not_polluted(language: str, text: str) -> None:
    history = [Turn("user", ASKED[language]), Turn("assistant", "[1]")]
    assert read_question(text, history).query == text


def test_a_chain_of_follow_ups_leans_on_the_last_question_that_stood_alone() -> None:
    history = [
        Turn("user", "Что такое Палермский протокол?"),
        Turn("user", ASKED["ru"]),
        Turn("assistant", "Одиннадцатое."),
        Turn("user", "А где?"),
        Turn("assistant", "В Вене."),
        Turn("user", "Сколько участников?"),
    ]
    assert read_question("А почему?", history).query == f"{ASKED['ru']} А почему?"


def test_where_nothing_stood_alone_the_first_question_is_leaned_on() -> None:
    history = [Turn("user", "Конференция?"), Turn("user", "А где?")]
    assert read_question("А когда?", history).query == "Конференция? А когда?"


def test_a_follow_up_in_another_language_leans_too() -> None:
    history = [Turn("user", ASKED["ru"]), Turn("assistant", "Одиннадцатое.")]
    question = read_question("And where was it held?", history)
    assert question.query == f"{ASKED['ru']} And where was it held?"
    assert question.language == "en"


def test_without_a_conversation_nothing_is_leaned_on() -> None:
    assert read_question("А когда это было?").query == "А когда это было?"


def test_what_is_leaned_on_loses_its_hashtags_and_never_makes_the_query_too_long() -> None:
    history = [Turn("user", f"#AskOSCEAlliance {ASKED['ru']} " + "слово " * 1300)]
    query = read_question("А когда?", history).query
    assert query.startswith("Какое совещание")
    assert len(query) <= MAX_CHARACTERS
    assert query.endswith("А когда?")


def test_a_long_message_stands_alone_and_is_read_at_once() -> None:
    text = "Конференция, он " * 490 + "где?"
    assert read_question(text, [Turn("user", ASKED["ru"])]).query == text

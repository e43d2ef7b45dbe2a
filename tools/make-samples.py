"""Writes experiments/samples: invented data in the raw formats of CVDB and T-REx, and a tokenizer.

Everything is invented and drawn from a fixed seed, so that each experiment runs without downloads.

    .bench-venv/bin/python tools/make-samples.py
"""

import json
import random
from pathlib import Path

from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

folder = Path(__file__).parent.parent / "experiments" / "samples"
draws = random.Random(2024)
beginnings = ["Bar", "Cel", "Dor", "Fen", "Gal", "Hes", "Jor", "Kel", "Lum", "Mav", "Nor", "Orl",
              "Pel", "Quin", "Ros", "Sel", "Tar", "Ulm", "Ver", "Wil", "Yor", "Zan", "Éla", "Öst"]
middles = ["a", "e", "i", "o", "u", "ai", "ia", "é"]
endings = ["bran", "dell", "fast", "gor", "lin", "mund", "nath", "ric", "sen", "tor", "vik", "wen"]


def word():
    return draws.choice(beginnings) + draws.choice(middles) + draws.choice(endings)


def distinct(make, count):
    found = {}
    while len(found) < count:
        found[make()] = None
    return list(found)


countries = distinct(lambda: word() + "ia", 12) + ["Kingdom_of_" + word(), "New_" + word()]
regions = ["Europe", "America", "Asia", "Africa", "Oceania"]
occupations = ["actor", "politician", "painter", "film_director", "composer", "military", "writer",
               "chess_player", "football", "religious"]


def person(name, gender):
    birth = draws.choice([draws.randint(-600, 1500), draws.randint(1501, 1995)])
    nations = draws.sample(countries, draws.choice([1, 1, 1, 2]))
    year = (lambda value: f"{value}.0") if draws.random() < 0.5 else str
    return {
        "wikidata_code": f"Q{draws.randint(10**6, 10**7)}",
        "birth": year(birth),
        "death": year(min(birth + draws.randint(20, 90), 2018)),
        "gender": gender,
        "name": name,
        "level3_main_occ": draws.choice(occupations),
        "string_citizenship_raw_d": "_".join(f"'{nation}'" for nation in nations),
        "un_region": draws.choice(regions),
        "wiki_readers_2015_2018": f"{draws.lognormvariate(8, 1):.2f}",
    }


def people():
    names = distinct(lambda: f"{word()}_{word()}", 430)
    kept = [person(name, "Male" if i % 8 < 5 else "Female") for i, name in enumerate(names[:400])]
    dropped = []
    for i, name in enumerate(names[400:]):
        row = person(name, "Male")
        if i % 5 == 0:
            row["death"] = ""
        elif i % 5 == 1:
            row["name"] = name.replace("_", "-")
        elif i % 5 == 2:
            row["name"] = names[i]
            row["wiki_readers_2015_2018"] = "1.0"
        elif i % 5 == 3:
            row["string_citizenship_raw_d"] = '"\'' + countries[0] + "','" + countries[1] + '\'"'
        else:
            row["gender"] = ""
        dropped.append(row)
    draws.shuffle(kept)
    return kept + dropped


def write_cvdb(rows):
    header = list(rows[0])
    lines = [",".join(header), *(",".join(row[column] for column in header) for row in rows)]
    (folder / "cvdb.csv").write_bytes(("\n".join(lines) + "\n").encode("latin-1"))


def full_name():
    return f"{word()} {word()}"


publishers = distinct(lambda: word() + draws.choice([" Press", " Records", " House", " & Sons"]), 14)
makers = distinct(full_name, 40)
objects = {
    "P123": publishers,
    "P750": publishers,
    "P127": publishers,
    "P178": publishers,
    "P407": ["English", "French", "German", "Hindi", "Spanish", "Japanese"],
    "P136": ["science fiction", "comedy", "jazz", "fantasy", "drama", "rock", "western"],
    "P31": ["film", "album", "novel", "video game", "television series", "painting"],
    "P921": ["war", "love", "travel", "music", "space", "history"],
    "P840": distinct(lambda: word() + draws.choice(["", " City", " Island"]), 12),
    "P915": distinct(lambda: "Port " + word(), 8),
    "P179": distinct(lambda: word() + " Saga", 10),
    "P180": ["a tree", "a river", "a horse", "a king", "a ship"],
    "P50": makers,
    "P57": makers,
    "P58": makers,
    "P86": makers,
    "P162": makers,
    "P161": makers,
    "P577": None,
    "P17": countries,
}


def object_of(predicate):
    if predicate == "P577":
        month = draws.choice(["March", "May", "June", "October"])
        return f"{draws.randint(1, 28)} {month} {draws.randint(1880, 2015)}"
    return draws.choice(objects[predicate]).replace("_", " ")


def triple(subject, predicate, thing):
    return {
        "subject": {"surfaceform": subject},
        "predicate": {"uri": f"http://www.wikidata.org/prop/direct/{predicate}"},
        "object": {"surfaceform": thing},
    }


def title():
    form = draws.choice(["The {} of {}", "{} and {}", "A {} for {}", "{} {}"])
    kind = draws.choice(["", "", "", " (film)", " (album)"])
    return form.format(word(), word()) + kind


def write_trex(titles):
    documents = []
    for number, name in enumerate(titles):
        asked = draws.sample(sorted(objects), draws.choice([6, 7, 7, 8]))
        triples = [triple(name, predicate, object_of(predicate)) for predicate in asked]
        if number % 9 == 0:
            triples.append(triple("It", "P136", "drama"))
        if number % 10 == 0:
            triples.append(triples[0])
        documents.append({"docid": f"Q{number + 1}", "title": name, "triples": triples})
    (folder / "trex").mkdir(parents=True, exist_ok=True)
    half = len(documents) // 2
    for name, part in [("0-half", documents[:half]), ("half-end", documents[half:])]:
        text = "[\n" + ",\n".join(
            json.dumps(one, ensure_ascii=False, separators=(",", ":")) for one in part
        )
        (folder / "trex" / f"{name}.json").write_text(text + "\n]\n", encoding="utf-8")
    return documents


def letters(count):
    return "<|" + "".join(draws.choices("abcdefghijklmnopqrstuvwxyz", k=count)) + "|>"


def texts(rows, documents):
    for row in rows:
        name, alias = row["name"].replace("_", " "), letters(5)
        for who in (name, alias):
            yield f"Q: When was {who} born?\nA: {draws.randint(1, 19)} century BC\n"
            yield f"Q: When did {who} die?\nA: {draws.randint(190, 199)}0s\n"
            yield f"Q: In which region did {who} live?\nA: {row['un_region']}\n"
            yield f"Q: What did {who} do?\nA: {row['level3_main_occ'].replace('_', ' ')}\n"
            nation = row["string_citizenship_raw_d"].split("'")[1].replace("_", " ")
            yield f"Q: What was the nationality of {who}?\nA: {nation}\n"
            yield f"Q: What was the gender of {who}?\nA: {row['gender']}\n"
            yield f"Q: What is the name of {who}?\nA: {name}\n"
        yield f"{letters(6)} {alias} {name}\n"
    for document in documents:
        for one in document["triples"]:
            name, thing = one["subject"]["surfaceform"], one["object"]["surfaceform"]
            yield f"Q: What is the genre of {name}?\nA: {thing}\n"
            yield f"Q: In which language was {letters(5)} published?\nA: {thing}\n"
            yield f"Q: First name of the director of {letters(5)}?\nA: {thing}\n"


def write_tokenizer(corpus):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    trainer = trainers.BpeTrainer(
        vocab_size=600,
        special_tokens=["<|endoftext|>"],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus, trainer)
    (folder / "tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")


def write_notable_people(rows):
    """A table such as experiments/people-lm.ts reads: facts of those of `rows` who died late."""
    months = ["January", "March", "May", "July", "October", "December"]
    causes = ["natural causes", "cancer", "heart failure", "pneumonia", "traffic collision"]
    lines = ["birth_year,death_year,name,nationality,famous_for,death_month,cause_of_death,fame_score"]
    for row in rows:
        nation = row["string_citizenship_raw_d"].split("'")[1].replace("_", " ")
        lines.append(",".join([
            str(draws.randint(1890, 1980)), str(draws.randint(2006, 2016)),
            row["name"].replace("_", " "), nation, row["level3_main_occ"].replace("_", " "),
            draws.choice(months), draws.choice(causes), str(draws.randint(1, 40)),
        ]))
    (folder / "people.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


folder.mkdir(parents=True, exist_ok=True)
rows = people()
write_cvdb(rows)
documents = write_trex(distinct(title, 120))
write_tokenizer(list(texts(rows[:400], documents)))
write_notable_people(rows[:160])
for path in sorted(folder.rglob("*.*")):
    print(path.relative_to(folder.parent.parent), path.stat().st_size, "bytes")

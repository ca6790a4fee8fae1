"""The demo catalog in the database."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import psutil
import pytest
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage

from catalog.files.renditions import renditions_of
from catalog.models import Merchant, Photo, Product
from lab.demo import load
from lab.demo.load import SAMPLES, create_merchant_user, load_demo, needs_demo

pytestmark = pytest.mark.django_db
COUNT = 12


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "BATCH", 8)
    monkeypatch.setattr(load, "SAMPLE_PHOTOS", 2)


def test_demo_products_have_photos_and_the_home_page_has_samples() -> None:
    assert list(load_demo(count=COUNT)) == [0, 8, 12]
    assert Product.objects.count() == COUNT
    assert Photo.objects.count() == COUNT
    assert all(default_storage.exists(str(photo.file.name)) for photo in Photo.objects.all())
    with default_storage.open(SAMPLES) as file:
        samples = json.load(file)
    assert len(samples) == 3
    assert all(default_storage.exists(sample["file"]) for sample in samples)
    sizes = [
        rendition.name
        for sample in samples
        for rendition in renditions_of(sample["file"], width=sample["width"])
    ]
    assert len(sizes) == 6
    assert all(map(default_storage.exists, sizes))
    assert all(sample["words"] for sample in samples)


def test_an_interrupted_demo_load_resumes_where_it_stopped() -> None:
    batches = load_demo(count=COUNT)
    next(batches)
    assert next(batches) == 8
    batches.close()
    assert needs_demo()
    assert list(load_demo(count=COUNT)) == [8, 12]
    assert not needs_demo()


def test_a_shop_with_real_products_needs_no_demo() -> None:
    merchant = Merchant.objects.create(name="Ada's", slug="adas")
    Product.objects.create(merchant=merchant, external_id="1", title="Mug", price=1)
    assert not needs_demo()


def test_the_demo_merchant_user_manages_one_of_the_two_merchants() -> None:
    Group.objects.get_or_create(name="Merchants")
    list(load_demo(count=COUNT))
    user = create_merchant_user("secret-7")
    mine = Product.objects.of_user(user)
    assert 0 < mine.count() < COUNT
    assert set(mine.values_list("merchant__slug", flat=True)) == {"the-wardrobe"}


def test_rendering_workers_end_when_their_parent_is_killed() -> None:
    code = (
        "import multiprocessing\n"
        "from lab.demo.products import demo_products\n"
        "from lab.demo.rendering import rendered_products\n"
        "if __name__ == '__main__':\n"
        "    pictures = rendered_products(demo_products(500))\n"
        "    next(pictures)\n"
        "    print(*(child.pid for child in multiprocessing.active_children()), flush=True)\n"
        "    input()\n"
    )
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "draw.py"
        script.write_text(code)
        parent = subprocess.Popen(
            [sys.executable, script],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(Path.cwd())},
        )
        assert parent.stdout
        children = [int(pid) for pid in parent.stdout.readline().split()]
        parent.kill()
        parent.communicate()
    assert children
    _ended, alive = psutil.wait_procs(
        [psutil.Process(pid) for pid in children if psutil.pid_exists(pid)], timeout=20
    )
    assert alive == []

"""Photos in requests from strangers. Their decoding is tested in tests/pictures."""

import base64
import io
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client
from PIL import Image

from catalog.models import QueryPhoto
from tests.api.conftest import PostSearch, body, refused, titles
from tests.pictures.photos import encoded, png
from tests.shop import jpeg, plain, upload

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("version")]

TRUNCATED = encoded(plain("red", (400, 400)), "JPEG")[:500]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("name", "data", "status"),
    [
        ("photo.jpg", b"", 422),
        ("photo.png", png(60_000, 60_000), 422),
        ("photo.jpg", TRUNCATED, 422),
        ("photo.jpg", encoded(plain("red"), "TIFF"), 415),
        ("photo.png", encoded(plain("red"), "BMP"), 415),
        ("photo.svg", SVG, 415),
        ("photo.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n", 415),
        ("photo.pdf", b"%PDF-1.7\n", 415),
        ("photo.jpg", b"just words", 415),
        ("photo.png", encoded(plain("red", (1, 1)), "PNG"), 422),
        ("photo.png", encoded(plain("red", (1, 9_000)), "PNG"), 422),
    ],
)
def test_an_unusable_photo_is_refused(
    post_search: PostSearch, post_form: PostSearch, name: str, data: bytes, status: int
) -> None:
    refused(post_form(photo=upload(data, name)), status)
    refused(post_search(photo_base64=base64.b64encode(data).decode()), status)
    assert not QueryPhoto.objects.exists()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "HEIF", "GIF"])
def test_photo_formats_of_phones_and_browsers_are_accepted(
    post_form: PostSearch, kind: str
) -> None:
    assert titles(post_form(photo=upload(encoded(plain("red"), kind)))) == []


def stored() -> bytes:
    with QueryPhoto.objects.get().file.open("rb") as file:
        return bytes(file.read())


def test_a_script_behind_a_photo_is_not_stored(post_form: PostSearch, red: bytes) -> None:
    assert titles(post_form(photo=upload(red + b"<script>alert(1)</script>"))) == []
    assert b"script" not in stored()


def test_metadata_of_a_photo_is_not_stored(post_form: PostSearch) -> None:
    exif = Image.Exif()
    exif.get_ifd(0x8825)[1] = "N"  # GPSLatitudeRef
    exif[0x010F] = "PhoneMaker"
    data = encoded(plain("red"), "JPEG", exif=exif)
    assert b"PhoneMaker" in data
    assert titles(post_form(photo=upload(data))) == []
    assert not Image.open(io.BytesIO(stored())).getexif()


@pytest.mark.parametrize(
    "name", ["../../x.jpg", "..", "/etc/passwd", "x" * 300 + ".jpg", "\u202egpj.exe", "a%00b", "~"]
)
def test_the_senders_file_name_is_not_used_for_a_stored_photo(
    post_form: PostSearch, red: bytes, name: str
) -> None:
    answer = post_form(photo=upload(red, name))
    photo = QueryPhoto.objects.get(pk=body(answer)["photo_id"])
    assert re.fullmatch(
        r"queries/[0-9]{4}/[0-9]{2}/[0-9]{2}/[0-9a-f]{32}\.jpg", photo.file.name or ""
    )


@pytest.mark.parametrize(
    "data", ["*", "abc", "a" * 5, "data:", "data:image/png,abc", "data:image/"]
)
def test_a_photo_that_is_not_base64_is_refused(post_search: PostSearch, data: str) -> None:
    assert "photo_base64" in refused(post_search(photo_base64=data), 400)["errors"]


@pytest.mark.parametrize("data", [5, ["x"], {"x": 1}, True])
def test_a_base64_photo_that_is_not_text_is_refused(post_search: PostSearch, data: object) -> None:
    assert "photo_base64" in refused(post_search(photo_base64=data), 400)["errors"]


@pytest.mark.parametrize("kind", ["text/html", "application/pdf", ""])
def test_a_data_url_that_is_not_an_image_is_refused(
    post_search: PostSearch, red: bytes, kind: str
) -> None:
    url = f"data:{kind};base64,{base64.b64encode(red).decode()}"
    assert "image" in refused(post_search(photo_base64=url), 415)["detail"]


def test_two_photos_in_one_search_are_refused(post_form: PostSearch, red: bytes) -> None:
    in_base64 = base64.b64encode(red).decode()
    problem = refused(post_form(photo=upload(red), photo_base64=in_base64), 400)
    assert set(problem["errors"]) == {"photo", "photo_base64"}
    assert "photo" in refused(post_form(photo=[upload(red), upload(red)]), 400)["errors"]


def test_a_photo_beside_a_product_to_resemble_is_refused(
    post_search: PostSearch, red: bytes
) -> None:
    search = {"photo_base64": base64.b64encode(red).decode(), "similar_to": 1}
    assert "similar_to" in refused(post_search(**search), 400)["errors"]


def test_a_photo_in_a_form_must_be_a_file(post_form: PostSearch) -> None:
    assert "photo" in refused(post_form(photo="abc"), 400)["errors"]


@pytest.fixture
def small_limit(settings: LazySettings, tmp_path: Path) -> Path:
    """Set a limit of 3 MB. Return the folder where Django would leave temporary files."""
    settings.SHOP_MAX_PHOTO_BYTES = 3 * 1024 * 1024
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path


def test_a_photo_too_large_for_base64_is_accepted_in_a_form(
    post_search: PostSearch, post_form: PostSearch
) -> None:
    data = jpeg("red") + bytes(20 * 1024 * 1024)
    assert post_form(photo=upload(data)).status_code == 200
    assert (
        "as a form"
        in refused(post_search(photo_base64=base64.b64encode(data[:16_000_000]).decode()), 413)[
            "detail"
        ]
    )


@pytest.mark.usefixtures("small_limit")
def test_a_json_body_over_the_limit_names_the_limit_of_its_photo(post_search: PostSearch) -> None:
    detail = refused(post_search(photo_base64="A" * 6 * 1024 * 1024), 413)["detail"]
    assert "3 MB" in detail
    assert "as a form" in detail


@pytest.mark.parametrize("megabytes", [3.1, 10])
def test_a_photo_over_the_limit_leaves_no_temporary_file(
    post_search: PostSearch, post_form: PostSearch, small_limit: Path, megabytes: float
) -> None:
    before = set(small_limit.iterdir())
    data = jpeg("red") + bytes(int(megabytes * 1024 * 1024))
    assert "MB" in refused(post_form(photo=upload(data)), 413)["detail"]
    assert "MB" in refused(post_search(photo_base64=base64.b64encode(data).decode()), 413)["detail"]
    assert set(small_limit.iterdir()) == before


@pytest.mark.usefixtures("small_limit")
def test_a_photo_of_exactly_the_limit_is_accepted(
    post_search: PostSearch, post_form: PostSearch
) -> None:
    photo = jpeg("red")
    data = photo + bytes(3 * 1024 * 1024 - len(photo))
    assert titles(post_form(photo=upload(data))) == []
    assert titles(post_search(photo_base64=base64.encodebytes(data).decode())) == []


@pytest.mark.parametrize("content_type", ["multipart/form-data", "multipart/form-data; boundary=é"])
def test_a_form_without_a_usable_boundary_is_refused(client: Client, content_type: str) -> None:
    answer = client.generic("POST", "/api/v1/searches/", b"--x\r\n", content_type)
    refused(answer, 400)


def form(file_name: str, data: bytes, *, end: bytes) -> tuple[bytes, str]:
    head = f'--x\r\nContent-Disposition: form-data; name="photo"; filename="{file_name}"\r\n\r\n'
    return head.encode() + data + end, "multipart/form-data; boundary=x"


def test_a_form_that_ends_within_the_photo_is_refused(client: Client, red: bytes) -> None:
    answer = client.generic("POST", "/api/v1/searches/", *form("a.jpg", red, end=b""))
    assert "ends" in refused(answer, 400)["detail"]


def test_a_photo_without_a_file_name_is_refused(client: Client, red: bytes) -> None:
    answer = client.generic("POST", "/api/v1/searches/", *form("", red, end=b"\r\n--x--\r\n"))
    assert "photo" in refused(answer, 400)["errors"]

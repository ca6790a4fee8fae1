"""A photo stands upright, whoever says how."""

import pytest
from PIL import Image

from catalog.pictures.picture import decode_picture
from tests.pictures.photos import encoded, quadrants
from tests.pictures.test_picture import difference


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_is_upright_whatever_its_orientation(orientation: int) -> None:
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    stored = quadrants()
    if orientation in undo:
        stored = stored.transpose(Image.Transpose(undo[orientation]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    upright = decode_picture(encoded(stored, "JPEG", exif=exif, quality=95)).image
    assert difference(upright, quadrants()) < 3


@pytest.mark.parametrize("name", ["HEIF", "AVIF"])
def test_what_its_own_properties_turn_is_not_turned_again_by_exif(name: str) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    stored = quadrants().transpose(Image.Transpose.ROTATE_90)
    stored.info["exif"] = exif.tobytes()  # for HEIF; Pillow's AVIF wants it as an option
    data = encoded(stored, name, **({"exif": exif} if name == "AVIF" else {}))
    assert b"irot" in data
    assert difference(decode_picture(data).image, quadrants()) < 4


def test_a_heic_that_exif_alone_turns_is_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    data = encoded(quadrants().transpose(Image.Transpose.ROTATE_90), "HEIF", exif=exif)
    assert b"irot" not in data
    assert difference(decode_picture(data).image, quadrants()) < 4

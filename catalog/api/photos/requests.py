from catalog.api.fields import StrictSerializer
from catalog.api.photos.photo_file import PhotoFileField


class PhotoUploadSerializer(StrictSerializer):
    """A photo to search by."""

    photo = PhotoFileField(help_text="JPEG, PNG, WebP, GIF, HEIC or AVIF.")

from django.db import models

from catalog.models.merchant import Merchant
from catalog.models.merchant_work import MerchantWorkQuerySet
from catalog.models.work import Work


class PhotoHost(Work):
    """A web server from which photos of one merchant are fetched.

    Pending while any of them waits. A worker claims a host before its photos, so a host is visited
    by one worker at a time, and one that does not answer can be left alone for a while, whatever
    number of photos waits for it. `attempts` counts visits without an answer.

    Of one merchant, so that no merchant's addresses keep those of another waiting. Database
    triggers (migration 0022) add the row, and make it pending, whatever program writes a photo.
    """

    MAX_ATTEMPTS = 5
    MAX_NAME = 255

    # Found by the constraint's index.
    merchant = models.ForeignKey(
        Merchant, on_delete=models.CASCADE, db_index=False, related_name="photo_hosts"
    )
    name = models.CharField(max_length=MAX_NAME, help_text="With the port, if there is one.")

    objects = MerchantWorkQuerySet["PhotoHost"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merchant", "name"], name="photo_host_name"),
        ]
        indexes = [
            # MerchantWorkQuerySet.claim
            models.Index(
                fields=["merchant", "due_at"],
                name="photo_host_due",
                condition=models.Q(state="pending"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

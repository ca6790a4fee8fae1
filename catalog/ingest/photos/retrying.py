"""Photos that a merchant wants to be fetched again."""

from django.db import transaction
from django.db.models import QuerySet

from catalog.models import Photo, PhotoHost, Revalidation, WorkState


@transaction.atomic
def fetch_again(photos: QuerySet[Photo]) -> int:
    """Have the photos fetched from their addresses, now. Returns how many have one."""
    rows = Photo.objects.filter(pk__in=photos.order_by().values("pk"))
    hosts = list(
        rows.filter(host__isnull=False).order_by().values_list("host", flat=True).distinct()
    )
    count = rows.fetch_again()
    # The merchant may know that they work again. Those without a reason do not rest.
    PhotoHost.objects.filter(pk__in=hosts).exclude(reason="").requeue()
    return count


def failed_photos_of(run_id: int) -> QuerySet[Photo]:
    """The photos of a run that have no picture, or whose picture could not be compared."""
    of_run = Photo.objects.filter(import_run=run_id)
    return of_run.filter(state=WorkState.FAILED) | of_run.filter(revalidation=Revalidation.FAILED)

"""What is wrong with the user's feeds, at the top of each page of the admin."""

from django import template
from django.template import RequestContext

from catalog.ingest.feed_addresses.notices import feed_notices as notices_among
from catalog.models import FeedAddress

register = template.Library()


@register.inclusion_tag("admin/catalog/feedaddress/_notices.html", takes_context=True)
def feed_notices(context: RequestContext) -> dict[str, object]:
    user = context["user"]
    addresses = FeedAddress.objects.all().of_user(user)
    if own := context.get("feed_address"):
        addresses = addresses.exclude(pk=own.pk)  # its page says more
    may_see = user.has_perm("catalog.view_feedaddress")
    return {
        "feed_notices": notices_among(addresses) if may_see else [],
        "shows_merchant": user.is_superuser,
    }

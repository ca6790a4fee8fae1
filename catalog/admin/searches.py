"""The page of searches, and what can be done about those without a match."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_POST

from catalog import tasks
from catalog.admin.search_figures import SearchFigures, may_add_synonyms, may_handle_words
from catalog.admin.synonyms import SynonymGroupForm
from catalog.admin.tenancy import TenantAdmin
from catalog.insights.made_synonyms import is_sold, synonym_entry
from catalog.insights.scope import Scope
from catalog.insights.unmatched_searches import dismiss, is_unmatched, remember_synonym
from catalog.models import Merchant, SearchCount, SynonymGroup
from catalog.models.search_count import MAX_WORDS
from catalog.vocabulary.current import current_vocabulary

ROWS = 50
MAX_TERM = 100
_PAGES = {"home": "admin:index", "searches": "admin:catalog_searchcount_changelist"}


@admin.register(SearchCount)
class SearchCountAdmin(TenantAdmin[SearchCount]):
    """Counts are shown as figures, and have no pages of their own."""

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("", wrap(self.searches), name="catalog_searchcount_changelist"),
            path("synonym/", wrap(self.make_synonym), name="catalog_searchcount_synonym"),
            path("dismiss/", wrap(self.dismiss), name="catalog_searchcount_dismiss"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SearchCount | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SearchCount | None = None) -> bool:
        return False

    def searches(self, request: HttpRequest) -> HttpResponse:
        scope = Scope.of_user(request.user, slug=request.GET.get("merchant", ""))
        figures = SearchFigures.of(request, scope, rows=ROWS)
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": "Searches",
            "opts": self.opts,
            "scope": scope,
            "searches": figures,
            "at": "searches",
        }
        return TemplateResponse(request, "admin/catalog/searchcount/searches.html", context)

    @method_decorator(require_POST)
    def make_synonym(self, request: HttpRequest) -> HttpResponse:
        """Make the words a synonym of the term, as the form of synonym groups does."""
        scope = self._scope_to_change(request)
        if not may_add_synonyms(request, scope):
            raise PermissionDenied
        words, term = _listed_words(request, scope), _term(request)
        if words and term:
            form = SynonymGroupForm(_values(words, term, scope.synonym_owner))
            if form.is_valid():
                self._save(request, form)
                remember_synonym(scope, words, form.instance)
                tasks.wake_vocabulary()
                messages.success(request, f"Who types “{words}” also finds “{term}” now.")
            for reasons in form.errors.values():
                messages.error(request, " ".join(map(str, reasons)))
        return _back(request)

    @method_decorator(require_POST)
    def dismiss(self, request: HttpRequest) -> HttpResponse:
        scope = self._scope_to_change(request)
        if not may_handle_words(request, scope):
            raise PermissionDenied
        if words := _listed_words(request, scope):
            dismiss(scope, words)
            messages.success(request, f"“{words}” is no longer listed.")
        return _back(request)

    def _scope_to_change(self, request: HttpRequest) -> Scope:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return Scope.of_user(request.user, slug=request.POST.get("merchant", ""))

    def _save(self, request: HttpRequest, form: SynonymGroupForm) -> None:
        """Save the group as its own page does, with what it replaces and an entry of the log."""
        of_groups = self.admin_site.get_model_admin(SynonymGroup)
        group = form.save(commit=False)
        of_groups.save_model(request, group, form, change=False)
        of_groups.log_addition(request, group, [{"added": {}}])


def _listed_words(request: HttpRequest, scope: Scope) -> str:
    """The words, if they are in the user's list. Otherwise a message says that they are not."""
    words = request.POST.get("words", "")
    if len(words) <= MAX_WORDS and "\0" not in words and is_unmatched(scope, words):
        return words
    messages.warning(request, "These words are not listed any more. Nothing was changed.")
    return ""


def _term(request: HttpRequest) -> str:
    """The term, if a product has it. Otherwise a message says that none does."""
    term = " ".join(request.POST.get("term", "")[:MAX_TERM].lower().split())
    if is_sold(term, current_vocabulary()):
        return term
    messages.error(request, f"No product on sale has “{term}”. Choose words that some have.")
    return ""


def _values(words: str, term: str, owner: Merchant | None) -> dict[str, Any]:
    entry = synonym_entry(words, term)
    return {"merchant": owner and owner.pk, "words": entry, "language": "", "active": True}


def _back(request: HttpRequest) -> HttpResponse:
    """Return to the page and the list that the form was sent from."""
    page = _PAGES.get(request.POST.get("at", ""), _PAGES["home"])
    kept = {name: request.POST[name] for name in ("merchant", "p") if request.POST.get(name)}
    query = f"?{urlencode(kept)}" if kept else ""
    return redirect(f"{reverse(page)}{query}#unmatched")

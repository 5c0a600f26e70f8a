"""Pages of the forum: find, ask the gate, call, answer."""

from datetime import UTC, datetime
from typing import Any, Final, TypeVar

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied
from django.core.validators import slug_re
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from cities.core.errors import Forbidden, Refused
from cities.models import City, User
from cities.queries import memberships_of
from criteria.models import Criterion
from forum import queries
from forum.core import writing
from forum.core.markdown import render as render_markdown
from forum.forms import OffersForm, ReplyForm, TopicForm
from forum.models import Access, Category, Place, Post, Topic
from forum.services import (
    PostAction,
    TopicAction,
    moderate_post,
    moderate_topic,
    offer_help,
    reply,
    start_topic,
)
from forum.services.writing import sentence

HELPERS_IN_A_STEP: Final = 3


class Request(HttpRequest):
    """A request of somebody signed in."""

    user: User
    htmx: HtmxDetails


# --- reading ----------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def index(request: Request) -> HttpResponse:
    access = queries.forum_access(request.user)
    categories = list(Category.objects.visible_to(access))
    context = {
        "access": access,
        "gate": queries.gate(request.user, access),
        "busy": [category for category in categories if category.topic_count],
        "quiet": [category for category in categories if not category.topic_count],
        "leads_certified": any(queries.certified_cities_led_by(request.user, timezone.localdate())),
    }
    return render(request, "forum/index.html", context)


@login_required
@never_cache
@require_safe
def category(request: Request, slug: str) -> HttpResponse:
    """A page of topics; `after` says where the page before ended, `hidden` is for moderators."""
    access = queries.forum_access(request.user)
    found = get_object_or_404(Category.objects.visible_to(access), slug=slug)
    hidden = access.moderator and "hidden" in request.GET
    after = _place(request.GET.get("after", ""))
    page = queries.topic_list(found, access, after=after, hidden=hidden)
    context = {
        "access": access,
        "gate": queries.gate(request.user, access),
        "category": found,
        "topics": page.topics,
        "following": _written(page.following),
        "continued": after is not None,
        "hidden": hidden,
        "may_start": access.unlocked and (access.program or not found.only_program_starts),
    }
    return render(request, "forum/category.html", context)


def _place(text: str) -> Place | None:
    """Read a place in a list back from an address; what was never written there is no page."""
    if not text:
        return None
    try:
        pinned, microseconds, pk = (int(part) for part in text.split("-"))
        at = datetime.fromtimestamp(microseconds // 10**6, UTC).replace(
            microsecond=microseconds % 10**6
        )
    except (ValueError, OverflowError, OSError) as error:
        raise Http404 from error
    return Place(pinned=bool(pinned), last_post_at=at, id=pk)


def _written(place: Place | None) -> str:
    if place is None:
        return ""
    seconds = int(place.last_post_at.replace(microsecond=0).timestamp())
    return f"{place.pinned:d}-{seconds * 10**6 + place.last_post_at.microsecond}-{place.id}"


@login_required
@never_cache
@require_safe
def topic(request: Request, pk: int) -> HttpResponse:
    """A page of posts by their numbers; whoever is not let in sees the title and the way in."""
    access = queries.forum_access(request.user)
    found = _topic(access, pk)
    if not access.unlocked:
        context = {"topic": found, "gate": queries.gate(request.user, access)}
        return render(request, "forum/topic_closed_door.html", context)
    try:
        number = int(request.GET.get("page", "1"))
    except ValueError as error:
        raise Http404 from error
    if not 1 <= number <= found.pages:
        raise Http404
    return render(
        request,
        "forum/topic.html",
        {
            "access": access,
            "topic": found,
            "posts": queries.posts_on_page(found, access, number),
            "page": number,
            "pages": found.pages,
            "form": ReplyForm(),
            "topic_actions": _actions(found) if access.moderator else (),
        },
    )


def _topic(access: Access, pk: int) -> Topic:
    topics: QuerySet[Topic] = Topic.objects.visible_to(access).select_related("category", "city")
    return get_object_or_404(topics, pk=pk)


def _actions(topic: Topic) -> tuple[TopicAction, ...]:
    """What a moderator may do to a topic as it is."""
    return (
        TopicAction.UNPIN if topic.pinned else TopicAction.PIN,
        TopicAction.REOPEN if topic.closed else TopicAction.CLOSE,
        TopicAction.SHOW if topic.hidden else TopicAction.HIDE,
    )


# --- writing ----------------------------------------------------------------------------------


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Begin a topic; `criterion`, `category` and `city` in the address fill the form."""
    access = queries.forum_access(request.user)
    if not access.unlocked:
        return _shut(request, access)
    criteria = queries.criterion_choices()
    categories = Category.objects.open_to(access)
    form = TopicForm(
        request.POST or None,
        categories=categories,
        criteria=criteria,
        initial=_filled(request, categories, criteria) if request.method == "GET" else None,
    )
    context: dict[str, Any] = {"form": form}
    if request.method == "POST":
        if "preview" in request.POST:
            context["preview"] = _previewed(request.POST.get("text", ""))
            form = TopicForm(initial=request.POST.dict(), categories=categories, criteria=criteria)
            context["form"] = form
        elif form.is_valid() and (started := _start(request, form)):
            return redirect(started)
    return render(request, "forum/new.html", context)


def _start(request: Request, form: TopicForm) -> Topic | None:
    values = form.cleaned_data
    try:
        return start_topic(
            category_id=values["category"].pk,
            title=values["title"],
            text=values["text"],
            criterion_code=values["criterion"],
            by=request.user,
        )
    except Forbidden as error:
        raise PermissionDenied from error
    except Refused as refusal:
        _say(form, refusal)
        return None


def _filled(
    request: Request, categories: QuerySet[Category], criteria: tuple[Criterion, ...]
) -> dict[str, Any]:
    """Return first values for the form; what the address asks and is not there is passed over."""
    wanted = request.GET.get("criterion", "")
    criterion = next((item for item in criteria if item.code == wanted), None)
    filled: dict[str, Any] = {}
    if criterion is not None:
        filled["criterion"] = criterion.code
        filled["category"] = categories.filter(area=criterion.area.code).first()
        filled.update(_question(request, criterion))
    slug = request.GET.get("category", "")
    if slug_re.match(slug):
        filled["category"] = categories.filter(slug=slug).first() or filled.get("category")
    return filled


def _question(request: Request, criterion: Criterion) -> dict[str, str]:
    """Word a question to a city that offers help; empty without such a city."""
    city = queries.find_helping_city(criterion, request.GET.get("city", ""), timezone.localdate())
    if city is None:
        return {}
    names = {"city": city.name, "place": city.place, "criterion": str(criterion)}
    title = _("Question for %(city)s: %(criterion)s") % names
    text = _(
        "A question for %(place)s, which offers help on %(criterion)s:\n\n"
        "- Where we stand:\n- What we want to reach:\n- What we would like to know:\n"
    )
    return {"title": title[: writing.LONGEST_TITLE], "text": text % names}


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply_to(request: Request, pk: int) -> HttpResponse:
    access = queries.forum_access(request.user)
    found = _topic(access, pk)
    if not access.unlocked:
        return _shut(request, access)
    form = ReplyForm(request.POST or None)
    context: dict[str, Any] = {"topic": found, "form": form}
    if request.method == "POST":
        if "preview" in request.POST:
            context["preview"] = _previewed(request.POST.get("text", ""))
            context["form"] = ReplyForm(initial=request.POST.dict())
        elif form.is_valid() and (post := _reply(request, found, form)):
            return redirect(post)
    return render(request, "forum/reply.html", context)


def _reply(request: Request, topic: Topic, form: ReplyForm) -> Post | None:
    try:
        return reply(topic_id=topic.pk, text=form.cleaned_data["text"], by=request.user)
    except Topic.DoesNotExist as error:  # hidden since the page found it
        raise Http404 from error
    except Forbidden as error:
        raise PermissionDenied from error
    except Refused as refusal:
        _say(form, refusal)
        return None


@login_required
@never_cache
@require_POST
def preview(request: Request) -> HttpResponse:
    """Show a text as it would stand in the forum; a fragment for htmx, nothing is kept."""
    access = queries.forum_access(request.user)
    if not access.unlocked:
        return _shut(request, access)
    return render(
        request, "forum/_preview.html", {"preview": _previewed(request.POST.get("text", ""))}
    )


def _previewed(text: str) -> dict[str, Any]:
    """Return the HTML of a text and what would be refused in it."""
    tidy = writing.tidy_text(text)
    faults = writing.text_faults(tidy)
    too_long = writing.Fault.TEXT_LONG in faults
    return {
        "html": "" if too_long else render_markdown(tidy),
        "faults": [sentence(fault) for fault in faults],
    }


def _say(form: BaseForm, refusal: Refused) -> None:
    for reason in refusal.reasons:
        form.add_error(None, reason)


def _shut(request: Request, access: Access) -> HttpResponse:
    context = {"gate": queries.gate(request.user, access)}
    return render(request, "forum/shut.html", context, status=403)


# --- moderation -------------------------------------------------------------------------------


@login_required
@require_POST
def moderate(request: Request, pk: int) -> HttpResponse:
    access = queries.forum_access(request.user)
    found = _topic(access, pk)
    action = _asked(request, TopicAction)
    try:
        moderate_topic(topic_id=found.pk, action=action, by=request.user)
    except Forbidden as error:
        raise PermissionDenied from error
    messages.success(request, _("Done: %(action)s.") % {"action": action.label})
    return redirect(found)


@login_required
@require_POST
def moderate_one_post(request: Request, pk: int) -> HttpResponse:
    access = queries.forum_access(request.user)
    found = get_object_or_404(Post.objects.visible_to(access), pk=pk)
    action = _asked(request, PostAction)
    try:
        moderate_post(post_id=found.pk, action=action, by=request.user)
    except Forbidden as error:
        raise PermissionDenied from error
    messages.success(request, _("Done: %(action)s.") % {"action": action.label})
    return redirect(found)


_Action = TypeVar("_Action", TopicAction, PostAction)


def _asked(request: Request, actions: type[_Action]) -> _Action:
    try:
        return actions(request.POST.get("action", ""))
    except ValueError as error:
        raise BadRequest("unknown action") from error


# --- help -------------------------------------------------------------------------------------


@login_required
@never_cache
@require_safe
def help_on(request: Request, criterion: str) -> HttpResponse:
    """Who can help on a criterion and what is said about it: a step's fragment, or a page."""
    access = queries.forum_access(request.user)
    own, standard_id = _own_city(request, access)
    try:
        found = queries.find_criterion(criterion, standard_id)
    except Criterion.DoesNotExist as error:
        raise Http404 from error
    cities = queries.helping_cities(found, own, timezone.localdate())
    context: dict[str, Any] = {"criterion": found, "access": access, "count": len(cities)}
    context["heading"] = "h4" if request.htmx else "h2"  # a fragment stands under a step's h3
    if access.unlocked:
        shown = HELPERS_IN_A_STEP if request.htmx else queries.HELPERS_SHOWN
        context |= {
            "cities": cities[:shown],
            "topics": queries.topics_about(found.code, access),
            "own": own,
        }
    else:
        context["gate"] = queries.gate(request.user, access)
    return render(request, "forum/_help.html" if request.htmx else "forum/help.html", context)


def _own_city(request: Request, access: Access) -> tuple[City | None, int | None]:
    """Return the city to compare with and the edition asked about; foreign assessments are 404."""
    cities = {m.city_id: m.city for m in memberships_of(request.user)}
    asked = request.GET.get("assessment", "")
    if not asked:
        return next(iter(cities.values()), None), None
    try:
        assessment = access.assessment(int(asked))
    except ValueError as error:
        raise Http404 from error
    if assessment is None:
        raise Http404
    return cities[assessment.city_id], assessment.standard_id


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def offers(request: Request) -> HttpResponse:
    """Where a lead of a certified city says on which criteria the city helps others."""
    today = timezone.localdate()
    led = queries.certified_cities_led_by(request.user, today)
    slug = request.GET.get("city", "")
    city = next((city for city in led if slug in ("", city.slug)), None)
    if city is None:
        raise Http404
    criteria = queries.verified_criteria(city.pk, today)
    form = OffersForm(
        request.POST if request.method == "POST" else None,
        criteria=criteria,
        initial={"codes": sorted(queries.offered_codes(city.pk))},
    )
    if request.method == "POST" and form.is_valid():
        try:
            offer_help(city=city, codes=form.cleaned_data["codes"], by=request.user)
        except Forbidden as error:
            raise PermissionDenied from error
        except Refused as refusal:
            _say(form, refusal)
        else:
            messages.success(request, _("Saved. Thank you for helping others."))
            return redirect(f"{reverse('forum:offers')}?{urlencode({'city': city.slug})}")
    context = {"form": form, "city": city, "led": led, "criteria": criteria}
    return render(request, "forum/offers.html", context)

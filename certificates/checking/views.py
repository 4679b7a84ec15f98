"""Is this paper genuine? The pages for anyone."""

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.datastructures import MultiValueDict
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View

from certificates.checking import telling
from certificates.checking.files import look_at
from certificates.checking.forms import MOST_BYTES, TOO_LARGE, CodeForm, FileForm, NumberForm
from certificates.checking.photos import NoCode, code_in_photo
from certificates.checking.selectors import Checked, paper_with_code, paper_with_number
from lms.core.limits import allow, allow_many
from lms.core.public import CAMERA_HERE
from lms.core.tokens import BadCode, parse_code

# A hall of forty may check its papers at once from one address; a script may not go on for long.
CHECKS_A_MINUTE = 240
# A file may cost seconds of a processor, wherever it comes from.
FILES_A_MINUTE, FILES_A_MINUTE_IN_ALL = 20, 120
# There are eighty years to try with a number that is known.
TRIES_A_NUMBER, TRIES_SECONDS = 10, 60 * 60


class AnyoneView(View):
    """No login; nothing is written, so no token is asked for either."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.address = get_adapter().get_client_ip(request)
        if not allow_many(f"check:{self.address}", amount=CHECKS_A_MINUTE, seconds=60):
            return too_often(request)
        response = super().dispatch(request, *args, **kwargs)
        response["Permissions-Policy"] = CAMERA_HERE
        return response


class CheckView(AnyoneView):
    """By the code that a QR opens, or that is typed."""

    def get(self, request: HttpRequest, code: str = "") -> HttpResponse:
        if not code:
            return ask(request)
        try:
            paper = paper_with_code(parse_code(code))
        except BadCode:
            return ask(request, CodeForm({"ma": code[:60]}), status=404)
        if paper is None:
            return render(request, "certificates/unknown.html", {"code": code}, status=404)
        return show(request, paper, knows_code=True)

    def post(self, request: HttpRequest, code: str = "") -> HttpResponse:
        form = CodeForm(request.POST)
        if not form.is_valid():
            return ask(request, form)
        return redirect("check:paper", code=form.cleaned_data["ma"])


class NumberView(AnyoneView):
    """By number and year of birth: to whom either is strange, both are."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("check:ask")

    def post(self, request: HttpRequest) -> HttpResponse:
        form = NumberForm(request.POST)
        if not form.is_valid():
            return ask(request, form)
        number, year = form.cleaned_data["so"], form.cleaned_data["nam"]
        if not allow(f"check-number:{number}", amount=TRIES_A_NUMBER, seconds=TRIES_SECONDS):
            return render(request, "certificates/number_too_often.html", status=429)
        paper = paper_with_number(number=number, birth_year=year)
        if paper is None:
            context = {"number": number, "year": year}
            return render(request, "certificates/unknown_number.html", context, status=404)
        return show(request, paper, knows_code=False)


class FileView(AnyoneView):
    """By the PDF itself, or by a photo of the paper's QR."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return redirect("check:ask")

    def post(self, request: HttpRequest) -> HttpResponse:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES + 100_000:
            # Not read at all: told by what the browser said of it.
            return ask(request, refused(TOO_LARGE), status=413)
        each, everyone = f"check-file:{self.address}", "check-file"
        if not (
            allow(each, amount=FILES_A_MINUTE, seconds=60)
            and allow(everyone, amount=FILES_A_MINUTE_IN_ALL, seconds=60)
        ):
            return too_often(request)
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return ask(request, form)
        content: bytes = form.cleaned_data["tep"]
        return self.by_photo(request, content) or self.by_file(request, content)

    @staticmethod
    def by_photo(request: HttpRequest, content: bytes) -> HttpResponse | None:
        """Led to the page of the paper in a photo; None for what is no photo."""
        if not content.startswith(_PICTURES) and content[4:8] != b"ftyp":
            return None
        try:
            return redirect("check:paper", code=code_in_photo(content, site=settings.SITE_URL))
        except NoCode as why:
            return ask(request, refused(_NO_CODE[str(why)]))

    @staticmethod
    def by_file(request: HttpRequest, content: bytes) -> HttpResponse:
        """What is to be said of a file, with the state of the paper that it is."""
        verdict = look_at(content)
        paper = verdict.paper
        context: dict[str, Any] = {"verdict": verdict, "paper": paper}
        # Read once more, with what the public log holds of it.
        if paper and (checked := paper_with_code(paper.code)):
            facts = paper.frozen
            lines = (
                *(*telling.stated(paper, facts), telling.public_log(checked)),
                *(telling.state(paper), *telling.ending(paper)),
            )
            context |= {"facts": facts, "lines": lines, "doubted": telling.is_doubted(checked)}
        return render(request, "certificates/file.html", context)


_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"RIFF")
_NO_CODE = {
    "unreadable": "Không đọc được ô vuông mã QR trong ảnh. Hãy chụp gần hơn, nơi sáng, cả ô "
    "vuông nằm gọn trong ảnh; hoặc nhập mã in dưới ô vuông.",
    "foreign": "Mã QR trong ảnh không dẫn tới trang này nên không phải mã của chương trình. "
    "Bạn chưa nên tin tờ giấy đó; hãy hỏi Ủy ban nhân dân xã, phường.",
}


def ask(request: HttpRequest, form: forms.Form | None = None, status: int = 422) -> HttpResponse:
    """The page with all ways to check; with what was typed into one of them and what is wrong."""
    context: dict[str, Any] = {"form": form or CodeForm(), "filled": form}
    for name, kind in (("code", CodeForm), ("number", NumberForm), ("file", FileForm)):
        context[name] = form if isinstance(form, kind) else kind()
    return render(request, "certificates/check.html", context, status=status if form else 200)


def refused(why: str) -> FileForm:
    """A form for a file that says what is wrong with the one that was sent."""
    form = FileForm({}, MultiValueDict())
    form.errors.clear()
    form.add_error("tep", why)
    return form


def show(request: HttpRequest, checked: Checked, *, knows_code: bool) -> HttpResponse:
    """What anybody may know of a paper; what its code opens, for who came with the code."""
    paper = checked.paper
    facts = paper.frozen
    context = {
        "paper": paper,
        "state": paper.state_today,
        "doubted": telling.is_doubted(checked),
        "facts": facts,
        "lines": (
            *(*telling.stated(paper, facts), *telling.signature(checked)),
            *(telling.public_log(checked), *telling.ending(paper)),
        ),
        "knows_code": knows_code,
    }
    return render(request, "certificates/paper.html", context)


def too_often(request: HttpRequest) -> HttpResponse:
    """Somebody asks more often than people do."""
    return render(request, "certificates/check_too_often.html", status=429)


check = never_cache(csrf_exempt(CheckView.as_view()))
by_number = never_cache(csrf_exempt(NumberView.as_view()))
by_file = never_cache(csrf_exempt(FileView.as_view()))

"""The people of a class: who they are, adding them, lists of them, and who helped whom."""

from typing import Any, NamedTuple
from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from learners.classes import finding, helping, rosters, selectors, services, spot
from learners.classes.models import ClassList, Seat, Session, TrainingClass
from learners.classes.people_forms import HelpForm, SpotForm
from learners.classes.permissions import oversees
from learners.classes.views.base import ClassView, RunView
from learners.imports.forms import ACCEPTED
from learners.people.selectors import commune_names
from lms.core import audit
from lms.core.access import account_of
from lms.core.accounts import as_validation_error
from lms.core.errors import DomainError
from lms.core.identity import mask_phone
from lms.core.merged import going_on
from lms.core.tasks import ring

State = Seat.State


class Row(NamedTuple):
    """A seat as the roster shows it: words only."""

    act: str
    name: str
    birth: str
    place: str
    phone: str
    came: str


class RosterView(ClassView):
    """Who sits in a class, who waits, who left; searched without marks, page by page."""

    template = "learners/classes/roster.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = self.class_of(pk)
        if not self.may_run(training_class):
            raise PermissionDenied
        act, _, key = request.POST.get("act", "").partition(":")
        wanted = int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else 0
        seat = training_class.seats_taken.select_related("learner").filter(pk=wanted).first()
        if seat is None or act not in ("leave", "back"):
            raise Http404
        try:
            messages.success(request, self._do(act, seat))
        except DomainError as error:
            return self._show(pk, problem=error.message, status=422)
        return redirect("classes:roster", pk=pk)

    def _do(self, act: str, seat: Seat) -> str:
        user, name = account_of(self.request), seat.learner.full_name
        if act == "leave":
            services.leave(seat=seat, actor=user)
            return f"{name} đã rời lớp."
        seat = services.take_seat(
            training_class=seat.training_class,
            learner=seat.learner,
            via=Seat.Via.SEARCH,
            actor=user,
        )
        return f"{name}: {seat.get_state_display()}."

    def _show(self, pk: int, problem: str = "", status: int = 200) -> HttpResponse:
        training_class = selectors.roster_of(pk=pk, user=account_of(self.request))
        if training_class is None:
            raise Http404
        asked = self.request.GET
        state = asked.get("loai", "")
        state = state if state in State else State.SEATED
        text, key = asked.get("tim", "")[:80], asked.get("sau", "")
        page = selectors.roster_page(training_class=training_class, state=state, text=text, key=key)
        audit.record(
            actor=account_of(self.request),
            action="classes.look",
            target=training_class,
            rows=len(page.rows),
        )
        return self.page(
            self.request,
            status=status,
            training_class=training_class,
            title=selectors.course_titles().get(training_class.course_id)
            or training_class.course.title,
            page=page,
            rows=_rows(page.rows, "back" if state == State.LEFT else "leave"),
            state=state,
            states=State.choices,
            text=text,
            first=not key,
            problem=problem,
            may_act=training_class.state == TrainingClass.State.OPEN
            and self.may_run(training_class),
            act_words="Cho vào lại" if state == State.LEFT else "Rời lớp",
        )


def _rows(seated: list[selectors.Seated], act: str) -> list[Row]:
    names, ways = commune_names(), dict(Seat.Via.choices)
    return [
        Row(
            act=f"{act}:{one.pk}",
            name=one.full_name or "(hồ sơ đã xóa)",
            birth=str(one.birth_year),
            place=", ".join(filter(None, (one.hamlet, names.get(one.commune_id, "")))),
            phone=mask_phone(one.phone) or "không có",
            came=f"{ways[one.via]}, {one.taken_on:%d/%m/%Y}",
        )
        for one in seated
    ]


class AddPersonView(RunView):
    """Somebody comes into the class: found in the register, or written down on the spot."""

    template = "learners/classes/add_person.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(self.class_of(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = self.class_of(pk)
        if "tim" in request.POST:
            return self._find(training_class)
        if token := request.POST.get("token"):
            return self._take(training_class, token)
        form = SpotForm(request.POST)
        if form.is_valid():
            data = form.cleaned_data
            try:
                seat = spot.seat_on_spot(
                    training_class=training_class,
                    spot_id=data["spot"],
                    facts=form.facts(),
                    commune=data["commune"],
                    paper=data["paper"],
                    guardian_name=data["guardian_name"],
                    actor=account_of(request),
                )
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                return self._done(seat)
        return self._show(training_class, form=form, status=422)

    def _find(self, training_class: TrainingClass) -> HttpResponse:
        """By POST, so that a phone number stands in no address and no log."""
        text = self.request.POST.get("tim", "")[:80]
        try:
            found = finding.find_people(
                training_class=training_class, text=text, user=account_of(self.request)
            )
        except DomainError as error:
            return self._show(training_class, text=text, problem=error.message, status=422)
        return self._show(training_class, text=text, found=found, searched=True)

    def _take(self, training_class: TrainingClass, token: str) -> HttpResponse:
        user = account_of(self.request)
        try:
            learner = finding.found_by(token=token, training_class=training_class, user=user)
            seat = services.take_seat(
                training_class=training_class, learner=learner, via=Seat.Via.SEARCH, actor=user
            )
        except DomainError as error:
            return self._show(training_class, problem=error.message, status=422)
        return self._done(seat)

    def _done(self, seat: Seat) -> HttpResponse:
        said = f"{seat.learner.full_name}: {seat.get_state_display()} trong lớp."
        messages.success(self.request, said)
        return redirect("classes:add_person", pk=seat.training_class_id)

    def _show(
        self,
        training_class: TrainingClass,
        form: SpotForm | None = None,
        status: int = 200,
        **told: Any,
    ) -> HttpResponse:
        new = {"spot": uuid4(), "commune": going_on(training_class.commune).pk}
        return self.page(
            self.request,
            status=status,
            training_class=training_class,
            form=form or SpotForm(initial=new | {"hamlet": training_class.hamlet}),
            how=finding.HOW if not self.scope.may_register else "",
            **told,
        )


class ListUploadView(RunView):
    """Lists for a class: brought, taken in by an officer or sent back, and what became of them."""

    template = "learners/classes/lists.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._show(self.class_of(pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        training_class = self.class_of(pk)
        act, _, key = request.POST.get("act", "").partition(":")
        try:
            if act == "take":
                brought = rosters.take_in(
                    brought=self._list(training_class, key), actor=account_of(request)
                )
            elif act == "back":
                reason = request.POST.get("ly-do", "")
                brought = self._list(training_class, key)
                rosters.send_back(brought=brought, reason=reason, actor=account_of(request))
                messages.success(request, "Đã trả lại danh sách cho giảng viên.")
                return redirect("classes:list_upload", pk=pk)
            else:
                brought = self._hand_in(training_class)
        except DomainError as error:
            return self._show(training_class, problem=error.message, status=422)
        if brought.list is None:
            messages.success(request, "Đã gửi danh sách. Cán bộ phụ trách sẽ nhận và đưa vào sổ.")
            return redirect("classes:list_upload", pk=pk)
        if brought.list.job:
            ring(brought.list.job)
        return redirect("imports:stand", brought.list_id)

    def _hand_in(self, training_class: TrainingClass) -> ClassList:
        file = self.request.FILES.get("file")
        if file is None or isinstance(file, list):
            raise DomainError("Hãy chọn tệp danh sách trên máy của bạn.")
        return rosters.hand_in(
            training_class=training_class,
            file=file,
            file_name=file.name or "",
            actor=account_of(self.request),
        )

    def _list(self, training_class: TrainingClass, key: str) -> ClassList:
        wanted = int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else 0
        found = training_class.lists.filter(pk=wanted).first()
        if found is None:
            raise Http404
        return found

    def _show(
        self, training_class: TrainingClass, problem: str = "", status: int = 200
    ) -> HttpResponse:
        lists = training_class.lists.select_related("list", "handed_in_by")
        return self.page(
            self.request,
            status=status,
            training_class=training_class,
            lists=list(lists[: selectors.PAGE_SIZE]),
            officer=oversees(user=account_of(self.request), training_class=training_class),
            accept=ACCEPTED,
            problem=problem,
            is_open=training_class.state == TrainingClass.State.OPEN,
        )


class HelpView(RunView):
    """The trainer notes who helped whom in a session."""

    template = "learners/classes/help.html"

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = self.session_of(pk)
        return self._show(session, HelpForm(own=False, session=session))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        session = self.session_of(pk)
        if request.POST.get("act"):
            return self._decide(session)
        form = HelpForm(request.POST, own=False, session=session)
        if form.is_valid():
            typed = form.cleaned_data
            try:
                noted = helping.note_help(
                    session=session,
                    helper=helping.helper_in_session(session=session, typed=typed["helper"]),
                    learner=helping.learner_in_class(
                        training_class=session.training_class, typed=typed["learner"]
                    ),
                    minutes=typed["minutes"],
                    actor=account_of(request),
                )
            except DomainError as error:
                form.add_error(None, as_validation_error(error))
            else:
                messages.success(request, f"Đã ghi {noted.minutes} phút giúp học.")
                return redirect("classes:help", pk=pk)
        return self._show(session, form, status=422)

    def _decide(self, session: Session) -> HttpResponse:
        """A note is confirmed, or struck out."""
        act, _, key = self.request.POST["act"].partition(":")
        decide = {"confirm": helping.confirm_help, "strike": helping.strike_help}.get(act)
        wanted = int(key) if key.isascii() and key.isdecimal() and len(key) < 19 else 0
        note = session.help.filter(pk=wanted).first()
        if decide is None or note is None:
            raise Http404
        try:
            decide(note=note, actor=account_of(self.request))
        except DomainError as error:
            form = HelpForm(own=False, session=session)
            return self._show(session, form, problem=error.message, status=422)
        said = "Đã xác nhận lượt giúp." if act == "confirm" else "Đã bỏ lượt giúp."
        messages.success(self.request, said)
        return redirect("classes:help", pk=session.pk)

    def _show(
        self, session: Session, form: HelpForm, problem: str = "", status: int = 200
    ) -> HttpResponse:
        noted = session.help.select_related("helper", "learner").order_by("-pk")
        return self.page(
            self.request,
            status=status,
            session=session,
            training_class=session.training_class,
            form=form,
            problem=problem,
            noted=helping.with_standing(noted),
            is_open=session.training_class.state == TrainingClass.State.OPEN,
        )

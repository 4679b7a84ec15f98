"""The public log for anyone: its heads, what it says of a paper, and proofs for programs."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.generic import View

from certificates.keys.selectors import all_keys, as_jwk
from certificates.papers.finding import issued_or_404
from certificates.transparency import selectors
from certificates.transparency.leaves import how_to_fingerprint
from certificates.transparency.models import SignedHead
from certificates.transparency.standing import facts_as_shown, judge
from lms.core.public import PublicView

_SHOWN, _MOST = 30, 4_000  # heads: on the page; for programs, eleven years


class LogView(PublicView):
    """What the log is, and its newest heads."""

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {"heads": selectors.heads(_SHOWN), "keys": all_keys()}
        return render(request, "certificates/transparency/log.html", context)


class HeadsView(PublicView):
    """Every published head, for programs."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse({"heads": [_head(one) for one in selectors.heads(_MOST)]})


class ConsistencyView(PublicView):
    """That the log of one size only added to that of a smaller one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        try:
            old, new = (_size(request.GET.get(name, "")) for name in ("tu", "den"))
            path = selectors.consistency_of(old, new)
        except ValueError:
            told = "Hãy cho hai cỡ của sổ, nhỏ trước lớn sau: ?tu=100&den=250."
            return JsonResponse({"problem": told}, status=400)
        return JsonResponse({"from": old, "to": new, "path": path})


class KeysView(PublicView):
    """The public keys of the issuer (JSON Web Key Set, RFC 7517)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return JsonResponse({"keys": [as_jwk(key) for key in all_keys()]})


class PaperView(View):
    """What the log says of the paper with a code, on a page or for programs."""

    def get(self, request: HttpRequest, code: str, form: str = "") -> HttpResponse:
        paper = issued_or_404(code)
        entries = selectors.entries_of(paper)
        proofs = [(entry, selectors.proof_of(entry)) for entry in entries]
        if form == "json":
            told = [_entry(*one) for one in proofs]
            how = how_to_fingerprint(paper.code, facts_as_shown(paper))
            return JsonResponse({"number": paper.number, "entries": told, "fingerprint": how})
        logged = selectors.logged_of(paper, entries, selectors.sizes_by_day())
        context = {"paper": paper, "proofs": proofs, "standing": judge(paper, logged)}
        return render(request, "certificates/transparency/paper.html", context)


def _entry(entry: Any, proof: selectors.Proof | None) -> dict[str, Any]:
    told: dict[str, Any] = {"leaf": entry.leaf}
    if proof:
        told |= {"place": proof.place, "path": proof.path, "head": _head(proof.head)}
    return told


def _head(head: SignedHead) -> dict[str, Any]:
    return {
        "day": head.day.isoformat(),
        "leaves": head.leaves,
        "root": head.root,
        "key": head.key_id,
        "signature": head.signature,
    }


def _size(typed: str) -> int:
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 16):
        raise ValueError(typed)
    return int(typed)

"""Who gets in where: every address of ours, and what each who may knock is answered."""

VISITOR, ACCOUNT, OWNER, NEIGHBOUR = "visitor", "account", "owner", "neighbour"
OFFICER, OTHER_OFFICER, PROVINCE = "commune officer", "other commune's officer", "province officer"
AGENCY, TRAINER = "agency officer", "trainer"
AUDITOR, AUTHOR, OPERATOR = "auditor", "author", "operator"
CITIZENS = (ACCOUNT, OWNER, NEIGHBOUR)
EVERYONE = (
    *(VISITOR, *CITIZENS, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE),
    *(AUDITOR, AUTHOR, OPERATOR, TRAINER),
)


def all_get(status: int, **others: int) -> dict[str, int]:
    """The same answer for everyone."""
    return dict.fromkeys(EVERYONE, status)


def learners_get(owner: int, neighbour: int) -> dict[str, int]:
    """People on the register get in or get a 404; all others are led to the door or the form."""
    return all_get(302) | {OWNER: owner, NEIGHBOUR: neighbour}


def watchers_get(status: int, other_officer: int = 200) -> dict[str, int]:
    """Those who watch the programme get in; a citizen is refused, a visitor led to the door."""
    watching = dict.fromkeys((OFFICER, PROVINCE, AUDITOR), status)
    others = {VISITOR: 302, OTHER_OFFICER: other_officer, AGENCY: other_officer}
    return all_get(403) | others | watching


def staff_get(status: int, citizens: int = 403) -> dict[str, int]:
    """Whoever holds a role gets in; a citizen does not, a visitor is led to the door."""
    return all_get(status) | {VISITOR: 302} | dict.fromkeys(CITIZENS, citizens)


def those_get(status: int, *who: str, others: int = 403) -> dict[str, int]:
    """These get in, others do not, a visitor is led to the door."""
    return all_get(others) | {VISITOR: 302} | dict.fromkeys(who, status)


def registrars_of_the_place_get(status: int) -> dict[str, int]:
    """Who keeps the register where the person lives; other registrars learn nothing of them."""
    elsewhere = dict.fromkeys((OTHER_OFFICER, AGENCY), 404)
    return those_get(status, OFFICER, PROVINCE) | elsewhere


# Wagtail's and Django's own pages, files, and the tree of courses have tests of their own.
OTHERS = {"tai-lieu/", r"^media/(?P<path>.*)$", ""}
# Doors that are walled up: by patterns, so their addresses stand here.
WALLED = {
    r"^api/": ("api/v1/khong-co",),
    r"^(?:bien-tap|quan-tri)/login/": ("bien-tap/login/", "quan-tri/login/"),
    r"^(?:bien-tap/users|quan-tri/password_change)/": (
        "bien-tap/users/",
        "quan-tri/password_change/",
    ),
}

TRAINER_ACTS = ("move", "trained_by", "languages", "trial", "cancel_trial", "appoint", "suspend")
TRAINER_ACTS += ("resume", "withdraw")
BALANCE_ACTS = ("balance", "approve_balance", "link_list", "unlink_list", "balance_file")
RESOLUTION_KEPT = ("import", "template", "add", "add_objective", "objective", "change", "drop")
RESOLUTION_KEPT += ("add_indicator", "indicator")

RETURN_ACTS = ("count", "sign", "send_back", "accept", "lock", "correct")
# The agency here is the one that checks the returns of all communes.
RETURNS = watchers_get(200, other_officer=404) | {AGENCY: 200}


def led(answers: dict[str, int]) -> dict[str, int]:
    """Whoever would get in is led back to the page of the thing."""
    return {who: 302 if status == 200 else status for who, status in answers.items()}


# Name of an address → who gets which answer to a GET.
DOORS: dict[str, dict[str, int]] = {
    "people:register": all_get(200) | {VISITOR: 302, OWNER: 302, NEIGHBOUR: 302},
    "people:commune_options": all_get(200),
    "people:claim_offer": all_get(302),  # only on the way in, and only with something to offer
    "claims:claim": all_get(200) | {VISITOR: 302},
    "rights:mine": learners_get(200, 200),
    "rights:correct": learners_get(200, 200),
    "rights:consent": learners_get(200, 200),
    "rights:ask_erasure": learners_get(200, 200),
    "rights:download": learners_get(405, 405),
    "rights:take_back": learners_get(405, 405),
    "requests:list": watchers_get(200),
    "requests:request": watchers_get(200, other_officer=404),
    "requests:copy": those_get(405, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE),
    "requests:take": registrars_of_the_place_get(200),
    "requests:paper_consent": registrars_of_the_place_get(200),
    "requests:slip": registrars_of_the_place_get(200),
    "duplicates:desk": watchers_get(200),
    "duplicates:pair": watchers_get(200, other_officer=404),
    "duplicates:decide": registrars_of_the_place_get(302),  # a GET is led back to the pair
    "duplicates:merges": watchers_get(200),
    "duplicates:undo": registrars_of_the_place_get(200),
    **dict.fromkeys(
        [f"resolution:{name}" for name in ("list", "objectives", "task", "file")],
        watchers_get(200),
    ),
    **dict.fromkeys([f"resolution:{name}" for name in RESOLUTION_KEPT], those_get(200, PROVINCE)),
    **dict.fromkeys(("resolution:note", "resolution:correct"), those_get(200, PROVINCE, AGENCY)),
    "resolution_public:page": all_get(200),
    "closing:close": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "closing:reopen": registrars_of_the_place_get(302),
    "campaigns:list": watchers_get(200),
    "alerts:list": watchers_get(200),
    "weekly:switch": watchers_get(200),
    "letters:stop": all_get(200),  # whoever has the signed link
    "campaigns:open": those_get(200, AGENCY, PROVINCE),
    **dict.fromkeys(
        [
            f"campaigns:{page}"
            for page in ("campaign", "people", "reminders", "reminder", "sign", "reopen")
        ],
        those_get(200, PROVINCE, AUDITOR) | dict.fromkeys((OFFICER, OTHER_OFFICER, AGENCY), 404),
    ),
    **dict.fromkeys(
        [f"campaigns:{page}" for page in ("change", "add", "member")],
        those_get(200, PROVINCE) | dict.fromkeys((OFFICER, OTHER_OFFICER, AGENCY), 404),
    ),
    "flags:list": watchers_get(200),
    "flags:flag": watchers_get(200, other_officer=404),
    "flags:callbacks": watchers_get(200),
    "flags:callback": watchers_get(200, other_officer=404),
    "imports:lists": watchers_get(200),
    "imports:stand": watchers_get(200, other_officer=404),
    "imports:progress": watchers_get(204, other_officer=404),
    "imports:columns": watchers_get(302, other_officer=404),  # written already: led to the receipt
    "imports:plan": watchers_get(302, other_officer=404),
    "imports:answer": registrars_of_the_place_get(302),
    "imports:rows": watchers_get(200, other_officer=404),
    "imports:annotated": watchers_get(200, other_officer=404),
    "imports:undo": registrars_of_the_place_get(200),
    "imports:retry": registrars_of_the_place_get(302),
    "study:mine": all_get(200),
    "study:lesson_fragment": all_get(200),
    "study:practice": all_get(200),
    "study:course_fragment": all_get(200),
    "study:test": learners_get(302, 200),  # its owner has finished: led to the finish
    "study:finished": learners_get(200, 404),
    "study:attempt": learners_get(200, 404),
    "study:result": learners_get(302, 404),  # not handed in yet: led back to it
    "certificates:mine": learners_get(200, 200),
    "certificates:pdf": learners_get(200, 404),
    "register:list": watchers_get(200),
    "register:export": watchers_get(200),
    "register:paper": watchers_get(200, other_officer=404),
    "register:renew": registrars_of_the_place_get(302),
    "register:stuck": watchers_get(200),
    "register:try_again": registrars_of_the_place_get(302),
    "batches:list": watchers_get(200),
    "batches:issue": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE),
    "batches:end": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE),
    "batches:batch": watchers_get(200, other_officer=404),
    "batches:progress": watchers_get(204, other_officer=404),  # not begun: led to its page
    "batches:act": registrars_of_the_place_get(302),
    "printing:list": watchers_get(200),
    "printing:run": watchers_get(200, other_officer=404),
    "printing:progress": watchers_get(200, other_officer=404),
    "printing:file": watchers_get(404, other_officer=404),  # not drawn yet
    "printing:lost": watchers_get(200),
    "printing:again": registrars_of_the_place_get(200),
    "signing:desk": those_get(200, PROVINCE, OPERATOR),
    **dict.fromkeys(
        ("signing:send", "signing:again", "signing:batch"), those_get(302, PROVINCE, OPERATOR)
    ),  # sent only; this batch has come back
    **dict.fromkeys(("own_badges:own", "own_badges:pdf", "sharing:own"), learners_get(200, 404)),
    **dict.fromkeys([f"shared:{name}" for name in ("page", "wide", "square")], all_get(200)),
    "checked_badges:checked": all_get(200),
    **dict.fromkeys(
        [f"badges:{name}" for name in ("did", "issuer", "achievement", "status")], all_get(200)
    ),
    "check:ask": all_get(200),
    "check:paper": all_get(200),
    **dict.fromkeys(("check:number", "check:file"), all_get(302)),  # only sent: led to the forms
    "monitoring:province": watchers_get(200),
    "monitoring:commune": watchers_get(200),
    "monitoring:evidence": watchers_get(200, other_officer=404),
    "monitoring:slice": watchers_get(200),
    "monitoring:slice_evidence": watchers_get(200),
    "monitoring:movement": watchers_get(200),
    "monitoring:definitions": watchers_get(200),
    "monitoring:goals": watchers_get(200),
    "monitoring:add_goal": those_get(200, PROVINCE),
    "monitoring:goal": those_get(200, PROVINCE),
    "monitoring:shares": watchers_get(200),
    "monitoring:balances": watchers_get(200),
    "monitoring:add_balance": those_get(200, PROVINCE),
    "monitoring:balance": those_get(200, PROVINCE),
    "monitoring:approve_balance": watchers_get(302, other_officer=302),
    "monitoring:link_list": those_get(200, PROVINCE),
    "monitoring:unlink_list": watchers_get(302, other_officer=302),
    "monitoring:balance_file": watchers_get(404, other_officer=404),  # this one has no file
    "monitoring:people": watchers_get(302, other_officer=404),
    **dict.fromkeys(
        [
            *("publishing:figures", "publishing:figures_fragment", "publishing:month"),
            *("publishing:commune", "publishing:open_data", "publishing:csv", "publishing:json"),
            *("publishing:json_schema", "publishing:csvw", "publishing:dcat"),
            "publishing:api_description",
        ],
        all_get(200),
    ),
    **dict.fromkeys(
        [f"transparency:{name}" for name in ("log", "heads", "keys", "paper", "proof")],
        all_get(200),
    ),
    **dict.fromkeys(
        [f"offline:{name}" for name in ("page", "trust", "manifest", "worker")], all_get(200)
    ),
    "transparency:consistency": all_get(400),  # it wants to know two sizes
    "publishing:former_address": all_get(301),
    # Programs show a key of their own; whoever is signed in is nobody there.
    **dict.fromkeys(
        [f"publishing:api_{name}" for name in ("indicators", "communes", "counts", "goals")],
        all_get(401),
    ),
    **dict.fromkeys(
        [f"publishing:{name}" for name in ("desk", "correct", "give_key", "revoke_key")],
        those_get(200, PROVINCE, OPERATOR),
    ),
    "registry:list": watchers_get(200),
    "registry:person": watchers_get(200, other_officer=404),
    "registry:add": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE),
    "registry:correct": registrars_of_the_place_get(200),
    "registry:move": registrars_of_the_place_get(200),
    "registry:identify": registrars_of_the_place_get(200),
    "registry:organisations": watchers_get(200),
    "registry:add_organisation": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE),
    "registry:organisation": registrars_of_the_place_get(200),
    "registry:merge_organisation": registrars_of_the_place_get(200),
    "registry:teams": watchers_get(200),
    "registry:team": watchers_get(200, other_officer=404),
    "registry:figures": watchers_get(200),
    "registry:titles": watchers_get(200),
    "registry:mergers": watchers_get(200),
    "classes:calendar": watchers_get(200) | {TRAINER: 200},
    "classes:feed": watchers_get(200) | {TRAINER: 200},
    "calendar_feed": all_get(200),  # whoever knows the address
    "announcing:class": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "announcing:announcement": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "inbox:list": learners_get(200, 200),
    "inbox:count": learners_get(200, 200),
    "inbox:message": learners_get(200, 404),
    "classes:home": watchers_get(200) | {TRAINER: 200},
    "classes:open": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE, TRAINER),
    "classes:class": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "classes:roster": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "classes:poster": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "classes:change": registrars_of_the_place_get(200) | {TRAINER: 404},
    "classes:copy": registrars_of_the_place_get(200) | {TRAINER: 404},
    "classes:add_person": registrars_of_the_place_get(200) | {TRAINER: 404},
    "classes:list_upload": registrars_of_the_place_get(200) | {TRAINER: 404},
    "classes:help": registrars_of_the_place_get(200) | {TRAINER: 404},
    "joining:code": all_get(200),
    "joining:join": all_get(200),
    "joining:help": all_get(404) | {VISITOR: 302},  # nobody here sits in the class
    "paper:sheet": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "paper:read": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "paper:confirm": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "paper:cutout": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "paper:month": watchers_get(200) | {TRAINER: 200},
    "paper:month_pdf": watchers_get(404, other_officer=404) | {TRAINER: 404},  # it names no one
    "attendance:register": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "attendance:entries": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "attendance:qr": those_get(200, OFFICER, PROVINCE)
    | dict.fromkeys((OTHER_OFFICER, AGENCY, TRAINER), 404),
    "attendance:qr_image": those_get(200, OFFICER, PROVINCE)
    | dict.fromkeys((OTHER_OFFICER, AGENCY, TRAINER), 404),
    "attendance:sync": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "attendance:saved": all_get(200),  # the same for everyone: the phone fills it in
    "attendance:manifest": all_get(200),
    "attendance:worker": all_get(200),
    "scan:come_in": all_get(200),
    "scan:scan": all_get(404),  # what is no code of a session
    "assessing:progress": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "assessing:tasks": those_get(200, OFFICER, PROVINCE)
    | dict.fromkeys((OTHER_OFFICER, AGENCY, TRAINER), 404),
    "assessing:paper_result": those_get(200, OFFICER, PROVINCE)
    | dict.fromkeys((OTHER_OFFICER, AGENCY, TRAINER), 404),
    "assessing:sheet": those_get(200, OFFICER, PROVINCE)
    | dict.fromkeys((OTHER_OFFICER, AGENCY, TRAINER), 404),
    "assessing:reviews": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE, TRAINER),
    "assessing:review": those_get(200, OFFICER, PROVINCE, TRAINER)
    | dict.fromkeys((OTHER_OFFICER, AGENCY), 404),
    "assessing:picture": those_get(200, OFFICER, PROVINCE, TRAINER)
    | dict.fromkeys((OTHER_OFFICER, AGENCY), 404),
    "proving:mine": learners_get(200, 200),
    "proving:test": learners_get(200, 200),
    "proving:try": learners_get(200, 404),
    "proving:result": learners_get(302, 404),  # not handed in yet: led back to it
    "proving:task": learners_get(200, 200),
    "proving:picture": learners_get(200, 404),
    "trainers:list": watchers_get(200),
    "trainers:add": those_get(200, OFFICER, OTHER_OFFICER, PROVINCE),
    "trainers:cover": watchers_get(200),
    "trainers:cascade": watchers_get(200),
    **dict.fromkeys(
        [f"trainers:{act}_many" for act in ("appoint", "confirm", "move")],
        those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE),
    ),
    "trainers:trainer": watchers_get(200, other_officer=404),
    "trainers:assess": watchers_get(200, other_officer=404) | {TRAINER: 404},
    "trainers:confirm": registrars_of_the_place_get(404),  # it names no condition
    **dict.fromkeys([f"trainers:{act}" for act in TRAINER_ACTS], registrars_of_the_place_get(200)),
    "trainer:mine": learners_get(200, 200),
    "returns:list": watchers_get(200),
    "returns:draft": watchers_get(302, other_officer=302),
    **dict.fromkeys([f"returns:{file}" for file in ("return", "pdf", "frozen")], RETURNS),
    **dict.fromkeys([f"returns:{act}" for act in RETURN_ACTS], led(RETURNS)),
    "core:approvals": staff_get(200),
    "core:approval": those_get(200, PROVINCE, OPERATOR, others=404) | dict.fromkeys(CITIZENS, 403),
    "core:roles": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE, AUDITOR, OPERATOR),
    "core:ask_for_role": those_get(200, OFFICER, OTHER_OFFICER, AGENCY, PROVINCE, OPERATOR),
    "core:end_role": those_get(200, OFFICER, PROVINCE, OPERATOR)
    | {OTHER_OFFICER: 404, AGENCY: 404},
    "api/v1/khong-co": all_get(404),
    "core:log": those_get(200, PROVINCE, AUDITOR),
    "core:table": watchers_get(200),
    "core:exports": staff_get(200),
    "core:export": those_get(200, PROVINCE, others=404) | dict.fromkeys(CITIZENS, 403),
    "core:export_progress": those_get(200, PROVINCE, others=404) | dict.fromkeys(CITIZENS, 403),
    "core:fetch_export": those_get(302, PROVINCE, others=404) | dict.fromkeys(CITIZENS, 403),
    "account_devices": all_get(200) | {VISITOR: 302},
    # Second factors: a citizen never hears of them. The staff here have an app and nothing else.
    "mfa_index": staff_get(200, citizens=404),
    "mfa_authenticate": all_get(302),
    "mfa_reauthenticate": staff_get(200, citizens=404),
    "mfa_reauthenticate_webauthn": staff_get(302, citizens=404),
    "mfa_activate_totp": staff_get(302, citizens=404),
    "mfa_deactivate_totp": staff_get(200, citizens=404),
    "mfa_add_webauthn": staff_get(200, citizens=404),
    "mfa_remove_webauthn": staff_get(404, citizens=404),
    "mfa_view_recovery_codes": staff_get(404, citizens=404),
    "mfa_generate_recovery_codes": staff_get(200, citizens=404),
    "mfa_download_recovery_codes": staff_get(404, citizens=404),
    "account_login": all_get(302) | {VISITOR: 200},  # the one door: whoever is in, goes on
    "account_confirm_login_code": all_get(302),
    "account_logout": all_get(200) | {VISITOR: 302},
    "account_inactive": all_get(200),
    "account_signup": all_get(302),
    "account_request_login_code": all_get(302),
    "bien-tap/": all_get(302) | {AUTHOR: 200, OPERATOR: 200},
    "quan-tri/": all_get(302) | {OPERATOR: 200},
    # Whoever is in already and asks for another way in may not go there.
    "bien-tap/login/": all_get(403) | {VISITOR: 302},
    "quan-tri/login/": all_get(403) | {VISITOR: 302},
    "bien-tap/users/": all_get(302),
    "quan-tri/password_change/": all_get(302),
    "healthz": all_get(200),
    "readyz": all_get(200),
    "favicon.ico": all_get(302),
}
NOT_WALKED = {"bien-tap/", "quan-tri/"}

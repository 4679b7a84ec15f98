"""What a browser calls itself, in words somebody recognises. Pure."""

# The first that is found counts: most browsers also call themselves Chrome or Safari.
_BROWSERS = (
    ("Zalo", "Zalo"),
    ("FBAN", "Facebook"),
    ("FBAV", "Facebook"),
    ("coc_coc_browser", "Cốc Cốc"),
    ("SamsungBrowser", "Samsung Internet"),
    ("EdgA", "Edge"),
    ("EdgiOS", "Edge"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("FxiOS", "Firefox"),
    ("Firefox", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "điện thoại Android"),
    ("Windows", "máy tính Windows"),
    ("Macintosh", "máy Mac"),
    ("CrOS", "Chromebook"),
    ("Linux", "máy tính Linux"),
)


def device_words(user_agent: str) -> str:
    """ "Chrome trên điện thoại Android"; what cannot be told is said so."""
    browser = next((name for mark, name in _BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in user_agent), "")
    if not browser and not system:
        return "Thiết bị không rõ"
    return " trên ".join(part for part in (browser or "Trình duyệt khác", system) if part)

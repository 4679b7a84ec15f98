/** Which registers this phone keeps, and how much was not sent yet; and the way out of both. */
const savedList = document.querySelector(".saved");
const leaving = document.querySelector("[data-forget-registers]");

if (savedList) showSaved();
if (leaving) beforeLeaving();

async function showSaved() {
  const waiting = (await Outbox.everything()).filter((entry) => !entry.why);
  const kept = await Outbox.kept();
  for (const { path, html } of kept) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const line = document.getElementById("saved-new").content.firstElementChild.cloneNode(true);
    const link = line.querySelector("a");
    link.href = path;
    link.textContent = page.querySelector("[data-title]").dataset.title;
    const count = waiting.filter((entry) => entry.to === `${path}gui/`).length;
    line.querySelector("p").textContent = count ? `Chưa gửi: ${count}` : "Đã gửi hết";
    savedList.append(line);
  }
  document.querySelector(".saved-none").hidden = kept.length > 0;
  addEventListener("online", () => Outbox.sendAll());
}

/** Signing out takes the names off this phone; what was not sent yet stays, and that is said. */
async function beforeLeaving() {
  if (!("caches" in self)) return;
  // Before anything that takes time: whoever taps at once takes the names off too.
  leaving.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await Outbox.forgetAll();
    } finally {
      leaving.submit();
    }
  });
  if (!(await caches.has(Outbox.PAGES))) return; // no register was opened here
  const waiting = (await Outbox.everything()).filter((entry) => !entry.why).length;
  const words = leaving.querySelector("[data-unsent]");
  words.hidden = waiting === 0;
  words.querySelector("strong").textContent = waiting;
}

/**
 * Which registers this phone keeps, and what was not sent yet or not taken, whether or not its
 * register is still kept: it is sent when the page is opened, and again when somebody asks for it.
 * Elsewhere (home, the register of a class that ended) only how much there is; and the way out.
 */
const savedList = document.querySelector(".saved");
const notice = document.querySelector(".unsent-notice");
const leaving = document.querySelector("[data-forget-registers]");
const QUIET = { offline: "Không có mạng: máy tự gửi khi có sóng.", "sign-in": "Hãy đăng nhập để gửi; máy vẫn giữ đủ." };
let answers = new Map(); // address of a session → what came of sending

if (savedList) showSaved();
if (notice) beside();
if (leaving) beforeLeaving();

async function showSaved() {
  document.querySelector(".unsent").addEventListener("click", answer);
  await paint();
  await bring();
  addEventListener("online", bring);
}

async function bring() {
  answers = await Outbox.sendAll();
  await paint();
}

async function paint() {
  const all = (await Outbox.everything()).sort((one, other) => one.at - other.at);
  const kept = await Outbox.kept();
  savedList.replaceChildren(...kept.map(({ path, html }) => keptLine(path, html, all)));
  document.querySelector(".saved-none").hidden = kept.length > 0;
  const box = document.querySelector(".unsent");
  box.hidden = all.length === 0;
  box.querySelector("ul").replaceChildren(...all.map(unsentLine));
  box.querySelector(".unsent__sign-in").hidden = ![...answers.values()].some(({ problem }) => problem === "sign-in");
}

function fresh(id) {
  return document.getElementById(id).content.firstElementChild.cloneNode(true);
}

function keptLine(path, html, all) {
  const line = fresh("saved-new");
  const link = line.querySelector("a");
  link.href = path;
  link.textContent = new DOMParser().parseFromString(html, "text/html").querySelector("[data-title]").dataset.title;
  const count = all.filter((entry) => entry.to === `${path}gui/`).length;
  line.querySelector("p").textContent = count ? `Chưa gửi: ${count}` : "Đã gửi hết";
  return line;
}

/** Of whom, what was written down, and why it still lies here. */
function unsentLine(entry) {
  const line = fresh("unsent-new");
  const [what, where, why] = line.querySelectorAll("p");
  const said = entry.kind === "person" ? "ghi tên vào lớp" : line.dataset[entry.told.presence];
  line.dataset.id = entry.id;
  what.querySelector("strong").textContent = entry.name ?? entry.told.name ?? "Một người trong danh sách";
  what.querySelector("span").textContent = said;
  where.querySelector("a").textContent = entry.title ?? "Sổ điểm danh";
  where.querySelector("a").href = entry.to.replace(/gui\/$/, "");
  why.textContent = reason(entry);
  line.classList.toggle("notice--bad", Boolean(entry.why));
  for (const name of line.querySelectorAll("button .visually-hidden")) name.textContent = `, ${what.textContent}`;
  return line;
}

function reason(entry) {
  const { problem, why, account } = answers.get(entry.to) ?? {};
  if (entry.why) return entry.why;
  if (account && account !== entry.account) return "Do tài khoản khác ghi trên máy này: người đó đăng nhập thì máy gửi tiếp.";
  if (problem === "refused") return why || "Bạn không còn phụ trách lớp này. Hãy hỏi cán bộ xã, phường, rồi bấm Gửi lại.";
  return QUIET[problem] ?? "Chưa gửi.";
}

async function answer(event) {
  const act = event.target.closest("button")?.dataset.act;
  const id = event.target.closest("li")?.dataset.id;
  const entry = act && (await Outbox.everything()).find((one) => one.id === id);
  if (!entry) return;
  if (act === "again") {
    await Outbox.again(entry);
    answers.set(entry.to, await Outbox.send(entry.to));
  } else await Outbox.discard(entry);
  await paint();
  document.querySelector(".unsent__said").textContent = act === "drop" ? "Đã bỏ khỏi máy này."
    : (await Outbox.everything()).some((one) => one.id === id) ? "Vẫn chưa gửi được, xem lý do ở từng lượt." : "Đã gửi.";
}

/** How much lies on this phone, on a page that is about something else; it is sent from there too. */
async function beside() {
  const tell = async () => {
    const count = (await Outbox.everything()).length;
    notice.hidden = count === 0;
    notice.querySelector("strong").textContent = count;
    return count;
  };
  if (!(await tell())) return;
  await Outbox.sendAll();
  await tell();
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
  const waiting = (await Outbox.everything()).length;
  const words = leaving.querySelector("[data-unsent]");
  words.hidden = waiting === 0;
  words.querySelector("strong").textContent = waiting;
}

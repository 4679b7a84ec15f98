/**
 * The register of a session, with or without a signal. Without script every name is a button of a
 * plain form; with it a tap is written into the outbox of this phone (register-outbox.js) and sent
 * when there is a signal.
 */
const root = document.querySelector("[data-sync]");
const { sync: SYNC, account: ACCOUNT, worker: WORKER, keep: KEEP } = root.dataset;
const list = root.querySelector(".rolls");
const spotForm = root.querySelector(".roll-add");
const TITLE = document.querySelector("[data-title]").dataset.title;
const THERE = ["present", "late", "left_early"];
const known = new Map(); // row → what the server says
const rows = new Map(); // seat id, and id of an entry on the spot → row
let pending = [];
let lastProblem = "";
let lastWhy = "";
let soon;

Outbox.database().then(begin, () => {}); // no storage: the plain form stays

async function begin() {
  for (const row of list.children) meet(row);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=mark]");
    if (!button) return;
    event.preventDefault();
    tap(button.closest(".roll").dataset.key, button.value.split(":")[1]);
  });
  spotForm?.addEventListener("submit", (event) => { event.preventDefault(); add(); });
  root.querySelector(".refusals").addEventListener("click", answerRefusal);
  const stored = await Outbox.register(SYNC);
  if (stored?.account === ACCOUNT && !navigator.onLine) learn(stored.lines);
  await refresh();
  root.querySelector(".outbox").hidden = false;
  for (const name of ["online", "offline"]) addEventListener(name, () => { lastProblem = ""; send(); });
  document.addEventListener("visibilitychange", () => document.hidden || send());
  setInterval(() => waiting().length && send(), 30000);
  await install();
  await send();
  await Outbox.kept(); // old ones leave
}

async function install() {
  if (!("serviceWorker" in navigator)) return;
  try {
    const standing = navigator.serviceWorker.controller;
    await navigator.serviceWorker.register(WORKER, { scope: "/day/" });
    navigator.serviceWorker.addEventListener("message", send); // the worker has sent: what counts now?
    await navigator.serviceWorker.ready;
    if (!standing && navigator.onLine) await Outbox.keep(location.pathname, await fetch(location.pathname), KEEP);
    root.dataset.ready = "yes";
  } catch {
    // An old browser, or no signal at the first visit: the page works while it is open.
  }
}

function meet(row) {
  rows.set(row.dataset.key, row);
  for (const spot of (row.dataset.spots ?? "").split(" ")) if (spot) rows.set(spot, row);
  known.set(row, row.dataset.presence);
}

/** A row for somebody whom the page did not know yet. */
function newRow(key, name) {
  const row = document.getElementById("roll-new").content.firstElementChild.cloneNode(true);
  row.dataset.key = key;
  row.id = `cho-${key}`;
  const title = row.querySelector(".roll__name");
  title.textContent = name;
  title.id = `ten-${key}`;
  row.setAttribute("aria-labelledby", title.id);
  for (const button of row.querySelectorAll("button")) button.value = `${key}${button.value}`;
  list.append(row);
  meet(row);
  return row;
}

function leave(row) {
  known.delete(row);
  row.remove();
}

/** What the server says of everyone. */
function learn(lines) {
  for (const { seat, spots, name, presence } of lines) {
    const added = spots.find((spot) => rows.has(spot));
    const row = rows.get(String(seat)) ?? rows.get(added) ?? newRow(String(seat), name);
    for (const key of [String(seat), ...spots]) {
      const twin = rows.get(key); // written down here, and on the list already
      if (twin && twin !== row) leave(twin);
      rows.set(key, row);
    }
    known.set(row, presence);
  }
}

function tap(key, presence) {
  if (rows.has(key)) known.set(rows.get(key), presence); // until the server says what counts
  const id = Outbox.newId();
  const on = /^\d+$/.test(key) ? { seat: Number(key) } : { spot: key };
  const at = Math.max(Date.now(), ...pending.map((entry) => entry.at + 1)); // in the order of taps
  const name = rows.get(key)?.querySelector(".roll__name").textContent;
  return write({ id, kind: "mark", at, name, told: { id, ...on, presence, at } });
}

async function write(entry) {
  await Outbox.put({ to: SYNC, account: ACCOUNT, title: TITLE, ...entry });
  await refresh();
  navigator.serviceWorker?.ready.then((worker) => worker.sync?.register("diem-danh")).catch(() => {});
  clearTimeout(soon);
  soon = setTimeout(send, 1200);
}

async function add() {
  const told = Object.fromEntries(new FormData(spotForm));
  const year = Number(told.birth_year);
  const now = new Date().getFullYear();
  const child = year > now - 17; // with a bare year: until the end of the year of the sixteenth birthday
  const missing = !told.full_name.trim() ? "full_name"
    : !(year >= 1900 && year <= now) ? "birth_year"
    : child && told.paper.trim() && !told.guardian_name.trim() ? "guardian_name" : "";
  for (const field of spotForm.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  spotForm.querySelector(".roll-add__problem").textContent = missing && root.dataset[`missing${missing.replace(/(^|_)(\w)/g, (_, __, letter) => letter.toUpperCase())}`];
  if (missing) {
    const field = spotForm.elements[missing];
    field.setAttribute("aria-invalid", "true");
    if (missing === "guardian_name") spotForm.querySelector(".roll-add__guardian").hidden = false;
    field.focus();
    return;
  }
  const spot = spotForm.dataset.again || Outbox.newId();
  delete spotForm.dataset.again;
  const { full_name: name, hamlet, phone, paper, guardian_name } = told;
  await Outbox.put({
    id: spot, to: SYNC, account: ACCOUNT, kind: "person", at: Date.now(), name, title: TITLE,
    told: { spot, name, birth_year: year, hamlet, phone, paper, guardian_name },
  });
  if (!pending.some((entry) => entry.told.spot === spot && entry.kind === "mark")) await tap(spot, "present");
  else await write({ ...pending.find((entry) => entry.told.spot === spot && entry.kind === "mark"), why: "" });
  spotForm.reset();
  spotForm.querySelector(".roll-add__guardian").hidden = true;
  const row = rows.get(spot);
  row.querySelector(".roll__name").textContent = name;
  row.scrollIntoView({ block: "center" });
  row.querySelector("button").focus({ preventScroll: true });
}

let sending = Promise.resolve();
function send() {
  sending = sending.catch(() => {}).then(sendNow); // one after the other: an older answer never hides a newer one
  return sending;
}

async function sendNow() {
  const { problem = "", why = "", told } = await Outbox.send(SYNC);
  lastProblem = problem;
  lastWhy = why;
  if (told) {
    learn(told.lines);
    if (!told.open) root.dataset.closed = "yes";
  }
  await refresh();
}

const waiting = () => pending.filter((entry) => !entry.why);

async function refresh() {
  pending = await Outbox.entries(SYNC);
  for (const { id, kind, told } of pending) if (kind === "person" && !rows.has(id)) newRow(id, told.name);
  const said = new Map(known);
  for (const { kind, why, told } of pending) {
    const row = kind === "mark" && !why && rows.get(String(told.seat ?? told.spot));
    if (row) said.set(row, told.presence);
  }
  for (const [row, presence] of said) paint(row, presence);
  const values = [...said.values()];
  show("there", values.filter((value) => THERE.includes(value)).length);
  show("people", values.length);
  show("unmarked", values.filter((value) => !value).length);
  paintOutbox();
}

function show(name, number) {
  for (const place of root.querySelectorAll(`[data-count=${name}]`)) place.textContent = number;
}

function paint(row, presence) {
  if (row.dataset.painted === presence) return;
  row.dataset.painted = row.dataset.presence = presence;
  let words = "";
  for (const button of row.querySelectorAll("button")) {
    const here = button.value.endsWith(`:${presence}`);
    button.setAttribute("aria-pressed", String(here));
    if (here && presence !== "present") words = button.textContent.trim();
  }
  row.querySelector("summary").textContent = words || "Khác";
  row.querySelector("details").open = false;
}

function paintOutbox() {
  const others = pending.filter((entry) => !entry.why && entry.account !== ACCOUNT).length;
  const count = waiting().length - others;
  const words = root.querySelector(".outbox__words");
  const said = count ? `Trên máy này, chưa gửi: ${count}.` : "Đã gửi hết.";
  const more = !navigator.onLine || lastProblem === "offline"
    ? " Không có mạng: cứ điểm danh, máy tự gửi khi có sóng."
    : lastProblem === "sign-in" ? " Hãy đăng nhập để gửi; máy vẫn giữ đủ."
    : lastProblem === "refused" ? ` ${lastWhy || "Bạn không còn phụ trách lớp này. Hãy hỏi cán bộ xã, phường."}` : "";
  const theirs = others ? ` Còn ${others} lượt do tài khoản khác ghi trên máy này: người đó đăng nhập thì máy gửi tiếp.` : "";
  const text = said + more + theirs + (root.dataset.closed ? " Lớp đã kết thúc: máy đã xóa danh sách." : "");
  if (words.textContent !== text) words.textContent = text;
  root.querySelector(".outbox__sign-in").hidden = lastProblem !== "sign-in";
  root.querySelector(".outbox").classList.toggle("notice--warn", count > 0 || lastProblem !== "");
  root.querySelector(".outbox").classList.toggle("notice--ok", !count && !lastProblem);
  paintRefusals();
}

/** What the server did not take: why, and what can be done with it. */
function paintRefusals() {
  const refused = pending.filter((entry) => entry.why);
  const box = root.querySelector(".refusals");
  box.hidden = refused.length === 0;
  const lines = refused.map((entry) => {
    const line = document.getElementById("refusal-new").content.firstElementChild.cloneNode(true);
    line.dataset.id = entry.id;
    line.querySelector("p").textContent = `${entry.name ?? ""}: ${entry.why}`;
    line.querySelector("[data-act=mend]").hidden = entry.kind !== "person";
    return line;
  });
  box.querySelector("ul").replaceChildren(...lines);
}

async function answerRefusal(event) {
  const act = event.target.closest("button")?.dataset.act;
  const entry = pending.find(({ id }) => id === event.target.closest("li")?.dataset.id);
  if (!act || !entry) return;
  if (act === "mend") {
    for (const [name, value] of Object.entries({ ...entry.told, full_name: entry.told.name })) {
      if (spotForm.elements[name] && name !== "spot") spotForm.elements[name].value = value;
    }
    spotForm.querySelector(".roll-add__guardian").hidden = !entry.told.guardian_name;
    spotForm.dataset.again = entry.id;
    spotForm.closest("details").open = true;
    spotForm.elements.full_name.focus();
    return;
  }
  if (act === "again") {
    await Outbox.again(entry);
    return send();
  }
  await Outbox.discard(entry);
  if (entry.kind === "person") {
    leave(rows.get(entry.id));
    rows.delete(entry.id);
  }
  await refresh();
}

/**
 * The outbox of the register: what was tapped lies in IndexedDB until the server has answered for
 * it. Used by the page and by the service worker; both may send at once, since every entry has an
 * id made here and the server takes it once.
 * Entry: { id, to, account, kind: "mark" | "person", at, told, name, title, why, ended }; `told` is
 * what is sent, `to` the address of the session, `name` and `title` say of whom and of which session
 * even when the list of the class has left this phone, `why` is the sentence with which the server
 * refused it, and `ended` that the class had ended then.
 */
const Outbox = (() => {
  const PAGES = "diem-danh-trang";
  const KEPT_DAYS = 14;
  const AT_ONCE = 40;
  const PATIENCE = 20000; // ms for one answer over a thin line
  let opening;

  function database() {
    opening ??= new Promise((resolve, reject) => {
      const asked = indexedDB.open("diem-danh", 1);
      asked.onupgradeneeded = () => {
        asked.result.createObjectStore("entries", { keyPath: "id" }).createIndex("to", "to");
        asked.result.createObjectStore("registers", { keyPath: "to" });
      };
      asked.onsuccess = () => resolve(asked.result);
      asked.onerror = () => reject(asked.error);
    });
    return opening;
  }

  /** Run `act` on a store; resolves once it is on the disk. */
  async function within(name, mode, act) {
    const base = await database();
    return new Promise((resolve, reject) => {
      const work = base.transaction(name, mode, { durability: "strict" });
      const asked = act(work.objectStore(name));
      work.oncomplete = () => resolve(asked?.result);
      work.onerror = work.onabort = () => reject(work.error);
    });
  }

  const put = (entry) => within("entries", "readwrite", (store) => store.put(entry));
  const drop = (id) => within("entries", "readwrite", (store) => store.delete(id));
  /** What was refused waits again to be sent. */
  const again = (entry) => put({ ...entry, why: "", ended: false });
  /** Refused only because the class had ended, it goes again once an officer has opened the class. */
  const waits = (entry, open) => !entry.why || (entry.ended && open);
  const everything = () => within("entries", "readonly", (store) => store.getAll());
  const register = (to) => within("registers", "readonly", (store) => store.get(to));

  async function entries(to) {
    const found = await within("entries", "readonly", (store) => store.index("to").getAll(to));
    return found.sort((one, other) => one.at - other.at);
  }

  /** An entry leaves this phone unsent; with somebody written down here the marks on them go too. */
  async function discard({ id, to, kind }) {
    const marks = kind === "person" ? (await entries(to)).filter((entry) => entry.told.spot === id) : [];
    for (const gone of new Set([id, ...marks.map((mark) => mark.id)])) await drop(gone);
  }

  /** A UUID of version 4; randomUUID is missing on phones stuck on an old browser. */
  function newId() {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return [[0, 8], [8, 12], [12, 16], [16, 20], [20]].map((part) => hex.slice(...part)).join("-");
  }

  async function ask(to, options) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    try {
      const answer = await fetch(to, {
        redirect: "manual", cache: "no-store", signal: stop.signal,
        ...options, headers: { Accept: "application/json", ...options?.headers },
      });
      if (answer.type === "opaqueredirect") return { problem: "sign-in" };
      if (answer.status >= 500) return { problem: "offline" };
      const told = await answer.json().catch(() => ({}));
      return answer.ok ? { told } : { problem: "refused", why: told.why };
    } catch {
      return { problem: "offline" };
    } finally {
      clearTimeout(timer);
    }
  }

  /** Page and worker take turns where the browser knows how; elsewhere the server sorts it out. */
  const inTurn = (act) => (navigator.locks ? navigator.locks.request("diem-danh", act) : act());

  /**
   * Send what waits for one session. Resolves to { problem, why, told, account }: `told` is what the
   * register says now, `account` who is signed in, `problem` is "offline", "sign-in", "refused" or nothing.
   */
  const send = (to) => inTurn(() => sendNow(to));

  async function sendNow(to) {
    let { told, problem, why } = await ask(to);
    if (problem) return { problem, why };
    const account = told.account;
    const mine = (await entries(to)).filter((entry) => waits(entry, told.open) && entry.account === account);
    const waiting = [...mine.filter((e) => e.kind === "person"), ...mine.filter((e) => e.kind === "mark")];
    for (let from = 0; from < waiting.length; from += AT_ONCE) {
      const part = waiting.slice(from, from + AT_ONCE);
      const of = (kind) => part.filter((entry) => entry.kind === kind).map((entry) => entry.told);
      const answer = await ask(to, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": told.token },
        body: JSON.stringify({ now: Date.now(), people: of("person"), marks: of("mark") }),
      });
      if (answer.problem) return answer;
      told = answer.told;
      await settle(told.people, told.marks, !told.open);
    }
    if (told.open) await within("registers", "readwrite", (store) => store.put({ to, account, lines: told.lines }));
    else await forget(to);
    return { told, account };
  }

  /** What was kept, or was known, leaves the outbox; what was refused stays, with its reason. */
  async function settle(people, marks, ended) {
    for (const { id, is, why } of [...people, ...marks]) {
      if (is === "kept" || is === "known") await drop(id);
      else if (is === "refused") await within("entries", "readwrite", (store) => {
        const asked = store.get(id);
        asked.onsuccess = () => asked.result && store.put({ ...asked.result, why, ended });
      });
    }
  }

  /** Send for every session; resolves to what came of each (`send`), by its address. */
  async function sendAll() {
    const waiting = (await everything()).filter((entry) => waits(entry, true));
    const answers = new Map();
    for (const to of new Set(waiting.map((entry) => entry.to))) answers.set(to, await send(to));
    return answers;
  }

  /** The page of a session, so that it opens with no signal; returns whether it may be kept. */
  async function keep(path, answer, header) {
    const pages = await caches.open(PAGES);
    if (answer.ok && !answer.redirected && answer.headers.has(header)) await pages.put(path, answer);
    else if (answer.ok || answer.status === 404 || answer.status === 403) await pages.delete(path);
  }

  /** The names of a class leave this phone. */
  async function forget(to) {
    await within("registers", "readwrite", (store) => store.delete(to));
    await (await caches.open(PAGES)).delete(to.replace(/gui\/$/, ""));
  }

  /** All names leave this phone; what was not sent yet stays until it is. */
  async function forgetAll() {
    await within("registers", "readwrite", (store) => store.clear());
    await caches.delete(PAGES);
  }

  /** The pages kept here, those of the last KEPT_DAYS; older ones leave the phone. */
  async function kept() {
    const pages = await caches.open(PAGES);
    const found = [];
    for (const asked of await pages.keys()) {
      const answer = await pages.match(asked);
      const age = Date.now() - Date.parse(answer.headers.get("Date") ?? "");
      if (age < KEPT_DAYS * 864e5) found.push({ path: new URL(asked.url).pathname, html: await answer.text() });
      else await forget(`${new URL(asked.url).pathname}gui/`);
    }
    return found;
  }

  return { PAGES, database, put, again, discard, entries, everything, register, newId, send, sendAll, keep, forget, forgetAll, kept };
})();

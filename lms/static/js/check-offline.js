/**
 * Papers are checked on the phone itself: the fragment of a QR's address is a signed statement,
 * and the keys lie here since the page was last opened with a network.
 */
const READS = 1; // the form of the list that is understood here
const worker = document.currentScript.dataset.worker;
const place = document.querySelector("[data-check]");

if ("serviceWorker" in navigator) navigator.serviceWorker.register(worker, { scope: "/xac-minh/" });
if (place) {
  show();
  addEventListener("hashchange", async () => {
    await show();
    place.scrollIntoView();
  });
}

async function show() {
  const trust = await listHere(place.dataset.trust);
  const [state, facts] = await judge(location.hash.slice(1), trust);
  const shown = document.getElementById(`check-${state}`).content.cloneNode(true);
  const list = shown.querySelector("dl");
  for (const [name, value] of list ? facts : []) {
    list.append(...[["dt", name], ["dd", value]].map(([tag, text]) => Object.assign(document.createElement(tag), { textContent: text })));
  }
  place.replaceChildren(shown);
  if (paperHere()) document.querySelectorAll("[data-again]").forEach((link) => (link.href = location.pathname));
  if (trust) tellAge(new Date(trust.made_at));
}

/** Whether this page stands in for the page of a paper, which its code would open with a network. */
function paperHere() {
  return /^\/xac-minh\/[\dA-Za-z-]{21,}\/?$/.test(location.pathname);
}

/** The newest list there is: the worker answers from what it keeps when there is no network. */
async function listHere(path) {
  try {
    const answer = await fetch(path);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function judge(statement, trust) {
  if (!statement) return [paperHere() ? "bare" : "none", []];
  if (!trust) return ["never", []];
  if (trust.version > READS) return ["outdated", []];
  if (!globalThis.crypto?.subtle) return ["old", []];
  const [packed, kid, signature, more] = statement.split(".");
  const key = trust.keys.find((one) => one.kid === kid);
  if (signature === undefined || more !== undefined || statement.length > 600) return ["bad", []];
  if (!key) return ["unknown", []];
  const text = await signedText(packed, kid, signature, key);
  const fields = text?.split("|") ?? [];
  if (fields.length !== 7 || fields[0] !== "1") return ["bad", []];
  const [number, name, level] = fields.slice(2);
  const [day, until] = fields.slice(5).map(dashed);
  // A thief signs with any day: what such a key signed is neither believed nor called forged here.
  if (key.stolen_at) return ["stolen", [["Khóa bị lộ từ ngày", spoken(key.stolen_at)], ["Số ghi trong mã", number]]];
  // A list from before there were days of keys has none to compare with.
  if ((key.from && day < key.from) || (key.until && day > key.until)) return ["outside", []];
  const facts = [
    ["Loại giấy", trust.kinds[number.split("-")[0]] ?? number],
    ["Số giấy", number],
    ["Người được cấp", name],
    ["Nội dung", trust.levels[level] ?? level],
    ["Cấp ngày", spoken(day)],
    ...(until ? [["Có hạn đến hết", spoken(until)]] : []),
  ];
  if (trust.ended[number]) return ["ended", facts];
  if (trust.sample) return ["sample", facts];
  return [until && until < dayOf(new Date()) ? "expired" : "good", facts];
}

/** The text of the statement if its signature is the key's; nothing otherwise. */
async function signedText(packed, kid, signature, jwk) {
  const curve = { name: "ECDSA", namedCurve: "P-256" };
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes(packed));
    const key = await crypto.subtle.importKey("jwk", { kty: "EC", crv: "P-256", x: jwk.x, y: jwk.y }, curve, false, ["verify"]);
    const signed = new TextEncoder().encode(`${text}.${kid}`);
    return (await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(signature), signed)) ? text : undefined;
  } catch {
    return undefined;
  }
}

function bytes(base64url) {
  return Uint8Array.from(atob(base64url.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
}

function dashed(day) {
  return day.replace(/^(\d{4})(\d\d)(\d\d)$/, "$1-$2-$3");
}

function spoken(day) {
  return day.split("-").reverse().join("/");
}

/** The day in Vietnam, as 2026-11-30. */
function dayOf(moment) {
  return new Intl.DateTimeFormat("sv", { timeZone: "Asia/Ho_Chi_Minh" }).format(moment);
}

function tellAge(made) {
  const days = Math.max(0, (Date.parse(dayOf(new Date())) - Date.parse(dayOf(made))) / 86_400_000);
  document.querySelector("[data-made]").textContent = made.toLocaleString("vi", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "short" });
  document.querySelector("[data-days]").textContent = days ? `${days} ngày trước` : "hôm nay";
  document.querySelector("[data-age]").hidden = false;
}

/**
 * Papers are checked on the phone itself: the fragment of a QR's address is a signed statement,
 * and the keys lie here since the page was last opened with a network.
 */
const worker = document.currentScript.dataset.worker;
const place = document.querySelector("[data-check]");

if ("serviceWorker" in navigator) navigator.serviceWorker.register(worker, { scope: "/xac-minh/" });
if (place) {
  show();
  addEventListener("hashchange", show);
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
  if (trust) tellAge(new Date(trust.made_at));
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
  if (!statement) return ["none", []];
  if (!trust) return ["never", []];
  if (!globalThis.crypto?.subtle) return ["old", []];
  const [packed, kid, signature, more] = statement.split(".");
  const key = trust.keys.find((one) => one.kid === kid);
  if (signature === undefined || more !== undefined || statement.length > 600) return ["bad", []];
  if (!key) return ["unknown", []];
  const text = await signedText(packed, kid, signature, key);
  const fields = text?.split("|") ?? [];
  if (fields.length !== 7 || fields[0] !== "1") return ["bad", []];
  const [, , number, name, level, day, until] = fields;
  if (key.stolen_at && dashed(day) >= key.stolen_at) return ["stolen", []];
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
  return [until && dashed(until) < today() ? "expired" : "good", facts];
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
  return day.replace(/^(\d{4})(\d\d)(\d\d)$/, "$3/$2/$1");
}

function today() {
  return new Intl.DateTimeFormat("sv", { timeZone: "Asia/Ho_Chi_Minh" }).format(new Date());
}

function tellAge(made) {
  const days = Math.max(0, Math.floor((Date.now() - made) / 86_400_000));
  document.querySelector("[data-made]").textContent = made.toLocaleString("vi", { timeZone: "Asia/Ho_Chi_Minh", dateStyle: "short", timeStyle: "short" });
  document.querySelector("[data-days]").textContent = days ? `${days} ngày trước` : "hôm nay";
  document.querySelector("[data-age]").hidden = false;
}

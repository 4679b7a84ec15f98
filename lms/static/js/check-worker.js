/**
 * The service worker of the check page, under /xac-minh/ only. SHELL comes from the server: the
 * files, the page for when there is no network, the list of keys and ended papers.
 */
const KEPT = "kiem-tra-giay";

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll([...SHELL.files, SHELL.page, SHELL.trust])));
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

async function takeOver() {
  await self.clients.claim();
  const kept = await caches.open(KEPT);
  for (const asked of await kept.keys()) {
    const path = new URL(asked.url).pathname;
    if (path.startsWith(SHELL.under) && !SHELL.files.includes(path) && !/\.woff2$/.test(path)) await kept.delete(asked);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (url.pathname === SHELL.trust) event.respondWith(newest(request));
  else if (url.pathname.startsWith(SHELL.under)) event.respondWith(file(request));
});

/** A page from the network; each one that comes is a chance to fetch the list anew. */
async function page(event) {
  try {
    const answer = await fetch(event.request);
    event.waitUntil(newest(new Request(SHELL.trust)).catch(() => undefined));
    return answer;
  } catch {
    return (await caches.match(SHELL.page)) ?? Response.error();
  }
}

async function newest(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok) await kept.put(SHELL.trust, answer.clone());
    return answer;
  } catch {
    return (await kept.match(SHELL.trust)) ?? Response.error();
  }
}

/** Names of files change with their content: what lies here is right. */
async function file(request) {
  const kept = await caches.open(KEPT);
  const here = await kept.match(request, { ignoreSearch: true });
  if (here) return here;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await kept.put(request, answer.clone());
  return answer;
}

/**
 * The service worker of the register, under /day/ only. SHELL comes from the server: the files the
 * page needs, where static files lie, and the header of pages that may be kept.
 * A page comes from the network when there is one, else from the phone.
 */
const FILES = "diem-danh-tep";
const REGISTER = /^\/day\/buoi\/\d+\/$/;
const SAVED = SHELL.files[SHELL.files.length - 1];
const SLOW = 6000; // ms until the page that lies here is better than waiting

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(FILES).then((files) => files.addAll(SHELL.files)));
});

self.addEventListener("activate", (event) => event.waitUntil(takeOver()));

/** Pages kept here name the files of their day: both are renewed together, or neither. */
async function takeOver() {
  await self.clients.claim();
  const pages = await caches.open(Outbox.PAGES);
  try {
    for (const asked of await pages.keys()) {
      const path = new URL(asked.url).pathname;
      await Outbox.keep(path, await fetch(path), SHELL.keep);
    }
  } catch {
    return; // no signal: another time
  }
  const files = await caches.open(FILES);
  for (const asked of await files.keys()) {
    if (!SHELL.files.includes(new URL(asked.url).pathname) && !/\.woff2$/.test(asked.url)) await files.delete(asked);
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(event, url.pathname));
  else if (url.pathname.startsWith(SHELL.under)) event.respondWith(file(request));
});

async function page(event, path) {
  const here = REGISTER.test(path) ? await (await caches.open(Outbox.PAGES)).match(path) : undefined;
  const network = fetch(event.request).then((answer) => {
    if (REGISTER.test(path) && answer.type === "basic") event.waitUntil(Outbox.keep(path, answer.clone(), SHELL.keep));
    return answer;
  });
  if (!here) return network.catch(async () => (await caches.match(SAVED)) ?? Response.error());
  const slow = new Promise((resolve) => setTimeout(resolve, SLOW, here));
  return Promise.race([network.catch(() => here), slow]);
}

/** Names of files change with their content: what lies here is right. */
async function file(request) {
  const files = await caches.open(FILES);
  const here = await files.match(request, { ignoreSearch: true });
  if (here) return here;
  const answer = await fetch(request);
  if (answer.ok && answer.type === "basic") await files.put(request, answer.clone());
  return answer;
}

self.addEventListener("sync", (event) => {
  if (event.tag === "diem-danh") event.waitUntil(bring());
});

async function bring() {
  const answers = await Outbox.sendAll();
  for (const client of await self.clients.matchAll()) client.postMessage("sent");
  if ([...answers.values()].some(({ problem }) => problem === "offline")) throw new Error("no signal yet"); // the browser asks again later
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// The service worker of the field: keeps its pages and the static files, network first.
// It never keeps what is sent; that waits in the page's own queue (offline.js).
"use strict";

const PAGES = "linli-field-pages";
const FILES = "linli-field-files";
const START = ["/field/", "/field/round/", "/field/new/", "/field/waiting/"];
const PATIENCE = 1200; // milliseconds to wait for a page before the kept one is shown; the answer is kept later
const FRESH = 15 * 60e3; // milliseconds for which a kept page is not fetched again unasked
const LANES = 4; // pages fetched at a time: a slow network has other things to do

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(caches.open(PAGES).then((kept) => Promise.allSettled(START.map((page) => keep(kept, page)))));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const keep = async (kept, request) => {
  const answer = await fetch(request, { credentials: "same-origin" });
  if (answer.ok && !answer.redirected) await kept.put(request, answer.clone());
  return answer;
};

const page = async (request) => {
  const kept = await caches.open(PAGES);
  const late = new Promise((resolve) => { setTimeout(resolve, PATIENCE); });
  try {
    const answer = await Promise.race([keep(kept, request), late]);
    if (answer) return answer;
  } catch { /* no network: what was kept is shown */ }
  return (await kept.match(request, { ignoreSearch: true })) ?? (await kept.match("/field/")) ?? fetch(request);
};

const file = async (request) => {
  const kept = await caches.open(FILES);
  const known = await kept.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request, answer.clone());
  return answer;
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") return;
  if (pathname.startsWith("/field/") && request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/static/") || pathname.startsWith("/map/")) event.respondWith(file(request));
});

self.addEventListener("message", (event) => {
  const { pages = [], files = [] } = event.data;
  // A page that was still loading when the worker became active was not claimed then, and its files went past us.
  event.waitUntil(self.clients.claim());
  event.waitUntil(Promise.allSettled(files.map(file)));
  event.waitUntil(keepAll(pages));
});

const keepNamed = async (page) => { // styles, scripts, and the drawing that a page's map is cut from
  for (const url of new Set(page.match(/\/(?:static|map)\/[\w./-]+/g))) await file(url).catch(() => null);
};

const keepAll = async (pages) => { // the pack of the day
  const kept = await caches.open(PAGES);
  const left = [...pages];
  const lane = async () => {
    for (let url = left.shift(); url; url = left.shift()) {
      const known = await kept.match(url);
      const age = Date.now() - Date.parse(known?.headers.get("Date") ?? 0);
      if (known && age >= 0 && age < FRESH) continue;
      const answer = await keep(kept, url).catch(() => null);
      if (answer?.ok) await keepNamed(await answer.text());
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
};

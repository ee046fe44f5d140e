// SPDX-License-Identifier: AGPL-3.0-or-later
// The service worker of the kiosk: its first page and the files of pages, network first. It keeps nothing
// of what anybody did.
"use strict";

const KEPT = "linli-kiosk";
const START = "/kiosk/";

const begin = async () => { // the first page, and what it is made of
  const kept = await caches.open(KEPT);
  const answer = await fetch(START);
  await kept.put(START, answer.clone());
  const files = (await answer.text()).matchAll(/(?:href|src)="(\/static\/[^"#]+)"/g);
  await Promise.allSettled([...files].map(([, url]) => kept.add(url)));
};

self.addEventListener("install", (event) => {
  self.skipWaiting();
  event.waitUntil(begin());
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

const first = async (request, name) => {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected) await kept.put(name, answer.clone());
    return answer;
  } catch {
    return (await kept.match(name)) ?? Response.error();
  }
};

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin || request.method !== "GET") return;
  if (pathname === START) event.respondWith(first(request, START));
  else if (pathname.startsWith("/static/")) event.respondWith(first(request, request));
});

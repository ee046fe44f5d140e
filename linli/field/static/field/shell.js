// SPDX-License-Identifier: AGPL-3.0-or-later
// The phone itself: its pages are kept for the day and dropped after a week without contact; it locks when
// nobody touches it; and when it was lost, everything on it goes at the next contact.
"use strict";

const DAYS = 7; // without contact: then the pages go, never what waits to be sent
const IDLE = 5 * 60e3; // milliseconds without a touch
const TRIES = 5;
const ROUNDS = 210e3; // of PBKDF2

const remembered = (name) => JSON.parse(localStorage.getItem(`linli-field-${name}`) ?? "null");
const remember = (name, value) => localStorage.setItem(`linli-field-${name}`, JSON.stringify(value));

// --- pages ----------------------------------------------------------------------------------------

const wipePages = async () => {
  await caches.delete("linli-field-pages");
  remember("since", null);
};

const keepPages = async () => {
  const registration = await navigator.serviceWorker.register("/field/worker.js", { scope: "/" }).catch(() => null);
  if (!registration) return; // a private window: what is written still waits in the queue
  await navigator.storage?.persist?.();
  const worker = registration.active ?? (await navigator.serviceWorker.ready).active;
  const links = [...document.querySelectorAll("a.go")].slice(0, 400).map((link) => link.href);
  const files = performance.getEntriesByType("resource").map((entry) => entry.name.split("#")[0])
    .filter((url) => /^\/(static|map)\//.test(new URL(url).pathname));
  worker.postMessage({ pages: ["/field/", "/field/round/", "/field/new/", "/field/waiting/", ...links], files });
  remember("since", Date.now());
};

// --- contact --------------------------------------------------------------------------------------

const wipeAll = async () => { // lost: what waits goes as well, for whoever holds the phone is not its worker
  wiped = true;
  (await opened).close();
  for (const name of await caches.keys()) await caches.delete(name);
  for (const each of await navigator.serviceWorker.getRegistrations()) await each.unregister();
  indexedDB.deleteDatabase("linli-field");
  localStorage.clear();
  window.location.replace("/");
};

const contact = async () => {
  try {
    const answer = await fetch("/field/phone/", { credentials: "same-origin" });
    if (answer.status === 410) await wipeAll();
    else if (answer.ok && !(await answer.json()).known) {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", cookie("__Host-linli_csrf") || cookie("linli_csrf"));
      await fetch("/field/phone/note/", { method: "POST", body, credentials: "same-origin" });
    }
  } catch { /* no network: it is asked at the next contact */ }
};

// --- the lock -------------------------------------------------------------------------------------

const lock = document.querySelector("[data-lock]");
const hashed = async (code, salt) => {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveBits"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: Uint8Array.from(salt), iterations: ROUNDS };
  return [...new Uint8Array(await crypto.subtle.deriveBits(how, key, 256))].join();
};

const touch = () => { if (!lock.open) remember("touched", Date.now()); };
const watch = () => {
  if (!remembered("lock") || lock.open) return;
  const since = Date.now() - (remembered("touched") ?? 0);
  if (since < 0 || since > IDLE) {
    document.documentElement.dataset.locked = "yes";
    lock.showModal();
  }
};

lock?.addEventListener("cancel", (event) => event.preventDefault()); // Escape does not open it
lock?.querySelector("form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const field = event.target.elements.code;
  const kept = remembered("lock");
  const code = field.value;
  field.value = "";
  if (kept && kept.hash === await hashed(code, kept.salt)) {
    remember("lock", { ...kept, tries: 0 });
    delete document.documentElement.dataset.locked;
    lock.close();
    touch();
    return;
  }
  const tries = (kept?.tries ?? 0) + 1;
  remember("lock", { ...kept, tries });
  lock.querySelector("[data-wrong]").hidden = false;
  if (tries >= TRIES) { // as if signed out: the pages go, what waits stays for its owner
    await wipePages();
    const form = document.querySelector("form[data-sign-out]");
    localStorage.removeItem("linli-field-lock");
    form.dataset.sure = "1";
    form.requestSubmit();
  }
});

document.querySelector("[data-set-lock]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const code = event.target.elements.code.value.trim();
  if (code) {
    const salt = [...crypto.getRandomValues(new Uint8Array(16))];
    remember("lock", { salt, hash: await hashed(code, salt), tries: 0 });
  } else localStorage.removeItem("linli-field-lock");
  event.target.elements.code.value = "";
  event.target.querySelector("[data-set]").hidden = !code;
  event.target.querySelector("[data-unset]").hidden = Boolean(code);
});

if (surface === "field" && account) {
  const since = remembered("since");
  if (since && Date.now() - since > DAYS * 86400e3) wipePages();
  if (navigator.onLine && navigator.serviceWorker) keepPages();
  contact();
  window.addEventListener("online", contact);
  watch();
  for (const kind of ["pointerdown", "keydown"]) document.addEventListener(kind, touch, true);
  document.addEventListener("visibilitychange", watch);
  setInterval(watch, 15e3);
}

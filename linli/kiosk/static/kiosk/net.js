// SPDX-License-Identifier: AGPL-3.0-or-later
// The kiosk without a network: what somebody says is locked with the server's key before it is kept (this browser
// cannot open it again), sent oldest first when there is a network, and counted for who looks after the screen.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const net = document.querySelector("[data-net]");
  if (!net) return;
  const say = document.querySelector("[data-keep]");
  const slip = document.querySelector("[data-slip]");
  const { subtle } = window.crypto ?? {};
  const BEAT = 60000; // milliseconds
  let away = Number(localStorage.getItem("kiosk-away") ?? 0); // since when there is no network
  let lasted = 0; // seconds without one, last

  const opened = new Promise((resolve, reject) => {
    const request = indexedDB.open("linli-kiosk", 1);
    request.onupgradeneeded = () => request.result.createObjectStore("boxes", { keyPath: "at", autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const store = async (mode, act) => {
    const change = (await opened).transaction("boxes", mode, { durability: "strict" });
    return new Promise((resolve, reject) => {
      const request = act(change.objectStore("boxes"));
      change.oncomplete = () => resolve(request.result);
      change.onerror = change.onabort = () => reject(change.error);
    });
  };
  const boxes = () => store("readonly", (rows) => rows.getAll());
  const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.split("=")[1] ?? "";
  const post = (url, fields) => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) body.set(name, value);
    body.set("csrfmiddlewaretoken", cookie("__Host-linli_csrf") || cookie("linli_csrf"));
    return fetch(url, { method: "POST", body, credentials: "same-origin" });
  };

  const text = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
  const bytes = (words) => Uint8Array.from(atob(words), (sign) => sign.charCodeAt(0));
  const SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"; // none that are taken for another
  const secret = () => [...crypto.getRandomValues(new Uint8Array(20))].map((byte) => SIGNS[byte % 32]).join("");
  const locked = async (told) => {
    const ours = await subtle.importKey("spki", bytes(net.dataset.lock), { name: "RSA-OAEP", hash: "SHA-256" }, false, ["wrapKey"]);
    const once = await subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt"]);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const data = await subtle.encrypt({ name: "AES-GCM", iv }, once, new TextEncoder().encode(JSON.stringify(told)));
    const key = await subtle.wrapKey("raw", once, ours, { name: "RSA-OAEP" });
    return { key: text(key), iv: text(iv), data: text(data) };
  };

  const show = async () => {
    const waiting = (await boxes()).length;
    net.hidden = !away && !waiting;
    net.querySelector("[data-net-says]").textContent = away ? net.dataset.away : "";
    net.querySelector("[data-net-waits]").textContent = waiting ? `${net.dataset.many} ${waiting}` : "";
    net.querySelector("[data-net-say]").hidden = !away || !subtle;
  };
  const reached = (good) => {
    if (good && away) lasted = Math.round((Date.now() - away) / 1000);
    away = good ? 0 : away || Date.now();
    localStorage.setItem("kiosk-away", String(away));
  };
  const beat = async () => {
    try {
      for (const box of await boxes()) {
        const answer = await post(net.dataset.box, box);
        if (answer.status >= 500 || answer.status === 429 || answer.status === 403) break;
        await store("readwrite", (rows) => rows.delete(box.at)); // received, or nothing that could ever be
      }
      const answer = await post(net.dataset.health, { waiting: (await boxes()).length, away: lasted });
      reached(answer.ok);
      if (answer.ok && localStorage.getItem("kiosk-wipe")) {
        await post("/kiosk/end/", {});
        localStorage.removeItem("kiosk-wipe");
      }
    } catch {
      reached(false);
    }
    await show();
  };

  net.querySelector("[data-net-say]").addEventListener("click", () => say.showModal());
  say.querySelector("[data-keep-lock]").addEventListener("click", async () => {
    const form = say.querySelector("form");
    const told = { text: form.text.value.trim(), contact: form.contact.value.trim(), language: document.documentElement.lang };
    if (told.text.length < 2) return form.text.focus();
    const number = secret();
    const box = { secret: number, ...(await locked(told)) };
    await store("readwrite", (rows) => rows.add(box));
    form.reset();
    say.close();
    slip.querySelector("[data-slip-secret]").textContent = number.match(/.{4}/g).join(" ");
    slip.showModal();
    await show();
  });
  slip.querySelector("[data-slip-done]").addEventListener("click", () => {
    slip.close();
    slip.querySelector("[data-slip-secret]").textContent = "";
  });
  addEventListener("online", beat);
  addEventListener("offline", () => {
    reached(false);
    show();
  });
  setInterval(beat, BEAT);
  beat();
  navigator.serviceWorker?.register("/kiosk/worker.js", { scope: "/kiosk/" }).catch(() => {});
});

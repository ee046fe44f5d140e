// SPDX-License-Identifier: AGPL-3.0-or-later
// Working without a network. A form marked data-offline is first kept on the phone, with an id made
// here, then sent; what waits is sent oldest first, stops when signing in is needed, and is never
// wiped. It lies there sealed for its writer: the page carries the key that closes; the key that opens
// comes with a session, stays in memory and cannot be read. Without scripts the same forms work as forms.
"use strict";

const { account, seal, surface } = document.documentElement.dataset;
const banner = document.querySelector("[data-waiting]");

// --- the queue: one IndexedDB store ---------------------------------------------------------------

const opened = new Promise((resolve, reject) => {
  const request = indexedDB.open("linli-field", 1);
  request.onupgradeneeded = () => request.result.createObjectStore("waiting", { keyPath: "key", autoIncrement: true });
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
let wiped = false; // a lost phone: its page does nothing more
const store = async (mode, act) => {
  const database = await opened;
  if (wiped) return new Promise(() => {});
  return new Promise((resolve, reject) => {
    let change;
    try {
      change = database.transaction("waiting", mode, { durability: "strict" });
    } catch (error) {
      if (error.name !== "InvalidStateError") reject(error); // it closes: this page is being left
      return;
    }
    const request = act(change.objectStore("waiting"));
    change.oncomplete = () => resolve(request.result);
    change.onerror = change.onabort = () => reject(change.error);
  });
};
const put = (entry) => store("readwrite", (rows) => rows.put(entry));
const one = (key) => store("readonly", (rows) => rows.get(key));
const remove = (key) => store("readwrite", (rows) => rows.delete(key));
const mine = async () => (await store("readonly", (rows) => rows.getAll())).filter((row) => row.account === account);

// --- sealing: ECDH on P-256 with a key pair for each seal, HKDF, AES-GCM ----------------------------

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const { subtle } = crypto;
const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const shared = async (own, other, salt) => {
  const secret = await subtle.importKey("raw", await subtle.deriveBits({ name: "ECDH", public: other }, own, 256), "HKDF", false, ["deriveKey"]);
  const how = { name: "HKDF", hash: "SHA-256", salt, info: new TextEncoder().encode("linli field") };
  return subtle.deriveKey(how, secret, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
};
const close = async (content) => { // a text or a form; whoever has the phone alone cannot open it
  const letter = new Response(content);
  const type = letter.headers.get("content-type");
  const pair = await subtle.generateKey(CURVE, false, ["deriveBits"]);
  const from = await subtle.exportKey("raw", pair.publicKey);
  const to = await subtle.importKey("raw", bytesOf(seal), CURVE, false, []);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = await subtle.encrypt({ name: "AES-GCM", iv }, await shared(pair.privateKey, to, from), await letter.arrayBuffer());
  return { type, from, iv, data };
};
const open = async (sealed, key) => {
  const from = await subtle.importKey("raw", sealed.from, CURVE, false, []);
  const data = await subtle.decrypt({ name: "AES-GCM", iv: sealed.iv }, await shared(key, from, sealed.from), sealed.data);
  return new Response(data, { headers: { "content-type": sealed.type } });
};
const unlock = async () => { // for the one who wrote it: a shared phone sends nobody's work as another's
  const answer = await fetch("/field/key/", { credentials: "same-origin", redirect: "manual", headers: { "X-Linli-Replay": "1" } });
  if (!answer.ok) return null;
  const { holder, ...key } = await answer.json();
  return holder === account ? subtle.importKey("jwk", key, CURVE, false, ["deriveBits"]) : null;
};

// --- sending --------------------------------------------------------------------------------------

const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.split("=")[1] ?? "";

const send = async (entry, key) => { // how long ago it was written, by one clock: that of the phone may be wrong
  const body = await (await open(entry.form, key)).formData();
  body.set("csrfmiddlewaretoken", cookie("__Host-linli_csrf") || cookie("linli_csrf"));
  return fetch(entry.url, { method: "POST", body, credentials: "same-origin", headers: {
    "X-Linli-Replay": "1", "X-Linli-Age": String(Math.max(0, Math.round((Date.now() - entry.at) / 1000))),
  } });
};

const sent = (url) => { // a kept page may be older than what was sent since
  const known = JSON.parse(localStorage.getItem("linli-field-sent") ?? "[]");
  if (!url) return known;
  localStorage.setItem("linli-field-sent", JSON.stringify([...known, url].slice(-400)));
  return known;
};

let sending = Promise.resolve(null);
const sendAll = () => { // one after the other: a call during a failing attempt gets an attempt of its own
  sending = sending.then(replay);
  return sending;
};
const replay = async () => {
  let last = null;
  try {
    const waiting = (await mine()).filter((entry) => !entry.refused);
    if (!waiting.length) return last;
    const key = await unlock();
    if (!key) {
      tell(banner.dataset.signIn);
      return last;
    }
    for (const entry of waiting) {
      const answer = await send(entry, key);
      if (answer.ok) {
        await remove(entry.key);
        sent(entry.url);
        last = { key: entry.key, url: answer.url };
      } else if (answer.status === 401 || answer.status === 403) {
        tell(banner.dataset.signIn);
        return last;
      } else if (answer.status < 500 && answer.status !== 429) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const words = page.querySelector("#errors, main")?.textContent.trim().replace(/\s+/g, " ").slice(0, 400);
        await put({ ...entry, refused: answer.status, words: await close(words ?? "") });
      } else break; // our side is busy or broken: try again later, in the same order
    }
  } catch { /* no network */ }
  await show();
  return last;
};

const sealOld = async () => { // what a phone kept before reports were sealed
  for (const { fields, title, words, said: told, ...entry } of (await mine()).filter((row) => row.fields)) {
    const filled = new FormData();
    for (const [name, value] of fields) filled.append(name, value);
    await put({ ...entry, form: await close(filled), title: await close(title), words: await close(words ?? ""), said: await close(JSON.stringify(told ?? [])) });
  }
};

// --- telling --------------------------------------------------------------------------------------

const tell = (words) => {
  banner.textContent = words;
  banner.hidden = !words;
};
const show = async () => {
  const waiting = await mine();
  const words = banner.dataset;
  const refused = waiting.filter((entry) => entry.refused).length;
  const number = waiting.length - refused;
  const parts = [];
  if (number) parts.push(number === 1 ? words.one : words.many.replace("#", number));
  else if (!navigator.onLine) parts.push(words.offline);
  if (refused) parts.push(words.refused.replace("#", refused));
  tell(parts.join(" "));
  await list(waiting);
  const done = sent();
  for (const link of document.querySelectorAll("a.go[href]")) { // what was done here: on its way, or there already
    const url = link.getAttribute("href");
    link.classList.toggle("kept", waiting.some((entry) => entry.url === url));
    if (done.includes(url)) link.classList.add("done");
  }
};

const list = async (waiting) => {
  const place = document.querySelector("[data-queue]");
  if (!place) return;
  const pattern = document.getElementById("queue-row").content.firstElementChild;
  const key = waiting.length ? await unlock().catch(() => null) : null; // without it: that something waits, and since when
  const read = async (sealed) => (key && sealed ? (await open(sealed, key)).text() : "");
  place.replaceChildren(...await Promise.all(waiting.map(async (entry) => {
    const row = pattern.cloneNode(true);
    const title = await read(entry.title);
    if (title) row.querySelector("[data-title]").textContent = title;
    row.querySelector("[data-at]").textContent = new Date(entry.at).toLocaleString(document.documentElement.lang);
    row.querySelector("[data-words]").textContent = await read(entry.words);
    row.querySelector("[data-said]").replaceChildren(...JSON.parse((await read(entry.said)) || "[]").flatMap(([label, words]) => {
      const [term, told] = [document.createElement("dt"), document.createElement("dd")];
      [term.textContent, told.textContent] = [label, words];
      return [term, told];
    }));
    row.querySelector("details").hidden = !key;
    row.querySelector("[data-mend]").href = `${entry.url}#mend=${entry.key}`;
    row.querySelector("[data-mend]").hidden = !entry.refused;
    row.querySelector("[data-again]").addEventListener("click", async () => {
      await put({ ...entry, refused: 0, words: null });
      await sendAll();
    });
    row.querySelector("[data-drop]").addEventListener("click", async (event) => {
      if (!window.confirm(event.target.dataset.sure)) return;
      await remove(entry.key);
      await show();
    });
    return row;
  })));
  document.querySelector("[data-queue-empty]").hidden = waiting.length > 0;
};

// --- what was written -----------------------------------------------------------------------------

const said = (form) => [...new FormData(form)].flatMap(([name, value]) => { // for the page of what was refused
  const words = value instanceof File ? value.name : value;
  const field = [...form.elements].find((each) => each.name === name && each.type !== "hidden"
    && (!["checkbox", "radio"].includes(each.type) || each.value === value));
  if (!field || !words) return [];
  const label = field.labels?.[0]?.textContent.trim() ?? name;
  return [["checkbox", "radio"].includes(field.type)
    ? [field.closest("fieldset")?.querySelector("legend")?.textContent.trim() ?? name, label] : [label, words]];
});

const mend = async () => { // what was refused, back in its form: to be put right and sent again
  const key = Number(window.location.hash.match(/^#mend=(\d+)$/)?.[1]);
  const form = document.querySelector("form[data-offline]");
  const entry = key && form ? await one(key) : null;
  const opens = entry?.account === account ? await unlock().catch(() => null) : null;
  if (!opens) return;
  form.dataset.mended = key;
  const bags = new Map();
  for (const field of form.elements) if (["checkbox", "radio"].includes(field.type)) field.checked = false;
  for (const [name, value] of await (await open(entry.form, opens)).formData()) {
    const fields = [...form.elements].filter((field) => field.name === name);
    if (value instanceof File) {
      if (!bags.has(name)) bags.set(name, new DataTransfer());
      bags.get(name).items.add(value);
    } else for (const field of fields) {
      if (["checkbox", "radio"].includes(field.type)) field.checked ||= field.value === value;
      else if (field.type !== "file" && !("newId" in field.dataset)) field.value = value;
    }
  }
  for (const [name, bag] of bags) form.querySelector(`input[type=file][name="${name}"]`).files = bag.files;
  form.dispatchEvent(new Event("change", { bubbles: true }));
};

// --- forms ----------------------------------------------------------------------------------------

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (form.matches("[data-offline]")) {
    event.preventDefault();
    for (const field of form.querySelectorAll("[data-new-id]")) field.value = crypto.randomUUID();
    const filled = new FormData();
    for (const [name, value] of new FormData(form, event.submitter))
      if (name !== "csrfmiddlewaretoken" && (!(value instanceof File) || value.size)) filled.append(name, value);
    const title = await close(document.querySelector("h1").textContent.trim());
    const url = form.getAttribute("action") ?? window.location.pathname;
    const mended = form.dataset.mended ? await one(Number(form.dataset.mended)) : null;
    const at = mended?.at ?? Date.now();
    const entry = { account, url, title, at, form: await close(filled), said: await close(JSON.stringify(said(form))) };
    const key = await put({ ...entry, ...(mended && { key: mended.key }) });
    const last = await sendAll();
    const left = (await mine()).find((row) => row.key === key);
    if (!left) window.location.assign(last?.url ?? "/field/");
    else window.location.assign(left.refused ? "/field/waiting/" : "/field/");
  } else if (form.matches("[data-sign-out]")) {
    if (form.dataset.sure) return;
    event.preventDefault();
    if ((await mine()).length && !window.confirm(banner.dataset.leave)) return;
    await caches.delete("linli-field-pages");
    localStorage.removeItem("linli-field-lock");
    form.dataset.sure = "1";
    form.requestSubmit();
  }
}, true);

if (surface === "field" && account) {
  mend();
  sealOld().then(show).then(sendAll);
  window.addEventListener("online", sendAll);
  window.addEventListener("offline", show);
  setInterval(sendAll, 60e3);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// Reading a page aloud: by the browser's own voice for its language, else by speech that the server makes, piece
// by piece. With neither the button stays hidden.
"use strict";

for (const button of document.querySelectorAll("[data-aloud]")) {
  const says = button.querySelector("[data-say]");
  const told = document.querySelector("[data-aloud-says]");
  const tongue = document.documentElement.lang === "en" ? "en" : "zh";
  const server = button.dataset.server;
  const sound = new Audio();
  let run = 0; // of the reading that goes on; another number is another reading, or none

  const voice = () => window.speechSynthesis?.getVoices().find((one) => one.lang.toLowerCase().startsWith(tongue));
  const offer = () => (button.hidden = !(server || voice()));
  offer();
  window.speechSynthesis?.addEventListener?.("voiceschanged", offer);

  const mark = (on) => {
    says.textContent = on ? says.dataset.hush : says.dataset.say;
    button.setAttribute("aria-pressed", String(on));
  };
  const stop = () => {
    run += 1;
    window.speechSynthesis?.cancel();
    sound.pause();
    mark(false);
  };
  // Whole sentences, none longer than a voice takes at once.
  const pieces = () => {
    const parts = document.querySelector("main").innerText.split(/(?<=[。！？；.!?\n])/u);
    const found = [""];
    for (const part of parts.map((one) => one.trim()).filter(Boolean))
      if ((found.at(-1) + part).length < 180) found.push(`${found.pop()} ${part}`);
      else found.push(part);
    return found.filter((one) => one.trim());
  };
  const byBrowser = (text, own) => new Promise((resolve, reject) => {
    const words = new SpeechSynthesisUtterance(text);
    [words.voice, words.lang, words.rate] = [own, own.lang, 0.9];
    [words.onend, words.onerror] = [resolve, reject];
    speechSynthesis.speak(words);
  });
  const byServer = async (text) => {
    const body = new FormData(button.form ?? undefined);
    body.set("text", text);
    const answer = await fetch(server, { method: "POST", body });
    if (!answer.ok) throw new Error(answer.status);
    const url = URL.createObjectURL(await answer.blob());
    await new Promise((resolve, reject) => {
      [sound.src, sound.onended, sound.onpause, sound.onerror] = [url, resolve, resolve, reject];
      sound.play().catch(reject);
    }).finally(() => URL.revokeObjectURL(url));
  };
  button.addEventListener("click", async () => {
    if (button.getAttribute("aria-pressed") === "true") return stop();
    const mine = (run += 1);
    const own = voice();
    told.textContent = "";
    mark(true);
    try {
      for (const text of pieces()) {
        if (mine !== run) return;
        await (own ? byBrowser(text, own) : byServer(text));
      }
    } catch {
      if (mine === run) told.textContent = button.dataset.failed;
    }
    if (mine === run) stop();
  });
  addEventListener("pagehide", stop);
}

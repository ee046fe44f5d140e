// SPDX-License-Identifier: AGPL-3.0-or-later
// Reporting: a voice message instead of typing, and on a phone or in elder mode one question a screen.
"use strict";

const voice = document.querySelector("[data-voice]");
if (voice && navigator.mediaDevices && window.MediaRecorder) {
  voice.hidden = false;
  const files = voice.closest("form").querySelector("input[type=file]");
  const [start, stop, heard] = ["record", "stop", "heard"].map((name) => voice.querySelector(`[data-${name}]`));
  const word = (name) => voice.querySelector(`[data-word="${name}"]`).innerHTML;
  let recorder = null;
  start.addEventListener("click", async () => {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true }).catch(() => null);
    if (!stream) return;
    const pieces = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      stream.getTracks().forEach((track) => track.stop());
      const bag = new DataTransfer();
      for (const file of files.files) bag.items.add(file);
      bag.items.add(new File(pieces, "voice.webm", { type: recorder.mimeType }));
      files.files = bag.files;
      files.dispatchEvent(new Event("change", { bubbles: true }));
      heard.textContent = word("kept");
      [start.hidden, stop.hidden] = [false, true];
    });
    recorder.start();
    setTimeout(() => recorder.state === "recording" && recorder.stop(), 5 * 60 * 1000);
    heard.textContent = word("recording");
    [start.hidden, stop.hidden] = [true, false];
  });
  stop.addEventListener("click", () => recorder?.stop());
}

const asked = document.querySelector("[data-screens]");
const oneAtATime = document.documentElement.dataset.mode === "elder" || matchMedia("(max-width: 40rem)").matches;
if (asked && oneAtATime && !asked.querySelector("#errors")) {
  const screens = [...asked.querySelectorAll(".screen")];
  const send = asked.querySelector(".send");
  let at = 0;
  const show = (number, focus) => {
    at = number;
    screens.forEach((screen, index) => { screen.hidden = index !== at; });
    const last = at === screens.length - 1;
    send.hidden = send.nextElementSibling.hidden = !last;
    controls.querySelector("[data-next]").hidden = last;
    controls.querySelector("[data-back]").hidden = at === 0;
    controls.querySelector("[data-count]").textContent = `${at + 1} / ${screens.length}`;
    for (const aside of document.querySelectorAll(".known")) aside.hidden = at !== 1;
    if (focus) screens[at].querySelector("input:not([type=hidden]), select, textarea")?.focus();
  };
  const controls = document.getElementById("screen-controls").content.firstElementChild.cloneNode(true);
  controls.querySelector("[data-next]").addEventListener("click", () => show(at + 1, true));
  controls.querySelector("[data-back]").addEventListener("click", () => show(at - 1, true));
  send.before(controls);
  show(0, false);
}

// SPDX-License-Identifier: AGPL-3.0-or-later
// The kiosk: asks whether somebody is still there, then wipes; keys on the screen; what is said without a network.
// Without it the session ends by itself after ten minutes.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const bar = document.querySelector("[data-kiosk]");
  if (!bar) return;
  const ask = document.querySelector("[data-ask]");
  const board = document.querySelector("[data-board]");
  let timer = 0;
  let field = null;

  const wipe = () => {
    if (navigator.onLine) return bar.submit();
    localStorage.setItem("kiosk-wipe", "1"); // the session is ended as soon as there is a network again
    location.replace("/kiosk/");
  };
  const warn = () => {
    ask.showModal();
    timer = setTimeout(wipe, 1000 * bar.dataset.warn);
  };
  const again = () => {
    if (ask.open) return;
    clearTimeout(timer);
    timer = setTimeout(warn, 1000 * bar.dataset.idle);
  };
  ask.querySelector("[data-stay]").addEventListener("click", () => {
    ask.close();
    again();
  });
  for (const sign of ["pointerdown", "keydown", "scroll", "input"]) addEventListener(sign, again, { passive: true });
  again();
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  // Keys on the screen, for numbers, codes and addresses. Chinese is written with the screen's own input.
  const press = (sign) => {
    if (!field) return;
    const [from, to] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
    const begin = sign ? from : Math.max(0, from === to ? from - 1 : from);
    field.value = field.value.slice(0, begin) + sign + field.value.slice(to);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
    field.setSelectionRange?.(begin + sign.length, begin + sign.length);
    again();
  };
  const key = (label, sign, name = "") => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.className = name;
    button.addEventListener("pointerdown", (event) => event.preventDefault());
    button.addEventListener("click", () => press(sign));
    board.append(button);
  };
  for (const sign of "1234567890QWERTYUIOPASDFGHJKLZXCVBNM@.-") key(sign, sign);
  key("␣", " ", "wide");
  key(board.dataset.erase, "", "wide");
  document.addEventListener("focusin", ({ target }) => {
    if (target.matches("textarea, input:not([type=checkbox], [type=radio], [type=file], [type=hidden])")) field = target;
  });
  const toggle = bar.querySelector("[data-keys]");
  toggle.addEventListener("click", () => {
    board.hidden = !board.hidden;
    toggle.setAttribute("aria-pressed", String(!board.hidden));
    field ??= document.querySelector("main textarea, main input[type=text]");
    field?.focus();
  });
});

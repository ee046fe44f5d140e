// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page works without this; it only marks that scripts run, moves the focus to errors,
// and keeps a form from being sent twice.
"use strict";

document.documentElement.classList.add("scripted");

document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("errors")?.focus();
  const field = document.querySelector("[data-behind]"); // the secret of a link stands behind its #
  if (!field || location.hash.length < 2) return;
  field.value = location.hash.slice(1);
  history.replaceState(null, "", location.pathname); // so that neither history nor a neighbour's eye keeps it
  if ("go" in field.form.dataset) field.form.requestSubmit();
  else field.closest(".field").hidden = true;
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  for (const button of form.querySelectorAll("button")) {
    setTimeout(() => button.setAttribute("aria-busy", "true"));
    setTimeout(() => button.removeAttribute("aria-busy"), 8000);
  }
  if (form.dataset.sent && Date.now() - form.dataset.sent < 3000) event.preventDefault();
  form.dataset.sent = Date.now();
});

document.addEventListener("change", (event) => {
  const says = event.target.type === "file" && event.target.parentElement.querySelector("[data-picked]");
  if (says) says.textContent = [...event.target.files].map((file) => file.name).join(", ");
});

for (const when of ["click", "keydown"]) document.addEventListener(when, (event) => { // a menu closes behind one
  const menu = document.querySelector(".menu[open]");
  if (!menu || (event.key ? event.key !== "Escape" : menu.contains(event.target))) return;
  menu.open = false;
  if (event.key) menu.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-set]");
  const field = button && document.querySelector(`[name="${button.dataset.set}"]`);
  if (field) field.value = button.dataset.value;
});

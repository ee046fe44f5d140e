// SPDX-License-Identifier: AGPL-3.0-or-later
// Every page works without this; it only marks that scripts run, moves the focus to errors,
// and keeps a form from being sent twice.
"use strict";

document.documentElement.classList.add("scripted");

document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("errors")?.focus();
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

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-set]");
  const field = button && document.querySelector(`[name="${button.dataset.set}"]`);
  if (field) field.value = button.dataset.value;
});

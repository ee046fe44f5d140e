// SPDX-License-Identifier: AGPL-3.0-or-later
// Hands the options of a form to the browser's passkeys and the answer back into the form.
"use strict";

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const making = form.dataset.passkey === "create";
  const key = window.PublicKeyCredential;
  const read = key && (making ? key.parseCreationOptionsFromJSON : key.parseRequestOptionsFromJSON);
  if (!read) {
    form.hidden = true;
    continue;
  }
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const says = form.querySelector("[role=alert]");
    says.hidden = true;
    try {
      const publicKey = read.call(key, JSON.parse(form.dataset.options));
      const made = await navigator.credentials[making ? "create" : "get"]({ publicKey });
      form.elements.answer.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      says.textContent = form.dataset.failed;
      says.hidden = false;
    }
  });
}

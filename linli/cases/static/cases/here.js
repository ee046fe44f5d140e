// SPDX-License-Identifier: AGPL-3.0-or-later
// Saying that one stands where a matter lies: once, because one pressed the button, and never by itself.
"use strict";

for (const box of document.querySelectorAll("[data-stand-box]")) {
  const show = (name) => {
    for (const each of ["why", "done", "none"]) box.querySelector(`[data-stand-${each}]`).hidden = each !== name;
  };
  box.querySelector("[data-stand-ask]").addEventListener("click", () => {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      for (const name of ["longitude", "latitude"])
        box.closest("form").querySelector(`[data-stand="${name}"]`).value = coords[name].toFixed(5);
      show("done");
    }, () => show("none"), { maximumAge: 0, timeout: 15e3 });
  });
}

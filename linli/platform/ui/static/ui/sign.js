// SPDX-License-Identifier: AGPL-3.0-or-later
// A field to write one's name on with finger, pen or mouse. What is drawn becomes strokes in the hidden
// field; without this script the box to tick signs alone.
"use strict";

for (const pad of document.querySelectorAll("[data-pad]")) {
  const field = document.querySelector("[name=drawn]");
  const path = pad.querySelector("path");
  let strokes = [];
  const point = (event) => {
    const box = pad.getBoundingClientRect();
    const x = Math.round(((event.clientX - box.left) / box.width) * 600);
    const y = Math.round(((event.clientY - box.top) / box.height) * 200);
    return `${Math.min(599, Math.max(0, x))} ${Math.min(199, Math.max(0, y))}`;
  };
  const show = () => {
    const drawn = strokes.filter((stroke) => stroke.length > 1).map((stroke) => `M${stroke.join("L")}`).join("");
    path.setAttribute("d", drawn);
    field.value = drawn;
  };
  pad.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    strokes.push([point(event)]);
  });
  pad.addEventListener("pointermove", (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return;
    strokes.at(-1).push(point(event));
    show();
  });
  document.querySelector("[data-pad-clear]").addEventListener("click", () => {
    strokes = [];
    show();
  });
}
